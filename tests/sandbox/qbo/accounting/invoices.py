# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices."""

from datetime import date, timedelta

from .. import errors
from .amounts import ZERO
from .fields import (
    ADDRESS,
    EMAIL,
    Choice,
    Day,
    Flag,
    FreeReference,
    Group,
    Number,
    ReadOnly,
    Reference,
    Text,
)
from .lines import detail_of, has_amount
from .links import release_payments
from .transactions import DOCUMENT_FIELDS, DocumentResource

#: Days until an invoice is due whose terms don't say so.
DAYS_DUE = 30
SALES_FIELDS = {
    **DOCUMENT_FIELDS,
    "CustomerRef": Reference("Customer"),
    "BillAddr": ADDRESS,
    "ShipAddr": ADDRESS,
    "ShipFromAddr": ADDRESS,
    "FreeFormAddress": Flag(),
    "BillEmail": EMAIL,
    "BillEmailCc": EMAIL,
    "BillEmailBcc": EMAIL,
    "CustomerMemo": Group(value=Text(1000)),
    "EmailStatus": Choice("NotSet", "NeedToSend", "EmailSent"),
    "PrintStatus": Choice("NotSet", "NeedToPrint", "PrintComplete"),
    "ApplyTaxAfterDiscount": Flag(),
    "AutoDocNumber": Flag(),
    "PaymentMethodRef": FreeReference(),
    "DepositToAccountRef": Reference("Account"),
    "ShipMethodRef": FreeReference(),
    "ProjectRef": FreeReference(),
}


class SaleResource(DocumentResource):
    name_field = "CustomerRef"
    name_entity = "Customer"
    is_sale = True

    def set_header(self, company, values, before):
        customer = company.store.get("Customer", values["CustomerRef"]["value"])
        for name in ("BillAddr", "ShipAddr"):
            if not values.get(name) and customer.get(name):
                values[name] = dict(customer[name])
        values.setdefault("EmailStatus", "NotSet")
        values.setdefault("PrintStatus", "NotSet")
        values["ApplyTaxAfterDiscount"] = bool(values.get("ApplyTaxAfterDiscount"))
        if values["EmailStatus"] == "NeedToSend" and not values.get("BillEmail"):
            raise errors.missing("BillEmail")
        if values.pop("AutoDocNumber", None) and not values.get("DocNumber"):
            values["DocNumber"] = "AUTO_GENERATE"


class Invoices(SaleResource):
    entity = "Invoice"
    fields = {
        **SALES_FIELDS,
        "ShipDate": Day(),
        "TrackingNum": Text(31),
        "Deposit": Number(),
        "AllowIPNPayment": Flag(),
        "AllowOnlinePayment": Flag(),
        "AllowOnlineCreditCardPayment": Flag(),
        "AllowOnlineACHPayment": Flag(),
        "InvoiceLink": ReadOnly(),
        "EInvoiceStatus": ReadOnly(),
        "DeliveryInfo": ReadOnly(),
        "invoiceStatus": ReadOnly(),
    }

    def set_header(self, company, values, before):
        super().set_header(company, values, before)
        if not values.get("DueDate"):
            day = date.fromisoformat(values["TxnDate"]) + timedelta(days=DAYS_DUE)
            values["DueDate"] = day.isoformat()
        for name in ("IPNPayment", "OnlineCreditCardPayment", "OnlineACHPayment"):
            values.setdefault(f"Allow{name}", False)

    def void(self, company, body):
        """The invoice stays, with nothing in it; its payments become unapplied."""
        record = self.target(company, body)
        self.check_open(company, None, record)
        release_payments(company, self.entity, record)
        note = record.get("PrivateNote")
        record["PrivateNote"] = f"Voided - {note}" if note else "Voided"
        record["Line"] = [_emptied(line) for line in record["Line"]]
        record["TxnTaxDetail"] = {"TotalTax": ZERO}
        record["TotalAmt"] = record["Balance"] = ZERO
        record["LinkedTxn"] = []
        for name in ("HomeTotalAmt", "HomeBalance"):
            if name in record:
                record[name] = ZERO
        company.store.touch(self.entity, record)
        self.after_save(company, record, None)
        return record


def _emptied(line):
    line = dict(line)
    if "Amount" in line:
        line["Amount"] = ZERO
    if has_amount(line):
        detail = dict(detail_of(line))
        for name in ("Qty", "TaxInclusiveAmt"):
            if name in detail:
                detail[name] = ZERO
        line[line["DetailType"]] = detail
    return line
