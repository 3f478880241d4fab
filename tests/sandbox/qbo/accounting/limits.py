# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many calls are taken: a second, a minute, batches a minute, reads a month."""

import threading
from collections import Counter

from ...windows import SlidingWindow
from .. import errors

MINUTE = 60
MONTHLY = "The monthly quota of CorePlus calls is used up until next month"


class Limits:
    def __init__(self, state):
        self._state = state
        self._lock = threading.Lock()
        self._second = SlidingWindow(state.clock, 1)
        self._minute = SlidingWindow(state.clock, MINUTE)
        self._batches = SlidingWindow(state.clock, MINUTE)
        self._reads_of_month = Counter()

    def count(self, call):
        """Count a call, or raise 429. Calls that are refused are not counted."""
        realm_id = call.company.realm_id
        key = (call.client_id, realm_id)
        month = (call.client_id, self._state.clock.utc().strftime("%Y-%m"))
        settings = self._state.settings
        with self._lock:
            self._strike(call.request.fault)
            if self._second.is_full(key, settings.second_limit):
                raise errors.throttled()
            if self._minute.is_full(realm_id, settings.minute_limit):
                raise errors.throttled()
            batch_limit = settings.batch_minute_limit
            if call.is_batch and self._batches.is_full(key, batch_limit):
                raise errors.throttled()
            if call.is_read and self._month_is_over(month):
                raise errors.throttled(MONTHLY)
            self._note(call, key, realm_id, month)

    def _month_is_over(self, month):
        limit = self._state.settings.month_limit
        return limit is not None and self._reads_of_month[month] >= limit

    def _note(self, call, key, realm_id, month):
        self._second.note(key)
        self._minute.note(realm_id)
        if call.is_batch:
            self._batches.note(key)
        if call.is_read:
            self._reads_of_month[month] += 1

    def _strike(self, fault):
        kind = fault.kind if fault else ""
        if kind in ("rate_limit", "rate_limit_json"):
            raise errors.throttled()
        if kind == "monthly_cap":
            raise errors.throttled(MONTHLY)
