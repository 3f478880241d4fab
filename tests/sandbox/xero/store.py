# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The records of one organization, with a way back.

A record is a dict with Xero's field names; amounts are Decimal, days are date,
moments are aware datetime, and names that begin with _ never leave. Records are
never changed in place: `put` stores a new one.
"""

from contextlib import contextmanager


class Store:
    def __init__(self):
        self._tables = {}
        self._undo = []

    def table(self, kind):
        return self._tables.setdefault(kind, {})

    def all(self, kind):
        return list(self.table(kind).values())

    def get(self, kind, key):
        return self.table(kind).get(key)

    def put(self, kind, key, record):
        table = self.table(kind)
        self._undo.append((table, key, table.get(key)))
        table[key] = record

    @contextmanager
    def savepoint(self):
        """Undo what was put inside when an exception leaves the block."""
        mark = len(self._undo)
        try:
            yield
        except BaseException:
            self.roll_back(mark)
            raise

    def mark(self):
        return len(self._undo)

    def roll_back(self, mark):
        while len(self._undo) > mark:
            table, key, before = self._undo.pop()
            if before is None:
                table.pop(key, None)
            else:
                table[key] = before

    def forget_undo(self):
        self._undo.clear()
