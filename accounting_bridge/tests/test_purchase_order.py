# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_orders import OrdersCommon


@tagged("post_install", "-at_install")
class TestPurchaseOrder(OrdersCommon):
    """A bill over there counts as a bill in Odoo."""

    def test_whole_order_counts_as_billed(self):
        order = self._purchase_order({"product_qty": 3})
        self.assertEqual(order.invoice_status, "to invoice")
        self.assertTrue(order.bridge_can_create)

        document = self._create_document(order)

        self.assertEqual(document.state, "queued")
        self.assertRecordValues(
            order.order_line,
            [{"qty_invoiced": 3, "qty_invoiced_at_date": 3, "qty_to_invoice": 0}],
        )
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.bridge_state, "waiting")
        self.assertFalse(order.bridge_can_create)
        self.assertRecordValues(
            document,
            [
                {
                    "document_type": "bill",
                    "number": "BILL-1",
                    "reference": order.name,
                    "partner_id": self.supplier.id,
                    "amount_untaxed": 180,
                    "amount_tax": 27,
                    "amount_total": 207,
                }
            ],
        )
        self.assertEqual(document.line_ids.ledger_account_id.code, "300")

    def test_cancelled_document_gives_it_back(self):
        order = self._purchase_order()
        self._create_document(order).action_cancel()
        self.assertEqual(order.invoice_status, "to invoice")
        self.assertEqual(order.order_line.qty_to_invoice, 1)
        self.assertFalse(order.bridge_state)

    def test_two_bills_with_one_number(self):
        order = self._purchase_order({"product_qty": 2})
        first, second = (
            self._create_document(order, {order.order_line: 1}) for _part in range(2)
        )
        self.assertEqual(first.number, second.number)

    def test_received_quantities_decide(self):
        order = self._purchase_order(
            {"product_id": self.delivered_product.id, "product_qty": 5}
        )
        self.assertEqual(order.invoice_status, "no")
        self.assertFalse(order.bridge_can_create)
        self.assertIn("received quantities", order.bridge_why_off)
        with self.assertRaisesRegex(UserError, "received quantities"):
            self._create_document(order)

        order.order_line.qty_received = 2
        document = self._create_document(order)
        self.assertEqual(document.line_ids.quantity, 2)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_sections_as_on_odoo_bill(self):
        order = self._purchase_order(
            {"display_type": "line_section", "name": "Empty", **self._no_product()},
            {"display_type": "line_section", "name": "Full", **self._no_product()},
            {"name": "In oak"},
            {"display_type": "line_note", "name": "A note", **self._no_product()},
        )
        document = self._create_document(order)
        self.assertEqual(
            document.line_ids.mapped("name"), ["Full", "Desk\nIn oak", "A note"]
        )

    def _no_product(self):
        return {"product_id": False, "product_qty": 0, "price_unit": 0}

    def test_odoo_bills_offer_the_rest_alone(self):
        order = self._purchase_order(
            {"display_type": "line_section", "name": "Billed", **self._no_product()},
            {"product_qty": 2},
            {"display_type": "line_section", "name": "Open", **self._no_product()},
            {"product_qty": 5},
        )
        _heading, billed, _heading, partly = order.order_line
        self._create_document(order, {billed: 2, partly: 2})

        order.action_create_invoice()

        lines = order.invoice_ids.invoice_line_ids
        self.assertEqual(lines.mapped("display_type"), ["line_section", "product"])
        self.assertEqual(lines[0].name, "Open")
        self.assertEqual(lines.mapped("quantity"), [0, 3])
        self.assertEqual(order.invoice_status, "invoiced")

    def test_odoo_bills_say_that_nothing_is_left(self):
        order = self._purchase_order()
        self._create_document(order)
        with self.assertRaisesRegex(UserError, "Nothing is left to bill in Odoo"):
            order.action_create_invoice()
        self.assertFalse(order.invoice_ids)

    def test_odoo_bills_without_documents_are_as_before(self):
        order = self._purchase_order({"product_qty": 2}, {"product_qty": 0})
        order.action_create_invoice()
        self.assertEqual(order.invoice_ids.invoice_line_ids.mapped("quantity"), [2, 0])

    def test_bill_amounts_are_odoo_s(self):
        included = self._make_tax(
            21, type_tax_use="purchase", price_include_override="tax_included"
        )
        for rounding in ("round_per_line", "round_globally"):
            with self.subTest(rounding=rounding):
                self.company.tax_calculation_rounding_method = rounding
                order = self._purchase_order(
                    {"product_qty": 3, "price_unit": 33.33, "discount": 7},
                    {"product_qty": 3, "price_unit": 0.05},
                    {
                        "product_qty": 7,
                        "price_unit": 21.53,
                        "tax_ids": [Command.set(included.ids)],
                    },
                )
                document = self._create_document(order)
                totals = (
                    document.amount_untaxed,
                    document.amount_tax,
                    document.amount_total,
                )
                document.action_cancel()
                order.action_create_invoice()
                bill = order.invoice_ids
                self.assertEqual(
                    totals, (bill.amount_untaxed, bill.amount_tax, bill.amount_total)
                )


