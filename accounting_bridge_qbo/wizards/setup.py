# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..const import PSEUDO_TAX_CODES


class AccountingBridgeSetup(models.TransientModel):
    _inherit = "accounting.bridge.setup"

    qbo_sales_tax = fields.Selection(related="connection_id.qbo_sales_tax")
    qbo_bill_tax = fields.Selection(
        selection=lambda self: self._qbo_bill_tax_choices(),
        string="Tax on bills",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        precompute=True,
    )
    qbo_bill_tax_account_id = fields.Many2one(
        "accounting.bridge.ledger.account",
        "Account for tax on bills",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        precompute=True,
    )
    qbo_sales_tax_code_id = fields.Many2one(
        "accounting.bridge.tax.code",
        "Sales tax rate",
        compute="_compute_from_connection",
        store=True,
        readonly=False,
        precompute=True,
    )
    qbo_sales_tax_code_domain = fields.Binary(
        compute="_compute_qbo_sales_tax_code_domain"
    )

    def _qbo_bill_tax_choices(self):
        connections = self.env["accounting.bridge.connection"]
        return connections._fields["qbo_bill_tax"]._description_selection(self.env)

    @api.depends("connection_id")
    def _compute_qbo_sales_tax_code_domain(self):
        for setup in self:
            setup.qbo_sales_tax_code_domain = [
                ("connection_id", "=", setup.connection_id.id),
                ("remote_key", "not in", PSEUDO_TAX_CODES),
            ]

    @api.depends("qbo_bill_tax", "qbo_bill_tax_account_id")
    def _compute_missing(self):
        return super()._compute_missing()

    def _connection_fields(self):
        found = super()._connection_fields()
        if self.connection_id.provider != "qbo":
            return found
        own = ("qbo_bill_tax", "qbo_bill_tax_account_id", "qbo_sales_tax_code_id")
        return {**found, "accounts": (*found["accounts"], *own)}

    def _missing_for_documents(self):
        missing = super()._missing_for_documents()
        if missing or self.provider != "qbo" or self.process_method != "tracked":
            return missing
        if self.connection_id._has_right("create_purchase_order"):
            return False
        return self.env._(
            "The QuickBooks plan of %s has no purchase orders: let invoices and bills "
            "travel alone.",
            self.organization_name,
        )

    def _missing_for_accounts(self):
        missing = super()._missing_for_accounts()
        if missing or self.provider != "qbo" or self.connection_id._qbo_has_tax_codes():
            return missing
        if not self.sync_purchases or self.qbo_bill_tax != "line":
            return False
        if self.qbo_bill_tax_account_id:
            return False
        return self.env._(
            "Still to choose: %s.", self.env._("Account for tax on bills")
        )
