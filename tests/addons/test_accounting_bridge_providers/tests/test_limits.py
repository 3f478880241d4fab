# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from contextlib import ExitStack, contextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect

from odoo.addons.accounting_bridge.const import (
    DAY_LIMIT_ACTIVITY,
    DAY_RESERVE,
    MINUTE_RESERVE,
    SCHEDULED_WORK,
)

from .common import BooksCase
from .each_provider import each_provider


@each_provider
class TestLimits(BooksCase):
    """What a provider takes at once, in a minute and in a day is kept to by all, and
    some of it is left to people who wait."""

    def setUp(self):
        super().setUp()
        # All requests of a test share a transaction, which would keep a slot.
        self.keep_limits("none")
        self.connect_and_set_up()
        self.keep_limits("all")
        self.forget_calls()
        self.document = self.make_document(self.new_sale_order())
        self.make_due(self.document)

    def keep_limits(self, which):
        """See the addon of the fault runs."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("test_accounting_bridge.limits", which)

    @property
    def rate(self):
        return self.connection.sudo().rate_ids

    def forget_calls(self):
        self.sandbox.clear_calls()
        self.env["accounting.bridge.call"].sudo().search([]).unlink()
        self.rate.minute_told_at = False
        self.env.flush_all()

    def use_up_minute(self, left, seconds_ago=20):
        """As if so many calls of this minute were left."""
        self.forget_calls()
        limits = self.connection._provider()._minute_limits()
        most = min(limit.most for limit in limits)
        values = {"connection_id": self.connection.id, "path": "/a/batch"}
        calls = (
            self.env["accounting.bridge.call"].sudo().create([values] * (most - left))
        )
        # Their moment would be that at which the test began.
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE accounting_bridge_call SET create_date = %s WHERE id = ANY(%s)",
            [fields.Datetime.now() - timedelta(seconds=seconds_ago), calls.ids],
        )
        self.env.invalidate_all()

    def use_up_day(self, left, **values):
        """As if the provider had just said that so many calls of today are left."""
        now = fields.Datetime.now()
        self.rate.write({"day_left": left, "day_told_at": now, **values})
        self.env.flush_all()

    def assert_held_up(self, state="queued"):
        self.assertFalse([call["path"] for call in self.sandbox.calls()])
        self.assertEqual(self.document.state, state)
        self.assertEqual(self.document.tries, 0)

    def row(self, name):
        rows = self.rpc(self.connection, "get_queue")["rows"]
        return next((row["text"] for row in rows if row["name"] == name), None)

    def triggers(self):
        """When the scheduled action will run."""
        return (
            self.env["ir.cron.trigger"]
            .sudo()
            .search([("cron_id", "=", self.connection.cron_id.id)])
            .mapped("call_at")
        )

    # === TESTS === #

    def test_the_minute(self):
        self.use_up_minute(left=0)
        self.send(self.document)
        self.assert_held_up("waiting")
        wait = self.document.next_try_at - fields.Datetime.now()
        self.assertLess(wait, timedelta(seconds=60))
        self.assertGreater(wait, timedelta(seconds=30))
        self.assertIn("go on by themselves", self.document.message)
        # The scheduled action leaves some to people who wait.
        self.use_up_minute(left=MINUTE_RESERVE)
        self.make_due(self.document)
        self.run_cron()
        self.assert_held_up("waiting")
        in_a_while = fields.Datetime.now() + timedelta(seconds=30)
        self.assertGreater(max(self.triggers()), in_a_while)
        self.send(self.document)
        self.assertEqual(self.document.state, "done")

    def test_the_minute_before_counts_no_more(self):
        self.use_up_minute(left=0, seconds_ago=61)
        self.run_cron()
        self.assertEqual(self.document.state, "done")

    def test_the_day(self):
        tomorrow = fields.Datetime.now() + timedelta(hours=20)
        told = {"day_ends_at": tomorrow, "is_day_end_told": True}
        self.use_up_day(left=DAY_RESERVE, **told)
        self.run_cron()
        self.run_cron()
        self.assert_held_up()
        [_planned] = [moment for moment in self.triggers() if moment >= tomorrow]
        activity = self.connection.activity_search([DAY_LIMIT_ACTIVITY])
        self.assertEqual(len(activity), 1)
        self.assertIn("1 document", activity.note)
        for name in ("goes_on", "through"):
            self.assertRegex(self.row(name), r"(today|tomorrow) at \d")
        # It leaves some to people who wait.
        self.send(self.document)
        self.assertEqual(self.document.state, "done")
        self.use_up_day(left=900)
        self.run_cron()
        self.assertFalse(self.connection.activity_search([DAY_LIMIT_ACTIVITY]))

    def test_one_can_disconnect_while_a_limit_holds(self):
        self.document.action_cancel()
        tomorrow = fields.Datetime.now() + timedelta(hours=20)
        self.use_up_day(left=0, not_before=tomorrow)
        self.rpc(self.connection, "action_disconnect")
        self.assertEqual(self.connection.state, "disconnected")
        self.assertTrue(self.sandbox.calls())

    def test_moments_are_told_in_the_time_of_the_browser(self):
        self.env.user.tz = "Europe/Brussels"
        moment = fields.Datetime.now() + timedelta(hours=5)
        for zone in ("UTC", "Asia/Tokyo"):
            hour = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
            text = self.connection.with_context(tz=zone)._say_moment(moment)
            self.assertIn(f" {hour:%-I:%M}", text)

    def test_a_new_day_that_nobody_spoke_of(self):
        self.use_up_day(left=0)
        self.send(self.document)
        self.assert_held_up("waiting")
        self.rate.day_told_at -= timedelta(hours=1)
        self.make_due(self.document)
        self.run_cron()
        self.assertEqual(self.document.state, "done")

    def test_calls_at_once(self):
        most = self.connection._provider()._most_calls_at_once()
        with self.calls_under_way(most) as taken:
            self.assertEqual(taken, most)
            self.send(self.document)
            self.assert_held_up("waiting")
            # Said of what goes on by itself, and of what does not.
            self.assertIn("go on by themselves", self.document.message)
            with self.assertRaisesRegex(UserError, "anything else, press again"):
                self.connection.action_sync_reference_data()
        wait = self.document.next_try_at - fields.Datetime.now()
        self.assertLess(wait, timedelta(seconds=10))
        # The scheduled action leaves one to people who wait.
        with self.calls_under_way(most, **{SCHEDULED_WORK: True}) as taken:
            self.assertEqual(taken, most - 1)
            self.make_due(self.document)
            self.run_cron()
            self.assert_held_up("waiting")
            self.make_due(self.document)
            self.send(self.document)
        self.assertEqual(self.document.state, "done")

    def test_what_is_undone_frees_its_slot_and_the_next_call_takes_one(self):
        connection = self.connection.sudo()
        most = connection._provider()._most_calls_at_once()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            connection._take_slot()
            raise ZeroDivisionError
        with self.calls_under_way(most) as taken:
            self.assertEqual(taken, most)
        connection._take_slot()
        with self.calls_under_way(most) as taken:
            self.assertEqual(taken, most - 1)

    @contextmanager
    def calls_under_way(self, count, **context):
        """As if so many other workers began a call.

        :return: how many of them may
        """
        taken = 0
        with ExitStack() as workers:
            for _number in range(count):
                cr = workers.enter_context(db_connect(self.env.cr.dbname).cursor())
                worker = self.connection.with_env(self.env(cr=cr, context=context))
                taken += worker._lock_slot(count)
            yield taken

    def test_the_queue_is_shown(self):
        self.assertEqual(self.row("waiting"), "1 document")
        self.assertRegex(self.row("through"), "in about a minute|today|tomorrow")
        self.assertIsNone(self.row("goes_on"))
        self.assertTrue(self.row("minute"))
        self.document.sudo().state = "failed"
        self.assertEqual(self.row("waiting"), "nothing")
        self.assertEqual(self.row("failed"), "1 document")
        action = self.rpc(self.connection, "action_open_failed")
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.document)
        self.assertEqual(self.rpc(self.connection, "get_queue")["seconds"], 0)
        seller = self.new_user("seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            self.connection.with_user(seller).get_queue()
