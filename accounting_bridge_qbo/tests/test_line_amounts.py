# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from decimal import ROUND_HALF_UP, Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tests.common_payloads import (
    line,
    odoo_line,
    random_number,
)
from odoo.addons.accounting_bridge_qbo.tools.line_amounts import line_amounts

CENT = Decimal("0.01")


@tagged("post_install", "-at_install")
class TestLineAmounts(BaseCase):
    def assertSent(self, values, quantity, unit_price):
        """Quantity and unit price as they are sent, None = not sent."""
        each = line(**values)
        sent = line_amounts(each)
        wanted = [value and Decimal(value) for value in (quantity, unit_price)]
        self.assertEqual([sent.quantity, sent.unit_price], wanted)
        self.assertEqual(sent.amount, each.subtotal)

    def test_a_plain_line_travels_as_it_is(self):
        self.assertSent({"quantity": "3", "price": "33.33"}, "3", "33.33")

    def test_a_half_goes_up(self):
        """The case that QuickBooks itself was seen to round to 1861.08."""
        values = {"quantity": "128.350", "price": "14.50", "subtotal": "1861.08"}
        self.assertSent(values, "128.350", "14.50")

    def test_a_discount_goes_into_the_price(self):
        values = {"quantity": "3", "price": "33.33", "discount": "10"}
        self.assertSent({**values, "subtotal": "89.99"}, "3", "29.997")
        self.assertSent({**values, "quantity": "2", "subtotal": "60"}, "2", "30")

    def test_a_line_given_away(self):
        values = {"quantity": "3", "price": "33.33", "discount": "100"}
        self.assertSent({**values, "subtotal": "0", "tax": "0"}, "3", "0.00")

    def test_a_price_with_tax(self):
        values = {"quantity": "2", "price": "115", "subtotal": "200", "tax": "30"}
        self.assertSent(values, "2", "100")

    def test_a_price_of_six_decimals_is_replaced(self):
        values = {"quantity": "7", "price": "1.234567", "subtotal": "8.64"}
        self.assertSent(values, "7", "1.234")

    def test_a_large_quantity_with_a_tiny_price_says_its_amount_alone(self):
        values = {"quantity": "1000000", "price": "0.0123456", "subtotal": "12345.67"}
        self.assertSent(values, None, None)

    def test_a_quantity_of_many_decimals_says_its_amount_alone(self):
        values = {"quantity": "0.333333", "price": "30", "subtotal": "10"}
        self.assertSent(values, None, None)

    def test_nothing(self):
        values = {"quantity": "0", "price": "10", "tax": "0"}
        self.assertSent({**values, "subtotal": "0"}, "0", "10")
        self.assertSent({**values, "subtotal": "5"}, None, None)
        self.assertSent({"quantity": "2", "price": "0", "tax": "0"}, "2", "0")

    def test_less_than_nothing(self):
        self.assertSent({"quantity": "-2", "price": "10"}, "-2", "10")

    def test_a_negative_half_is_never_left_to_quickbooks(self):
        values = {"quantity": "-1", "price": "0.125", "subtotal": "-0.13"}
        self.assertSent(values, "-1", "0.13")

    def test_any_line_is_accepted(self):
        chance = random.Random(20261121)
        forms = {"plain": 0, "net": 0, "alone": 0}
        for _repeat in range(4000):
            each = odoo_line(
                quantity=chance.choice((1, 1, -1))
                * random_number(chance, 5000, (0, 0, 2, 3, 5, 6)),
                price=random_number(chance, 900, (2, 2, 2, 0, 4, 6)),
                discount=chance.choice((Decimal(0), random_number(chance, 99, (0, 2)))),
                rate=Decimal(20),
                is_inclusive=chance.random() < 0.3,
                decimals=chance.choice((2, 2, 2, 0)),
            )
            sent = line_amounts(each)
            forms[self.form_of(sent, each)] += 1
            self.assertEqual(sent.amount, each.subtotal)
            if sent.quantity is not None:
                product = sent.quantity * sent.unit_price
                self.assertEqual(product.quantize(CENT, ROUND_HALF_UP), sent.amount)
        self.assertTrue(all(forms.values()), forms)

    def form_of(self, sent, each):
        if sent.quantity is None:
            return "alone"
        return "plain" if sent.unit_price == each.unit_price else "net"
