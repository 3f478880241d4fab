# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.estimates import (
    Allowance,
    calls_for,
    through_at,
)

NOON = datetime(2026, 3, 2, 12, 0, 0)
MIDNIGHT = datetime(2026, 3, 3, 0, 0, 0)
WORK = timedelta(seconds=2)


@tagged("post_install", "-at_install")
class TestEstimates(BaseCase):
    def through(self, calls, work=WORK, **allowance):
        return through_at(calls, work, Allowance(NOON, **allowance)) - NOON

    def of_day(self, calls, left_today):
        day = {"calls_left_today": left_today, "calls_a_day": 900}
        return self.through(calls, day_ends_at=MIDNIGHT, **day)

    def test_each_type_fills_its_own_calls(self):
        sizes = {"invoice": 50, "bill": 50}
        self.assertEqual(calls_for({"invoice": 101, "bill": 50}, sizes), 4)
        self.assertEqual(calls_for({"invoice": 1}, sizes), 1)

    def test_without_limits_the_work_decides(self):
        self.assertEqual(self.through(10), 10 * WORK)

    def test_the_limit_of_a_minute(self):
        quick = timedelta(seconds=0.1)
        a_minute_later = timedelta(minutes=1) + quick
        self.assertEqual(self.through(40, quick, calls_a_minute=40), 40 * quick)
        self.assertEqual(self.through(41, quick, calls_a_minute=40), a_minute_later)

    def test_slow_work_meets_no_limit_of_a_minute(self):
        self.assertEqual(self.through(100, calls_a_minute=40), 100 * WORK)

    def test_the_day_is_enough(self):
        self.assertEqual(self.of_day(100, left_today=100), 100 * WORK)

    def test_the_rest_goes_tomorrow(self):
        half_a_day = timedelta(hours=12)
        self.assertEqual(self.of_day(101, left_today=100), half_a_day + WORK)
        self.assertEqual(self.of_day(900, left_today=0), half_a_day + 900 * WORK)

    def test_the_rest_goes_on_several_days(self):
        a_day_and_a_half = timedelta(hours=36)
        self.assertEqual(self.of_day(1001, left_today=100), a_day_and_a_half + WORK)
