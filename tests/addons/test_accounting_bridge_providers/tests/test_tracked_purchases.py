# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.fields import Command

from .common import BooksCase
from .each_provider import each_provider


@each_provider
class TestTrackedPurchases(BooksCase):
    """Purchase orders travel as such when confirmed, and are closed by their bill."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        self.connection.process_method = "tracked"
        self.map_account("inventory")
        self.map_account("cost_of_goods")
        taxes = self.company_data["default_tax_purchase"]
        self.goods = self.env["product.product"].create(
            {
                "name": "Chair",
                "type": "consu",
                "is_storable": True,
                "purchase_method": "purchase",
                "supplier_taxes_id": [Command.set(taxes.ids)],
            }
        )

    def run_due(self):
        documents = self.env["accounting.bridge.document"].sudo()
        waiting = documents.search(
            [("state", "in", ("preparing", "queued", "waiting"))]
        )
        waiting.next_try_at = fields.Datetime.now()
        self.run_cron()

    def assert_accounts(self, document, *purposes):
        self.assertEqual(
            [line.account for line in document.lines if line.account],
            [self.books.ACCOUNTS[purpose] for purpose in purposes],
        )

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
        [arrived] = self.books.purchase_orders()
        self.assertEqual(arrived.number, order.name)
        self.assertFalse(order.order_line[0].qty_invoiced)
        bill = self.make_document(order)
        self.send(bill)
        self.assertEqual(bill.state, "done", bill.message)
        [arrived] = self.books.bills()
        self.assert_accounts(arrived, "cost_of_goods", "inventory")
        self.run_due()
        [arrived] = self.books.purchase_orders()
        self.assertEqual(arrived.state, "billed", document.message)
        self.assertEqual(document.remote_state, "billed")
        self.assertFalse(document.is_to_close)

    def test_answer_lost_and_key_forgotten_is_found_again(self):
        order = self.new_purchase_order()
        document = order._bridge_documents()
        # The first document makes the contact, so that the fault hits its own call.
        self.send(self.make_document(self.new_purchase_order(partner_ref="B-1")))
        self.books.arm("reset_after_commit", "purchase_order")
        self.run_due()
        self.assertTrue(document.is_doubtful)
        self.make_due(document, minutes=self.books.MINUTES_OF_KEYS)
        self.run_due()
        self.assertEqual(document.state, "done", document.message)
        self.assertEqual(
            [arrived.number for arrived in self.books.purchase_orders()].count(
                order.name
            ),
            1,
        )

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
        self.assertFalse(self.books.purchase_orders())
        self.assertTrue(order.activity_ids)
        self.connection._map_account("cost_of_goods", account)
        self.rpc(document, "action_retry")
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
        [arrived] = self.books.purchase_orders()
        self.assert_accounts(arrived, "cost_of_goods")
        self.assertFalse(order.activity_ids)
