# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from ..const import LIVE_STATES, NEW_DOCUMENT_STATUSES, SCHEDULED_WORK
from ..tools import vault
from ..tools.payloads import AppCredentials

#: What only the bridge itself writes, after a consent: whoever could write it would
#: reach the books of another company with the tokens of another user.
PROTECTED_FIELDS = {
    "state",
    "grant_id",
    "consented_grant_id",
    "replaced_id",
    "consent_id",
    "organization_id",
    "organization_link_id",
    "cron_id",
}

#: What ties a connection to its books, and stays once it was connected.
TYING_FIELDS = {"company_id", "provider"}

#: What everybody asks for a login through a browser is answered at this path.
RETURN_PATH = "/accounting_bridge/return"


class AccountingBridgeConnection(models.Model):
    """One company's line to one organization's books: settings, mappings, state."""

    _name = "accounting.bridge.connection"
    _description = "Accounting connection"
    _inherit = [
        "accounting.bridge.calling.mixin",
        "accounting.bridge.connecting.mixin",
        "accounting.bridge.consent.end.mixin",
        "accounting.bridge.contact.runs.mixin",
        "accounting.bridge.counting.mixin",
        "accounting.bridge.disconnecting.mixin",
        "accounting.bridge.mapping.mixin",
        "accounting.bridge.queue.mixin",
        "accounting.bridge.switching.mixin",
        "accounting.bridge.unread.lists.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of
    _order = "company_id, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    # Provider addons add their codes.
    provider = fields.Selection(
        [], required=True, default=lambda self: self._default_provider()
    )
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
    consented_grant_id = fields.Many2one(
        "accounting.bridge.grant",
        "Latest consent",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Kept apart until it is known which organization it is for.",
    )
    replaced_id = fields.Many2one(
        "accounting.bridge.connection",
        "Takes the place of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Confirmed by a person; it ends when this one is connected.",
    )
    organization_id = fields.Char("Organization ID", readonly=True, copy=False)
    organization_name = fields.Char(readonly=True, copy=False, tracking=True)
    organization_link_id = fields.Char(readonly=True, copy=False)
    consent_id = fields.Char(readonly=True, copy=False)
    has_organization_to_choose = fields.Boolean(readonly=True, copy=False)
    organization_short_code = fields.Char(readonly=True, copy=False)
    organization_facts = fields.Html(compute="_compute_organization_facts")
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
    organization_synced_at = fields.Datetime(readonly=True, copy=False)
    reference_synced_at = fields.Datetime(readonly=True, copy=False)
    contacts_synced_at = fields.Datetime(readonly=True, copy=False)
    contacts_read_from = fields.Datetime(
        readonly=True, copy=False, help="When a reading that is under way began."
    )
    contacts_read_since = fields.Datetime(
        readonly=True,
        copy=False,
        help="From when on a reading that is under way asks for changes; empty where "
        "it asks for all.",
    )
    contacts_cursor = fields.Char(
        readonly=True, copy=False, help="How far a reading that is under way has come."
    )

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
    has_partner_card = fields.Boolean("On contacts", default=True)
    has_product_card = fields.Boolean("On products", default=True)
    has_sale_card = fields.Boolean("On sales orders", default=True)
    has_purchase_card = fields.Boolean("On purchase orders", default=True)
    taken_name_policy = fields.Selection(
        [
            ("ask", "Ask me"),
            ("suffix", "Add (Customer), (Supplier) or the currency"),
        ],
        "When a name is taken over there",
        default="ask",
        required=True,
        help="What a new contact is called where another one bears its name.",
    )
    has_name_suffixes = fields.Boolean(
        compute="_compute_has_name_suffixes",
        help="Whether kinds of contacts share their names over there.",
    )
    uses_tax_codes = fields.Boolean(compute="_compute_uses_tax_codes")
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
    item_ids = fields.One2many("accounting.bridge.item", "connection_id")
    document_ids = fields.One2many("accounting.bridge.document", "connection_id")

    # --- What the provider last said
    rate_ids = fields.One2many("accounting.bridge.rate", "connection_id")
    last_call_at = fields.Datetime("Last spoke", related="rate_ids.last_call_at")
    not_before = fields.Datetime("No call before", related="rate_ids.not_before")
    access_expires_at = fields.Datetime(related="grant_id.access_expires_at")
    consent_expires_at = fields.Datetime(related="grant_id.consent_expires_at")
    consent_ends_at = fields.Datetime(related="grant_id.consent_ends_at")
    announced_end = fields.Datetime(
        readonly=True,
        copy=False,
        help="The end of the consent that the administrator was told of.",
    )
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

    # === DEFAULTS === #

    @api.model
    def _default_provider(self):
        """The only provider that is installed; nothing where there are several."""
        codes = self._fields["provider"].get_values(self.env)
        return codes[0] if len(codes) == 1 else False

    # === COMPUTE === #

    @api.depends("provider", "organization_name", "company_id.name")
    def _compute_name(self):
        labels = dict(self._fields["provider"]._description_selection(self.env))
        for connection in self:
            label = labels.get(connection.provider, connection.provider)
            owner = connection.organization_name or connection.company_id.name
            connection.name = ": ".join(filter(None, (label, owner)))

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
                if connection.provider and connection._has_provider()
                else False
            )

    @api.depends("organization_id", "reference_synced_at")
    def _compute_uses_tax_codes(self):
        for connection in self:
            connection.uses_tax_codes = connection._has_provider() and any(
                connection._provider()._uses_tax_codes(connection, direction)
                for direction in ("sale", "purchase")
            )

    @api.depends("provider", "currency_id")
    def _compute_has_name_suffixes(self):
        for connection in self:
            connection.has_name_suffixes = (
                connection._has_provider() and connection._offers_name_suffixes()
            )

    def _offers_name_suffixes(self):
        provider = self._provider()
        kind = provider._contact_kind("invoice", self.currency_id.name or "")
        return len(provider._contact_names("x", kind)) > 1

    @api.depends("organization_id", "reference_synced_at")
    def _compute_organization_facts(self):
        for connection in self:
            facts = connection.organization_id and connection._organization_facts()
            connection.organization_facts = facts and self.env["ir.qweb"]._render(
                "accounting_bridge.organization_facts", {"facts": facts}
            )

    def _organization_facts(self):
        """What steers the setup and the checks, for a person to read. Provider addons
        add theirs.

        :return: pairs of a label and a text
        :rtype: list[tuple[str, str]]
        """
        self.ensure_one()
        locked = self._locked_until()
        if not locked:
            return []
        return [(self.env._("Books locked up to"), format_date(self.env, locked))]

    def _locked_until(self):
        """The last day that takes no more documents, None where all do.

        :rtype: datetime.date | None
        """
        return max(filter(None, (self.lock_date, self.year_lock_date)), default=None)

    @api.depends("grant_id", "state")
    def _compute_is_foreign_database(self):
        for connection in self:
            connection.is_foreign_database = (
                connection.state in LIVE_STATES
                and bool(connection.grant_id)
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

    # === WHAT IT MAY DO === #

    def _has_right(self, right):
        """Whether the connecting user may do something over there.

        :param str right: a name of ``RemoteOrganization.rights``
        :rtype: bool
        """
        self.ensure_one()
        return right in (self.sudo().rights or "").split()

    def _allowed_status(self, document_type):
        """The status a new document gets: what the setup says, lowered where the
        current user or the connecting user may not approve. Where the provider has
        approved documents alone, whoever may send sends them approved.

        A purchase order was approved by its confirmation in Odoo, enters no ledger,
        and must be approved over there to be closed by its last bill.

        :param str document_type: of ``const.DOCUMENT_TYPES``
        :rtype: str
        """
        self.ensure_one()
        if document_type == "purchase_order":
            may_approve = self._has_right("approve_purchase_order")
            return "approved" if may_approve else self._lowered_status()
        status = self._chosen_status(document_type)
        if status != "approved":
            return status
        may_approve = self.env.user.has_group("accounting_bridge.group_approver")
        if may_approve and self._has_right(f"approve_{document_type}"):
            return status
        return self._lowered_status()

    def _chosen_status(self, document_type):
        """What the setup says, or the provider's first where it knows no such status.

        :param str document_type: ``invoice`` or ``bill``
        :rtype: str
        """
        status = self.invoice_status if document_type == "invoice" else self.bill_status
        statuses = self._provider()._document_statuses()
        return status if status in statuses else statuses[0]

    def _lowered_status(self):
        """The status of what should be approved, by those who may not approve: the
        nearest one that the provider knows."""
        statuses = self._provider()._document_statuses()
        lower = [status for status in statuses if status != "approved"]
        return lower[-1] if lower else "approved"

    def _allowed_number_policy(self):
        """Who numbers invoices: what the setup says, or the provider's first where it
        allows no such thing.

        :rtype: str
        """
        self.ensure_one()
        policies = self._provider()._number_policies(self)
        return self.number_policy if self.number_policy in policies else policies[0]

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
                "%s must be connected again: an administrator finds the reason on the "
                "connection.",
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
        self.sudo().cron_id = cron  # sudo: no person writes it

    def _remove_cron(self):
        self.cron_id.sudo().unlink()  # sudo: scheduled actions are the system's

    def _trigger_sending(self, at=None):
        """Let the scheduled action run, now or at a later moment (naive UTC)."""
        for connection in self.sudo():  # sudo: anybody who presses
            # A disconnected one has none.
            for cron in connection.cron_id:
                cron._trigger(at)

    def _wake_by(self, moment):
        """Let the scheduled action run at a moment at the latest. For its own use: a
        run that is planned already will plan the next one.

        :param datetime.datetime moment: naive UTC
        """
        self.ensure_one()
        # Not one that may be over before this run is.
        begin = fields.Datetime.now() + timedelta(minutes=1)
        # sudo: scheduled actions are the system's.
        planned = (
            self.env["ir.cron.trigger"]
            .sudo()
            .search_count(
                [
                    ("cron_id", "=", self.sudo().cron_id.id),
                    ("call_at", ">=", begin),
                    ("call_at", "<=", moment),
                ],
                limit=1,
            )
        )
        if not planned:
            self._trigger_sending(moment)

    def _cron_send(self):
        """Send what is queued or due, in slices. See ``accounting.bridge.sender``."""
        connection = self.exists().with_context(**{SCHEDULED_WORK: True})
        if connection.is_live:
            connection.env["accounting.bridge.sender"]._send_due(connection)

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        for values in vals_list:
            # A screen may send the defaults.
            self._check_not_protected(
                {name for name, value in values.items() if value not in (False, "new")}
            )
        return super().create(vals_list)

    def write(self, vals):
        self._check_not_protected(vals)
        self._check_not_tied(vals)
        return super().write(vals)

    @api.model
    def _check_not_protected(self, values):
        touched = PROTECTED_FIELDS.intersection(values)
        if touched and not self.env.su:
            raise AccessError(
                self.env._(
                    "Only connecting and disconnecting change these: %s.",
                    ", ".join(sorted(touched)),
                )
            )

    def _check_not_tied(self, values):
        for name in TYING_FIELDS.intersection(values):
            for connection in self.filtered("organization_id"):
                field = self._fields[name]
                if field.convert_to_write(connection[name], self) != values[name]:
                    raise UserError(
                        self.env._(
                            "%s was connected: make a new connection for another "
                            "company or provider.",
                            connection.name,
                        )
                    )

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
