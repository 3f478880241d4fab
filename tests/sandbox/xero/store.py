# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The records of one organization, with a way back.

A record is a dict with Xero's field names; amounts are Decimal, days are date,
moments are aware datetime, and names that begin with _ never leave. Records are
never changed in place: `put` stores a new one.
"""

from ..undo import UndoLog


class Store(UndoLog):
    def __init__(self):
        super().__init__()
        self._tables = {}

    def table(self, kind):
        return self._tables.setdefault(kind, {})

    def all(self, kind):
        return list(self.table(kind).values())

    def get(self, kind, key):
        return self.table(kind).get(key)

    def put(self, kind, key, record):
        table = self.table(kind)
        before = table.get(key)

        def put_back():
            if before is None:
                table.pop(key, None)
            else:
                table[key] = before

        self.note_undo(put_back)
        table[key] = record
