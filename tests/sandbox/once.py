# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Work that is done once under a key, however often it is asked for.

A repeat that comes while the first call is at work waits for it.
"""

import copy
import math
import threading
from dataclasses import dataclass, field


@dataclass
class _Entry:
    mark: object
    expires: float
    done: threading.Event = field(default_factory=threading.Event)
    result: object = None


class OnceStore:
    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self._entries = {}

    def do(self, key, work, seconds=None, mark=None, refuse=None):
        """Do the work, or return a copy of what it returned the first time.

        :param seconds: how long the result is kept; None = for ever
        :param mark: what a repeat must have in common with the first call
        :param refuse: function to call when it has not; must raise
        """
        entry, is_first = self._enter(key, seconds, mark)
        if is_first:
            return self._first(key, entry, work)
        if entry.mark != mark:
            refuse()
        entry.done.wait()
        if entry.result is None:
            return self.do(key, work, seconds, mark, refuse)
        return copy.deepcopy(entry.result)

    def forget(self, key):
        with self._lock:
            self._entries.pop(key, None)

    def _enter(self, key, seconds, mark):
        now = self._clock.now()
        with self._lock:
            entry = self._entries.get(key)
            if entry and (entry.expires > now or not entry.done.is_set()):
                return entry, False
            entry = _Entry(mark, math.inf if seconds is None else now + seconds)
            self._entries[key] = entry
            return entry, True

    def _first(self, key, entry, work):
        try:
            entry.result = work()
        finally:
            if entry.result is None:
                self.forget(key)
            entry.done.set()
        return copy.deepcopy(entry.result)
