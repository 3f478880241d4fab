# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestSentValues(SendingCommon):
    """What travels with a document, to a provider that wants no tax codes."""

    def setUp(self):
        super().setUp()
        self.connection.tax_mapping_ids.unlink()

    def _press(self, *orders):
        orders = orders[0].union(*orders)
        action = orders.action_bridge_create_document()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _lines(self, document):
        self._send(document)
        self.assertEqual(document.state, "done")
        return self._books(document.document_type)[-1].data["lines"]

    # === TAXES === #

    def test_no_tax_code_is_asked_for_where_none_travels(self):
        wizard = self._press(self._sale_order())
        self.assertFalse(wizard.uses_tax_codes)
        self.assertFalse(wizard.problems)
        action = wizard.action_create()
        document = self.env["accounting.bridge.document"].browse(
            action["params"]["document_ids"]
        )
        self.assertFalse(document.line_ids.tax_code_id)
        self.assertFalse(document.has_tax_codes)
        self.assertFalse(self.connection.tax_mapping_ids)
        self.assertFalse(self._lines(document)[0]["tax_code"])

    def test_an_old_mapping_is_left_alone(self):
        self.connection._map_taxes("sale", self.tax_15, self.tax_code)
        document = self._create_document(self._sale_order())
        self.assertFalse(document.line_ids.tax_code_id)
        document.sudo().state = "failed"
        document.action_retry()
        self.assertFalse(document.line_ids.tax_code_id)

    def test_many_orders_need_no_tax_codes_either(self):
        bulk = self._press(self._sale_order(), self._sale_order())
        self.assertFalse(any(bulk.row_ids.mapped("problem")))
        documents = self.env["accounting.bridge.document"].browse(
            bulk.action_create()["params"]["document_ids"]
        )
        self._send(documents)
        self.assertEqual(documents.mapped("state"), ["done", "done"])

    def test_lines_say_whether_they_are_taxed(self):
        exempt = self.env["account.tax"].create(
            {"name": "Exempt", "amount": 0, "company_id": self.company.id}
        )
        order = self._sale_order(
            {},
            {"tax_ids": [Command.clear()]},
            {"tax_ids": [Command.set(exempt.ids)]},
        )
        lines = self._lines(self._create_document(order))
        self.assertEqual([line["is_taxed"] for line in lines], [True, False, False])

    # === NUMBERS === #

    def test_no_number_is_taken_where_the_provider_gives_its_own(self):
        wizard = self._press(self._sale_order())
        self.assertTrue(wizard.is_numbered_there)
        wizard.number = "2026/001"  # not from the dialog, which does not show it
        self.assertIn("take the number away", wizard.problems)
        with self.assertRaisesRegex(UserError, "take the number away"):
            wizard.action_create()

    def test_a_number_is_judged_while_it_is_typed(self):
        wizard = self._press(self._purchase_order())
        with Form(wizard) as form:
            form.number = "B" * 22
            self.assertIn("too long", form.problems)

    def test_a_long_bill_number_is_told_in_both_dialogs(self):
        orders = [self._purchase_order(partner_ref=ref) for ref in ("B" * 22, "B-2")]
        self.assertIn("too long", self._press(orders[0]).problems)
        bulk = self._press(*orders)
        long, short = bulk.row_ids
        self.assertIn("too long", long.problem)
        self.assertFalse(short.problem)
        with self.assertRaisesRegex(UserError, "too long"):
            self._create_document(orders[0])

    # === DELIVERY AND PURCHASE ORDERS === #

    def test_the_delivery_address_is_the_orders(self):
        warehouse = self.env["res.partner"].create(
            {
                "name": "Back door",
                "parent_id": self.customer.id,
                "type": "delivery",
                "street": "2 Back Street",
                "city": "Springfield",
                "state_id": self.env.ref("base.state_us_5").id,
                "country_id": self.env.ref("base.us").id,
            }
        )
        order = self._sale_order(partner_shipping_id=warehouse.id)
        document = self._create_document(order)
        self.assertEqual(document.partner_shipping_id, warehouse)
        order.sudo().partner_shipping_id = self.customer
        self._lines(document)
        address = self._books("invoice").data["delivery_address"]
        self.assertEqual(address["kind"], "delivery")
        self.assertEqual(address["lines"], ["2 Back Street"])
        self.assertEqual(address["region"], "California")
        self.assertEqual(address["country_code"], "US")

    def test_a_bulk_press_takes_the_delivery_address_as_well(self):
        document = self._sale_order()._bridge_prepare_bare_document()
        self._send(document)
        self.assertEqual(document.partner_shipping_id, self.customer)

    def test_a_bill_names_the_purchase_orders_that_arrived(self):
        self.connection.process_method = "tracked"
        order = self._purchase_order({"product_qty": 2})
        bought = order._bridge_documents()
        line = order.order_line
        first = self._create_document(order, {line: 1}, number="B-1")
        # Both at once: the purchase order goes first, whichever is due first.
        bought.sudo().next_try_at = self._ago(seconds=-3600)
        self._send(first | bought)
        self.assertEqual(self._named(first), [bought.remote_id])
        self.assertFalse(bought.is_to_close)
        last = self._create_document(order, number="B-2")
        self._send(last)
        self.assertEqual(self._named(last), [bought.remote_id])
        self._run_cron()
        self.assertEqual(bought.remote_state, "billed")

    def _named(self, bill):
        self.assertEqual(bill.state, "done")
        book = self._books("bill").filtered(lambda book: str(book.id) == bill.remote_id)
        return book.data["purchase_orders"]

    def test_a_bill_names_no_purchase_order_that_is_closed(self):
        self.connection.process_method = "tracked"
        order = self._purchase_order()
        bought = order._bridge_documents()
        self._send(bought)
        self._books("purchase_order").state = "billed"
        bought.action_refresh()
        bill = self._create_document(order)
        self._send(bill)
        self.assertFalse(self._named(bill))

    def test_a_bill_names_no_purchase_order_that_is_not_there(self):
        self.connection.process_method = "tracked"
        order = self._purchase_order()
        bill = self._create_document(order)
        self._send(bill)
        self.assertFalse(self._named(bill))
