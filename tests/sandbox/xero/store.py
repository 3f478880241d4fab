# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The records of one organization, with a way back.

A record is a dict with Xero's field names; amounts are Decimal, days are date,
moments are aware datetime, and names that begin with _ never leave. Records are
never changed in place: `put` stores a new one.
"""

from ..indexes import Indexes
from ..undo import UndoLog


class Store(Indexes, UndoLog):
    def __init__(self):
        super().__init__()
        self._tables = {}

    def records(self, kind):
        return self._tables.setdefault(kind, {})

    def all(self, kind):
        return list(self.records(kind).values())

    def get(self, kind, key):
        return self.records(kind).get(key)

    def put(self, kind, key, record):
        before = self.get(kind, key)

        def put_back():
            if before is None:
                self.drop(kind, key)
            else:
                self._set(kind, key, before)

        self.note_undo(put_back)
        self._set(kind, key, record)

    def drop(self, kind, key):
        """Let a record vanish, without a way back."""
        del self.records(kind)[key]
        self.note_removal(kind, key)

    def _set(self, kind, key, record):
        self.records(kind)[key] = record
        self.note_record(kind, key, record)
