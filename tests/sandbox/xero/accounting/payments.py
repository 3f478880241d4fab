# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments: they make an invoice paid, and when deleted, open again."""

import uuid

from .. import errors
from . import wire
from .invoices import Invoices, resettle
from .resource import Resource

_INVOICES = Invoices()


class Payments(Resource):
    kind = "Payments"
    id_field = "PaymentID"
    is_paged = True
    knows_modified_since = True
    fields = ("PaymentID", "Status", "Date", "Amount", "Reference", "UpdatedDateUTC")

    def write(self, call, key=None, *more):
        if key and call.request.method == "POST" and not more:
            return self._delete(call, key)
        return super().write(call, key, *more)

    def save(self, call, element):
        problems = errors.Problems()
        invoice = self._invoice(call.store, element)
        account = self._account(call, element)
        amount = wire.read_decimal(element.get("Amount"))
        day = wire.read_date(element.get("Date"))
        if not invoice or invoice["Status"] != "AUTHORISED":
            problems.add("Payments can only be made against authorised documents.")
        elif not amount or amount <= 0:
            problems.add("Payment amount must be greater than zero.")
        elif amount > invoice["AmountDue"]:
            problems.add("Payment amount exceeds the amount outstanding.")
        if not account:
            problems.add("Account could not be found, or takes no payments.")
        lock = call.organization.period_lock_date
        day = day or call.organization.today(call.clock)
        if lock and day <= lock:
            problems.add("The payment date cannot be before the period lock date.")
        problems.raise_if_any()
        payment = {
            "PaymentID": str(uuid.uuid4()),
            "Date": day,
            "Amount": amount,
            "Reference": element.get("Reference") or "",
            "CurrencyRate": invoice["CurrencyRate"],
            "PaymentType": f"{invoice['Type']}PAYMENT",
            "Status": "AUTHORISED",
            "IsReconciled": False,
            "Account": {
                name: account[name] for name in ("AccountID", "Code") if name in account
            },
            "_invoice_id": invoice["InvoiceID"],
        }
        return self._store(call, payment)

    def render(self, call, record, detail):
        invoice = call.store.get("Invoices", record["_invoice_id"])
        names = ("InvoiceID", "InvoiceNumber", "Type")
        return {**record, "Invoice": {name: invoice[name] for name in names}}

    def _delete(self, call, key):
        payment = self.find(call.store, key)
        if not payment:
            raise errors.not_found()
        problems = errors.Problems()
        if call.elements[0].get("Status") != "DELETED":
            problems.add("A payment can only be deleted.")
        elif payment["Status"] == "DELETED":
            problems.add("Payment not of valid status for modification")
        if problems.messages:
            raise self._validation_error([self._refused(payment, problems)])
        payment = self.take_back(call, payment)
        call.store.forget_undo()
        return self.answer(call, [self.render(call, payment, "")])

    def take_back(self, call, payment):
        return self._store(call, {**payment, "Status": "DELETED"})

    def _store(self, call, payment):
        now = call.clock.utc()
        payment = {**payment, "UpdatedDateUTC": now}
        call.store.put(self.kind, payment["PaymentID"], payment)
        invoice = call.store.get("Invoices", payment["_invoice_id"])
        invoice = {**invoice, "UpdatedDateUTC": now}
        resettle(call.store, invoice)
        call.store.put("Invoices", invoice["InvoiceID"], invoice)
        return payment

    def _invoice(self, store, element):
        given = element.get("Invoice") or {}
        invoice = store.get("Invoices", given.get("InvoiceID", "").lower())
        if invoice or not given.get("InvoiceNumber"):
            return invoice
        return _INVOICES.find(store, given["InvoiceNumber"])

    def _account(self, call, element):
        given = element.get("Account") or {}
        account = call.organization.account(given.get("Code"))
        if given.get("AccountID"):
            account = call.organization.account_by_id(given["AccountID"])
        if not account:
            return None
        takes = account["Type"] == "BANK" or account["EnablePaymentsToAccount"]
        return account if takes else None
