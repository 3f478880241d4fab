# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import tagged

from .common import XeroCase


@tagged("post_install", "-at_install")
class TestTrackedPurchases(XeroCase):
    """Purchase orders travel as such when confirmed, and are closed by their bill."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        self.connection.process_method = "tracked"
        self.map_account("inventory", "635")
        self.map_account("cost_of_goods", "310")
        self.goods = self.env["product.product"].create(
            {
                "name": "Chair",
                "type": "consu",
                "is_storable": True,
                "purchase_method": "purchase",
                "supplier_taxes_id": [
                    (6, 0, self.company_data["default_tax_purchase"].ids)
                ],
            }
        )

    def run_due(self):
        documents = self.env["accounting.bridge.document"].sudo()
        waiting = documents.search(
            [("state", "in", ("preparing", "queued", "waiting"))]
        )
        waiting.next_try_at = fields.Datetime.now()
        self.run_cron()

    def accounts(self, lines):
        return [line.get("AccountCode") for line in lines]

    def test_order_then_bill_then_closed(self):
        order = self.new_purchase_order(partner_ref="B-7")
        order.order_line.copy(
            {"order_id": order.id, "product_id": self.goods.id, "price_unit": 10}
        )
        document = order._bridge_documents()
        self.assertEqual(document.document_type, "purchase_order")
        self.assertFalse(order.order_line[0].qty_invoiced)
        self.run_due()
        self.assertEqual(document.state, "done", document.message)
        [remote] = self.sandbox.objects("PurchaseOrders")
        self.assertEqual(remote["PurchaseOrderNumber"], order.name)
        self.assertFalse(order.order_line[0].qty_invoiced)
        bill = self.make_document(order)
        self.send(bill)
        self.assertEqual(bill.state, "done", bill.message)
        [remote_bill] = self.sandbox.objects("Invoices")
        self.assertEqual(self.accounts(remote_bill["LineItems"]), ["310", "635"])
        self.run_due()
        [remote] = self.sandbox.objects("PurchaseOrders")
        self.assertEqual(remote["Status"], "BILLED", document.message)
        self.assertEqual(document.remote_state, "billed")
        self.assertFalse(document.is_to_close)

    def test_answer_lost_is_found_by_its_number(self):
        order = self.new_purchase_order()
        document = order._bridge_documents()
        fault = {"method": "PUT", "path": "/PurchaseOrders"}
        self.sandbox.arm_fault("reset_after_commit", **fault)
        self.run_due()
        self.assertTrue(document.is_doubtful)
        self.sandbox.advance_clock(600)
        for attempt in document.attempt_ids:
            earlier = fields.Datetime.subtract(attempt.sent_at, minutes=10)
            attempt.write({"sent_at": earlier, "last_sent_at": earlier})
        self.run_due()
        self.assertEqual(document.state, "done", document.message)
        self.assertEqual(len(self.sandbox.objects("PurchaseOrders")), 1)

    def test_untracked_orders_stay_here(self):
        self.connection.process_method = "untracked"
        order = self.new_purchase_order()
        self.assertFalse(order._bridge_documents())

    def test_what_could_not_be_prepared_is_prepared_again_by_retry(self):
        account = self.connection._account_for("cost_of_goods")
        self.connection._map_account("cost_of_goods", account.browse())
        order = self.new_purchase_order()
        document = order._bridge_documents()
        self.run_due()
        self.assertEqual(order.state, "purchase")
        self.assertEqual(document.state, "failed")
        self.assertFalse(self.sandbox.objects("PurchaseOrders"))
        self.assertTrue(order.activity_ids)
        self.connection._map_account("cost_of_goods", account)
        self.rpc(document, "action_retry")
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
        [remote] = self.sandbox.objects("PurchaseOrders")
        self.assertEqual(self.accounts(remote["LineItems"]), ["310"])
        self.assertFalse(order.activity_ids)
