# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.accounting_bridge.const import CALL_BODY_DAYS, CALL_DAYS
from odoo.addons.accounting_bridge.tools.limits import MinuteLimit
from odoo.addons.accounting_bridge.tools.payloads import CallRecord

from .common_setup import SetupCommon


@tagged("post_install", "-at_install")
class TestCalls(SetupCommon):
    """What is kept of calls: what the provider told with the last one, and the log."""

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.env.flush_all()

    @property
    def rate(self):
        return self.connection.sudo().rate_ids

    def note(self, **values):
        """A call has ended."""
        record = CallRecord("POST", "/documents", 200, 0.5, **values)
        self.connection._note_call(record)
        self.env.invalidate_all()

    # === WHAT IS LEFT === #

    def test_what_was_not_told_is_not_forgotten(self):
        self.note(minute_left=50, day_left=900)
        self.note()
        self.assertEqual((self.rate.minute_left, self.rate.day_left), (50, 900))
        self.assertEqual(self.rate._left([]), (900, 50))

    def test_calls_for_tokens_count_towards_no_limit(self):
        self.note()
        self.connection._note_token_call(CallRecord("POST", "/token", 200, 0.5))
        self.env.invalidate_all()
        self.assertEqual(self.rate._left([MinuteLimit(60)]), (None, 59))

    def test_a_short_pause_does_not_end_a_long_one(self):
        now = fields.Datetime.now()
        tomorrow, soon = now + timedelta(hours=18), now + timedelta(seconds=40)
        self.note(not_before=tomorrow)
        self.note(not_before=soon)
        self.assertEqual(self.rate.not_before, tomorrow)

    def test_the_end_of_a_day_as_the_provider_told_it(self):
        end = fields.Datetime.now() + timedelta(hours=18)
        self.note(day_left=0, not_before=end)
        self.assertEqual(self.rate.day_ends_at, end)
        self.assertEqual(self.rate._left([]), (0, None))
        # When it is over, nothing is known of the next one.
        self.rate.write(
            {
                "day_told_at": end - timedelta(hours=20),
                "day_ends_at": fields.Datetime.now() - timedelta(seconds=1),
            }
        )
        self.assertEqual(self.rate._left([]), (None, None))

    def test_the_end_of_a_day_as_it_was_seen_to_begin(self):
        self.note(day_left=400)
        self.note(day_left=402)  # an answer that another one overtook
        self.assertFalse(self.rate.day_ends_at)
        self.note(day_left=999)
        wait = self.rate.day_ends_at - fields.Datetime.now()
        self.assertAlmostEqual(wait / timedelta(hours=1), 24, places=1)
        self.assertEqual(self.rate.day_most, 1000)

    def test_a_day_that_was_seen_to_begin_may_end_sooner(self):
        self.note(day_left=10)
        self.note(day_left=999)
        self.note(day_left=10)
        self.assertAlmostEqual(self._hours_until_room(), 1, places=1)

    def test_a_told_end_is_that_of_the_days_after_as_well(self):
        self.note(day_left=0, not_before=fields.Datetime.now() + timedelta(hours=5))
        self.rate.day_ends_at -= timedelta(days=3)
        self.rate.not_before = False
        self.env.flush_all()
        self.note(day_left=999)
        self.note(day_left=10)
        self.assertAlmostEqual(self._hours_until_room(), 5, places=1)

    def _hours_until_room(self):
        """For work that leaves a few calls of the day to people."""
        rate, now = self.rate, fields.Datetime.now()
        room_at = rate._next_call_at(self.connection.id, [], reserved=True)
        return (room_at - now) / timedelta(hours=1)

    # === THE LOG === #

    def test_bodies_go_before_their_calls(self):
        for _number in range(3):
            self.note(request_body="sent", response_body="answered")
        calls = self.env["accounting.bridge.call"].sudo()
        old, older, young = calls.search([("connection_id", "=", self.connection.id)])
        self._age(old, CALL_BODY_DAYS + 1)
        self._age(older, CALL_DAYS + 1)
        calls._gc_calls()
        self.assertEqual((old | older | young).exists(), old | young)
        calls._gc_bodies()
        self.assertEqual((old.request_body, old.response_body), (False, False))
        self.assertEqual(old.path, "/documents")
        self.assertEqual(young.request_body, "sent")
        self.env["ir.config_parameter"].sudo().set_param(
            "accounting_bridge.call_body_days", "0"
        )
        self._age(young, 1)
        calls._gc_bodies()
        self.assertFalse(young.request_body)

    def _age(self, record, days):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET create_date = create_date - %s * interval '1 day' "
                "WHERE id = %s",
                SQL.identifier(record._table),
                days,
                record.id,
            )
        )
        record.invalidate_recordset()
