# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..const import LIVE_STATES
from ..exceptions import BridgeError, Reconnect

_logger = logging.getLogger(__name__)

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
    "reference_synced_at",
    "contacts_synced_at",
)


class AccountingBridgeConnectingMixin(models.AbstractModel):
    """How a connection comes to its organization, and how it loses it."""

    _name = "accounting.bridge.connecting.mixin"
    _description = "Connecting and disconnecting"

    # === CONNECTING === #

    def action_connect(self):
        """Send the administrator to the provider for consent."""
        self.ensure_one()
        self._check_administrator()
        self._check_app()
        url = self.env["accounting.bridge.consent"]._start(self)
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
        """Keep the tokens of a consent.

        :param TokenSet tokens:
        :raise UserError: when a scope is missing
        """
        self.ensure_one()
        self._check_scopes(tokens)
        grant = self.env["accounting.bridge.grant"]._store(
            self.provider, self._app_credentials(), tokens
        )
        # sudo: no person writes these, here and below.
        self.sudo().write({"grant_id": grant.id, "consent_id": tokens.consent_id})

    def _connect_consented(self):
        """Connect the organization consented to, or leave the choice to a person.

        :raise UserError: in words, when nothing can be connected
        :return: True when connected, False when an organization is to be chosen
        :rtype: bool
        """
        self.ensure_one()
        choices = self._organization_choices()
        if not choices:
            raise UserError(
                self.env._(
                    "%s gave access to no organization. Read-only users can't connect "
                    "one: ask for the role of a standard user or adviser, then "
                    "connect again.",
                    self.provider_name,
                )
            )
        only = self._only_choice(choices)
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
        that this company already has.

        :rtype: list[RemoteOrganizationChoice]
        """
        self.ensure_one()
        token = self.grant_id._access_token()
        found = self._provider()._list_organizations(self, token, self.consent_id or "")
        return [
            choice
            for choice in found
            if choice.is_new or choice.organization_id == self.organization_id
        ]

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
        """Connect this organization and fill the directory.

        :param str organization_id: one of :meth:`_organization_choices`
        :raise UserError: in words; nothing is changed then
        """
        self.ensure_one()
        self._check_administrator()
        choice = self._offered_choice(organization_id)
        self._check_organization_is_free(choice)
        self._check_switch(choice)
        with self.env.cr.savepoint():
            self.sudo().write(
                {
                    "organization_id": choice.organization_id,
                    "organization_name": choice.name,
                    "organization_link_id": choice.link_id,
                    "connected_by_id": self.env.uid,
                    "connected_at": fields.Datetime.now(),
                }
            )
            self._fill_directory()
            self._check_organization()
            self.sudo().write(
                {"state": "connected", "has_organization_to_choose": False}
            )
            self._make_cron()
        self.activity_unlink(["mail.mail_activity_data_warning"])
        self._wake_documents()

    def _wake_documents(self):
        """Documents that wait are due again, now that the connection works."""
        # sudo: documents are written by the bridge alone.
        documents = self.env["accounting.bridge.document"].sudo()
        waiting = documents.search(
            [("connection_id", "in", self.ids), ("state", "=", "waiting")]
        )
        waiting.next_try_at = fields.Datetime.now()
        self._trigger_sending()

    def _offered_choice(self, organization_id):
        for choice in self._organization_choices():
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
        if others:
            raise UserError(
                self.env._(
                    "%(organization)s is already connected to %(company)s. Disconnect "
                    "it there first.",
                    organization=choice.name,
                    company=others[0].company_id.name,
                )
            )
        others = self.search(
            [
                ("id", "!=", self.id),
                ("is_live", "=", True),
                ("company_id", "=", self.company_id.id),
            ]
        )
        if others:
            raise UserError(
                self.env._(
                    "%(company)s is already connected to %(organization)s. Disconnect "
                    "it first.",
                    company=self.company_id.name,
                    organization=others[0].name,
                )
            )

    def _check_switch(self, choice):
        """A connection with documents stays with its organization, or their links
        would lead to the wrong books."""
        if not self.organization_id or choice.organization_id == self.organization_id:
            return
        # sudo: also documents of branches that the administrator does not work in.
        documents = self.env["accounting.bridge.document"].sudo()
        if documents.search_count([("connection_id", "=", self.id)], limit=1):
            raise UserError(
                self.env._(
                    "Documents were sent to %(old)s through this connection. To go on "
                    "with %(new)s, disconnect this one and make a new connection.",
                    old=self.organization_name,
                    new=choice.name,
                )
            )
        self.account_mapping_ids.unlink()
        self.tax_mapping_ids.unlink()
        self.sudo().write({name: False for name in ORGANIZATION_FIELDS})
        self.write(
            {"is_set_up": False, "sale_contact_id": False, "purchase_contact_id": False}
        )

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
                "type": "success",
                "message": self.env._(
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

    # === LOSING AND ENDING IT === #

    def _consent_is_gone(self, reason):
        """Note that nothing can be sent until an administrator reconnects, with one
        activity for all the documents that wait.

        :param str reason: a sentence
        """
        self.ensure_one()
        if self.state != "connected":
            return
        self.sudo().state = "reconnect"
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("Reconnect %s", self.provider_name),
            note=reason,
            user_id=self.connected_by_id.id or self.env.uid,
        )

    def action_disconnect(self):
        """Cut the connection over there and here; documents keep what was known."""
        self.ensure_one()
        self._check_administrator()
        # First, since it is refused while the scheduled action runs: then nothing
        # may have been cut over there.
        self._remove_cron()
        self._cut_remote_tie()
        self._forget_organization()

    def _cut_remote_tie(self):
        try:
            self._provider()._disconnect_organization(self)
        except Reconnect:
            # The tie is gone already, or can't be used: there is nothing to cut.
            _logger.info("Connection %s had no usable consent left.", self.id)
        except BridgeError as error:
            raise UserError(
                self.env._(
                    "%(provider)s could not be told about the disconnection: "
                    "%(reason)s Try again later.",
                    provider=self.provider_name,
                    reason=error.message,
                )
            ) from error

    def _forget_organization(self):
        """What a disconnection means on our side. Documents keep what was known."""
        for connection in self:
            connection._archive_directory()
            connection.sudo().state = "disconnected"
            connection.grant_id._erase_unused()
            connection.activity_unlink(["mail.mail_activity_data_warning"])
            connection._remove_cron()

    def _retire(self):
        """The provider's addon is removed, and nothing can be called any more. The
        connections stay, archived and with their provider's code, so that their
        documents can still be read and are taken up again when the addon is back."""
        self._forget_organization()
        self.active = False

    def _archive_directory(self):
        # sudo: nobody has write access to the directory.
        connection = self.sudo()
        connection.ledger_account_ids.active = False
        connection.tax_code_ids.active = False
        connection.contact_ids.active = False
        connection.write({"reference_synced_at": False, "contacts_synced_at": False})

    def action_database_moved(self):
        """The database was moved here: go on."""
        self.ensure_one()
        self._check_administrator()
        if not self.is_foreign_database:
            raise UserError(
                self.env._("%s works with this database already.", self.name)
            )
        self.grant_id._adopt_moved_database()
        self.sudo().state = "connected"
        self.activity_unlink(["mail.mail_activity_data_warning"])
        self._wake_documents()

    def action_database_copied(self):
        """The database is a copy: forget the tokens, they are the original's."""
        self.ensure_one()
        self._check_administrator()
        self._forget_organization()
