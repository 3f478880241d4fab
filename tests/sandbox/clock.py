# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The time of a sandbox: real time plus an offset that a test moves."""

import threading
import time
from datetime import datetime, timezone


class Clock:
    def __init__(self):
        self._offset = 0.0
        self._moved = threading.Condition()

    def now(self):
        """Seconds since 1970."""
        return time.time() + self._offset

    def utc(self):
        """The same moment as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.now(), timezone.utc)

    def advance(self, seconds):
        with self._moved:
            self._offset += seconds
            self._moved.notify_all()

    def reset(self):
        with self._moved:
            self._offset = 0.0
            self._moved.notify_all()

    def wait(self, seconds):
        """Block until this clock has moved on, by itself or by a test."""
        end = self.now() + seconds
        with self._moved:
            while (left := end - self.now()) > 0:
                self._moved.wait(left)
