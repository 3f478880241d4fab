# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from collections import Counter
from datetime import timedelta

from psycopg2.errors import OperationalError

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date, format_time, formatLang

from ..const import (
    DAY_LIMIT_ACTIVITY,
    DAY_RESERVE,
    DUE_STATES,
    MINUTE_RESERVE,
    SCHEDULED_WORK,
)
from ..tools.estimates import Allowance, calls_for, through_at

_logger = logging.getLogger(__name__)

#: Seconds after which the form asks again while the queue moves, and while it waits
#: for a later moment.
QUICK_LOOK = 3
SLOW_LOOK = 30

#: Seconds that a call takes where none was made lately, and those that the work around
#: it takes for each of its documents.
USUAL_CALL = 2.0
WORK_OF_A_DOCUMENT = 0.02

#: Calls that tell what one takes.
CALLS_TO_MEASURE = 20


class AccountingBridgeQueueMixin(models.AbstractModel):
    """What waits for a connection, when it goes on and when the last of it will be
    through, for people to read. Never asks the provider."""

    _name = "accounting.bridge.queue.mixin"
    _description = "Queue of a connection"

    waiting_count = fields.Integer("Waiting", compute="_compute_waiting_count")
    failed_count = fields.Integer("To see to", compute="_compute_failed_count")

    def _compute_waiting_count(self):
        self._count_in_states("waiting_count", DUE_STATES)
        noted = self._noted_counts("connection_id")
        for connection in self:
            connection.waiting_count += noted.get(connection._origin, 0)

    def _compute_failed_count(self):
        self._count_in_states("failed_count", ("failed",))

    def _count_in_states(self, field_name, states):
        of_states = Domain("state", "in", states)
        self._count("accounting.bridge.document", field_name, of_states)

    def _noted_counts(self, field_name):
        """Documents that bulk presses noted, and that are made soon: they wait, too.

        :return: their numbers, by the value of a field
        :rtype: dict
        """
        groups = self.env["accounting.bridge.bulk.part"]._read_group(
            [("connection_id", "in", self.ids)], [field_name], ["order_count:sum"]
        )
        return dict(groups)

    def _noted_parts(self):
        """:return: the orders that bulk presses noted and that have no document yet
        :rtype: accounting.bridge.bulk.part
        """
        return self.env["accounting.bridge.bulk.part"].search(
            [("connection_id", "in", self.ids)]
        )

    # === LISTS TO OPEN === #

    def action_open_waiting(self):
        return self._open_documents(self.env._("Waiting"), DUE_STATES)

    def action_open_failed(self):
        return self._open_documents(self.env._("To see to"), ("failed",))

    def _open_documents(self, name, states):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "accounting_bridge.action_document_of_connection"
        )
        return {
            **action,
            "name": name,
            "domain": [("connection_id", "=", self.id), ("state", "in", states)],
            "help": self._noted_parts()._why_no_documents(),
        }

    # === WHAT THE FORM SHOWS === #

    def get_queue(self):
        """What there is to know of the queue at this moment.

        :return: ``rows``, each with ``name``, ``label``, ``text`` and the ``action``
            that opens its documents (or False); ``seconds`` after which to ask again,
            0 where nothing moves
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        next_call_at = self._next_scheduled_call_at()
        rows = [
            self._waiting_row(),
            self._goes_on_row(next_call_at),
            self._through_row(next_call_at),
            self._failed_row(),
            *self._left_rows(),
        ]
        return {
            "rows": [row for row in rows if row],
            "seconds": self._seconds_to_look(next_call_at),
        }

    def _next_scheduled_call_at(self):
        if not self._may_go_on():
            return None
        return self.with_context(**{SCHEDULED_WORK: True})._next_call_at()

    def _may_go_on(self):
        """False while an administrator must act before anything is sent."""
        is_connected = self.state == "connected" and self._has_provider()
        return is_connected and not self.is_foreign_database

    def _waiting_row(self):
        return self._row(
            "waiting",
            self.env._("Waiting"),
            self._say_documents(self.waiting_count),
            self.waiting_count and "action_open_waiting",
        )

    def _failed_row(self):
        if not self.failed_count:
            return None
        return self._row(
            "failed",
            self.env._("To see to"),
            self._say_documents(self.failed_count),
            "action_open_failed",
        )

    def _through_row(self, next_call_at):
        if not self.waiting_count:
            return None
        if self._may_go_on():
            text = self._say_moment(self._through_at(next_call_at))
        else:
            text = self.env._("once an administrator has seen to the connection")
        return self._row("through", self.env._("Last one through"), text)

    def _goes_on_row(self, next_call_at):
        if not next_call_at or not self.waiting_count:
            return None
        text = self.env._(
            "%(moment)s, as %(provider)s allows",
            moment=self._say_moment(next_call_at),
            provider=self.provider_name,
        )
        return self._row("goes_on", self.env._("Goes on"), text)

    def _left_rows(self):
        if not self._may_go_on():
            return
        # sudo: whoever sees the connection may know how many calls are left.
        rate = self.sudo().rate_ids
        if rate._end_of_pause(fields.Datetime.now()):
            return  # what it counted before it asked for a pause says nothing now
        day_left, minute_left = rate._left(self._minute_limits())
        if day_left is not None:
            yield self._row("day", self.env._("Calls left today"), str(day_left))
        if minute_left is not None:
            label = self.env._("Calls left this minute")
            yield self._row("minute", label, str(minute_left))

    def _row(self, name, label, text, action=False):
        return {"name": name, "label": label, "text": text, "action": action or False}

    def _seconds_to_look(self, next_call_at):
        if not self.waiting_count or not self._may_go_on():
            return 0
        soon = fields.Datetime.now() + timedelta(seconds=SLOW_LOOK)
        is_held_up = next_call_at and next_call_at > soon
        return QUICK_LOOK if not is_held_up and self._is_due_by(soon) else SLOW_LOOK

    def _is_due_by(self, moment):
        """Whether some of what waits is due at a moment."""
        due = [
            ("connection_id", "=", self.id),
            ("state", "in", DUE_STATES),
            ("next_try_at", "<=", moment),
        ]
        documents = self.env["accounting.bridge.document"]
        return bool(self._noted_parts() or documents.search_count(due, limit=1))

    # === WORDS === #

    def _say_documents(self, count):
        if not count:
            return self.env._("nothing")
        if count == 1:
            return self.env._("1 document")
        return self.env._("%s documents", formatLang(self.env, count, 0))

    def _say_moment(self, moment):
        """A moment to come as a person would say it, in the user's time.

        :param datetime.datetime moment: naive UTC
        :rtype: str
        """
        minutes = (moment - fields.Datetime.now()).total_seconds() / 60
        if minutes <= 1.5:
            return self.env._("in about a minute")
        if minutes <= 59:
            return self.env._("in about %s minutes", round(minutes))
        today = fields.Date.context_today(self)
        date = fields.Datetime.context_timestamp(self, moment).date()
        time = format_time(self.env, moment, tz=self.env.tz.zone, time_format="short")
        if date == today:
            return self.env._("today at %s", time)
        if date == today + timedelta(days=1):
            return self.env._("tomorrow at %s", time)
        return self.env._(
            "on %(date)s at %(time)s", date=format_date(self.env, date), time=time
        )

    # === ESTIMATE === #

    def _through_at(self, next_call_at):
        """About when the last of what waits will be through, new contacts and items
        that it needs aside.

        :rtype: datetime.datetime
        """
        groups = self.env["accounting.bridge.document"]._read_group(
            [("connection_id", "=", self.id), ("state", "in", DUE_STATES)],
            ["document_type"],
            ["__count"],
        )
        counts = Counter(dict(groups))
        counts.update(self._noted_counts("document_type"))
        provider = self._provider()
        sizes = {kind: provider._batch_size(kind) for kind in counts}
        calls = calls_for(counts, sizes)
        starts_at = next_call_at or fields.Datetime.now()
        work = self._work_of_a_call(sum(counts.values()) / calls)
        estimate = through_at(calls, work, self._allowance(starts_at))
        return max(estimate, self._last_try_at() or estimate)

    def _last_try_at(self):
        """The latest moment for which one of the documents was put off."""
        [[latest]] = self.env["accounting.bridge.document"]._read_group(
            [("connection_id", "=", self.id), ("state", "=", "waiting")],
            aggregates=["next_try_at:max"],
        )
        return latest

    def _work_of_a_call(self, documents):
        # sudo: people who may not read the log may know how long things take.
        calls = self.env["accounting.bridge.call"].sudo()
        lately = calls.search_fetch(
            [("connection_id", "=", self.id)],
            ["duration"],
            order="create_date desc",
            limit=CALLS_TO_MEASURE,
        ).mapped("duration")
        seconds = sum(lately) / len(lately) if lately else USUAL_CALL
        return timedelta(seconds=seconds + documents * WORK_OF_A_DOCUMENT)

    def _allowance(self, starts_at):
        """What the provider's limits leave to the scheduled action.

        :rtype: Allowance
        """
        most = min((limit.most for limit in self._minute_limits()), default=None)
        # sudo: whoever sees the connection may know how many calls are left.
        rate = self.sudo().rate_ids
        return Allowance(
            starts_at=starts_at,
            calls_a_minute=max(most - MINUTE_RESERVE, 1) if most else None,
            **rate._day_allowance(DAY_RESERVE),
        )

    # === THE LIMIT OF THE DAY === #

    def _tell_day_limit(self):
        """Give the administrator one activity while today's calls are used up and
        documents wait for others, and take it back afterwards."""
        self.ensure_one()
        try:
            # On its own: a person who saves the connection must not undo what was sent.
            with self.env.registry.cursor() as cr:
                self.with_env(self.env(cr=cr))._tell_day_limit_now()
        except OperationalError:
            _logger.info("The day limit of connection %s is told later.", self.id)

    def _tell_day_limit_now(self):
        next_call_at = self._next_scheduled_call_at()
        is_over = next_call_at and self.sudo().rate_ids._is_day_used_up(DAY_RESERVE)
        told = self.activity_search([DAY_LIMIT_ACTIVITY])
        if not is_over:
            told.unlink()
        elif self.waiting_count and not told:
            self._schedule_day_limit_activity(next_call_at)

    def _schedule_day_limit_activity(self, next_call_at):
        user = self._responsible_user()
        speaker = self.with_context(lang=user.lang, tz=user.tz)
        self.activity_schedule(
            DAY_LIMIT_ACTIVITY,
            summary=speaker.env._(
                "%s allows no more calls today", speaker.provider_name
            ),
            note=speaker.env._(
                "%(documents)s wait for it. They go on by themselves %(moment)s: there "
                "is nothing to do. How many calls a day %(provider)s takes depends on "
                "the plan of your app there; if this happens often, look for a larger "
                "one. The last few calls of a day are kept for people who press and "
                "wait.",
                documents=speaker._say_documents(self.waiting_count),
                moment=speaker._say_moment(next_call_at),
                provider=speaker.provider_name,
            ),
            user_id=user.id,
        )
