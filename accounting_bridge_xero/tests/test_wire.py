# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_xero.tools import wire


@tagged("post_install", "-at_install")
class TestWire(BaseCase):
    def test_moments(self):
        moment = datetime(2018, 10, 19, 4, 0)
        for text in (
            "/Date(1539921600000+0000)/",
            "/Date(1539921600000+1300)/",
            "/Date(1539921600000)/",
            "2018-10-19T04:00:00",
            "2018-10-19T04:00:00Z",
            "2018-10-19T06:00:00+02:00",
        ):
            self.assertEqual(wire.moment_of(text), moment, text)
        self.assertEqual(wire.date_of("/Date(1539907200000+0000)/"), moment.date())
        self.assertEqual(wire.date_of("/Date(-86400000)/"), date(1969, 12, 31))
        for text in (None, "", "soon", 5):
            self.assertIsNone(wire.moment_of(text))
