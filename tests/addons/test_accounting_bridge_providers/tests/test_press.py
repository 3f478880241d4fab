# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import ExitStack, contextmanager
from decimal import Decimal

from odoo import fields

from odoo.addons.accounting_bridge.const import PRESS_WAITERS
from odoo.addons.accounting_bridge.models.accounting_bridge_document import _waiters

from .common import BooksCase
from .each_provider import each_provider


@each_provider
class TestPress(BooksCase):
    """One press on an order gives one document over there, in one call."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def test_sale_order_becomes_an_invoice(self):
        order = self.new_sale_order(quantity=3, price=33.33)
        document = self.make_document(order)
        self.assertEqual(document.state, "queued")
        self.assertFalse(self.books.invoices())
        result = self.send(document)
        self.assertEqual(result["type"], "success", result)
        self.assertEqual(document.state, "done")
        self.assertEqual(document.remote_state, self.books.NEW_STATE)
        [invoice] = self.books.invoices()
        self.assertEqual(invoice.state, self.books.NEW_STATE)
        self.assertEqual(invoice.total, Decimal("114.99"))
        self.assertEqual(invoice.tax, Decimal("15.00"))
        self.assertEqual(invoice.contact, self.partner_a.name)
        self.assertEqual(invoice.date, document.date)
        self.assertEqual(invoice.due_date, document.due_date)
        self.assertIn(order.name, invoice.text)
        self.assertEqual(document.remote_number, invoice.number)
        self.assertEqual(document.remote_total, order.amount_total)
        self.assertEqual(document.amount_due, order.amount_total)
        self.assertIn(invoice.remote_id, document.remote_url)
        attempt = document.sudo().attempt_ids
        self.assertIn(document.mark, attempt.body)
        self.assertIn(invoice.remote_id, attempt.answer)
        self.assertEqual(order.bridge_state, self.books.NEW_STATE)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_purchase_order_becomes_a_bill(self):
        order = self.new_purchase_order(quantity=2, price=60, partner_ref="BILL/77")
        document = self.make_document(order)
        self.send(document)
        [bill] = self.books.bills()
        self.assertEqual(bill.number, "BILL/77")
        self.assertEqual(bill.total, Decimal("138.00"))
        self.assertEqual(bill.contact, self.partner_a.name)
        self.assertEqual(document.remote_total, order.amount_total)
        self.assertEqual(order.bridge_state, self.books.NEW_STATE)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_lines_go_to_the_mapped_accounts(self):
        self.send(self.make_document(self.new_sale_order()))
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        order = self.new_purchase_order(partner=supplier, partner_ref="A-1")
        self.send(self.make_document(order))
        for [document], purpose in (
            (self.books.invoices(), "sale"),
            (self.books.bills(), "purchase"),
        ):
            [line] = [line for line in document.lines if line.account]
            self.assertEqual(line.account, self.books.ACCOUNTS[purpose])

    def test_known_contact_costs_one_call(self):
        self.send(self.make_document(self.new_sale_order()))
        self.sandbox.clear_calls()
        document = self.make_document(self.new_sale_order())
        self.send(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self.sandbox.calls()), 1, self.sandbox.calls())

    def test_orders_of_new_partners_cost_few_calls(self):
        # Whatever the first document makes over there is there already.
        self.send(self.make_document(self.new_sale_order()))
        documents = self.env["accounting.bridge.document"]
        for number in range(self.books.BATCH_SIZE):
            partner = self.env["res.partner"].create({"name": f"New partner {number}"})
            documents |= self.make_document(self.new_sale_order(partner=partner))
        self.sandbox.clear_calls()
        self.send(documents)
        self.assertEqual(set(documents.mapped("state")), {"done"})
        calls = self.sandbox.calls()
        self.assertLessEqual(len(calls), self.books.CALLS_FOR_NEW_PARTNERS, calls)
        self.assertEqual(len(self.books.invoices()), self.books.BATCH_SIZE + 1)

    def test_nothing_leaves_in_the_transaction_that_creates(self):
        self.sandbox.clear_calls()
        self.make_document(self.new_sale_order())
        self.assertFalse(self.sandbox.calls())

    def test_a_second_press_sends_nothing(self):
        document = self.make_document(self.new_sale_order())
        self.send(document)
        self.send(document)
        self.run_cron()
        self.assertEqual(len(self.books.invoices()), 1)

    def test_scheduled_action_sends_what_nobody_sent(self):
        document = self.make_document(self.new_sale_order())
        document.sudo().next_try_at = fields.Datetime.now()
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self.books.invoices()), 1)

    def test_whoever_finds_no_place_to_wait_is_served_by_the_schedule_at_once(self):
        document = self.make_document(self.new_sale_order())
        with self.all_places_taken():
            result = self.send(document)
        self.assertEqual(result["type"], "warning")
        self.assertIn("on their way", result["message"])
        self.assertFalse(self.books.invoices())
        self.run_cron()
        self.assertEqual(document.state, "done")

    @contextmanager
    def all_places_taken(self):
        """As if so many people waited for their answers already."""
        with ExitStack() as people:
            for _number in range(PRESS_WAITERS):
                people.enter_context(_waiters)
            yield

    def test_document_bears_its_mark(self):
        document = self.make_document(self.new_sale_order())
        self.send(document)
        self.assertIn(document.mark, self.books.invoice(document).mark_place)

    def test_the_way_back_is_for_whoever_may_see_the_order(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        for login, groups, status in (
            ("seller", "sales_team.group_sale_salesman_all_leads", 303),
            ("colleague", "", 404),
        ):
            self.new_user(login, groups)
            self.authenticate(login, login)
            answer = self.url_open(
                f"/accounting_bridge/order/{document.mark}", allow_redirects=False
            )
            self.assertEqual(answer.status_code, status, login)
            if status == 303:
                place = answer.headers["Location"]
                self.assertTrue(place.endswith(f"/odoo/sale.order/{order.id}"), place)

    def test_refresh_shows_what_happened_over_there(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        self.send(document)
        self.books.pay(document.remote_id)
        self.rpc(document, "action_refresh")
        self.assertEqual(document.remote_state, "paid")
        self.assertEqual(document.amount_due, 0)
        self.assertEqual(order.bridge_state, "paid")

    def test_voided_over_there_gives_the_order_back(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        self.send(document)
        self.books.void(document.remote_id)
        self.rpc(document, "action_refresh")
        self.assertEqual(document.remote_state, "voided")
        self.assertEqual(order.invoice_status, "to invoice")
        self.assertEqual(order.order_line.qty_invoiced, 0)
        again = self.make_document(order)
        self.assertNotEqual(again.mark, document.mark)
        self.send(again)
        self.assertEqual(again.state, "done")
