# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from unittest.mock import patch

from odoo.exceptions import UserError

from odoo.addons.accounting_bridge.wizards import link_document

from .common import BooksCase
from .each_provider import each_provider


@each_provider
class TestLinkDocument(BooksCase):
    """What a person made by hand over there covers an order, and nothing changes
    there."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        self.presser = self.new_user(
            "bridge_linker",
            "accounting_bridge.group_user,purchase.group_purchase_user,"
            "sales_team.group_sale_salesman_all_leads",
        )

    def make_known(self, partner, purpose="sale"):
        contact = self.books.add_contact(partner.name, purpose=purpose)
        self.env["accounting.bridge.directory.sync"]._sync_contacts(self.connection)
        self.sandbox.clear_calls()
        return contact

    def press(self, order, name, **args):
        """Press a button of the order's card."""
        card = self.env["accounting.bridge.card"].with_user(self.presser)
        return card.press(order._name, order.id, name, args)

    def open_dialog(self, order):
        action = self.press(order, "link_document")
        dialogs = self.env[action["res_model"]].with_user(self.presser)
        return dialogs.browse(action["res_id"])

    def card_facts(self, order):
        card = self.env["accounting.bridge.card"].with_user(self.presser)
        [row] = card.get_card(order._name, order.id)["rows"]
        return row["badge"]["text"], {
            fact["label"]: fact["text"] for fact in row["facts"]
        }

    def test_invoice_from_search_to_unlink(self):
        contact = self.make_known(self.partner_a)
        order = self.new_sale_order(quantity=4, price=25)
        remote_id = self.books.add_invoice("HAND-1", contact, 115)
        self.books.add_invoice("STRANGE-1")
        before = self.books.invoices()

        dialog = self.open_dialog(order)
        self.assertFalse(dialog.message)
        self.assertEqual(dialog.row_ids.mapped("number"), ["HAND-1"])
        self.assertEqual(dialog.row_ids.total, 115)
        dialog.row_ids.action_choose()
        self.assertIn("all of it", dialog.explanation)
        dialog.action_link()
        document = order._bridge_documents()
        self.assertEqual(document.remote_id, remote_id)
        self.assertEqual(document.name, "Invoice HAND-1")
        self.assertEqual(document.user_id, self.presser)
        self.assertEqual(order.order_line.qty_invoiced, 4)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.bridge_state, document.remote_state)
        self.assertEqual(self.card_facts(order)[1]["Covers"], "100 %")
        self.assertEqual(self.books.invoices(), before)
        self.assertFalse(self.books.creations())

        self.books.pay(remote_id)
        self.press(order, "refresh", document_id=document.id)
        badge, facts = self.card_facts(order)
        self.assertEqual(badge, "Paid")
        self.assertIn("0.00", facts["Due"])
        self.assertIn("115.00", facts["Paid"])
        self.assertEqual(order.bridge_state, "paid")

        # It is offered to no other order.
        other = self.open_dialog(self.new_sale_order())
        self.assertIn(order.name, other.row_ids.why_not)

        before = self.books.invoices()
        self.press(order, "unlink_document", document_id=document.id)
        self.assertEqual(order.order_line.qty_invoiced, 0)
        self.assertFalse(order.bridge_state)
        self.assertEqual(self.books.invoices(), before)
        other.action_search()
        self.assertFalse(other.row_ids.why_not)

    def test_bill_of_another_contact_by_its_number(self):
        contact = self.make_known(self.partner_b, "purchase")
        order = self.new_purchase_order(quantity=4, price=60)
        remote_id = self.books.add_bill("HAND/7", contact, 138)
        dialog = self.open_dialog(order)
        self.assertIn("is not known", dialog.message)
        dialog.text = "hand"
        dialog.action_search()
        dialog.row_ids.action_choose()
        self.assertIn("50.0 %", dialog.explanation)
        self.assertFalse(dialog.warning)
        dialog.action_link()
        document = order._bridge_documents()
        self.assertEqual(document.remote_id, remote_id)
        self.assertEqual(document.contact_id.name, self.partner_b.name)
        self.assertEqual(order.order_line.qty_invoiced, 2)
        self.assertEqual(self.card_facts(order)[1]["Covers"], "50 %")

    def test_what_we_sent_is_not_offered(self):
        order = self.new_sale_order()
        self.send(self.make_document(order))
        dialog = self.open_dialog(self.new_sale_order())
        self.assertIn(order.name, dialog.row_ids.why_not)

    def test_nobody_waits_long_for_the_chosen_one(self):
        contact = self.make_known(self.partner_a)
        order = self.new_sale_order(quantity=4, price=25)
        self.books.add_invoice("HAND-1", contact, 115)
        dialog = self.open_dialog(order)
        dialog.row_ids.action_choose()
        self.books.arm_reads("slow", seconds=20)
        began = time.monotonic()
        with (
            patch.object(link_document, "PRESS_PATIENCE", 2),
            self.assertRaisesRegex(UserError, self.books.LABEL),
        ):
            dialog.action_link()
        self.assertLess(time.monotonic() - began, 10)
        self.assertFalse(order._bridge_documents())

    def test_provider_that_is_down_is_told_in_the_dialog(self):
        self.make_known(self.partner_a)
        order = self.new_sale_order()
        self.books.arm_reads("error_503", count=5)
        dialog = self.open_dialog(order)
        self.assertIn(self.books.LABEL, dialog.message)
        self.assertFalse(dialog.row_ids)
