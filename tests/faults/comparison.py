# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's documents beside those over there."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

#: What can be a mark, in the place where it stands.
WORDS = re.compile(r"[A-Za-z0-9-]+")
FIELDS = ("mark", "state", "amount_total", "remote_id", "message", "document_type")


@dataclass
class Comparison:
    """What a fault run left behind. Each list holds what is wrong, to be read."""

    documents: int = 0
    #: Orders without a document, documents that are not over there.
    lost: list = field(default_factory=list)
    #: Orders with several documents, documents that are there several times, and
    #: what is there and bears no mark of Odoo's.
    twice: list = field(default_factory=list)
    wrong_total: list = field(default_factory=list)
    #: Documents that have not come to a good end, in `sending` above all.
    unfinished: list = field(default_factory=list)

    @property
    def problems(self):
        """All that is wrong, in lines to be read."""
        kinds = ("lost", "twice", "wrong_total", "unfinished")
        return [f"{kind}: {line}" for kind in kinds for line in getattr(self, kind)]


def compare(stage, documents, strangers=frozenset()):
    """Compare documents with what is over there.

    :param documents: all documents of the database
    :param strangers: ids of the records over there that were not made from here
    """
    found = Comparison(len(documents))
    rows = read(stage, documents)
    there = _records_by_mark(stage, rows, strangers, found)
    for row in rows:
        _compare_one(row, there[row["mark"]], found)
    return found


def compare_orders(stage, found, orders):
    """Add what is wrong with the orders: each has one document, with its total.

    :param orders: ids by model
    """
    for model, ids in orders.items():
        fields = ["name", "amount_total", "bridge_document_ids"]
        for order in stage.odoo.call(model, "read", ids, fields):
            own = order["bridge_document_ids"]
            if len(own) != 1:
                wrong = found.twice if own else found.lost
                wrong.append(f"{order['name']} has {len(own)} documents")
                continue
            [document] = stage.read(own, "amount_total")
            if _cents(document["amount_total"]) != _cents(order["amount_total"]):
                found.wrong_total.append(f"{order['name']} and its document")


def read(stage, documents, slice_size=500):
    rows = []
    for start in range(0, len(documents), slice_size):
        rows += stage.read(documents[start : start + slice_size], *FIELDS)
    return rows


def record_ids(stage):
    """The ids of all documents over there."""
    return {record.remote_id for record in _records(stage)}


def _records(stage):
    return stage.books.invoices() + stage.books.bills()


def _records_by_mark(stage, rows, strangers, found):
    marks = {row["mark"] for row in rows}
    there = defaultdict(list)
    for record in _records(stage):
        own = marks.intersection(WORDS.findall(record.mark_place))
        for mark in own:
            there[mark].append(record)
        if not own and record.remote_id not in strangers:
            found.twice.append(f"{record.number} over there bears no mark of ours")
    return there


def _compare_one(row, records, found):
    name = f"{row['document_type']} {row['mark']} ({row['state']})"
    if row["state"] != "done":
        found.unfinished.append(f"{name}: {row['message']}")
    if not records:
        found.lost.append(name)
    if len(records) > 1:
        numbers = ", ".join(record.number for record in records)
        found.twice.append(f"{name}: {len(records)} over there: {numbers}")
    for record in records:
        if _cents(record.total) != _cents(row["amount_total"]):
            found.wrong_total.append(f"{name}: {record.total} over there")
        if row["state"] == "done" and row["remote_id"] != record.remote_id:
            found.lost.append(f"{name}: it stands for another one over there")


def _cents(amount):
    return round(float(amount) * 100)
