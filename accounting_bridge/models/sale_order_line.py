# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "accounting.bridge.order.line.mixin"]

    bridge_line_ids = fields.One2many(
        "accounting.bridge.document.line",
        "sale_line_id",
        "Document Lines",
        readonly=True,
        groups="accounting_bridge.group_user",
    )

    # === COMPUTE METHODS === #

    @api.depends("bridge_line_ids.quantity", "bridge_line_ids.is_counted")
    def _compute_qty_invoiced(self):
        # EXTENDS 'sale': the quantities come from _prepare_qty_invoiced
        return super()._compute_qty_invoiced()

    def _prepare_qty_invoiced(self):
        # EXTENDS 'sale'
        quantities = super()._prepare_qty_invoiced()
        for line, quantity in self._bridge_quantities().items():
            quantities[line] += quantity
        return quantities

    @api.depends("bridge_line_ids.quantity", "bridge_line_ids.is_counted")
    def _compute_qty_invoiced_posted(self):
        # EXTENDS 'sale'
        result = super()._compute_qty_invoiced_posted()
        for line, quantity in self._bridge_quantities().items():
            line.qty_invoiced_posted += quantity
        return result

    @api.depends("bridge_line_ids.price_subtotal", "bridge_line_ids.is_counted")
    def _compute_untaxed_amount_invoiced(self):
        # EXTENDS 'sale'
        result = super()._compute_untaxed_amount_invoiced()
        for line, amount in self._bridge_amounts("price_subtotal").items():
            line.untaxed_amount_invoiced += amount
        return result

    @api.depends("bridge_line_ids.price_total", "bridge_line_ids.is_counted")
    def _compute_amount_invoiced(self):
        # EXTENDS 'sale'
        result = super()._compute_amount_invoiced()
        for line, amount in self._bridge_amounts("price_total").items():
            line.amount_invoiced += amount
        return result

    def _compute_untaxed_amount_to_invoice(self):
        # EXTENDS 'sale': Odoo takes off what was invoiced, save where one of its own
        # invoices bears another discount. Then it looks at its own invoices alone.
        result = super()._compute_untaxed_amount_to_invoice()
        for line, amount in self._bridge_amounts("price_subtotal").items():
            invoice_lines = line._get_invoice_lines()
            if any(invoiced.discount != line.discount for invoiced in invoice_lines):
                rest = line.untaxed_amount_to_invoice - amount
                line.untaxed_amount_to_invoice = max(rest, 0)
        return result

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_bridge_document(self):
        self._bridge_check_unlink()

    # === BRIDGE === #

    def _bridge_ordered_quantity(self):
        return self.product_uom_qty

    def _bridge_quantity_is_fixed(self):
        self.ensure_one()
        return self.is_downpayment or self.product_id.invoice_policy == "delivery"

    def _bridge_is_combo(self):
        """Whether this line stands for a combo: its price is on the item lines, and
        what travels of it is a heading. Its quantity counts all the same."""
        self.ensure_one()
        return self.product_id.type == "combo"

    def _bridge_combo_quantity(self, item_quantities):
        """How much of a combo a document covers.

        :param dict[sale.order.line, float] item_quantities: what the document takes
            of each item
        :return: all that is left of the combo, when the document leaves nothing of
            its items; else the share that is covered by every item
        :rtype: float
        """
        self.ensure_one()
        items = self.linked_line_ids.filtered(
            lambda item: item.combo_item_id and item.product_uom_qty
        )
        if all(
            item._bridge_compare(item_quantities.get(item, 0), item.qty_to_invoice) >= 0
            for item in items
        ):
            return self.qty_to_invoice
        share = min(
            item_quantities.get(item, 0) / item.product_uom_qty for item in items
        )
        return min(share * self.product_uom_qty, self.qty_to_invoice)
