# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many calls came lately: sliding windows of time."""

from collections import defaultdict, deque


class SlidingWindow:
    """Counts moments by key; what is older than the window is forgotten."""

    def __init__(self, clock, seconds):
        self._clock = clock
        self._seconds = seconds
        self._moments = defaultdict(deque)

    def note(self, key):
        self._moments[key].append(self._clock.now())

    def count(self, key):
        return len(self._recent(key))

    def is_full(self, key, limit):
        """Has the limit been reached? None = no limit."""
        return limit is not None and self.count(key) >= limit

    def seconds_to_room(self, key):
        """Whole seconds until the oldest call leaves the window."""
        oldest = self._recent(key)[0]
        return max(1, int(oldest + self._seconds - self._clock.now()) + 1)

    def _recent(self, key):
        moments = self._moments[key]
        while moments and moments[0] <= self._clock.now() - self._seconds:
            moments.popleft()
        return moments
