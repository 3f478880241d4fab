# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The records of one company.

A record is a plain dict in QuickBooks' JSON shape with Decimal numbers; names that
begin with _ never leave. Every entity counts its ids by itself, so that one number
occurs as a customer, as a vendor and as an invoice.
"""

from contextlib import contextmanager


class Store:
    def __init__(self, now):
        """:param now: function that returns the company's time, an aware datetime"""
        self._now = now
        self._tables = {}
        self._last_ids = {}
        self._deleted = []
        self._undo = []

    def add(self, entity, record):
        """Store a new record: Id (unless given), SyncToken and MetaData are set."""
        record.setdefault("Id", self._next_id(entity))
        moment = self._moment()
        record["SyncToken"] = "0"
        record["MetaData"] = {"CreateTime": moment, "LastUpdatedTime": moment}
        record.setdefault("domain", "QBO")
        record.setdefault("sparse", False)
        self._table(entity)[record["Id"]] = record
        self._undo.append(lambda: self._table(entity).pop(record["Id"], None))
        return record

    def touch(self, record):
        """Note that a record was changed. Change it only after every check."""
        record["SyncToken"] = str(int(record["SyncToken"]) + 1)
        record["MetaData"]["LastUpdatedTime"] = self._moment()
        return record

    def get(self, entity, record_id):
        """The record itself, not a copy; None when there is none."""
        return self._table(entity).get(str(record_id))

    def all(self, entity):
        return list(self._table(entity).values())

    def remove(self, entity, record_id):
        """Take a record away; a stub of it stays for change data capture."""
        record = self._table(entity).pop(str(record_id))
        stub = {
            "domain": "QBO",
            "status": "Deleted",
            "Id": record["Id"],
            "MetaData": {"LastUpdatedTime": self._moment()},
        }
        self._deleted.append((entity, stub))

        def bring_back():
            self._table(entity)[record["Id"]] = record
            self._deleted.remove((entity, stub))

        self._undo.append(bring_back)
        return stub

    def deleted(self, entity):
        return [stub for kind, stub in self._deleted if kind == entity]

    @contextmanager
    def savepoint(self):
        """Undo what was added and removed inside when a fault leaves the block."""
        mark = len(self._undo)
        try:
            yield
        except BaseException:
            while len(self._undo) > mark:
                self._undo.pop()()
            raise
        del self._undo[mark:]

    def _table(self, entity):
        return self._tables.setdefault(entity, {})

    def _next_id(self, entity):
        self._last_ids[entity] = self._last_ids.get(entity, 0) + 1
        return str(self._last_ids[entity])

    def _moment(self):
        return self._now().isoformat(timespec="seconds")
