# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..tools.cents import to_decimal
from ..tools.payloads import LinePayload

#: Digits of a unit price as it is handed to the provider, who may take fewer.
UNIT_PRICE_DIGITS = 10


class AccountingBridgeDocumentLine(models.Model):
    """One line of a document, frozen when the document was made.

    The lines know the order lines, the document does not know the orders: one
    document can cover several. A bare document (state ``preparing``) has one line
    that names its order and nothing else.
    """

    _name = "accounting.bridge.document.line"
    _description = "Accounting document line"
    _order = "document_id, sequence, id"

    document_id = fields.Many2one(
        "accounting.bridge.document", required=True, index=True, ondelete="cascade"
    )
    # Not readonly: who makes many lines at once hands it over, and nothing is computed.
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        precompute=True,
        readonly=False,
    )
    sequence = fields.Integer(default=10)
    display_type = fields.Selection(
        [
            ("line_section", "Section"),
            ("line_subsection", "Subsection"),
            ("line_note", "Note"),
            ("to_prepare", "To prepare"),
        ]
    )
    sale_order_id = fields.Many2one("sale.order", index="btree_not_null")
    sale_line_id = fields.Many2one("sale.order.line", index="btree_not_null")
    purchase_order_id = fields.Many2one("purchase.order", index="btree_not_null")
    purchase_line_id = fields.Many2one("purchase.order.line", index="btree_not_null")
    is_counted = fields.Boolean(
        help="The quantity counts as invoiced on the order line. Set when the "
        "document is queued, taken back when it is cancelled, voided or deleted.",
    )

    # --- Frozen from the order line
    name = fields.Text()
    product_id = fields.Many2one("product.product")
    product_uom_id = fields.Many2one("uom.uom", "Unit")
    quantity = fields.Float(digits="Product Unit")
    # As in Odoo's orders, not rounded: 0.0035 a piece is a price.
    price_unit = fields.Float(min_display_digits="Product Price")
    discount = fields.Float(digits="Discount")
    tax_ids = fields.Many2many(
        "account.tax", string="Taxes", context={"active_test": False}
    )
    analytic_distribution = fields.Json()
    extra_tax_data = fields.Json()
    is_downpayment = fields.Boolean()
    purpose = fields.Char(
        help="The use that its ledger account was taken from, see the mappings."
    )
    currency_id = fields.Many2one(related="document_id.currency_id")
    price_subtotal = fields.Monetary("Untaxed")
    price_tax = fields.Monetary("Tax")
    price_total = fields.Monetary("Total")

    # --- What they are over there
    ledger_account_id = fields.Many2one("accounting.bridge.ledger.account")
    tax_code_id = fields.Many2one("accounting.bridge.tax.code")
    item_id = fields.Many2one(
        "accounting.bridge.item",
        help="What names the ledger account over there, where lines can't.",
    )

    @api.depends("document_id.company_id")
    def _compute_company_id(self):
        for line in self:
            line.company_id = line.document_id.company_id

    def _payload(self, digits):
        """The line as plain values.

        :param int digits: of the document's currency
        :rtype: LinePayload
        """
        self.ensure_one()
        if self.display_type:
            return LinePayload(description=self.name or "")
        precision = self.env["decimal.precision"].precision_get
        return LinePayload(
            description=self.name or "",
            quantity=to_decimal(self.quantity, precision("Product Unit")),
            unit_price=to_decimal(self.price_unit, UNIT_PRICE_DIGITS),
            discount=to_decimal(self.discount, precision("Discount")),
            subtotal=to_decimal(self.price_subtotal, digits),
            tax=to_decimal(self.price_tax, digits),
            total=to_decimal(self.price_total, digits),
            account=self.ledger_account_id.remote_key or "",
            tax_code=self.tax_code_id.remote_key or "",
            item=self.item_id.remote_key or "",
            is_taxed=self._is_taxed(),
        )

    def _is_taxed(self):
        """Whether the line bears a tax; one of 0 % says that it bears none."""
        if self.price_tax:
            return True
        return any(tax.amount for tax in self.tax_ids.flatten_taxes_hierarchy())

    def _remap(self):
        """Take account and tax code from today's mappings, where there are such. Each
        mapping is looked up once, however many lines use it."""
        lines = self.filtered(lambda line: not line.display_type)
        lines.item_id = False
        lines._remap_accounts()
        lines._remap_tax_codes()

    def _remap_accounts(self):
        categories = self.env["product.category"]
        by_use = self.filtered("purpose").grouped(
            lambda line: (
                line.document_id.connection_id,
                line.purpose,
                categories._bridge_of_line(line),
            )
        )
        for (connection, purpose, category), lines in by_use.items():
            account = connection._account_for(purpose, category)
            if account:
                lines.ledger_account_id = account

    def _remap_tax_codes(self):
        by_taxes = self.grouped(
            lambda line: (
                line.document_id.connection_id,
                line._direction(),
                line.tax_ids,
            )
        )
        for (connection, direction, taxes), lines in by_taxes.items():
            if not connection._provider()._uses_tax_codes(connection, direction):
                continue
            tax_code = connection._tax_code_for(direction, taxes)
            if tax_code:
                lines.tax_code_id = tax_code

    def _direction(self):
        """:return: ``sale`` or ``purchase``, as mappings call it"""
        is_sale = self.document_id.document_type in ("invoice", "credit_note")
        return "sale" if is_sale else "purchase"
