# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Credit notes and their allocation to invoices."""

import uuid

from ...messages import decimal_json
from .. import errors
from . import wire
from .documents import ZERO, DocumentResource
from .invoices import Invoices, resettle


class CreditNotes(DocumentResource):
    kind = "CreditNotes"
    id_field = "CreditNoteID"
    number_field = "CreditNoteNumber"
    label = "Credit note"
    number_prefix = "CN-"
    date_fields = ("Date", "DueDate")
    complete_statuses = Invoices.complete_statuses
    transitions = Invoices.transitions
    fields = (
        "CreditNoteID",
        "CreditNoteNumber",
        "Type",
        "Status",
        "Reference",
        "Contact",
        "Date",
        "Total",
        "RemainingCredit",
        "UpdatedDateUTC",
    )

    def is_sale(self, document):
        return document.get("Type") == "ACCRECCREDIT"

    def number_must_be_unique(self, document):
        return document.get("Type") == "ACCRECCREDIT"

    def set_type(self, element, document, is_new, problems):
        given = element.get("Type", document.get("Type"))
        if given not in ("ACCRECCREDIT", "ACCPAYCREDIT"):
            problems.add("Credit note Type must be specified")
        problems.raise_if_any()
        document["Type"] = given

    def finish(self, call, document, element, is_new, problems):
        document["RemainingCredit"] = document["Total"] - self._used(call, document)

    def write(self, call, key=None, *more):
        if more == ("Allocations",) and call.request.method == "PUT":
            return self._allocate(call, key)
        return super().write(call, key, *more)

    def _used(self, call, document):
        note_id = document["CreditNoteID"]
        return sum(
            (
                allocation["Amount"]
                for allocation in call.store.all("Allocations")
                if allocation["_credit_note_id"] == note_id
            ),
            ZERO,
        )

    def _allocate(self, call, key):
        """Use credit for invoices."""
        note = self.find(call.store, key)
        if not note:
            raise errors.not_found()
        body = decimal_json(call.request.body)
        elements = body.get("Allocations", [body])
        try:
            with call.store.savepoint():
                done = [self._allocate_one(call, note, each) for each in elements]
        except (errors.Problems, wire.Unreadable) as error:
            problems = errors.Problems.of(error)
            raise self._validation_error([self._refused(body, problems)]) from error
        call.store.forget_undo()
        return wire.dump(wire.envelope("Allocations", done, call.clock))

    def _allocate_one(self, call, note, element):
        problems = errors.Problems()
        note = call.store.get(self.kind, note["CreditNoteID"])
        invoice_id = (element.get("Invoice") or {}).get("InvoiceID", "")
        invoice = call.store.get("Invoices", invoice_id.lower())
        amount = wire.read_decimal(element.get("Amount"))
        if note["Status"] != "AUTHORISED" or not invoice:
            problems.add("Credit note and invoice must be approved.")
        elif not amount or amount > min(note["RemainingCredit"], invoice["AmountDue"]):
            problems.add("The amount exceeds what is left.")
        problems.raise_if_any()
        allocation = {
            "AllocationID": str(uuid.uuid4()),
            "Amount": amount,
            "Date": wire.read_date(element.get("Date")),
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "_invoice_id": invoice["InvoiceID"],
            "_credit_note_id": note["CreditNoteID"],
        }
        call.store.put("Allocations", allocation["AllocationID"], allocation)
        self._store_changed(call, note, invoice)
        return allocation

    def _store_changed(self, call, note, invoice):
        now = call.clock.utc()
        left = note["Total"] - self._used(call, note)
        status = "AUTHORISED" if left else "PAID"
        note = {**note, "RemainingCredit": left, "Status": status}
        call.store.put(self.kind, note["CreditNoteID"], note | {"UpdatedDateUTC": now})
        invoice = {**invoice, "UpdatedDateUTC": now}
        resettle(call.store, invoice)
        call.store.put("Invoices", invoice["InvoiceID"], invoice)
