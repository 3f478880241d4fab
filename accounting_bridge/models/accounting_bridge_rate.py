# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models

from ..const import DAY_LEAP, DAY_PROBE, DAY_RESERVE, MINUTE_RESERVE
from ..tools.limits import (
    WINDOW,
    PastCall,
    left_by_count,
    left_by_word,
    room_by_count,
    room_by_word,
)

DAY = timedelta(days=1)


class AccountingBridgeRate(models.Model):
    """What the provider last said about the calls that remain, and when it last
    spoke. A row of its own a connection: it changes with every call, and nothing
    else may wait for it.

    All workers go by it, on all hosts, together with the log of calls.
    """

    _name = "accounting.bridge.rate"
    _description = "Remaining API calls"

    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    last_call_at = fields.Datetime(readonly=True)
    not_before = fields.Datetime(
        readonly=True, help="The provider wants no call before this moment."
    )
    minute_left = fields.Integer(readonly=True)
    minute_told_at = fields.Datetime(
        readonly=True, help="When the provider said so. Empty: it never did."
    )
    day_left = fields.Integer(readonly=True)
    day_told_at = fields.Datetime(
        readonly=True, help="When the provider said so. Empty: it never did."
    )
    day_most = fields.Integer(
        readonly=True, help="The most calls that the provider was seen to allow a day."
    )
    day_ends_at = fields.Datetime(
        readonly=True,
        help="When the provider's day begins anew, as far as it was seen: it says so "
        "only when the day's calls are used up.",
    )
    is_day_end_told = fields.Boolean(
        readonly=True,
        help="The provider said when its day begins anew. Else it was only seen that "
        "one had begun, some time before the call that saw it.",
    )

    _connection_uniq = models.UniqueIndex("(connection_id)", "One row a connection.")

    # === WRITING === #

    @api.model
    def _note(self, connection_id, record):
        """Write down what a call told. To be the first thing in its transaction, and
        the row stays locked to its end: others who note a call wait for that.

        :param int connection_id:
        :param CallRecord record:
        :raise SerializationFailure: where somebody else wrote to it meanwhile: to be
            done again in a new transaction
        """
        rate = self._locked(connection_id)
        now = fields.Datetime.now()
        values = {"last_call_at": now}
        if record.minute_left is not None:
            values |= {"minute_left": record.minute_left, "minute_told_at": now}
        if record.day_left is not None:
            values |= rate._day_values(now, record)
        if record.not_before:
            # A short pause that is told meanwhile does not end a long one.
            values["not_before"] = max(record.not_before, rate.not_before or now)
        rate.write(values)

    @api.model
    def _locked(self, connection_id):
        # Raw SQL: lock_for_update() gives up where we must wait.
        self.env.cr.execute(
            "SELECT id FROM accounting_bridge_rate WHERE connection_id = %s FOR UPDATE",
            [connection_id],
            log_exceptions=False,
        )
        rate = self.browse(row[0] for row in self.env.cr.fetchall())
        return rate or self.create({"connection_id": connection_id})

    def _day_values(self, now, record):
        values = {
            "day_left": record.day_left,
            "day_told_at": now,
            "day_most": max(self.day_most, record.day_left + 1),
        }
        if record.not_before and not record.day_left:
            values |= {"day_ends_at": record.not_before, "is_day_end_told": True}
        elif self._is_new_day(record) and not self.is_day_end_told:
            values["day_ends_at"] = now + DAY  # at the latest
        return values

    def _is_new_day(self, record):
        return self.day_told_at and record.day_left > self.day_left + DAY_LEAP

    # === READING === #

    @api.model
    def _next_call_at(self, connection_id, limits, reserved):
        """When the next call of a connection may be made.

        :param int connection_id:
        :param list[MinuteLimit] limits: of the provider
        :param bool reserved: True for work that leaves a few calls to people who wait
        :return: None = now
        :rtype: datetime.datetime | None
        """
        rate = self.search_fetch([("connection_id", "=", connection_id)])
        now = fields.Datetime.now()
        moments = (
            rate._end_of_pause(now),
            rate._day_room_at(now, DAY_RESERVE if reserved else 0),
            rate._minute_room_at(now, limits, MINUTE_RESERVE if reserved else 0),
        )
        return max(filter(None, moments), default=None)

    def _end_of_pause(self, now):
        is_ahead = self.not_before and self.not_before > now
        return self.not_before if is_ahead else None

    def _day_room_at(self, now, reserve):
        if not self.day_told_at or self.day_left > reserve:
            return None
        room_at = self._known_end_of_day()
        if not self.is_day_end_told:
            # It may begin sooner: a call must find it out, now and then.
            probe_at = self.day_told_at + DAY_PROBE
            room_at = min(room_at or probe_at, probe_at)
        return room_at if room_at > now else None

    def _known_end_of_day(self):
        """The end of the day that the provider last spoke of. Where the provider did
        not tell it, it may end sooner."""
        told_at, end = self.day_told_at, self.day_ends_at
        if self.is_day_end_told:
            # All days end at the same time: the first end after its word.
            return end + DAY * ((told_at - end) // DAY + 1)
        return end if end and told_at < end <= told_at + DAY else None

    def _minute_room_at(self, now, limits, reserve):
        is_told = self._is_minute_told(now)
        if is_told:
            # The provider's own count of all calls is better than ours.
            limits = [limit for limit in limits if limit.part_of_path]
        if not limits and not is_told:
            return None
        calls = self._past_calls(now)
        moments = [room_by_count(now, calls, limit, reserve) for limit in limits]
        if is_told:
            left, told_at = self.minute_left, self.minute_told_at
            moments.append(room_by_word(now, calls, left, told_at, reserve))
        return max(filter(None, moments), default=None)

    def _is_minute_told(self, now):
        return bool(self.minute_told_at) and self.minute_told_at > now - WINDOW

    def _left(self, limits):
        """How many calls are left, for people to read.

        :param list[MinuteLimit] limits: of the provider
        :return: today, this minute; None where it is not known
        :rtype: tuple[int | None, int | None]
        """
        now = fields.Datetime.now()
        return self._day_left_now(now), self._minute_left_now(now, limits)

    def _day_left_now(self, now):
        """None after the end of the day that the provider spoke of."""
        if not self.day_told_at:
            return None
        end = self._known_end_of_day() or self.day_told_at + DAY
        return self.day_left if end > now else None

    def _minute_left_now(self, now, limits):
        calls = self._past_calls(now)
        if self._is_minute_told(now):
            return left_by_word(now, calls, self.minute_left, self.minute_told_at)
        return min((left_by_count(now, calls, limit) for limit in limits), default=None)

    def _day_allowance(self, reserve):
        """What the day leaves to work that makes room for people who wait.

        :return: values of :class:`Allowance`
        :rtype: dict
        """
        day_left = self._day_left_now(fields.Datetime.now())
        if day_left is None:
            return {}
        return {
            "calls_left_today": max(day_left - reserve, 0),
            "calls_a_day": self.day_most - reserve,
            "day_ends_at": self._known_end_of_day() or self.day_told_at + DAY,
        }

    def _is_day_used_up(self, reserve):
        now = fields.Datetime.now()
        day_left = self._day_left_now(now)
        is_paused = self.not_before and self.not_before > now + DAY_PROBE
        return bool(is_paused) or (day_left is not None and day_left <= reserve)

    def _past_calls(self, now):
        """The calls of the last two minutes that count, the oldest first."""
        found = self.env["accounting.bridge.call"].search_fetch(
            [
                ("connection_id", "=", self.connection_id.id),
                ("is_for_tokens", "=", False),
                ("create_date", ">", now - 2 * WINDOW),
            ],
            ["create_date", "path"],
            order="create_date",
        )
        return [PastCall(call.create_date, call.path or "") for call in found]
