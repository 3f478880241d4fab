# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo.tests import tagged

from .common_xero import XeroCase


@tagged("post_install", "-at_install", "xero")
class TestXeroMoney(XeroCase):
    """How discounts travel to Xero, which knows them on invoices alone."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def discount_over_there(self, order):
        self.send(self.make_document(order))
        [record] = self.sandbox.objects("Invoices")
        [line] = record["LineItems"]
        return Decimal(str(line.get("DiscountRate") or 0))

    def test_discount_of_an_invoice_is_a_percentage(self):
        order = self.new_sale_order(discount=12.5)
        self.assertEqual(self.discount_over_there(order), Decimal("12.5"))

    def test_discount_on_a_bill_travels_as_net_price(self):
        order = self.new_purchase_order(partner_ref="D-1")
        order.order_line.discount = 7.5
        self.assertEqual(self.discount_over_there(order), 0)
