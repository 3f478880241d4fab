# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The records of one company.

A record is a plain dict in QuickBooks' JSON shape with Decimal numbers; names that
begin with _ never leave. Transactions share their ids; every other list counts its
own, so that one number occurs as a customer, as a vendor and as an invoice.
"""

from ..indexes import Indexes
from ..undo import UndoLog

TRANSACTIONS = (
    "Invoice",
    "CreditMemo",
    "Payment",
    "Bill",
    "VendorCredit",
    "BillPayment",
    "PurchaseOrder",
)


class Store(Indexes, UndoLog):
    def __init__(self, now):
        """:param now: function that returns the company's time, an aware datetime"""
        super().__init__()
        self._now = now
        self._tables = {}
        self._last_ids = {}
        self._deleted = []

    def add(self, entity, record):
        """Store a new record: Id (unless given), SyncToken and MetaData are set."""
        record.setdefault("Id", self._next_id(entity))
        moment = self._moment()
        record["SyncToken"] = "0"
        record["MetaData"] = {"CreateTime": moment, "LastUpdatedTime": moment}
        record.setdefault("domain", "QBO")
        record.setdefault("sparse", False)
        self._put(entity, record)
        self.note_undo(lambda: self._drop(entity, record["Id"]))
        return record

    def touch(self, entity, record):
        """Note that a record was changed. Change it only after every check."""
        record["SyncToken"] = str(int(record["SyncToken"]) + 1)
        record["MetaData"]["LastUpdatedTime"] = self._moment()
        self.note_record(entity, record["Id"], record)
        return record

    def get(self, entity, record_id):
        """The record itself, not a copy; None when there is none."""
        return self.records(entity).get(str(record_id))

    def all(self, entity):
        return list(self.records(entity).values())

    def newest(self, entity):
        """The records one by one, the last one that was stored first."""
        return reversed(self.records(entity).values())

    def remove(self, entity, record_id):
        """Take a record away; a stub of it stays for change data capture."""
        record = self._drop(entity, str(record_id))
        stub = {
            "domain": "QBO",
            "status": "Deleted",
            "Id": record["Id"],
            "MetaData": {"LastUpdatedTime": self._moment()},
        }
        self._deleted.append((entity, stub))

        def bring_back():
            self._put(entity, record)
            self._deleted.remove((entity, stub))

        self.note_undo(bring_back)
        return stub

    def deleted(self, entity):
        return [stub for kind, stub in self._deleted if kind == entity]

    def records(self, entity):
        return self._tables.setdefault(entity, {})

    def _put(self, entity, record):
        self.records(entity)[record["Id"]] = record
        self.note_record(entity, record["Id"], record)

    def _drop(self, entity, record_id):
        self.note_removal(entity, record_id)
        return self.records(entity).pop(record_id)

    def _next_id(self, entity):
        counter = "transactions" if entity in TRANSACTIONS else entity
        self._last_ids[counter] = self._last_ids.get(counter, 0) + 1
        return str(self._last_ids[counter])

    def _moment(self):
        return self._now().isoformat(timespec="seconds")
