# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools import amounts
from odoo.addons.accounting_bridge.tools.payloads import DocumentPayload, LinePayload


@tagged("post_install", "-at_install")
class TestAmounts(BaseCase):
    def document(self, *lines):
        return DocumentPayload(
            reference=1,
            document_type="invoice",
            mark="S1",
            contact="1",
            currency="USD",
            date=date(2026, 11, 20),
            due_date=None,
            lines=lines,
            subtotal=sum(each.subtotal for each in lines),
            tax=sum(each.tax for each in lines),
            total=sum(each.total for each in lines),
        )

    def line(self, subtotal, tax):
        subtotal, tax = Decimal(subtotal), Decimal(tax)
        return LinePayload(
            "Line",
            Decimal(1),
            subtotal,
            subtotal=subtotal,
            tax=tax,
            total=subtotal + tax,
        )

    def test_a_document_adds_up(self):
        first, second = self.line("10", "1.50"), self.line("-4", "-0.60")
        document = self.document(first, LinePayload("Text"), second)
        self.assertEqual(amounts.money_lines(document), [first, second])
        self.assertTrue(amounts.adds_up(document))
        for name in ("subtotal", "tax", "total"):
            wrong = getattr(document, name) + Decimal("0.01")
            self.assertFalse(amounts.adds_up(replace(document, **{name: wrong})))
        line = replace(first, total=Decimal("11.51"))
        self.assertFalse(amounts.adds_up(self.document(line)))

    def test_what_is_rounding(self):
        self.assertTrue(amounts.is_rounding(Decimal("-0.05"), 2))
        self.assertFalse(amounts.is_rounding(Decimal("0.06"), 2))
        self.assertTrue(amounts.is_rounding(Decimal("5"), 0))

    def test_halves(self):
        self.assertEqual(amounts.rounded(Decimal("1861.075"), 2), Decimal("1861.08"))
        self.assertTrue(amounts.is_half(Decimal("-1.005")))
        self.assertFalse(amounts.is_half(Decimal("1.0051")))
        self.assertTrue(amounts.is_half(Decimal("1.5"), 0))
        self.assertTrue(amounts.fits(Decimal("1.500"), 1))
        self.assertFalse(amounts.fits(Decimal("1.55"), 1))
