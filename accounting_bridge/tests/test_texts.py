# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.payloads import LinePayload
from odoo.addons.accounting_bridge.tools.texts import (
    as_sentences,
    clean,
    email_or_nothing,
    one_line,
    with_quantity,
)


@tagged("post_install", "-at_install")
class TestTexts(BaseCase):
    def test_control_characters(self):
        self.assertEqual(clean("\x00 a\x0bb\nc\t "), "ab\nc")
        self.assertEqual(clean(None), "")
        self.assertEqual(one_line(" a\n b\t\x07c  d "), "a b c d")

    def test_e_mails(self):
        self.assertEqual(email_or_nothing(" a.b+c@d-e.f ", 100), "a.b+c@d-e.f")
        for email in ("jürgen@example.com", "a@b", "a@b.c, d@e.f", "A <a@b.c>", ""):
            self.assertEqual(email_or_nothing(email, 100), "", email)
        self.assertEqual(email_or_nothing("someone@example.com", 18), "")

    def test_the_quantity_is_said(self):
        for quantity, price, discount, expected in (
            ("1", "5", "0", "Screw"),
            ("3.000", "33.330000", "0", "Screw\n(3 x 33.33)"),
            ("100000", "0.012345", "12.50", "Screw\n(100000 x 0.012345 - 12.5 %)"),
        ):
            line = LinePayload(
                "Screw", Decimal(quantity), Decimal(price), Decimal(discount)
            )
            self.assertEqual(with_quantity("Screw", line, 4000), expected)

    def test_the_tax_in_an_amount_is_said(self):
        line = LinePayload("", Decimal(5), Decimal(10), tax=Decimal("7.50"))
        self.assertEqual(with_quantity("", line, 20), "(5 x 10)")
        self.assertEqual(
            with_quantity("Screw", line, 40, with_tax=True), "Screw\n(5 x 10 + 7.5)"
        )
        line = LinePayload("", Decimal(1), Decimal(10), tax=Decimal("1.5"))
        self.assertEqual(with_quantity("", line, 40, with_tax=True), "(1 x 10 + 1.5)")

    def test_texts_of_others_end(self):
        self.assertEqual(
            as_sentences(["Closed: 2026-10-31 ", "No!"]), "Closed: 2026-10-31. No!"
        )
        self.assertEqual(as_sentences(["", None]), "")

    def test_the_quantity_is_never_cut(self):
        line = LinePayload("", Decimal(2), Decimal(5))
        self.assertEqual(with_quantity("x" * 50, line, 20), "x" * 12 + "\n(2 x 5)")
        self.assertEqual(with_quantity("", line, 20), "(2 x 5)")
