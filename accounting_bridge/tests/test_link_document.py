# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.accounting_bridge.tools.faults import Kind

from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestLinkDocument(SendingCommon):
    """Invoices and bills made by hand over there, in the dialog that links them."""

    def by_hand(self, number, total, kind="invoice", **data):
        """A person over there makes a document that bears no tax.

        :return: its row in the books
        """
        state = data.pop("state", "approved")
        mark = data.pop("mark", "")
        return self._books(kind).create(
            {
                "organization_id": self.connection.organization_id,
                "kind": kind,
                "number": number,
                "state": state,
                "mark": mark,
                "data": {
                    "contact": "somebody",
                    "currency": self.company.currency_id.name,
                    "subtotal": str(total),
                    "tax": "0",
                    "total": str(total),
                    "date": "2026-11-02",
                    **data,
                },
            }
        )

    def open_dialog(self, order, text="H-"):
        action = order._bridge_card_run_link_document()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog.write({"text": text, "is_of_contact": False})
        dialog.action_search()
        return dialog

    def choose(self, order, number="H-1"):
        dialog = self.open_dialog(order, number)
        dialog.row_ids.action_choose()
        return dialog

    def two_lines(self):
        """An order over 100 (4 Desks) and 50 (1 Lamp), and the tax of 15 %."""
        lamp = self._make_product("Lamp")
        return self._sale_order(
            {"product_uom_qty": 4, "price_unit": 25},
            {"display_type": "line_note", "name": "With care", "product_id": False},
            {"product_id": lamp.id, "price_unit": 50},
        )

    # === WHAT IT COVERS === #

    def test_equal_total_covers_all_that_is_left(self):
        order = self.two_lines()
        first_line = order.order_line[0]
        self._create_document(order, {first_line: 2})
        self.by_hand("H-1", "115.00")
        dialog = self.choose(order)
        self.assertEqual(dialog.amount_left, 115)
        self.assertIn("all of it", dialog.explanation)
        self.assertEqual(dialog.amount_covered, 115)
        dialog.action_link()
        document = order._bridge_documents()[0]
        self.assertRecordValues(
            document,
            [
                {
                    "state": "done",
                    "is_linked_by_hand": True,
                    "remote_number": "H-1",
                    "remote_state": "approved",
                    "amount_total": 115,
                    "amount_due": 115,
                    "partner_id": self.customer.id,
                    "message": False,
                }
            ],
        )
        self.assertEqual(str(document.date), "2026-11-02")
        self.assertFalse(document.line_ids.ledger_account_id)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(order.amount_to_invoice, 0)
        self.assertIn("H-1", order.message_ids[0].body)

    def test_lower_total_covers_the_same_share_of_each_line(self):
        order = self.two_lines()
        self.by_hand("H-1", "86.25")
        dialog = self.choose(order)
        self.assertIn("50.0 %", dialog.explanation)
        self.assertEqual(dialog.line_ids.mapped("quantity"), [2, 0, 0.5])
        dialog.action_link()
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [2, 0, 0.5])
        self.assertEqual(order.bridge_state, "part")
        self.assertEqual(order.amount_to_invoice, 86.25)

    def test_person_says_which_lines_it_covers(self):
        order = self.two_lines()
        self.by_hand("H-1", "57.50")
        dialog = self.choose(order)
        with Form(dialog) as form:
            with form.line_ids.edit(0) as line:
                line.quantity = 0
            with form.line_ids.edit(2) as line:
                line.quantity = 1
            self.assertEqual(form.amount_covered, 57.5)
        dialog.action_link()
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [0, 0, 1])

    def test_higher_total_covers_more_than_is_left_only_if_confirmed(self):
        order = self.two_lines()
        self.by_hand("H-1", "345.00")
        dialog = self.choose(order)
        self.assertIn("200.0 %", dialog.explanation)
        self.assertEqual(dialog.line_ids.mapped("quantity"), [4, 0, 1])
        dialog.line_ids[0].quantity = 5
        with self.assertRaisesRegex(UserError, "more than the 4 that are left"):
            dialog.action_link()
        with Form(dialog) as form:
            form.allow_more = True
            self.assertIn("covered by 200.0 %", form.explanation)
        self.assertEqual(dialog.line_ids.mapped("quantity"), [8, 0, 2])
        dialog.action_link()
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [8, 0, 2])
        self.assertEqual(order.bridge_state, "over")

    def test_bill_covers_a_purchase_order(self):
        order = self._purchase_order({"product_qty": 2})
        self.by_hand("H-9", "138.00", kind="bill")
        self.choose(order, "h-9").action_link()
        self.assertEqual(order.order_line.qty_invoiced, 2)
        self.assertEqual(order.invoice_status, "invoiced")
        with self.assertRaisesRegex(UserError, "Nothing is left to bill"):
            order._bridge_card_run_link_document()

    # === WHAT CAN'T BE LINKED === #

    def test_what_can_not_be_linked(self):
        order, other = self.two_lines(), self.two_lines()
        sent = self._create_document(other)
        self.by_hand("H-1", 10, state="voided")
        francs = self.env.ref("base.CHF")
        self.by_hand("H-2", 10, currency=francs.name)
        self.by_hand("H-3", 0)
        self.by_hand("H-4", 10, mark=sent.mark)
        self.by_hand("H-5", 10)
        linked = self._sale_order()
        self.choose(linked, "H-5").action_link()
        rows = self.open_dialog(order).row_ids.sorted("number")
        # A row tells its own currency, also where Odoo does not use it.
        self.assertFalse(francs.active)
        self.assertEqual(rows[1].currency_id, francs)
        for row, why_not in zip(
            rows,
            ("Voided", "In CHF", "not positive", other.name, linked.name),
            strict=True,
        ):
            with self.subTest(row.number):
                self.assertIn(why_not, row.why_not)
                with self.assertRaisesRegex(UserError, why_not):
                    row.action_choose()

    def test_only_one_of_two_dialogs_links(self):
        orders = [self.two_lines(), self.two_lines()]
        self.by_hand("H-1", 10)
        first, second = (self.choose(order) for order in orders)
        first.action_link()
        with self.assertRaisesRegex(UserError, f"Linked to {orders[0].name}"):
            second.action_link()
        document = orders[0]._bridge_documents().sudo()
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            document.copy({"remote_id": document.remote_id})

    def test_what_changed_meanwhile_is_not_linked(self):
        order = self.two_lines()
        book = self.by_hand("H-1", "172.50")
        dialog = self.choose(order)
        book.data = {**book.data, "total": "100.00"}
        with self.assertRaisesRegex(UserError, "changed or deleted"):
            dialog.action_link()
        dialog = self.choose(order)
        order.order_line[0].product_uom_qty = 3
        with self.assertRaisesRegex(UserError, "has changed since"):
            dialog.action_link()
        book.unlink()
        with self.assertRaisesRegex(UserError, "has changed|deleted"):
            dialog.action_link()
        self.assertFalse(order._bridge_documents())

    def test_fault_over_there_is_told_in_the_dialog(self):
        order = self.two_lines()
        with self._fault_over_there(Kind.UNAVAILABLE):
            dialog = self.open_dialog(order)
        self.assertIn("Strictbooks", dialog.message)

    def test_rights(self):
        order = self.two_lines()
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson)._bridge_card_run_link_document()
        draft = self._sale_order()
        draft._action_cancel()
        with self.assertRaisesRegex(UserError, "not confirmed"):
            draft._bridge_card_run_link_document()

    # === AFTERWARDS === #

    def test_refresh_and_unlink(self):
        order = self.two_lines()
        book = self.by_hand("H-1", "172.50")
        self.choose(order).action_link()
        document = order._bridge_documents()
        book.data = {**book.data, "total": "200.00"}
        order._bridge_card_run_refresh(document.id)
        self.assertIn("from $\xa0172.50 to $\xa0200.00", document.message)
        with self.assertRaisesRegex(UserError, "Unlink it here"):
            order._action_cancel()
        with self.assertRaisesRegex(UserError, "no document of"):
            self.two_lines()._bridge_card_run_unlink_document(document.id)
        order._bridge_card_run_unlink_document(document.id)
        self.assertEqual(document.state, "cancel")
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [0, 0, 0])
        self.assertEqual(book.state, "approved")
        document.action_refresh()
        self.assertEqual(order.invoice_status, "to invoice")
        order._action_cancel()

    def test_only_what_was_linked_by_hand_is_unlinked(self):
        order = self.two_lines()
        document = self._create_document(order)
        self._arrive(document)
        with self.assertRaisesRegex(UserError, "by hand"):
            order._bridge_card_run_unlink_document(document.id)

    def test_void_over_there_frees_the_quantities(self):
        order = self.two_lines()
        book = self.by_hand("H-1", "172.50")
        self.choose(order).action_link()
        self.assertEqual(order.invoice_status, "invoiced")
        book.state = "voided"
        order._bridge_documents().action_refresh()
        self.assertEqual(order.invoice_status, "to invoice")
        self.assertEqual(order.bridge_state, "gone")
