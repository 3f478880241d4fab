# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from datetime import date, datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools import wire


@tagged("post_install", "-at_install")
class TestWire(BaseCase):
    def test_decimals_are_written_digit_by_digit(self):
        for digits in ("0.1", "100.00", "12345678901234567890.12", "1E+2", "-0.05"):
            number = Decimal(digits)
            self.assertEqual(wire.dumps([number]), f"[{number:f}]")

    def test_nothing_has_no_sign(self):
        self.assertEqual(wire.dumps([Decimal("-0.00"), Decimal("-1")]), "[0.00, -1]")

    def test_what_is_written_is_json(self):
        value = {
            "Text": 'A "quoted" line\nand a Ж',
            "Day": date(2026, 11, 20),
            "List": [1, True, None, {"Deep": Decimal("1.5")}],
            "Tuple": (),
        }
        expected = {
            "Text": 'A "quoted" line\nand a Ж',
            "Day": "2026-11-20",
            "List": [1, True, None, {"Deep": 1.5}],
            "Tuple": [],
        }
        self.assertEqual(json.loads(wire.dumps(value)), expected)

    def test_no_float_is_read(self):
        read = wire.loads(b'{"Total": 0.1, "Count": 3}')
        self.assertEqual(read["Total"], Decimal("0.1"))
        self.assertIsInstance(read["Total"], Decimal)

    def test_a_page_is_no_json(self):
        with self.assertRaises(ValueError):
            wire.loads(b"<html></html>")

    def test_what_is_missing_or_null(self):
        self.assertEqual(wire.text_of(None), "")
        self.assertEqual(wire.text_of("a\0é\ud83d"), "a?é?")
        self.assertEqual(wire.number_of(None), 0)
        self.assertEqual(wire.number_of(""), 0)
        self.assertEqual(wire.number_of(12), 12)
        self.assertEqual(wire.records_of({"Items": None}, "Items"), [])
        self.assertEqual(wire.records_of({"Items": [None, {}]}, "Items"), [{}])
        self.assertEqual(wire.records_of([], "Items"), [])
        self.assertEqual(wire.part_of({"Part": None}, "Part"), {})
        self.assertEqual(wire.part_of({"Part": {"Id": 1}}, "Part"), {"Id": 1})

    def test_moments(self):
        moment = datetime(2018, 10, 19, 4, 0)
        for text in (
            "2018-10-19T04:00:00",
            "2018-10-19T04:00:00Z",
            "2018-10-19T06:00:00+02:00",
        ):
            self.assertEqual(wire.moment_of(text), moment, text)
        for text in (None, "", "soon", 5):
            self.assertIsNone(wire.moment_of(text))

    def test_nothing_is_sent_that_was_not_meant(self):
        fields = {
            "Zero": Decimal(0),
            "No": False,
            "None": None,
            "Blank": "",
            "Empty": [],
            "Void": {},
        }
        self.assertEqual(wire.without_empty(fields), {"Zero": 0, "No": False})
