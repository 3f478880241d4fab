# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from odoo.addons.accounting_bridge.hooks import uninstall_hook

from .common_orders import OrdersCommon


@tagged("post_install", "-at_install")
class TestInstallAndUninstall(OrdersCommon):
    def test_orders_gain_no_computed_column(self):
        """A new computed column would be filled for each order on installation."""
        for name in (
            "sale.order",
            "sale.order.line",
            "purchase.order",
            "purchase.order.line",
            "res.partner",
        ):
            for field in self.env[name]._fields.values():
                if field._module == "accounting_bridge" and field.store:
                    self.assertFalse(field.compute, field)
                    self.assertFalse(field.default, field)

    def test_uninstalling_gives_orders_back(self):
        sale_order = self._sale_order({"product_uom_qty": 5})
        purchase_order = self._purchase_order({"product_qty": 5})
        partly = self._sale_order({"product_uom_qty": 5})
        partly._create_invoices().invoice_line_ids.quantity = 2
        before = self._stored(sale_order + partly), self._stored(purchase_order)
        for order in (sale_order, purchase_order, partly):
            self._arrive(self._create_document(order))
        self.assertEqual(sale_order.invoice_status, "invoiced")
        self.assertEqual(purchase_order.invoice_status, "invoiced")
        self.env.flush_all()

        # As superuser, as Odoo runs it.
        uninstall_hook(self.env(su=True))

        after = self._stored(sale_order + partly), self._stored(purchase_order)
        self.assertEqual(after, before)

    def _stored(self, orders):
        """What stands in the columns, that Odoo finds when the addon is gone."""
        self.env.flush_all()
        line_table = orders.order_line._table
        names = ["qty_invoiced", "qty_to_invoice"]
        if orders._name == "sale.order":
            names += ["untaxed_amount_invoiced", "untaxed_amount_to_invoice"]
        self.env.cr.execute(
            f"SELECT o.invoice_status, {', '.join(names)} "  # noqa: S608 (own names)
            f"FROM {orders._table} o JOIN {line_table} l ON l.order_id = o.id "
            "WHERE o.id = ANY(%s) ORDER BY l.id",
            [orders.ids],
        )
        return self.env.cr.fetchall()
