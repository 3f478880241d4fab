# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo import fields
from odoo.tests import new_test_user, tagged

from .common import XeroCase


@tagged("post_install", "-at_install")
class TestPress(XeroCase):
    """One press on an order gives one document over there, in one call."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def test_sale_order_becomes_an_invoice(self):
        order = self.new_sale_order(quantity=3, price=33.33)
        document = self.make_document(order)
        self.assertEqual(document.state, "queued")
        self.assertFalse(self.sandbox.objects("Invoices"))
        result = self.send(document)
        self.assertEqual(result["type"], "success", result)
        self.assertEqual(document.state, "done")
        self.assertEqual(document.remote_state, "draft")
        [invoice] = self.sandbox.objects("Invoices")
        self.assertEqual(invoice["Type"], "ACCREC")
        self.assertEqual(invoice["Status"], "DRAFT")
        self.assertEqual(Decimal(str(invoice["Total"])), Decimal("114.99"))
        self.assertEqual(invoice["Contact"]["Name"], self.partner_a.name)
        self.assertIn(order.name, invoice["Reference"])
        self.assertEqual(document.remote_number, invoice["InvoiceNumber"])
        self.assertEqual(document.remote_total, order.amount_total)
        self.assertEqual(document.amount_due, order.amount_total)
        self.assertIn(invoice["InvoiceID"], document.remote_url)
        attempt = document.sudo().attempt_ids
        self.assertIn(document.mark, attempt.body)
        self.assertIn(invoice["InvoiceID"], attempt.answer)
        self.assertEqual(order.bridge_state, "draft")
        self.assertEqual(order.invoice_status, "invoiced")

    def test_purchase_order_becomes_a_bill(self):
        order = self.new_purchase_order(quantity=2, price=60, partner_ref="BILL/77")
        document = self.make_document(order)
        self.send(document)
        [bill] = self.sandbox.objects("Invoices")
        self.assertEqual(bill["Type"], "ACCPAY")
        self.assertEqual(bill["InvoiceNumber"], "BILL/77")
        self.assertEqual(Decimal(str(bill["Total"])), Decimal("138.00"))
        self.assertEqual(document.remote_total, order.amount_total)
        self.assertEqual(order.bridge_state, "draft")
        self.assertEqual(order.invoice_status, "invoiced")

    def test_known_contact_costs_one_call(self):
        self.send(self.make_document(self.new_sale_order()))
        self.sandbox.clear_calls()
        document = self.make_document(self.new_sale_order())
        self.send(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self.sandbox.calls()), 1, self.sandbox.calls())

    def test_fifty_orders_of_new_partners_cost_three_calls(self):
        documents = self.env["accounting.bridge.document"]
        for number in range(50):
            partner = self.env["res.partner"].create({"name": f"New partner {number}"})
            documents |= self.make_document(self.new_sale_order(partner=partner))
        self.sandbox.clear_calls()
        self.send(documents)
        self.assertEqual(set(documents.mapped("state")), {"done"})
        self.assertLessEqual(len(self.sandbox.calls()), 3, self.sandbox.calls())
        self.assertEqual(len(self.sandbox.objects("Invoices")), 50)

    def test_nothing_leaves_in_the_transaction_that_creates(self):
        self.sandbox.clear_calls()
        self.make_document(self.new_sale_order())
        self.assertFalse(self.sandbox.calls())

    def test_a_second_press_sends_nothing(self):
        document = self.make_document(self.new_sale_order())
        self.send(document)
        self.send(document)
        self.run_cron()
        self.assertEqual(len(self.sandbox.objects("Invoices")), 1)

    def test_scheduled_action_sends_what_nobody_sent(self):
        document = self.make_document(self.new_sale_order())
        document.sudo().next_try_at = fields.Datetime.now()
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self.sandbox.objects("Invoices")), 1)

    def test_document_leads_back_to_its_order(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        self.send(document)
        [invoice] = self.sandbox.objects("Invoices")
        self.assertIn(document.mark, invoice["Url"])
        self.assertNotIn("xero", invoice["Url"].lower())
        path = invoice["Url"].split("/", 3)[3]
        answer = self.url_open(f"/{path}", allow_redirects=False)
        self.assertTrue(
            answer.headers["Location"].endswith(f"/odoo/sale.order/{order.id}")
        )

    def test_the_way_back_is_for_whoever_may_see_the_order(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        for login, groups, status in (
            ("seller", "sales_team.group_sale_salesman_all_leads", 303),
            ("colleague", "base.group_user", 404),
        ):
            new_test_user(
                self.env,
                login=login,
                password=f"{login}_password",
                groups=groups,
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
            self.authenticate(login, f"{login}_password")
            answer = self.url_open(
                f"/accounting_bridge/order/{document.mark}", allow_redirects=False
            )
            self.assertEqual(answer.status_code, status, login)

    def test_contact_by_partner_key_and_never_changed(self):
        """A contact that was renamed over there is found, and keeps its name."""
        self.send(self.make_document(self.new_sale_order()))
        [contact] = [
            contact
            for contact in self.sandbox.objects("Contacts")
            if contact["Name"] == self.partner_a.name
        ]
        self.assertTrue(contact["ContactNumber"].endswith(f"-{self.partner_a.id}"))
        self.env["accounting.bridge.link"].search([]).unlink()
        self.partner_a.name = "Another name in Odoo"
        self.send(self.make_document(self.new_sale_order()))
        after = self.sandbox.objects("Contacts")
        self.assertEqual(
            [row["Name"] for row in after if row["ContactID"] == contact["ContactID"]],
            [contact["Name"]],
        )
        self.assertNotIn("Another name in Odoo", [row["Name"] for row in after])

    def test_refresh_shows_what_happened_over_there(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        self.send(document)
        self.sandbox.act("Invoices", document.remote_id, "approve")
        self.rpc(document, "action_refresh")
        self.assertEqual(document.remote_state, "approved")
        self.assertEqual(order.bridge_state, "approved")
        self.sandbox.act("Invoices", document.remote_id, "pay")
        self.rpc(document, "action_refresh")
        self.assertEqual(document.remote_state, "paid")
        self.assertEqual(document.amount_due, 0)
        self.assertEqual(order.bridge_state, "paid")

    def test_voided_over_there_gives_the_order_back(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        self.send(document)
        self.sandbox.act("Invoices", document.remote_id, "approve")
        self.sandbox.act("Invoices", document.remote_id, "void")
        self.rpc(document, "action_refresh")
        self.assertEqual(document.remote_state, "voided")
        self.assertEqual(order.invoice_status, "to invoice")
        self.assertEqual(order.order_line.qty_invoiced, 0)
        again = self.make_document(order)
        self.assertNotEqual(again.mark, document.mark)
        self.send(again)
        self.assertEqual(again.state, "done")
