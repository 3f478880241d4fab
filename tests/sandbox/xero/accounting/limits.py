# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many calls an app may make in a tenant: a minute, a day, at once."""

import threading
import zlib
from collections import defaultdict
from contextlib import contextmanager

from ...windows import SlidingWindow
from .. import errors

MINUTE = 60
DAY = 86400


class Limits:
    def __init__(self, state):
        self._state = state
        self._lock = threading.Lock()
        self._minute = SlidingWindow(state.clock, MINUTE)
        self._today = {}
        self._in_flight = defaultdict(int)

    @contextmanager
    def counted(self, app, tenant_id, forced=None):
        """Count a call, or raise 429.

        :param forced: a rate_limit_* fault that struck this call
        """
        key = (app, tenant_id)
        with self._lock:
            try:
                self._refuse(key, forced)
            except errors.ApiError as error:
                error.response.headers |= self._remaining(key)
                raise
            self._minute.note(key)
            self._minute.note(app)
            window, count = self._day(key)
            self._today[key] = (window, count + 1)
            self._in_flight[key] += 1
            headers = self._remaining(key)
        try:
            yield headers
        finally:
            with self._lock:
                self._in_flight[key] -= 1

    def app_headers(self, app):
        """The only header of a call without a tenant."""
        with self._lock:
            settings = self._state.settings
            left = _left(settings.app_minute_limit, self._minute.count(app))
            return {"X-AppMinLimit-Remaining": left}

    def _refuse(self, key, forced):
        if forced:
            self._force(key, forced)
        settings = self._state.settings
        app = key[0]
        if _reached(settings.concurrent_limit, self._in_flight[key]):
            raise errors.too_many_calls("concurrent")
        if _reached(settings.day_limit, self._day(key)[1]):
            raise errors.too_many_calls("day", self._seconds_to_next_day(key))
        if self._minute.is_full(key, settings.minute_limit):
            raise errors.too_many_calls("minute", self._minute.seconds_to_room(key))
        if self._minute.is_full(app, settings.app_minute_limit):
            raise errors.too_many_calls("appminute", self._minute.seconds_to_room(app))

    def _force(self, key, fault):
        problem = fault.kind.removeprefix("rate_limit_")
        if problem == "concurrent":
            raise errors.too_many_calls(problem)
        wait = fault.retry_after
        if wait is None:
            wait = self._seconds_to_next_day(key) if problem == "day" else MINUTE
        raise errors.too_many_calls(problem, wait)

    def _day(self, key):
        """The number of today's window and the calls in it."""
        window = int(self._state.clock.now() + _day_offset(key)) // DAY
        known, count = self._today.get(key, (window, 0))
        return (window, count if known == window else 0)

    def _seconds_to_next_day(self, key):
        return DAY - int(self._state.clock.now() + _day_offset(key)) % DAY

    def _remaining(self, key):
        settings = self._state.settings
        return {
            "X-DayLimit-Remaining": _left(settings.day_limit, self._day(key)[1]),
            "X-MinLimit-Remaining": _left(
                settings.minute_limit, self._minute.count(key)
            ),
            "X-AppMinLimit-Remaining": _left(
                settings.app_minute_limit, self._minute.count(key[0])
            ),
        }


def _reached(limit, count):
    return limit is not None and count >= limit


def _left(limit, count):
    return str(999999 if limit is None else max(0, limit - count))


def _day_offset(key):
    """The day begins at another hour in each tenant."""
    return zlib.crc32(key[1].encode()) % DAY
