# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..const import LIVE_STATES
from ..exceptions import BridgeError
from ..tools.payloads import RemoteOrganizationChoice

#: Facts that belong to an organization and go with it.
ORGANIZATION_FIELDS = (
    "organization_id",
    "organization_name",
    "organization_link_id",
    "organization_short_code",
    "country_id",
    "currency_id",
    "currency_ids",
    "lock_date",
    "year_lock_date",
    "rights",
    "organization_synced_at",
    "reference_synced_at",
    "contacts_synced_at",
    "contacts_read_from",
    "contacts_read_since",
    "contacts_cursor",
    "lists_to_sync",
)


class AccountingBridgeConnectingMixin(models.AbstractModel):
    """How a connection comes to its organization."""

    _name = "accounting.bridge.connecting.mixin"
    _description = "Connecting"

    # === CONNECTING === #

    def action_connect(self):
        """Send the administrator to the provider for consent."""
        self.ensure_one()
        self._check_administrator()
        self._check_app()
        if self._live_neighbor():
            return self._ask_about_switch()
        return self._start_consent()

    def _start_consent(self):
        try:
            url = self.env["accounting.bridge.consent"]._start(self)
        except BridgeError as error:
            raise UserError(error.message) from error
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _check_administrator(self):
        if not self.env.user.has_group("accounting_bridge.group_manager"):
            raise AccessError(
                self.env._("Only administrators of the bridge connect or disconnect.")
            )
        self.check_access("write")

    def _check_app(self):
        if not self.client_id or not self.has_client_secret:
            raise UserError(
                self.env._(
                    "Enter the Client ID and the Client Secret of your app at "
                    "%s first.",
                    self.provider_name,
                )
            )
        if self.redirect_problem:
            raise UserError(self.redirect_problem)

    def _store_consent(self, tokens):
        """Keep the tokens of a consent. They are not in use before it is known which
        organization is meant: until then an older consent goes on serving.

        :param TokenSet tokens:
        :raise UserError: when a scope is missing
        """
        self.ensure_one()
        self._check_scopes(tokens)
        grant = self.env["accounting.bridge.grant"]._store(
            self.provider, self._app_credentials(), tokens
        )
        undecided = self.consented_grant_id
        # sudo: no person writes these, here and below.
        self.sudo().write(
            {"consented_grant_id": grant.id, "consent_id": tokens.consent_id}
        )
        (undecided - grant)._erase_unused()

    def _drop_consent(self):
        """Forget the last consent: nothing was connected by it."""
        for connection in self.sudo():
            grant = connection.consented_grant_id
            connection.write(
                {
                    "consented_grant_id": False,
                    "consent_id": False,
                    "has_organization_to_choose": False,
                }
            )
            if connection.state == "choosing":
                was_connected = bool(connection.organization_id)
                connection.state = "disconnected" if was_connected else "new"
            grant._erase_unused()

    def _connect_consented(self):
        """Connect the organization consented to, or leave the choice to a person.

        :raise UserError: in words, when nothing can be connected
        :return: True when connected, False when an organization is to be chosen
        :rtype: bool
        """
        self.ensure_one()
        reached = self._reached_organizations()
        if not reached:
            raise UserError(
                self.env._(
                    "%s gave access to no organization. Users who may only read there "
                    "can't connect one: ask its administrator for a role that may "
                    "create invoices and bills, then connect again.",
                    self.provider_name,
                )
            )
        only = self._only_choice(reached)
        if only:
            self._connect_organization(only.organization_id)
            return True
        self.has_organization_to_choose = True
        if self.state not in LIVE_STATES:
            self.sudo().state = "choosing"
        return False

    def _has_organization_to_choose(self):
        return bool(self) and self.has_organization_to_choose

    def _check_scopes(self, tokens):
        missing = set(self._wanted_scopes()) - set(tokens.scopes)
        if tokens.scopes and missing:
            raise UserError(
                self.env._(
                    "%(provider)s did not grant all that was asked for. Missing: "
                    "%(scopes)s. Allow them for your app and connect again.",
                    provider=self.provider_name,
                    scopes=", ".join(sorted(missing)),
                )
            )

    def _wanted_scopes(self):
        """:rtype: list[str]"""
        return (self.scopes or "").split() or list(self._provider()._default_scopes())

    def _organization_choices(self):
        """The organizations that may be offered: those just consented to, and the one
        that this company already has, also where the last consent does not reach it.

        :rtype: list[RemoteOrganizationChoice]
        """
        self.ensure_one()
        choices = self._reached_organizations()
        if not self.is_live or self._is_own_among(choices):
            return choices
        own = RemoteOrganizationChoice(
            self.organization_id,
            self.organization_name or self.organization_id,
            link_id=self.organization_link_id or "",
            is_new=False,
        )
        return [own, *choices]

    def _reached_organizations(self):
        """Those just consented to, and this company's own where the same consent
        reaches it.

        :raise UserError: in words, when the provider does not answer
        :rtype: list[RemoteOrganizationChoice]
        """
        provider, consent_id = self._provider(), self.consent_id or ""
        try:
            grant = self.consented_grant_id or self.grant_id
            token = grant._access_token(on_call=self._note_token_call)
            found = provider._list_organizations(self, token, consent_id)
        except BridgeError as error:
            raise UserError(error.message) from error
        return [
            choice
            for choice in found
            if choice.is_new or choice.organization_id == self.organization_id
        ]

    def _is_own_among(self, choices):
        return self.organization_id in [choice.organization_id for choice in choices]

    def _only_choice(self, choices):
        """The organization that needs no question: the connection's own where nothing
        else was consented to, else the single one of a new connection."""
        new = [choice for choice in choices if choice.is_new] or choices
        if len(new) != 1:
            return None
        is_own = new[0].organization_id == self.organization_id
        return new[0] if is_own or not self.organization_id else None

    def action_choose_organization(self):
        self.ensure_one()
        self._check_administrator()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which organization?"),
            "res_model": "accounting.bridge.choose.organization",
            "view_mode": "form",
            "target": "new",
            "context": {"default_connection_id": self.id},
        }

    def _connect_organization(self, organization_id):
        """Connect this organization and fill the directory. Where it is the connected
        one and the last consent was for others, it stays and that consent is dropped.

        :param str organization_id: one of :meth:`_organization_choices`
        :raise UserError: in words; nothing is changed then
        """
        self.ensure_one()
        self._check_administrator()
        reached = self._reached_organizations()
        is_own = self.is_live and organization_id == self.organization_id
        if is_own and not self._is_own_among(reached):
            self._drop_consent()
            return
        choice = self._offered_choice(organization_id, reached)
        self._check_organization_is_free(choice)
        self._check_switch(choice)
        former_grant = self.grant_id
        with self.env.cr.savepoint():
            self._tie_to(choice)
            self._fill_directory()
            self._check_organization()
            self._end_replaced()
            self.sudo().state = "connected"
            self._make_cron()
        (former_grant - self.grant_id)._erase_unused()
        self._forget_consent_warnings()
        self._wake_documents()

    def _tie_to(self, choice):
        if self._is_another(choice):
            self._forget_settings()
        # sudo: no person writes these.
        self.sudo().write(
            {
                "grant_id": (self.consented_grant_id or self.grant_id).id,
                "consented_grant_id": False,
                "has_organization_to_choose": False,
                "organization_id": choice.organization_id,
                "organization_name": choice.name,
                "organization_link_id": choice.link_id,
                "connected_by_id": self.env.uid,
                "connected_at": fields.Datetime.now(),
            }
        )

    def _forget_settings(self):
        """What was chosen for one organization says nothing in another."""
        self.account_mapping_ids.unlink()
        self.tax_mapping_ids.unlink()
        # sudo: decisions are written by the bridge alone.
        decisions = self.env["accounting.bridge.contact.decision"].sudo()
        decisions.search([("connection_id", "=", self.id)]).unlink()
        # sudo: the facts are written by the bridge alone.
        self.sudo().write({name: False for name in ORGANIZATION_FIELDS})
        self.write(
            {"is_set_up": False, "sale_contact_id": False, "purchase_contact_id": False}
        )

    def _wake_documents(self):
        """Documents that wait are due again, now that the connection works."""
        # sudo: documents are written by the bridge alone.
        documents = self.env["accounting.bridge.document"].sudo()
        waiting = documents.search(
            [("connection_id", "in", self.ids), ("state", "=", "waiting")]
        )
        # The time without a consent is held against none of them.
        waiting.write(
            {
                "next_try_at": fields.Datetime.now(),
                "tries": 0,
                "first_try_at": False,
            }
        )
        self._trigger_sending()

    def _offered_choice(self, organization_id, choices):
        for choice in choices:
            if choice.organization_id == organization_id:
                return choice
        raise UserError(
            self.env._("This organization was not consented to. Connect again.")
        )

    def _check_organization_is_free(self, choice):
        # sudo: another company's connection is in the way too; only its company is
        # named.
        others = self.sudo().search(
            [
                ("id", "!=", self.id),
                ("is_live", "=", True),
                ("provider", "=", self.provider),
                ("organization_id", "=", choice.organization_id),
            ]
        )
        neighbor = self._live_neighbor()
        if others and others == neighbor.sudo():
            raise UserError(
                self.env._(
                    "%(company)s is connected to %(organization)s already. Press "
                    "Reconnect on that connection instead.",
                    organization=choice.name,
                    company=self.company_id.name,
                )
            )
        if others:
            raise UserError(
                self.env._(
                    "%(organization)s is already connected to %(company)s. Disconnect "
                    "it there first.",
                    organization=choice.name,
                    company=others[0].company_id.name,
                )
            )
        if neighbor and neighbor != self.replaced_id:
            raise UserError(
                self.env._(
                    "%(company)s is already connected to %(organization)s. Press "
                    "Connect again to switch.",
                    company=self.company_id.name,
                    organization=neighbor.name,
                )
            )

    def _check_switch(self, choice):
        """A connection with documents stays with its organization, or their links
        would lead to the wrong books."""
        if self._is_another(choice) and self._has_documents():
            raise UserError(
                self.env._(
                    "Documents were sent to %(old)s through this connection. To go on "
                    "with %(new)s, make a new connection for it.",
                    old=self.organization_name,
                    new=choice.name,
                )
            )

    def _is_another(self, choice):
        own_id = self.organization_id
        return bool(own_id) and choice.organization_id != own_id

    def _has_documents(self):
        # sudo: also documents of branches that the administrator does not work in.
        documents = self.env["accounting.bridge.document"].sudo()
        return bool(documents.search_count([("connection_id", "=", self.id)], limit=1))

    def _check_organization(self):
        """What makes an organization useless for this company."""
        if self.currency_id != self.company_id.currency_id:
            raise UserError(
                self.env._(
                    "%(organization)s keeps its books in %(theirs)s, %(company)s in "
                    "%(ours)s. Connect an organization with the company's own "
                    "currency.",
                    organization=self.organization_name,
                    theirs=self.currency_id.name,
                    company=self.company_id.name,
                    ours=self.company_id.currency_id.name,
                )
            )
        rights = ("create_draft_invoice", "create_draft_bill")
        if not any(self._has_right(right) for right in rights):
            raise UserError(
                self.env._(
                    "The user who consented may create neither invoices nor bills in "
                    "%s. Connect with a user who may.",
                    self.organization_name,
                )
            )

    def _keep_organization(self, facts):
        """Write the facts of the organization as the provider tells them.

        :param RemoteOrganization facts:
        """
        country = self.env["res.country"].search([("code", "=", facts.country_code)])
        currencies = self.env["res.currency"].with_context(active_test=False)
        # sudo: the facts are written by the bridge alone.
        self.sudo().write(
            {
                "organization_name": facts.name,
                "organization_short_code": facts.short_code,
                "country_id": country.id,
                "currency_id": currencies.search(
                    [("name", "=", facts.base_currency)]
                ).id,
                "lock_date": facts.lock_date,
                "year_lock_date": facts.year_lock_date,
                "rights": " ".join(sorted(facts.rights)),
                "organization_synced_at": fields.Datetime.now(),
                **facts.own_values,
            }
        )

    def _fill_directory(self):
        """:raise UserError: in words, when the provider does not answer"""
        try:
            self.env["accounting.bridge.directory.sync"]._sync_all(self)
        except BridgeError as error:
            raise UserError(error.message) from error

    def action_sync_reference_data(self):
        """Ask the provider for what changed in the directory."""
        self.ensure_one()
        self._check_administrator()
        self._fill_directory()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if self.unread_text else "success",
                "message": self.unread_text
                or self.env._(
                    "The reference data of %s is up to date.", self.organization_name
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_setup(self):
        self.ensure_one()
        self._check_administrator()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set up %s", self.provider_name),
            "res_model": "accounting.bridge.setup",
            "view_mode": "form",
            "target": "new",
            "context": {"default_connection_id": self.id},
        }
