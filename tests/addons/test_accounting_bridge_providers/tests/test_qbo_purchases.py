# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import tagged

from .common_qbo import QboCase


@tagged("post_install", "-at_install", "qbo")
class TestQboPurchases(QboCase):
    """A bill is linked to its purchase order, which QuickBooks closes by it."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        self.connection.process_method = "tracked"
        for purpose in ("inventory", "cost_of_goods"):
            self.map_account(purpose)

    def run_due(self):
        documents = self.env["accounting.bridge.document"].sudo().search([])
        documents = documents.filtered(lambda each: each.state in ("queued", "waiting"))
        documents.next_try_at = fields.Datetime.now()
        self.run_cron()

    def new_tracked_order(self, **values):
        """A purchase order that is over there, with its document."""
        order = self.new_purchase_order(**values)
        document = order._bridge_documents()
        self.run_due()
        self.assert_done(document)
        return order, document

    def test_bill_is_linked_and_the_order_closed(self):
        order, document = self.new_tracked_order(partner_ref="PO-1")
        record = self.record_of(document, "PurchaseOrder")
        self.assertEqual(record["POStatus"], "Open")
        self.assertTrue(record["APAccountRef"]["value"])
        bill = self.send_new(order)
        self.assert_done(bill)
        [link] = self.record_of(bill, "Bill")["LinkedTxn"]
        self.assertEqual(
            (link["TxnType"], link["TxnId"]), ("PurchaseOrder", document.remote_id)
        )
        self.run_due()
        record = self.record_of(document, "PurchaseOrder")
        self.assertEqual(record["POStatus"], "Closed")
        self.assertEqual(document.remote_state, "billed")
        self.assertFalse(document.is_to_close)

    def test_part_of_an_order_leaves_it_open(self):
        order, document = self.new_tracked_order(quantity=4, partner_ref="PO-2")
        lines = order._bridge_prepare_lines(self.connection)
        lines[0]["quantity"] = 1
        header = order._bridge_document_values(self.connection)
        part = order._bridge_create_document(header, lines)
        self.env.flush_all()
        self.send(part)
        self.assert_done(part)
        self.run_due()
        record = self.record_of(document, "PurchaseOrder")
        self.assertEqual(record["POStatus"], "Open")
        self.assertFalse(document.is_to_close)
        order.partner_ref = "PO-2b"
        self.assert_done(self.send_new(order))
        self.run_due()
        record = self.record_of(document, "PurchaseOrder")
        self.assertEqual(record["POStatus"], "Closed")
        self.assertEqual(document.remote_state, "billed")

    def test_order_that_was_lowered_is_closed_by_hand(self):
        """Its bill covers only a part of what stands there."""
        order, document = self.new_tracked_order(quantity=4, partner_ref="PO-4")
        order.order_line.product_qty = 2
        self.assert_done(self.send_new(order))
        record = self.record_of(document, "PurchaseOrder")
        self.assertEqual(record["POStatus"], "Open")
        self.run_due()
        record = self.record_of(document, "PurchaseOrder")
        self.assertEqual(record["POStatus"], "Closed")
        self.assertEqual(record["TotalAmt"], 276, "nothing else was changed")
        self.assertEqual(document.remote_state, "billed")

    def test_plan_without_purchase_orders(self):
        self.configure(purchase_orders=False)
        order = self.new_purchase_order(partner_ref="PO-3")
        document = order._bridge_documents()
        self.sandbox.clear_calls()
        self.run_due()
        if document:
            self.assert_failed(document, "has no purchase orders")
        self.assertFalse(self.books.purchase_orders())
        self.assertFalse(self.books.creations("purchase_order"))
