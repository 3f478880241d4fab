# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common_xero import XeroCase


@tagged("post_install", "-at_install", "xero")
class TestXeroPress(XeroCase):
    """What a press does in Xero alone: drafts, partner's keys, ways back."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def test_draft_is_approved_over_there(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        self.send(document)
        self.assertEqual(document.remote_state, "draft")
        self.books.approve(document.remote_id)
        self.rpc(document, "action_refresh")
        self.assertEqual(document.remote_state, "approved")
        self.assertEqual(order.bridge_state, "approved")

    def test_calls_left_today_are_shown_as_xero_counts_them(self):
        self.books.limit_calls()
        self.send(self.make_document(self.new_sale_order()))
        last = self.sandbox.calls(path="/Invoices")[-1]
        left = last["answer_headers"]["X-DayLimit-Remaining"]
        self.assertLess(int(left), 1000)
        rows = self.rpc(self.connection, "get_queue")["rows"]
        [day] = [row for row in rows if row["name"] == "day"]
        self.assertEqual((day["label"], day["text"]), ("Calls left today", left))

    def test_document_leads_back_to_its_order(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        self.send(document)
        url = self.books.invoice(document).mark_place
        self.assertIn(document.mark, url)
        self.assertNotIn("xero", url.lower())
        path = url.split("/", 3)[3]
        answer = self.url_open(f"/{path}", allow_redirects=False)
        self.assertTrue(
            answer.headers["Location"].endswith(f"/odoo/sale.order/{order.id}")
        )

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
