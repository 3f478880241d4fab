# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import random
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tests.common_payloads import (
    HUNDRED,
    odoo_line,
    random_number,
)
from odoo.addons.accounting_bridge.tools.payloads import LinePayload
from odoo.addons.accounting_bridge_xero.tools.line_amounts import line_amounts

CENT = Decimal("0.01")


def xero_amounts(sent, rate, is_inclusive, rounding):
    """Xero's arithmetic, on its own: amount and tax of a line as it was sent."""
    unit = sent.unit_amount.quantize(Decimal("0.0001"), rounding)
    quantity = sent.quantity.quantize(Decimal("0.0001"), rounding)
    kept = (HUNDRED - (sent.discount_rate or 0)) / HUNDRED
    amount = (quantity * unit * kept).quantize(CENT, rounding)
    divisor = HUNDRED + rate if is_inclusive else HUNDRED
    tax = (amount * rate / divisor).quantize(CENT, rounding)
    return amount, tax if sent.tax_amount is None else sent.tax_amount


@tagged("post_install", "-at_install")
class TestLineAmounts(BaseCase):
    def send(self, line, rate="15", **options):
        defaults = {"is_inclusive": False, "may_discount": True, "decimals": 2}
        return line_amounts(line, tax_rate=Decimal(rate), **{**defaults, **options})

    def line(self, quantity, price, subtotal, tax, discount="0"):
        subtotal, tax = Decimal(subtotal), Decimal(tax)
        return LinePayload(
            "Line",
            Decimal(quantity),
            Decimal(price),
            Decimal(discount),
            subtotal,
            tax,
            subtotal + tax,
        )

    def assertSent(self, sent, *expected):
        """Quantity, unit, discount and tax as they are sent, None = not sent."""
        values = (sent.quantity, sent.unit_amount, sent.discount_rate, sent.tax_amount)
        wanted = tuple(value and Decimal(value) for value in expected)
        self.assertEqual(values, wanted)

    def test_a_plain_line_travels_as_it_is(self):
        sent = self.send(self.line("3", "33.33", "99.99", "15.00"))
        self.assertSent(sent, "3", "33.33", None, None)

    def test_a_discount_travels_on_an_invoice(self):
        sent = self.send(self.line("3", "33.33", "89.99", "13.50", discount="10"))
        self.assertSent(sent, "3", "33.33", "10", None)

    def test_a_bill_has_the_net_price(self):
        line = self.line("3", "33.33", "89.99", "13.50", discount="10")
        sent = self.send(line, may_discount=False)
        self.assertSent(sent, "3", "29.9967", None, None)

    def test_a_price_of_six_decimals_is_replaced(self):
        sent = self.send(self.line("7", "1.234567", "8.64", "1.30"))
        self.assertSent(sent, "7", "1.2343", None, None)

    def test_a_large_quantity_with_a_tiny_price_is_packed(self):
        sent = self.send(self.line("100000", "0.012345", "1234.50", "185.18"))
        self.assertSent(sent, "1", "1234.50", None, "185.18")
        self.assertTrue(sent.is_packed)

    def test_xeros_own_example_with_taxes_rounded_per_line(self):
        prices = {"25.06": "3.76", "25.61": "3.84", "25.63": "3.84"}
        for price, tax in prices.items():
            sent = self.send(self.line("1", price, price, tax))
            self.assertSent(sent, "1", price, None, None)

    def test_xeros_own_example_with_taxes_rounded_globally(self):
        """76.30 at 15 % is 11.45: Odoo gives the cent to one of the lines."""
        prices = {"25.06": "3.77", "25.61": "3.84", "25.63": "3.84"}
        sent = [
            self.send(self.line("1", price, price, tax))
            for price, tax in prices.items()
        ]
        taxes = [each.tax_amount for each in sent]
        self.assertEqual(taxes, [Decimal("3.77"), None, None])

    def test_a_tax_on_a_half_is_always_sent(self):
        sent = self.send(self.line("1", "0.30", "0.30", "0.05"))
        self.assertSent(sent, "1", "0.30", None, "0.05")

    def test_an_amount_on_a_half_is_never_left_to_xero(self):
        """1 x 0.125 may be 0.12 or 0.13 over there."""
        sent = self.send(self.line("1", "0.125", "0.13", "0.02"))
        self.assertSent(sent, "1", "0.13", None, None)

    def test_more_than_rounding_is_refused(self):
        self.assertIsNone(self.send(self.line("1", "100", "100.00", "20.00")))
        self.assertIsNone(self.send(self.line("1", "100", "100.00", "15.06")))
        self.assertIsNotNone(self.send(self.line("1", "100", "100.00", "15.05")))

    def test_a_line_without_tax_under_a_taxed_code_is_refused(self):
        self.assertIsNone(self.send(self.line("1", "100", "100.00", "0.00")))

    def test_prices_with_tax(self):
        line = self.line("1", "115", "100.00", "15.00")
        sent = self.send(line, is_inclusive=True)
        self.assertSent(sent, "1", "115", None, None)

    def test_a_price_with_tax_in_a_document_without(self):
        """Odoo's price holds the tax, the line's amount is what counts."""
        sent = self.send(self.line("2", "115", "200.00", "30.00"))
        self.assertSent(sent, "2", "100.0000", None, None)

    def test_yen_have_no_decimals(self):
        sent = self.send(self.line("3", "335", "1005", "151"), decimals=0)
        self.assertSent(sent, "3", "335", None, "151")
        far = self.line("3", "335", "1005", "157")
        self.assertIsNone(self.send(far, decimals=0))

    def test_nothing_and_less_than_nothing(self):
        self.assertSent(
            self.send(self.line("0", "10", "0.00", "0.00")), "0", "10", None, None
        )
        self.assertSent(
            self.send(self.line("-2", "10", "-20.00", "-3.00")), "-2", "10", None, None
        )
        self.assertSent(
            self.send(self.line("0", "10", "5.00", "0.75")), "1", "5", None, None
        )

    def test_discounts_that_xero_can_not_hold(self):
        for discount, subtotal, tax in (
            ("-10", "110.00", "16.50"),
            ("12.345", "87.66", "13.15"),
        ):
            sent = self.send(self.line("1", "100", subtotal, tax, discount=discount))
            self.assertSent(sent, "1", subtotal, None, None)

    def test_a_line_given_away(self):
        sent = self.send(self.line("1", "100", "0.00", "0.00", discount="100"))
        self.assertSent(sent, "1", "100", "100", None)

    def test_any_line_comes_out_as_odoos(self):
        """Whichever way Xero rounds a half, and whatever the line is."""
        chance = random.Random(20261121)
        forms = {"plain": 0, "net": 0, "packed": 0, "tax": 0}
        for _repeat in range(4000):
            rate = Decimal(chance.choice(("0", "5", "8.875", "15", "20", "21")))
            is_inclusive = chance.random() < 0.4
            decimals = chance.choice((2, 2, 2, 0))
            line = odoo_line(
                quantity=random_number(chance, 5000, (0, 0, 2, 3, 5)),
                price=random_number(chance, 900, (2, 2, 2, 0, 4, 6)),
                discount=chance.choice((Decimal(0), random_number(chance, 99, (0, 2)))),
                rate=rate,
                is_inclusive=is_inclusive,
                decimals=decimals,
                nudge=chance.choice((0, 0, 1, -1)),
            )
            sent = line_amounts(
                line,
                tax_rate=rate,
                is_inclusive=is_inclusive,
                may_discount=chance.random() < 0.5,
                decimals=decimals,
            )
            forms[_form_of(sent, line)] += 1
            forms["tax"] += sent.tax_amount is not None
            amount = line.total if is_inclusive else line.subtotal
            for rounding in (ROUND_HALF_UP, ROUND_HALF_EVEN):
                self.assertEqual(
                    xero_amounts(sent, rate, is_inclusive, rounding),
                    (amount, line.tax),
                    f"{line} was sent as {sent}",
                )
        self.assertTrue(all(forms.values()), forms)


def _form_of(sent, line):
    if sent.is_packed:
        return "packed"
    return "plain" if sent.unit_amount == line.unit_price else "net"