@tagged("post_install", "-at_install")
class TestTrackedPurchaseOrder(OrdersCommon):
    """With the tracked process, confirmed orders travel as well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.process_method = "tracked"

    def test_confirmed_order_travels_and_never_counts(self):
        order = self._purchase_order({"product_qty": 3})
        document = order.bridge_document_ids
        self.assertRecordValues(
            document,
            [
                {
                    "document_type": "purchase_order",
                    "state": "queued",
                    "number": order.name,
                    "amount_total": 207,
                }
            ],
        )
        self.assertEqual(document.line_ids.quantity, 3)
        self.assertFalse(document.line_ids.is_counted)
        self.assertEqual(order.invoice_status, "to invoice")
        self.assertFalse(order.bridge_state)

        self._arrive(document)
        self.assertFalse(order.order_line._bridge_counted_lines())
        self.assertEqual(order.order_line.qty_to_invoice, 3)

    def test_not_before_approval(self):
        self.company.po_double_validation = "two_step"
        self.company.po_double_validation_amount = 1
        order = (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create(
                {
                    "partner_id": self.supplier.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "price_unit": 60}
                        )
                    ],
                }
            )
        )
        order.button_confirm()
        self.assertEqual(order.state, "to approve")
        self.assertFalse(order.sudo()._bridge_documents())
        order.with_env(self.env).button_approve()
        self.assertEqual(order.sudo()._bridge_documents().state, "queued")

    def test_buyer_without_the_bridge_confirms(self):
        order = (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create(
                {
                    "partner_id": self.supplier.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "price_unit": 60}
                        )
                    ],
                }
            )
        )
        order.button_confirm()
        document = order._bridge_documents()
        self.assertEqual(document.state, "queued")
        self.assertEqual(document.user_id, self.buyer)

    def test_confirmation_goes_through_when_it_fails(self):
        self.connection._map_account(
            "cost_of_goods", self.env["accounting.bridge.ledger.account"]
        )
        order = self._purchase_order()
        self.assertEqual(order.state, "purchase")
        document = order.bridge_document_ids
        self.assertEqual(document.state, "failed")
        self.assertIn("No ledger account", document.message)
        self.assertEqual(order.bridge_state, "failed")

    @mute_logger(
        "odoo.addons.accounting_bridge.models.accounting_bridge_order_creating_mixin"
    )
    def test_confirmation_goes_through_a_fault_of_ours(self):
        self.connection.tax_mapping_ids.tax_key = "no key of taxes"
        order = self._purchase_order()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(order.bridge_state, "failed")

    def test_accounts_of_goods_and_services(self):
        if "is_storable" not in self.env["product.product"]._fields:
            self.skipTest("Products can't be storable without the stock addon.")
        goods = self._make_product("Wood", is_storable=True)
        service = self._make_product("Sawing", type="service")
        order = self._purchase_order(
            {"product_id": goods.id}, {"product_id": service.id}
        )
        bill = self._create_document(order)
        for document in (order.bridge_document_ids - bill, bill):
            self.assertEqual(
                document.line_ids.ledger_account_id.mapped("code"), ["600", "310"]
            )

    def test_closed_after_the_last_bill(self):
        order = self._purchase_order({"product_qty": 2})
        line = order.order_line
        purchase_order = order.bridge_document_ids
        self._arrive(purchase_order)

        self._arrive(self._create_document(order, {line: 1}))
        self.assertFalse(purchase_order.is_to_close)

        last_bill = self._create_document(order)
        self.assertFalse(purchase_order.is_to_close)
        self._arrive(last_bill)
        self.assertTrue(purchase_order.is_to_close)

        # What a person was asked to close is not asked for again.
        purchase_order.sudo().write(
            {"is_to_close": False, "open_since": fields.Datetime.now()}
        )
        order._bridge_refresh_state()
        self.assertFalse(purchase_order.is_to_close)
        billed = self._remote(purchase_order, "billed", 0)
        purchase_order.sudo()._keep_changed_remote(billed)
        self.assertFalse(purchase_order.open_since)

    def test_confirmed_again_after_it_was_voided(self):
        order = self._purchase_order()
        first = order.bridge_document_ids
        self._arrive(first)
        self._refresh(first, "deleted")
        order.button_cancel()
        order.button_draft()
        order.button_confirm()
        second = order._bridge_purchase_orders()
        self.assertNotEqual(second, first)
        self.assertEqual(second.number, f"{order.name}-2")

    def test_untracked_orders_stay(self):
        self.connection.process_method = "untracked"
        self.assertFalse(self._purchase_order()._bridge_documents())
        self.connection.process_method = "tracked"
        self.connection.sync_purchases = False
        self.assertFalse(self._purchase_order()._bridge_documents())
