# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class AccountingBridgeCreateDocumentOrder(models.TransientModel):
    """One order in the dialog for many: what is left of it, or why it can't go."""

    _name = "accounting.bridge.create.document.order"
    _description = "Order in the dialog for many"
    _order = "bulk_id, id"

    bulk_id = fields.Many2one(
        "accounting.bridge.create.document.bulk",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    document_type = fields.Selection(related="bulk_id.document_type")
    sale_order_id = fields.Many2one("sale.order", readonly=True)
    purchase_order_id = fields.Many2one("purchase.order", readonly=True)
    connection_id = fields.Many2one("accounting.bridge.connection", readonly=True)
    order_name = fields.Char("Order", compute="_compute_order_values")
    company_id = fields.Many2one("res.company", compute="_compute_order_values")
    partner_id = fields.Many2one("res.partner", readonly=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_order_values")
    # Not stored: only the rows on the screen are computed.
    amount_untaxed = fields.Monetary("Untaxed", compute="_compute_amounts")
    amount_total = fields.Monetary("Total", compute="_compute_amounts")

    # --- What a person may change
    is_selected = fields.Boolean(
        "Send", compute="_compute_is_selected", store=True, readonly=False
    )
    date = fields.Date("Bill Date", help="Of a bill; invoices share one date.")
    number = fields.Char("Bill Number")

    # --- What speaks against it
    order_problem = fields.Char(readonly=True)
    problem = fields.Char(compute="_compute_problem")
    remark = fields.Text("To Look At", compute="_compute_remark")

    # === COMPUTE === #

    @api.depends("sale_order_id", "purchase_order_id")
    def _compute_order_values(self):
        for row in self:
            order = row._source_order()
            row.order_name = order.name
            row.company_id = order.company_id
            row.currency_id = order.currency_id

    @api.depends("sale_order_id", "purchase_order_id", "connection_id")
    def _compute_amounts(self):
        self.amount_untaxed = self.amount_total = 0.0
        # Odoo prepares order by order what it would invoice: read for all at once.
        for orders in (self.sale_order_id, self.purchase_order_id):
            orders.order_line.fetch(["tax_ids", "invoice_lines"])
        for row in self.filtered(lambda row: not row.order_problem):
            order = row._source_order()
            lines = order._bridge_prepare_lines(row.connection_id)
            totals = order._bridge_totals(order._bridge_add_amounts(lines))
            row.amount_untaxed = totals["amount_untaxed"]
            row.amount_total = totals["amount_total"]

    @api.depends("order_problem", "document_type", "number", "date", "bulk_id.date")
    def _compute_problem(self):
        for row in self:
            row.problem = row.order_problem or row._value_problem()

    def _value_problem(self):
        if self.document_type == "bill" and not self._number():
            return self.env._("Enter the number that stands on the supplier's bill.")
        return self.bulk_id._value_problem(
            self.connection_id,
            self._source_order().currency_id,
            self._document_date(),
            self._number(),
        )

    def _number(self):
        return (self.number or "").strip()

    @api.depends("problem")
    def _compute_is_selected(self):
        for row in self:
            row.is_selected = not row.problem

    @api.depends("problem", "number", "document_type")
    def _compute_remark(self):
        bills = self.filtered(lambda row: row.document_type == "bill" and row.number)
        found = self.env["accounting.bridge.create.document"]._find_same_bills(
            [bill._bill_key() for bill in bills]
        )
        for row in self:
            document = found.get(row._bill_key())
            row.remark = row.problem or (document and row._sent_already(document))

    def _sent_already(self, document):
        return self.env._(
            "This supplier's bill %(number)s was already sent: %(order)s.",
            number=self.number,
            order=document.origin or document.display_name,
        )

    # === VALUES === #

    def _source_order(self):
        return self.sale_order_id or self.purchase_order_id

    def _document_date(self):
        return self.date if self.document_type == "bill" else self.bulk_id.date

    def _bill_key(self):
        return self.connection_id, self.partner_id, self.number

    def _document_values(self):
        """What the person chose for this order's document.

        :rtype: dict
        """
        self.ensure_one()
        values = {"date": self._document_date()}
        if self.document_type == "bill":
            values["number"] = self._number()
        return values
