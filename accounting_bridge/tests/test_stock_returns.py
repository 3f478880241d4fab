# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest import SkipTest

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_orders import OrdersCommon


@tagged("post_install", "-at_install")
class TestStockReturns(OrdersCommon):
    """Goods come back after their order was billed over there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "stock.picking" not in cls.env:
            raise SkipTest("Returns need sale_stock and purchase_stock.")
        cls.goods = cls._make_product(
            "Wood",
            is_storable=True,
            invoice_policy="delivery",
            purchase_method="receive",
        )
        cls.stock_user = cls._make_user("bridge_stock", "stock.group_stock_user")

    def test_customer_returns_a_part(self):
        order = self._sale_order({"product_id": self.goods.id, "product_uom_qty": 5})
        self._validate(order.picking_ids)
        document = self._create_document(order)
        self.assertEqual(document.line_ids.quantity, 5)
        self._arrive(document)

        self._return(order.picking_ids, 2)

        self.assertEqual(order.order_line.qty_delivered, 3)
        self.assertEqual(order.order_line.qty_to_invoice, -2)
        self.assertEqual(order.bridge_state, "over")
        with self.assertRaisesRegex(UserError, "has to be credited there"):
            order._create_invoices(final=True)
        with self.assertRaisesRegex(UserError, "Nothing is left to invoice"):
            self._create_document(order)

        self._refresh(document, "voided")
        self.assertEqual(order.order_line.qty_to_invoice, 3)
        self.assertEqual(self._create_document(order).line_ids.quantity, 3)

    def test_goods_go_back_to_the_supplier(self):
        order = self._purchase_order({"product_id": self.goods.id, "product_qty": 5})
        self._validate(order.picking_ids)
        self._arrive(self._create_document(order))

        self._return(order.picking_ids, 2)

        self.assertEqual(order.order_line.qty_received, 3)
        self.assertEqual(order.order_line.qty_to_invoice, -2)
        self.assertEqual(order.bridge_state, "over")
        with self.assertRaisesRegex(UserError, "has to be credited there"):
            order.action_create_invoice()
        self.assertFalse(order.invoice_ids)

    def test_deliveries_after_the_document(self):
        order = self._sale_order({"product_id": self.goods.id, "product_uom_qty": 5})
        picking = order.picking_ids
        picking.move_ids.quantity = 3
        self._validate(picking, quantity=3)
        self._arrive(self._create_document(order))
        self.assertEqual(order.bridge_state, "approved")

        self._validate(order.picking_ids - picking)

        self.assertEqual(order.bridge_state, "part")
        self.assertEqual(self._create_document(order).line_ids.quantity, 2)

    def _validate(self, picking, quantity=None):
        """As somebody who has no right to orders nor to the bridge."""
        for move in picking.move_ids:
            move.quantity = quantity or move.product_uom_qty
            move.picked = True
        result = picking.with_user(self.stock_user).button_validate()
        if isinstance(result, dict):  # the rest is to be delivered later
            self.env[result["res_model"]].with_context(**result["context"]).create(
                {}
            ).process()
        self.assertEqual(picking.state, "done")
        self.env.flush_all()

    def _return(self, picking, quantity):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
        returned = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self._validate(returned, quantity)


@tagged("post_install", "-at_install")
class TestReturnedLines(OrdersCommon):
    def test_negative_lines_of_the_order_itself_travel(self):
        """An old desk taken in part exchange is a part of the bargain."""
        order = self._sale_order(
            {"product_uom_qty": 2}, {"product_uom_qty": -1, "price_unit": 40}
        )
        document = self._create_document(order)
        self.assertEqual(document.line_ids.mapped("quantity"), [2, -1])
        self.assertEqual(document.amount_untaxed, 160)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_lines_ordered_later_are_a_rest(self):
        order = self._sale_order()
        self._arrive(self._create_document(order))
        order.order_line = [
            Command.create({"product_id": self.product.id, "product_uom_qty": 3})
        ]
        self.env.flush_all()
        self.assertEqual(order.bridge_state, "part")
        self.assertEqual(self._create_document(order).amount_untaxed, 300)
