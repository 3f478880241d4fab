# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When the last of what waits will be through."""

from dataclasses import dataclass
from datetime import datetime, timedelta

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Allowance:
    """What a provider allows to the scheduled action. None: no limit is known.

    :param datetime starts_at: when the next call may be made
    :param int calls_a_minute:
    :param int calls_left_today:
    :param int calls_a_day: from the next day on
    :param datetime day_ends_at: when the provider's day begins anew
    """

    starts_at: datetime
    calls_a_minute: int | None = None
    calls_left_today: int | None = None
    calls_a_day: int | None = None
    day_ends_at: datetime | None = None


def calls_for(counts, batch_sizes):
    """How many calls it takes to send documents, each call with those of one type.

    :param dict counts: number of documents by type
    :param dict batch_sizes: documents in a call by type
    :rtype: int
    """
    return sum(-(-count // batch_sizes[kind]) for kind, count in counts.items())


def through_at(calls, work, allowance):
    """When the last call will have been made, one after the other.

    :param int calls: at least one
    :param timedelta work: what a call takes, with all that is done for it
    :param Allowance allowance:
    :rtype: datetime
    """
    left_today = allowance.calls_left_today
    if left_today is None or calls <= left_today:
        return allowance.starts_at + _pace(calls, work, allowance)
    calls_a_day = max(allowance.calls_a_day or 0, 1)
    days, calls_of_last_day = divmod(calls - max(left_today, 0) - 1, calls_a_day)
    begins_at = max(allowance.day_ends_at, allowance.starts_at) + days * DAY
    return begins_at + _pace(calls_of_last_day + 1, work, allowance)


def _pace(calls, work, allowance):
    if not allowance.calls_a_minute:
        return calls * work
    full_minutes = (calls - 1) // allowance.calls_a_minute
    return max(calls * work, full_minutes * MINUTE + work)
