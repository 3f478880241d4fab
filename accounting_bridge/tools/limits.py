# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When there is room for one more call, by what a provider allows.

A provider's minute is taken as any sixty seconds, not as a minute of the clock: room
comes back one by one, as each call grows older than that. All moments are naive UTC.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: The time in which calls are counted.
WINDOW = timedelta(seconds=60)


@dataclass(frozen=True)
class MinuteLimit:
    """The most calls that a provider takes in any sixty seconds.

    :param int most:
    :param str part_of_path: counts only calls whose path has this; empty = all calls
    """

    most: int
    part_of_path: str = ""


@dataclass(frozen=True)
class PastCall:
    """A call of the last minutes: when it ended, and its path."""

    at: datetime
    path: str = ""


def left_by_count(now, calls, limit):
    """The calls that are left, by our own count.

    :param datetime now:
    :param list[PastCall] calls: oldest first, those of the last minute at least
    :param MinuteLimit limit:
    :rtype: int
    """
    return max(limit.most - len(_counted(now, calls, limit)), 0)


def left_by_word(now, calls, left, told_at):
    """The calls that are left, by what the provider said with an earlier answer: those
    that it counted then and that are older than a minute by now have made room.

    :param datetime now:
    :param list[PastCall] calls: oldest first, those of the last two minutes at least
    :param int left: the calls that the provider said remain
    :param datetime told_at: when it said so
    :rtype: int
    """
    return left + sum(told_at - WINDOW < call.at <= now - WINDOW for call in calls)


def room_by_count(now, calls, limit, reserve=0):
    """When there is room, by our own count of calls.

    :param int reserve: calls that must be left for others
    :return: None where there is room now
    :rtype: datetime | None

    Others: see :func:`left_by_count`.
    """
    counted = _counted(now, calls, limit)
    # However small the limit, what is reserved leaves room for one call.
    reserve = min(reserve, limit.most - 1)
    return _room(counted, limit.most - len(counted), now, reserve)


def room_by_word(now, calls, left, told_at, reserve=0):
    """When there is room, by what the provider said with an earlier answer.

    :param int reserve: calls that must be left for others
    :return: None where there is room now
    :rtype: datetime | None

    Others: see :func:`left_by_word`.
    """
    if told_at <= now - WINDOW:
        return None
    within = [call for call in calls if call.at > now - WINDOW]
    return _room(within, left_by_word(now, calls, left, told_at), told_at, reserve)


def _counted(now, calls, limit):
    return [
        call
        for call in calls
        if call.at > now - WINDOW and limit.part_of_path in call.path
    ]


def _room(within, left, told_at, reserve):
    missing = reserve + 1 - left
    if missing <= 0:
        return None
    if missing <= len(within):
        return within[missing - 1].at + WINDOW
    # Others use up the same allowance: what they do is over a minute later.
    return told_at + WINDOW
