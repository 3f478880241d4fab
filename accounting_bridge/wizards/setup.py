# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..const import ACCOUNT_PURPOSES, NEW_DOCUMENT_STATUSES
from ..tools.tax_sets import tax_ids_of, tax_key

STEPS = [
    ("documents", "Documents"),
    ("accounts", "Ledger Accounts"),
    ("taxes", "Taxes"),
    ("contacts", "Contacts"),
]

#: Kinds of tax code from which a tax can be made in Odoo. The others need a
#: distribution that an accountant decides on.
CREATABLE_KINDS = ("normal", "zero", "exempt", "out_of_scope")

#: What the wizard asks for and the connection keeps under the same name.
CONNECTION_FIELDS = (
    "invoice_status",
    "bill_status",
    "number_policy",
    "process_method",
    "sync_sales",
    "sync_purchases",
    "sale_contact_id",
    "purchase_contact_id",
)


class AccountingBridgeSetup(models.TransientModel):
    """Four steps from a connection to the first document.

    Each step is kept on the connection when it is left with Continue, so that closing
    the dialog loses nothing, and each opens with what is kept there.
    """

    _name = "accounting.bridge.setup"
    _description = "Setup of a connection"

    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    provider_name = fields.Char(related="connection_id.provider_name")
    organization_name = fields.Char(related="connection_id.organization_name")
    step = fields.Selection(STEPS, default="documents", required=True, readonly=True)
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

    # === COMPUTE === #

    @api.depends("connection_id")
    def _compute_from_connection(self):
        for setup in self:
            for field_name in CONNECTION_FIELDS:
                setup[field_name] = setup.connection_id[field_name]

    @api.depends("connection_id")
    def _compute_accounts(self):
        for setup in self:
            for purpose, _label in ACCOUNT_PURPOSES:
                account = setup.connection_id._account_for(purpose)
                setup[f"{purpose}_account_id"] = account

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

    @api.depends(
        "step",
        "process_method",
        "sync_sales",
        "sync_purchases",
        "sale_account_id",
        "purchase_account_id",
        "inventory_account_id",
        "cost_of_goods_account_id",
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
        return self._go(self._steps_after()[0])

    def action_back(self):
        self.ensure_one()
        return self._go(self._steps_before()[-1])

    def action_done(self):
        """Keep everything and let documents go."""
        self.ensure_one()
        self._check_nothing_missing()
        self.connection_id.is_set_up = True
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self.env._("Ready"),
                "message": self.env._(
                    "%(company)s can now send documents to %(organization)s. Open a "
                    "confirmed order to send the first.",
                    company=self.connection_id.company_id.name,
                    organization=self.organization_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

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

    def _steps_before(self):
        steps = [step for step, _label in STEPS]
        return steps[: steps.index(self.step)] or steps[:1]

    def _steps_after(self):
        steps = [step for step, _label in STEPS]
        return steps[steps.index(self.step) + 1 :] or steps[-1:]

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
        if self.step == "documents":
            self._keep_fields(
                "invoice_status", "bill_status", "number_policy", "process_method"
            )
        elif self.step == "accounts":
            self._keep_fields(
                "sync_sales", "sync_purchases", "sale_contact_id", "purchase_contact_id"
            )
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

    # === DOCUMENTS === #

    def _statuses_allowed(self, right):
        """The statuses that new documents may be given: what the provider knows, and
        approved only if the connecting user may approve over there."""
        connection = self.connection_id
        statuses = connection._provider()._document_statuses()
        if connection._has_right(right):
            return list(statuses)
        return [status for status in statuses if status != "approved"]

    def _missing_for_documents(self):
        statuses = (
            (self.invoice_status, self.allowed_invoice_statuses),
            (self.bill_status, self.allowed_bill_statuses),
        )
        for status, allowed in statuses:
            if status not in (allowed or "").split():
                return self.env._(
                    "The user who connected %s may not approve there. Choose another "
                    "status.",
                    self.organization_name,
                )
        return False

    # === LEDGER ACCOUNTS === #

    def _account_domain(self, purpose):
        """The accounts of this organization that may be chosen for a use."""
        provider = self.connection_id._provider()
        own_accounts = fields.Domain("connection_id", "=", self.connection_id.id)
        return own_accounts & provider._account_domain(purpose)

    def _used_purposes(self):
        """The uses that need an account with these choices."""
        purposes = []
        if self.sync_sales:
            purposes.append("sale")
        if self.sync_purchases:
            purposes.append("purchase")
        if self.sync_purchases and self.process_method == "tracked":
            purposes += ["inventory", "cost_of_goods"]
        return purposes

    def _missing_for_accounts(self):
        if not self.sync_sales and not self.sync_purchases:
            return self.env._("Tick sales, purchases or both.")
        names = [
            self._fields[f"{purpose}_account_id"]._description_string(self.env)
            for purpose in self._used_purposes()
            if not self[f"{purpose}_account_id"]
        ]
        if names:
            return self.env._("Still to choose: %s.", ", ".join(names))
        return False

    def _keep_accounts(self):
        for purpose, _label in ACCOUNT_PURPOSES:
            account = self[f"{purpose}_account_id"]
            self._check_account(purpose, account)
            self.connection_id._map_account(purpose, account)

    def _check_account(self, purpose, account):
        if account and not account.filtered_domain(self._account_domain(purpose)):
            raise UserError(
                self.env._(
                    "%(account)s can't be used for “%(use)s”. Choose another account.",
                    account=account.display_name,
                    use=self._fields[f"{purpose}_account_id"]._description_string(
                        self.env
                    ),
                )
            )

    # === TAXES === #

    def _directions(self):
        """The directions in which documents travel: ``sale``, ``purchase``."""
        directions = [("sale", self.sync_sales), ("purchase", self.sync_purchases)]
        return [direction for direction, is_synced in directions if is_synced]

    def _account_of(self, direction):
        return self[f"{direction}_account_id"]

    def _missing_for_taxes(self):
        count = len(self.tax_line_ids.filtered(lambda line: not line.tax_code_id))
        if count == 1:
            return self.env._("One row has no tax code yet.")
        if count:
            return self.env._("%s rows have no tax code yet.", count)
        return False

    def _refresh_tax_lines(self):
        """Look for tax sets again. What was chosen in this dialog is kept."""
        chosen_codes = {
            (line.direction, line.tax_key): line.tax_code_id
            for line in self.tax_line_ids
        }
        rows = []
        for direction in self._directions():
            rows += self._tax_rows(direction, chosen_codes)
        self.tax_line_ids = [Command.clear()] + [Command.create(row) for row in rows]

    def _tax_rows(self, direction, chosen_codes):
        finder = self.env["accounting.bridge.tax.set"]
        found = finder._find(self.connection_id, direction)
        rows = [
            self._tax_row(direction, key, found[key].taxes, chosen_codes)
            | {"found_in": finder._where_found(found[key])}
            for key in found
        ]
        for key in self._keys_not_in_use(direction, found):
            # sudo: as in the rows of the taxes found.
            taxes = self.env["account.tax"].sudo().browse(tax_ids_of(key)).exists()
            if tax_key(taxes.ids) == key:
                rows.append(
                    self._tax_row(direction, key, taxes, chosen_codes)
                    | {"found_in": self.env._("Mapped, not in use now")}
                )
        return rows

    def _keys_not_in_use(self, direction, found):
        """The tax sets mapped earlier, or here, which were not found."""
        mappings = self.connection_id.tax_mapping_ids.filtered(
            lambda mapping: mapping.direction == direction and mapping.tax_code_id
        )
        return [
            mapping.tax_key or ""
            for mapping in mappings
            if (mapping.tax_key or "") not in found
        ]

    def _tax_row(self, direction, key, taxes, chosen_codes):
        """The values of a row: the code chosen in this dialog, else the one that is
        mapped, else the one proposed."""
        connection = self.connection_id
        mapped_code = connection._tax_code_for(direction, taxes)
        proposed_code, reason = self.env["accounting.bridge.tax.set"]._propose(
            connection, direction, taxes, self._account_of(direction).account_class
        )
        chosen_code = chosen_codes.get((direction, key))
        code = chosen_code or mapped_code or proposed_code
        return {
            "direction": direction,
            "tax_key": key,
            "tax_names": " + ".join(taxes.mapped("name")) or self.env._("No tax"),
            "mapped_code_id": mapped_code.id,
            "proposed_code_id": proposed_code.id,
            "proposal_reason": reason,
            "tax_code_id": code.id,
        }

    def _keep_taxes(self):
        # sudo: taxes of a branch are mapped also by those who don't work in it. Only
        # administrators have access to this dialog.
        connection = self.connection_id.sudo()
        for line in self.tax_line_ids:
            line._check_tax_code()
            connection._map_taxes(line.direction, line._taxes(), line.tax_code_id)

    # === TAXES MADE HERE === #

    def _codes_without_tax(self):
        """The tax codes for which Odoo has no tax: neither mapped to one in this
        dialog, nor with a tax of the same rate in a direction they serve."""
        codes = self.env["accounting.bridge.tax.code"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("kind", "in", CREATABLE_KINDS),
            ]
        )
        rates = {
            direction: self._rates_of_taxes(direction)
            for direction in self._directions()
        }
        return (codes - self.tax_line_ids.tax_code_id).filtered(
            lambda code: any(
                round(code.rate, 4) not in rates[direction]
                for direction in self._directions_of(code)
            )
        )

    def _rates_of_taxes(self, direction):
        taxes = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(
                    self.connection_id.company_id
                ),
                ("type_tax_use", "=", direction),
                ("amount_type", "=", "percent"),
            ]
        )
        return {round(tax.amount, 4) for tax in taxes}

    def _directions_of(self, code):
        return [
            direction
            for direction in self._directions()
            if code.direction in (direction, "both")
        ]

    def _create_tax(self, code, direction):
        """A tax in Odoo with the rate and name of a tax code."""
        if not self.can_create_tax:
            raise AccessError(
                self.env._(
                    "Taxes are made by accounting administrators. Ask one of them to "
                    "make the tax “%s”, then come back here.",
                    code.name,
                )
            )
        company = self.connection_id.company_id
        Tax = self.env["account.tax"].with_company(company)
        values = {
            "name": self._free_tax_name(code, direction),
            "type_tax_use": direction,
            "amount_type": "percent",
            "amount": code.rate,
            "company_id": company.id,
        }
        if not Tax.new(values).tax_group_id:
            raise UserError(
                self.env._(
                    "%s has no tax groups yet. Choose its fiscal localization in the "
                    "settings of Invoicing first.",
                    company.name,
                )
            )
        return Tax.create(values)

    def _free_tax_name(self, code, direction):
        """The code's name, or that with the provider's where a tax has it already."""
        is_taken = self.env["account.tax"].search_count(
            [
                ("name", "=", code.name),
                ("type_tax_use", "=", direction),
                ("company_id", "=", self.connection_id.company_id.id),
            ],
            limit=1,
        )
        return f"{code.name} ({self.provider_name})" if is_taken else code.name
