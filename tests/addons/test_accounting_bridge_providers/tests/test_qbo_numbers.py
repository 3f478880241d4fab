# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_qbo import QboCase


@tagged("post_install", "-at_install", "qbo")
class TestQboNumbers(QboCase):
    """Either QuickBooks numbers invoices or Odoo does, as the company is set up."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def test_quickbooks_numbers(self):
        self.assertEqual(self.connection._allowed_number_policy(), "provider")
        document = self.send_new()
        self.assert_done(document)
        [call] = self.books.creations()
        self.assertNotIn("DocNumber", call["body"])
        number = self.record_of(document)["DocNumber"]
        self.assertTrue(number)
        self.assertEqual(document.remote_number, number)

    def test_number_that_a_person_typed_is_not_sent_either(self):
        """QuickBooks would take it, and count on from there."""
        document = self.send_new(number="MINE-7")
        self.assertNotIn("MINE-7", self.books.creations()[0]["body"])
        number = self.record_of(document)["DocNumber"]
        self.assertNotEqual(number, "MINE-7")
        self.assertEqual(document.remote_number, number)

    def test_dialog_asks_for_a_number_only_where_it_counts(self):
        dialogs = self.env["accounting.bridge.create.document"]
        order = self.new_sale_order()
        self.assertTrue(dialogs._make(order).is_numbered_there)
        bill = self.new_purchase_order(partner_ref="B-1")
        self.assertFalse(dialogs._make(bill).is_numbered_there)
        self.configure(custom_numbers=True)
        self.assertFalse(dialogs._make(order).is_numbered_there)

    def test_odoo_numbers(self):
        self.configure(custom_numbers=True)
        self.assertEqual(self.connection._allowed_number_policy(), "order")
        order = self.new_sale_order()
        document = self.send_new(order)
        self.assert_done(document)
        self.assertEqual(self.record_of(document)["DocNumber"], order.name)

    def test_too_long_number_is_refused_and_never_cut(self):
        self.configure(custom_numbers=True)
        number = "N" * 22
        with self.assertRaisesRegex(UserError, "22 characters"):
            self.make_document(self.new_sale_order(), number=number)
        self.assert_done(self.send_new(number=number[:21]))

    def test_too_long_number_of_a_bill(self):
        order = self.new_purchase_order(partner_ref="B" * 22)
        with self.assertRaisesRegex(UserError, "22 characters"):
            self.make_document(order)

    def test_number_of_a_bill_that_is_there_already(self):
        self.assert_done(self.send_new(self.new_purchase_order(partner_ref="SAME")))
        document = self.send_new(self.new_purchase_order(partner_ref="SAME"))
        self.assert_failed(document, "SAME")
        self.assertEqual(len(self.books.bills()), 1)
