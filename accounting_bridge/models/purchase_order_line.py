# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..tools.account_plan import purchase_purpose


class PurchaseOrderLine(models.Model):
    _name = "purchase.order.line"
    _inherit = ["purchase.order.line", "accounting.bridge.order.line.mixin"]

    bridge_line_ids = fields.One2many(
        "accounting.bridge.document.line",
        "purchase_line_id",
        "Document Lines",
        readonly=True,
        groups="accounting_bridge.group_user",
    )

    # === COMPUTE METHODS === #

    @api.depends("bridge_line_ids.quantity", "bridge_line_ids.is_counted")
    def _compute_qty_invoiced(self):
        # EXTENDS 'purchase': the quantities come from _prepare_qty_invoiced
        return super()._compute_qty_invoiced()

    def _prepare_qty_invoiced(self):
        # EXTENDS 'purchase'
        quantities = super()._prepare_qty_invoiced()
        for line, quantity in self._bridge_quantities().items():
            quantities[line] += quantity
        return quantities

    # === CRUD METHODS === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_bridge_document(self):
        self._bridge_check_unlink()

    # === BUSINESS METHODS === #

    def _prepare_account_move_line(self, move=False):
        # EXTENDS 'purchase': a bill never credits what was billed over there. Who
        # makes a refund on purpose may.
        values = super()._prepare_account_move_line(move)
        is_refund = move and move.move_type == "in_refund"
        if not is_refund and self._bridge_is_return() and self._bridge_is_counted():
            values["quantity"] = 0
        return values

    # === BRIDGE === #

    def _bridge_ordered_quantity(self):
        return self.product_qty

    def _bridge_quantity_is_fixed(self):
        self.ensure_one()
        return self.is_downpayment or self.product_id.purchase_method != "purchase"

    def _bridge_is_combo(self):
        return False

    def _bridge_account_purpose(self, is_tracked):
        """Which mapped ledger account the line is posted to over there.

        :param bool is_tracked: whether goods are booked as stock
        :return: one of ``const.ACCOUNT_PURPOSES``
        :rtype: str
        """
        self.ensure_one()
        # Only where the stock addon is installed can a product be storable.
        product = self.product_id
        is_storable = "is_storable" in product._fields and product.is_storable
        return purchase_purpose(is_tracked, is_storable)
