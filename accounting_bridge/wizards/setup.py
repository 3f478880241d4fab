# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..const import ACCOUNT_PURPOSES, NEW_DOCUMENT_STATUSES

#: In their order. Which of them a connection has, tells ``_steps``.
STEPS = [
    ("documents", "Documents"),
    ("accounts", "Ledger Accounts"),
    ("taxes", "Taxes"),
    ("contacts", "Contacts"),
]


class AccountingBridgeSetup(models.TransientModel):
    """A few steps from a connection to the first document.

    Each step is kept on the connection when it is left with Continue, so that closing
    the dialog loses nothing, and each opens with what is kept there.
    """

    _name = "accounting.bridge.setup"
    _inherit = [
        "accounting.bridge.setup.documents.mixin",
        "accounting.bridge.setup.accounts.mixin",
        "accounting.bridge.setup.taxes.mixin",
        "accounting.bridge.import.contacts.mixin",
    ]
    _description = "Setup of a connection"

    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    # With the user's own rights: a connection of another company is none of theirs.
    provider = fields.Selection(related="connection_id.provider", related_sudo=False)
    provider_name = fields.Char(
        related="connection_id.provider_name", related_sudo=False
    )
    organization_name = fields.Char(
        related="connection_id.organization_name", related_sudo=False
    )
    country_id = fields.Many2one(related="connection_id.country_id", related_sudo=False)
    currency_id = fields.Many2one(
        related="connection_id.currency_id", related_sudo=False
    )
    organization_facts = fields.Html(
        related="connection_id.organization_facts", related_sudo=False
    )
    step = fields.Selection(STEPS, default="documents", required=True, readonly=True)
    steps = fields.Char(
        compute="_compute_steps", help="The steps there are, separated by blanks."
    )
    is_first_step = fields.Boolean(compute="_compute_steps")
    is_last_step = fields.Boolean(compute="_compute_steps")
    missing = fields.Char(compute="_compute_missing")

    # --- Documents
    invoice_status = fields.Selection(
        NEW_DOCUMENT_STATUSES,
        "New invoices",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    bill_status = fields.Selection(
        NEW_DOCUMENT_STATUSES,
        "New bills",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    allowed_invoice_statuses = fields.Char(compute="_compute_allowed_statuses")
    allowed_bill_statuses = fields.Char(compute="_compute_allowed_statuses")
    only_status_text = fields.Char(compute="_compute_choices")
    approval_text = fields.Char(compute="_compute_choices")
    only_number_text = fields.Char(compute="_compute_choices")
    number_policy = fields.Selection(
        [("provider", "The provider's own sequence"), ("order", "The order's name")],
        "Numbers",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    process_method = fields.Selection(
        [
            ("untracked", "Invoices and bills"),
            ("tracked", "Invoices, bills and purchase orders"),
        ],
        "What travels",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )

    # --- Ledger accounts
    sync_sales = fields.Boolean(
        "Sales",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        precompute=True,
    )
    sync_purchases = fields.Boolean(
        "Purchases",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        precompute=True,
    )
    sale_account_id = fields.Many2one(
        "accounting.bridge.ledger.account",
        "Account for sales",
        compute="_compute_accounts",
        store=True,
        readonly=False,
        precompute=True,
    )
    purchase_account_id = fields.Many2one(
        "accounting.bridge.ledger.account",
        "Account for purchases",
        compute="_compute_accounts",
        store=True,
        readonly=False,
        precompute=True,
    )
    down_payment_account_id = fields.Many2one(
        "accounting.bridge.ledger.account",
        "Account for down payments",
        compute="_compute_accounts",
        store=True,
        readonly=False,
        precompute=True,
    )
    inventory_account_id = fields.Many2one(
        "accounting.bridge.ledger.account",
        "Account for goods in stock",
        compute="_compute_accounts",
        store=True,
        readonly=False,
        precompute=True,
    )
    cost_of_goods_account_id = fields.Many2one(
        "accounting.bridge.ledger.account",
        "Cost of goods sold",
        compute="_compute_accounts",
        store=True,
        readonly=False,
        precompute=True,
    )
    account_line_ids = fields.One2many(
        "accounting.bridge.setup.account",
        "setup_id",
        "Accounts by product category",
        compute="_compute_account_lines",
        store=True,
        readonly=False,
    )
    offered_purposes = fields.Char(compute="_compute_offered_purposes")
    account_effect = fields.Json(compute="_compute_account_effect")
    account_effect_text = fields.Char(compute="_compute_account_effect")
    sale_account_domain = fields.Binary(compute="_compute_account_domains")
    purchase_account_domain = fields.Binary(compute="_compute_account_domains")
    down_payment_account_domain = fields.Binary(compute="_compute_account_domains")
    inventory_account_domain = fields.Binary(compute="_compute_account_domains")
    cost_of_goods_account_domain = fields.Binary(compute="_compute_account_domains")
    sale_contact_id = fields.Many2one(
        "accounting.bridge.contact",
        "One contact for all invoices",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        precompute=True,
    )
    purchase_contact_id = fields.Many2one(
        "accounting.bridge.contact",
        "One contact for all bills",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        precompute=True,
    )

    # --- Taxes
    tax_line_ids = fields.One2many("accounting.bridge.setup.tax", "setup_id")
    unused_code_ids = fields.Many2many(
        "accounting.bridge.tax.code", compute="_compute_unused_code_ids"
    )
    new_tax_code_id = fields.Many2one(
        "accounting.bridge.tax.code",
        "Tax code",
        domain="[('id', 'in', unused_code_ids)]",
    )
    can_create_tax = fields.Boolean(compute="_compute_can_create_tax")

    # --- Contacts
    contact_count = fields.Integer(compute="_compute_contact_count")
    is_importing = fields.Boolean(compute="_compute_is_importing")

    # === COMPUTE === #

    @api.depends("connection_id")
    def _compute_from_connection(self):
        for setup in self:
            setup._check_connection_is_readable()
            for field_names in setup._connection_fields().values():
                for field_name in field_names:
                    setup[field_name] = setup.connection_id[field_name]
            setup._start_from_what_is_allowed()

    def _check_connection_is_readable(self):
        """What is stored is computed with all rights, also before it is known whether
        the dialog may be made."""
        self.connection_id.sudo(False).check_access("read")

    def _start_from_what_is_allowed(self):
        connection = self.connection_id
        if not connection:
            return
        self.invoice_status = connection._chosen_status("invoice")
        self.bill_status = connection._chosen_status("bill")
        self.number_policy = connection._allowed_number_policy()

    def _connection_fields(self):
        """What the wizard asks for and the connection keeps under the same name, by
        the step that asks. Provider addons add theirs.

        :rtype: dict[str, tuple[str]]
        """
        return {
            "documents": (
                "invoice_status",
                "bill_status",
                "number_policy",
                "process_method",
            ),
            "accounts": (
                "sync_sales",
                "sync_purchases",
                "sale_contact_id",
                "purchase_contact_id",
            ),
        }

    @api.depends("connection_id", "step", "sync_sales", "sync_purchases")
    def _compute_steps(self):
        for setup in self:
            steps = setup._steps()
            setup.steps = " ".join(steps)
            setup.is_first_step = setup.step == steps[0]
            setup.is_last_step = setup.step == steps[-1]

    @api.depends("connection_id", "invoice_status", "bill_status")
    def _compute_choices(self):
        for setup in self:
            setup.only_status_text = setup._explain_only_status()
            setup.approval_text = setup._explain_approval()
            setup.only_number_text = setup._explain_only_number_policy()

    @api.depends("connection_id")
    def _compute_accounts(self):
        for setup in self:
            setup._check_connection_is_readable()
            for purpose, _label in ACCOUNT_PURPOSES:
                account = setup.connection_id._account_for(purpose)
                setup[f"{purpose}_account_id"] = account

    @api.depends("connection_id")
    def _compute_account_lines(self):
        for setup in self:
            setup._check_connection_is_readable()
            setup.account_line_ids = [Command.clear(), *setup._category_rows()]

    @api.depends("sync_sales", "sync_purchases", "process_method")
    def _compute_offered_purposes(self):
        for setup in self:
            setup.offered_purposes = " ".join(setup._category_purposes())

    @api.depends(
        "connection_id",
        "step",
        "process_method",
        "sync_sales",
        "sync_purchases",
        "sale_account_id",
        "purchase_account_id",
        "inventory_account_id",
        "cost_of_goods_account_id",
        "account_line_ids.purpose",
        "account_line_ids.product_category_id",
        "account_line_ids.ledger_account_id",
    )
    def _compute_account_effect(self):
        self.account_effect = False
        self.account_effect_text = False
        for setup in self.filtered(lambda setup: setup.step == "accounts"):
            setup.account_effect = setup._count_changed_orders()
            setup.account_effect_text = setup._describe_effect()

    @api.depends("connection_id")
    def _compute_account_domains(self):
        for setup in self:
            for purpose, _label in ACCOUNT_PURPOSES:
                domain = list(setup._account_domain(purpose))
                setup[f"{purpose}_account_domain"] = domain

    @api.depends("connection_id")
    def _compute_allowed_statuses(self):
        for setup in self:
            invoice = setup._statuses_allowed("approve_invoice")
            setup.allowed_invoice_statuses = " ".join(invoice)
            bill = setup._statuses_allowed("approve_bill")
            setup.allowed_bill_statuses = " ".join(bill)

    @api.depends("connection_id", "tax_line_ids.tax_code_id")
    def _compute_unused_code_ids(self):
        for setup in self:
            setup.unused_code_ids = setup._codes_without_tax()

    @api.depends("connection_id")
    def _compute_can_create_tax(self):
        can_create = self.env["account.tax"].has_access("create")
        for setup in self:
            setup.can_create_tax = can_create

    @api.depends("connection_id")
    def _compute_contact_count(self):
        for setup in self:
            setup.contact_count = self.env["accounting.bridge.contact"].search_count(
                [("connection_id", "=", setup.connection_id.id)]
            )

    @api.depends("connection_id.contact_run_ids.state")
    def _compute_is_importing(self):
        for setup in self:
            runs = setup.connection_id.contact_run_ids
            setup.is_importing = "import" in runs._live().mapped("kind")

    @api.depends(
        "step",
        "process_method",
        "sync_sales",
        "sync_purchases",
        "sale_account_id",
        "purchase_account_id",
        "inventory_account_id",
        "cost_of_goods_account_id",
        "account_line_ids.purpose",
        "account_line_ids.product_category_id",
        "account_line_ids.ledger_account_id",
        "tax_line_ids.tax_code_id",
    )
    def _compute_missing(self):
        for setup in self:
            setup.missing = setup._what_is_missing()

    # === ACTIONS === #

    def action_continue(self):
        """Keep this step and go to the next."""
        self.ensure_one()
        self._check_nothing_missing()
        self._keep_step()
        return self._go(self._step_after())

    def action_back(self):
        self.ensure_one()
        return self._go(self._step_before())

    def action_done(self):
        """Keep everything and let documents go."""
        self.ensure_one()
        self._check_nothing_missing()
        self._keep_step()
        self.connection_id.is_set_up = True
        problem = self._prepare_items()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if problem else "success",
                "title": self.env._("Ready"),
                "message": problem or self._ready_text(),
                "sticky": bool(problem),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_begin_import(self):
        """Begin the import, and stay: it runs in the background."""
        self.ensure_one()
        self._begin_import()
        return self._go(self.step)

    def _ready_text(self):
        return self.env._(
            "%(company)s can now send documents to %(organization)s. Open a confirmed "
            "order to send the first.",
            company=self.connection_id.company_id.name,
            organization=self.organization_name,
        )

    def action_create_tax(self):
        """Make the taxes in Odoo that the chosen tax code stands for, and map them."""
        self.ensure_one()
        if not self.new_tax_code_id:
            raise UserError(self.env._("Choose the tax code to make a tax for."))
        for direction in self._directions_of(self.new_tax_code_id):
            tax = self._create_tax(self.new_tax_code_id, direction)
            self.connection_id._map_taxes(direction, tax, self.new_tax_code_id)
        self.new_tax_code_id = False
        return self._go("taxes")

    # === STEPS === #

    def _go(self, step):
        self.step = step
        if step == "taxes":
            self._refresh_tax_lines()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set up %s", self.provider_name),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {"dialog_size": "extra-large" if step == "taxes" else "large"},
        }

    def _steps(self):
        """The steps of this connection, in their order.

        :rtype: list[str]
        """
        return [
            step for step, _label in STEPS if step != "taxes" or self._tax_directions()
        ]

    def _step_before(self):
        steps = self._steps()
        return steps[max(steps.index(self.step) - 1, 0)]

    def _step_after(self):
        steps = self._steps()
        return steps[min(steps.index(self.step) + 1, len(steps) - 1)]

    def _check_nothing_missing(self):
        missing = self._what_is_missing()
        if missing:
            raise UserError(missing)

    def _what_is_missing(self):
        """A sentence about what this step still needs, False where it needs nothing."""
        if self.step == "documents":
            return self._missing_for_documents()
        if self.step == "accounts":
            return self._missing_for_accounts()
        if self.step == "taxes":
            return self._missing_for_taxes()
        return False

    def _keep_step(self):
        """Keep what this step asked for."""
        self._keep_fields(*self._connection_fields().get(self.step, ()))
        if self.step == "accounts":
            self._keep_accounts()
        elif self.step == "taxes":
            self._keep_taxes()

    def _keep_fields(self, *field_names):
        values = {
            field_name: self._fields[field_name].convert_to_write(
                self[field_name], self
            )
            for field_name in field_names
        }
        self.connection_id.write(values)
