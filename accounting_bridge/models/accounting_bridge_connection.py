# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import NEW_DOCUMENT_STATUSES
from ..exceptions import BridgeError, Reconnect, TryAgain
from ..tools import vault
from ..tools.payloads import AppCredentials
from ..tools.tax_sets import tax_key

_logger = logging.getLogger(__name__)

LIVE_STATES = ("connected", "reconnect")

#: What everybody asks for a login through a browser is answered at this path.
RETURN_PATH = "/accounting_bridge/return"

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


class AccountingBridgeConnection(models.Model):
    """One company's line to one organization's books: settings, mappings, state."""

    _name = "accounting.bridge.connection"
    _description = "Accounting connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of
    _order = "company_id, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    # Provider addons add their codes.
    provider = fields.Selection([], required=True)
    provider_name = fields.Char(compute="_compute_provider_name")
    state = fields.Selection(
        [
            ("new", "Not connected"),
            ("choosing", "Organization to choose"),
            ("connected", "Connected"),
            ("reconnect", "Consent to be renewed"),
            ("disconnected", "Disconnected"),
        ],
        default="new",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    is_live = fields.Boolean(compute="_compute_is_live", store=True)

    # --- The administrator's own app
    client_id = fields.Char("Client ID", copy=False)
    client_secret = fields.Char(
        compute="_compute_client_secret",
        inverse="_inverse_client_secret",
        help="Can be replaced, never read back.",
    )
    client_secret_encrypted = fields.Char(
        copy=False, prefetch=False, groups=fields.NO_ACCESS
    )
    has_client_secret = fields.Boolean(compute="_compute_has_client_secret")
    scopes = fields.Char(help="Separated by blanks. Empty: what the bridge uses.")
    redirect_url = fields.Char(compute="_compute_redirect_url")
    redirect_problem = fields.Char(compute="_compute_redirect_url")

    # --- The organization
    grant_id = fields.Many2one(
        "accounting.bridge.grant", readonly=True, copy=False, index=True
    )
    organization_id = fields.Char("Organization ID", readonly=True, copy=False)
    organization_name = fields.Char(readonly=True, copy=False, tracking=True)
    organization_link_id = fields.Char(readonly=True, copy=False)
    consent_id = fields.Char(readonly=True, copy=False)
    has_organization_to_choose = fields.Boolean(readonly=True, copy=False)
    organization_short_code = fields.Char(readonly=True, copy=False)
    country_id = fields.Many2one("res.country", readonly=True, copy=False)
    currency_id = fields.Many2one("res.currency", readonly=True, copy=False)
    currency_ids = fields.Many2many(
        "res.currency",
        "accounting_bridge_connection_currency_rel",
        string="Currencies in use",
        readonly=True,
        copy=False,
        context={"active_test": False},
    )
    lock_date = fields.Date(readonly=True, copy=False)
    year_lock_date = fields.Date(readonly=True, copy=False)
    rights = fields.Char(
        readonly=True,
        copy=False,
        help="What the connecting user may do over there, separated by blanks.",
    )
    connected_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    connected_at = fields.Datetime(readonly=True, copy=False)
    reference_synced_at = fields.Datetime(readonly=True, copy=False)
    contacts_synced_at = fields.Datetime(readonly=True, copy=False)

    # --- Settings of the setup wizard
    is_set_up = fields.Boolean(readonly=True, copy=False)
    sync_sales = fields.Boolean(default=True)
    sync_purchases = fields.Boolean(default=True)
    invoice_status = fields.Selection(
        NEW_DOCUMENT_STATUSES, default="draft", required=True
    )
    bill_status = fields.Selection(
        NEW_DOCUMENT_STATUSES, default="draft", required=True
    )
    number_policy = fields.Selection(
        [
            ("provider", "The provider's own sequence"),
            ("order", "The order's name with its part"),
        ],
        default="provider",
        required=True,
    )
    process_method = fields.Selection(
        [
            ("untracked", "Untracked: invoices and bills"),
            ("tracked", "Tracked: purchase orders as well"),
        ],
        default="untracked",
        required=True,
    )
    sale_contact_id = fields.Many2one(
        "accounting.bridge.contact",
        help="One contact for all invoices. Empty: each customer's own.",
    )
    purchase_contact_id = fields.Many2one(
        "accounting.bridge.contact",
        help="One contact for all bills. Empty: each supplier's own.",
    )
    account_mapping_ids = fields.One2many(
        "accounting.bridge.account.mapping", "connection_id"
    )
    tax_mapping_ids = fields.One2many("accounting.bridge.tax.mapping", "connection_id")
    cron_id = fields.Many2one("ir.cron", readonly=True, copy=False)
    ledger_account_ids = fields.One2many(
        "accounting.bridge.ledger.account", "connection_id"
    )
    tax_code_ids = fields.One2many("accounting.bridge.tax.code", "connection_id")
    contact_ids = fields.One2many("accounting.bridge.contact", "connection_id")
    document_ids = fields.One2many("accounting.bridge.document", "connection_id")

    # --- What the provider last said
    rate_ids = fields.One2many("accounting.bridge.rate", "connection_id")
    last_call_at = fields.Datetime("Last spoke", related="rate_ids.last_call_at")
    day_left = fields.Integer("Calls left today", related="rate_ids.day_left")
    minute_left = fields.Integer(
        "Calls left this minute", related="rate_ids.minute_left"
    )
    not_before = fields.Datetime("No call before", related="rate_ids.not_before")
    access_expires_at = fields.Datetime(related="grant_id.access_expires_at")
    consent_expires_at = fields.Datetime(related="grant_id.consent_expires_at")
    is_foreign_database = fields.Boolean(
        compute="_compute_is_foreign_database",
        help="The tokens were stored by a database of another identity or name.",
    )

    _live_company_uniq = models.UniqueIndex(
        "(company_id) WHERE is_live",
        "A company has one live accounting connection. Disconnect the other one first.",
    )
    _live_organization_uniq = models.UniqueIndex(
        "(provider, organization_id) WHERE is_live",
        "This organization is already connected to a company of this database.",
    )

    # === COMPUTE === #

    @api.depends("provider", "organization_name", "company_id.name")
    def _compute_name(self):
        labels = dict(self._fields["provider"]._description_selection(self.env))
        for connection in self:
            owner = connection.organization_name or connection.company_id.name
            label = labels.get(connection.provider, connection.provider or "")
            connection.name = f"{label}: {owner}" if owner else label

    @api.depends("provider")
    def _compute_provider_name(self):
        labels = dict(self._fields["provider"]._description_selection(self.env))
        for connection in self:
            connection.provider_name = labels.get(
                connection.provider, connection.provider
            )

    @api.depends("state", "active")
    def _compute_is_live(self):
        for connection in self:
            connection.is_live = connection.active and connection.state in LIVE_STATES

    def _compute_client_secret(self):
        self.client_secret = False

    def _inverse_client_secret(self):
        for connection in self:
            if connection.client_secret:
                # sudo: no user has access to the stored form.
                connection.sudo().client_secret_encrypted = vault.encrypt(
                    connection.client_secret.strip()
                )

    def _compute_has_client_secret(self):
        for connection in self:
            # sudo: tells only whether there is one.
            connection.has_client_secret = bool(
                connection.sudo().client_secret_encrypted
            )

    @api.depends("provider")
    def _compute_redirect_url(self):
        for connection in self:
            url = connection.get_base_url() + RETURN_PATH
            connection.redirect_url = url
            connection.redirect_problem = (
                connection._provider()._check_redirect_url(url)
                if connection.provider
                else False
            )

    @api.depends("grant_id", "state")
    def _compute_is_foreign_database(self):
        for connection in self:
            connection.is_foreign_database = (
                connection.state in LIVE_STATES
                and connection.grant_id._is_foreign_database()
            )

    # === PROVIDER === #

    def _provider(self):
        """The model that speaks to this connection's provider.

        :rtype: accounting.bridge.provider
        """
        self.ensure_one()
        return self.env[f"accounting.bridge.provider.{self.provider}"]

    def _has_provider(self):
        """False where the provider's addon was removed."""
        self.ensure_one()
        return f"accounting.bridge.provider.{self.provider}" in self.env

    def _app_credentials(self):
        """The administrator's app as the connection's form holds it.

        :rtype: AppCredentials
        """
        self.ensure_one()
        return AppCredentials(
            client_id=(self.client_id or "").strip(),
            # sudo: no user has access to the stored form.
            client_secret=vault.decrypt(self.sudo().client_secret_encrypted),
        )

    def _access_token(self, rejected=None):
        """A valid access token, for one call that follows at once.

        Every call passes here, so this is where a connection that must not call is
        stopped.

        :param str rejected: see the grant's method
        :raise Reconnect: when there is no usable consent
        :raise TryAgain: when the provider wants no call yet
        :rtype: str
        """
        self.ensure_one()
        # sudo: a person who presses has no access to grants and rates.
        connection = self.sudo()
        connection._check_rate()
        if not connection.grant_id:
            raise Reconnect(self.env._("%s is not connected.", self.provider_name))
        return connection.grant_id._access_token(rejected)

    def _check_rate(self):
        wait_until = self.rate_ids.not_before
        now = fields.Datetime.now()
        if wait_until and wait_until > now:
            raise TryAgain(
                self.env._(
                    "%(provider)s allows no more calls before %(time)s (UTC).",
                    provider=self.provider_name,
                    time=fields.Datetime.to_string(wait_until),
                ),
                delay=(wait_until - now).total_seconds(),
            )

    def _note_call(self, record):
        """Log a finished call and what the provider said about those that remain.

        In a transaction of its own: a rollback of the caller must not forget a call.

        :param CallRecord record:
        """
        self.ensure_one()
        for _repeat in range(3):
            with self.env.registry.cursor() as cr:
                connection = self.with_env(self.env(cr=cr)).sudo()
                try:
                    connection._log_call(record)
                    connection._keep_rate(record)
                    cr.commit()
                except SerializationFailure:
                    cr.rollback()  # another worker noted a call at the same moment
                    continue
            break
        self.invalidate_recordset(["rate_ids"], flush=False)
        self.env["accounting.bridge.rate"].invalidate_model(flush=False)

    def _log_call(self, record):
        self.env["accounting.bridge.call"].create(
            {
                "connection_id": self.id,
                "method": record.method,
                "path": record.path,
                "status": record.status,
                "duration": record.duration,
                "correlation_id": record.correlation_id,
                "request_body": record.request_body,
                "response_body": record.response_body,
            }
        )

    def _keep_rate(self, record):
        values = {"last_call_at": fields.Datetime.now()}
        if record.minute_left is not None:
            values["minute_left"] = record.minute_left
        if record.day_left is not None:
            values["day_left"] = record.day_left
        if record.not_before:
            values["not_before"] = record.not_before
        rate = self.rate_ids or self.rate_ids.create({"connection_id": self.id})
        rate.write(values)
        rate.flush_recordset()

    # === WHAT IT MAY DO === #

    def _has_right(self, right):
        """Whether the connecting user may do something over there.

        :param str right: a name of ``RemoteOrganization.rights``
        :rtype: bool
        """
        self.ensure_one()
        return right in (self.sudo().rights or "").split()

    def _allowed_status(self, document_type):
        """The status a new document gets: what the setup says, lowered to submitted
        where the current user or the connecting user may not approve.

        :param str document_type: ``invoice`` or ``bill``
        :rtype: str
        """
        self.ensure_one()
        status = self.invoice_status if document_type == "invoice" else self.bill_status
        if status != "approved":
            return status
        may_approve = self.env.user.has_group("accounting_bridge.group_approver")
        if may_approve and self._has_right(f"approve_{document_type}"):
            return status
        return "submitted"

    def _why_off(self, document_type):
        """Why no document can be made now, for the buttons on orders.

        :param str document_type: of ``const.DOCUMENT_TYPES``
        :return: a sentence, or False where nothing is in the way
        :rtype: str | bool
        """
        # sudo: also for people without the bridge's rights.
        connection = self.sudo()
        if not connection.is_live:
            return self.env._(
                "No accounting organization is connected to this company."
            )
        if connection.state == "reconnect":
            return self.env._(
                "The consent of %s is gone: an administrator must reconnect.",
                connection.provider_name,
            )
        if not connection.is_set_up:
            return self.env._(
                "The setup of %s is not finished: an administrator must map accounts "
                "and taxes first.",
                connection.provider_name,
            )
        return connection._why_direction_off(document_type)

    def _why_direction_off(self, document_type):
        if document_type == "invoice" and not self.sync_sales:
            return self.env._(
                "Sales are not sent to %s: see the setup.", self.provider_name
            )
        if document_type != "invoice" and not self.sync_purchases:
            return self.env._(
                "Purchases are not sent to %s: see the setup.", self.provider_name
            )
        return False

    def _check_can_send(self, document_type):
        """:raise UserError: with the reason why no document can be made now"""
        reason = self._why_off(document_type)
        if reason:
            raise UserError(reason)

    # === MAPPINGS === #

    def _account_for(self, purpose):
        """The ledger account mapped to a use, empty where none is.

        :param str purpose: of ``const.ACCOUNT_PURPOSES``
        :rtype: accounting.bridge.ledger.account
        """
        mapping = self.account_mapping_ids.filtered(lambda row: row.purpose == purpose)
        return mapping.ledger_account_id.filtered("active")

    def _map_account(self, purpose, ledger_account):
        """Map a use to a ledger account; an empty one removes the mapping."""
        mapping = self.account_mapping_ids.filtered(lambda row: row.purpose == purpose)
        if not ledger_account:
            mapping.unlink()
        elif mapping:
            mapping.ledger_account_id = ledger_account
        else:
            mapping.create(
                {
                    "connection_id": self.id,
                    "purpose": purpose,
                    "ledger_account_id": ledger_account.id,
                }
            )

    def _tax_key(self, taxes):
        """The key of a set of taxes that stand together on a line."""
        return tax_key(taxes.ids)

    def _tax_code_for(self, direction, taxes):
        """The tax code mapped to a set of taxes, empty where none is.

        :param str direction: ``sale`` or ``purchase``
        :param account.tax taxes: group taxes unflattened; empty = no tax
        :rtype: accounting.bridge.tax.code
        """
        key = self._tax_key(taxes)
        mapping = self.tax_mapping_ids.filtered(
            lambda row: row.direction == direction and (row.tax_key or "") == key
        )
        return mapping.tax_code_id.filtered("active")

    def _map_taxes(self, direction, taxes, tax_code):
        """Map a set of taxes to a tax code; an empty one removes the mapping."""
        key = self._tax_key(taxes)
        mapping = self.tax_mapping_ids.filtered(
            lambda row: row.direction == direction and (row.tax_key or "") == key
        )
        if not tax_code:
            mapping.unlink()
        elif mapping:
            mapping.tax_code_id = tax_code
        else:
            mapping.create(
                {
                    "connection_id": self.id,
                    "direction": direction,
                    "tax_key": key,
                    "tax_ids": [fields.Command.set(taxes.ids)],
                    "tax_code_id": tax_code.id,
                }
            )

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
        self.write({"grant_id": grant.id, "consent_id": tokens.consent_id})

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
            self.state = "choosing"
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
            self.write(
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
            self.write({"state": "connected", "has_organization_to_choose": False})
            self._make_cron()
        self.activity_unlink(["mail.mail_activity_data_warning"])
        self._wake_documents()

    def _wake_documents(self):
        """Documents that wait are due again, now that the connection works."""
        # sudo: documents are written by the bridge alone.
        self.sudo().document_ids.filtered(
            lambda document: document.state == "waiting"
        ).next_try_at = fields.Datetime.now()
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
        if self.document_ids:
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
        self.write({name: False for name in ORGANIZATION_FIELDS})
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
        self.state = "reconnect"
        self.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("Reconnect %s", self.provider_name),
            note=reason,
            user_id=self.connected_by_id.id or self.env.uid,
        )

    def action_disconnect(self):
        """Cut the connection over there and here. Documents keep what was last known."""
        self.ensure_one()
        self._check_administrator()
        self._cut_remote_tie()
        self._archive_directory()
        self.state = "disconnected"
        self.grant_id._erase_unused()
        self.activity_unlink(["mail.mail_activity_data_warning"])
        self._remove_cron()

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
        self.grant_id._adopt_moved_database()

    def action_database_copied(self):
        """The database is a copy: forget the tokens, they are the original's."""
        self.ensure_one()
        self._check_administrator()
        self._archive_directory()
        self.state = "disconnected"
        self.grant_id._erase_unused()
        self._remove_cron()

    # === SCHEDULED ACTION === #

    def _make_cron(self):
        if self.cron_id:
            return
        # sudo: scheduled actions are the system's; it runs as the system user.
        cron = (
            self.env["ir.cron"]
            .sudo()
            .create(
                {
                    "name": f"Accounting Bridge: send documents ({self.name})",
                    "model_id": self.env["ir.model"]._get_id(self._name),
                    "state": "code",
                    "code": f"model.browse({self.id})._cron_send()",
                    "user_id": self.env.ref("base.user_root").id,
                    "interval_number": 10,
                    "interval_type": "minutes",
                }
            )
        )
        self.cron_id = cron

    def _remove_cron(self):
        self.cron_id.sudo().unlink()  # sudo: scheduled actions are the system's

    def _trigger_sending(self, at=None):
        """Let the scheduled action run, now or at a later moment (naive UTC)."""
        for connection in self.sudo():  # sudo: anybody who presses
            connection.cron_id._trigger(at)

    def _cron_send(self):
        """Send what is queued or due, in slices. See ``accounting.bridge.sender``."""
        if self.exists().is_live:
            self.env["accounting.bridge.sender"]._send_due(self)

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for connection in self:
            if connection.is_live:
                raise UserError(
                    self.env._("Disconnect %s before it is deleted.", connection.name)
                )
            if connection.sudo().document_ids:
                raise UserError(
                    self.env._(
                        "%s has documents and can't be deleted. Archive it instead.",
                        connection.name,
                    )
                )
