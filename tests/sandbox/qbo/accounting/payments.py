# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments: money from a customer, given to invoices."""

from .. import errors
from .amounts import ZERO, cents
from .balances import CREDITS, applied_to, refresh_balance
from .fields import (
    LINKED_TXN,
    Flag,
    FreeReference,
    Group,
    Many,
    Number,
    ReadOnly,
    Reference,
    Text,
)
from .links import refresh_documents
from .transactions import TRANSACTION_FIELDS, TransactionResource

PAYMENT_FIELDS = {
    **TRANSACTION_FIELDS,
    "TotalAmt": Number(),
    "ProcessPayment": Flag(),
    "Line": Many(
        Group(
            Id=ReadOnly(),
            LineNum=ReadOnly(),
            LineEx=ReadOnly(),
            Amount=Number(),
            LinkedTxn=Many(LINKED_TXN),
        )
    ),
}


class PaymentResource(TransactionResource):
    #: What it may be given to.
    document_types = ()

    def complete(self, company, values, before, options):
        values = super().complete(company, values, before, options)
        if values.get("TotalAmt") is None:
            raise errors.missing("TotalAmt")
        values["TotalAmt"] = cents(values["TotalAmt"])
        if values["TotalAmt"] < 0:
            raise errors.business("The total of a payment must not be negative.")
        values["Line"] = [
            self._line(company, values, line, before)
            for line in values.get("Line") or ()
        ]
        self._check_due(company, values, before)
        self._set_unapplied(values)
        return values

    def void(self, company, body):
        """The payment stays, with nothing in it."""
        record = self.target(company, body)
        self.check_open(company, None, record)
        before = dict(record)
        note = record.get("PrivateNote")
        record["PrivateNote"] = f"Voided - {note}" if note else "Voided"
        record["TotalAmt"] = record["UnappliedAmt"] = ZERO
        record["Line"] = []
        company.store.touch(self.entity, record)
        self.after_save(company, record, before)
        return record

    def after_save(self, company, record, before):
        refresh_documents(company, self.entity, before, record)
        super().after_save(company, record, before)

    def after_delete(self, company, record):
        refresh_documents(company, self.entity, record)
        refresh_balance(company, self.name_entity, record[self.name_field]["value"])

    def _line(self, company, values, line, before):
        if line.get("Amount") is None:
            raise errors.missing("Line.Amount")
        if len(line.get("LinkedTxn") or ()) != 1:
            raise errors.missing("Line.LinkedTxn")
        link = line["LinkedTxn"][0]
        if link.get("TxnType") not in self.document_types:
            raise errors.bad_enumeration("Line.LinkedTxn.TxnType", link.get("TxnType"))
        document = company.store.get(link["TxnType"], link.get("TxnId"))
        if not document:
            raise errors.bad_reference("Line.LinkedTxn.TxnId", link.get("TxnId"))
        if document[self.name_field]["value"] != values[self.name_field]["value"]:
            raise errors.business(
                "A payment and what it is given to must have the same name.",
                "LinkedTxn",
            )
        amount = cents(line["Amount"])
        if amount <= 0:
            raise errors.business("The amount of a line must be above zero.", "Amount")
        link = {"TxnId": document["Id"], "TxnType": link["TxnType"]}
        return {"Amount": amount, "LinkedTxn": [link]}

    def _check_due(self, company, values, before):
        links = {
            (link["TxnType"], link["TxnId"])
            for line in values["Line"]
            for link in line["LinkedTxn"]
        }
        for entity, key in sorted(links):
            due = company.store.get(entity, key)["Balance"]
            if before:
                due += applied_to(before, entity, key)
            given = applied_to(values, entity, key)
            if given > due:
                raise errors.business(
                    f"The {entity} {key} has {due} left, less than {given}.", "Amount"
                )

    def _set_unapplied(self, values):
        """Credits that are used add to the money that is given out."""
        left = values["TotalAmt"]
        for line in values["Line"]:
            is_credit = line["LinkedTxn"][0]["TxnType"] in CREDITS
            left += line["Amount"] if is_credit else -line["Amount"]
        if left < 0:
            raise errors.business(
                "The total of a payment is less than what it gives out.", "TotalAmt"
            )
        values["UnappliedAmt"] = left


class Payments(PaymentResource):
    entity = "Payment"
    name_field = "CustomerRef"
    name_entity = "Customer"
    document_types = ("Invoice", "CreditMemo")
    fields = {
        **PAYMENT_FIELDS,
        "CustomerRef": Reference("Customer"),
        "PaymentMethodRef": FreeReference(),
        "PaymentRefNum": Text(21),
        "DepositToAccountRef": Reference("Account"),
        "ARAccountRef": Reference("Account"),
        "CreditCardPayment": ReadOnly(),
        "UnappliedAmt": ReadOnly(),
    }
