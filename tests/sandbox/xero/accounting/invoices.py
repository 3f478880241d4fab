# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices (ACCREC) and bills (ACCPAY)."""

from decimal import Decimal

from . import wire
from .contacts import mark_as_partner
from .documents import ZERO, DocumentResource
from .resource import FULL, LIST, comma_list

#: What may still be changed once something was paid.
EDITABLE_WHEN_PAID = {
    "InvoiceID",
    "Status",
    "Reference",
    "DueDate",
    "InvoiceNumber",
    "BrandingThemeID",
    "Url",
    "PlannedPaymentDate",
}
LARGEST_ROUNDING = Decimal("0.10")
HAS_PAYMENTS = (
    "This change cannot be applied to the invoice because it has payments or "
    "credit notes allocated to it."
)


class Invoices(DocumentResource):
    kind = "Invoices"
    id_field = "InvoiceID"
    number_field = "InvoiceNumber"
    label = "Invoice"
    number_prefix = "INV-"
    date_fields = ("Date", "DueDate", "ExpectedPaymentDate", "PlannedPaymentDate")
    text_fields = ("Reference", "Url", "BrandingThemeID")
    complete_statuses = ("SUBMITTED", "AUTHORISED")
    transitions = {
        None: ("DRAFT", "SUBMITTED", "AUTHORISED"),
        "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
        "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
        "AUTHORISED": ("AUTHORISED", "VOIDED"),
        "PAID": ("PAID",),
        "VOIDED": (),
        "DELETED": (),
    }
    fields = (
        "InvoiceID",
        "InvoiceNumber",
        "Type",
        "Status",
        "Reference",
        "Contact",
        "Date",
        "DueDate",
        "CurrencyCode",
        "SubTotal",
        "TotalTax",
        "Total",
        "AmountDue",
        "AmountPaid",
        "AmountCredited",
        "UpdatedDateUTC",
    )

    def is_sale(self, document):
        return document.get("Type") == "ACCREC"

    def knows_discounts(self, document):
        return document["_is_sale"]

    def number_must_be_unique(self, document):
        return document.get("Type") == "ACCREC"

    def set_type(self, element, document, is_new, problems):
        given = element.get("Type")
        if is_new and given not in ("ACCREC", "ACCPAY"):
            problems.add("Invoice Type must be specified")
        elif not is_new and given not in (None, document["Type"]):
            problems.add("Invoice Type cannot be changed")
        problems.raise_if_any()
        document["Type"] = given or document["Type"]

    def check_edit(self, call, old, element, problems):
        settled = old["AmountPaid"] or old["AmountCredited"]
        if old["Status"] == "PAID" and old["_is_sale"]:
            problems.add("Invoice not of valid status for modification")
        elif settled and element.get("Status") == "VOIDED":
            problems.add(HAS_PAYMENTS)
        elif settled and set(element) - EDITABLE_WHEN_PAID:
            problems.add(HAS_PAYMENTS)

    def finish(self, call, document, element, is_new, problems):
        status = document["Status"]
        if status in self.complete_statuses and not document.get("DueDate"):
            problems.add("A DueDate must be specified.")
        if document["Total"] < 0:
            problems.add("The total of the document must not be negative.")
        self._set_rounding(call, document, element, problems)
        settle(document, ZERO, ZERO) if is_new else resettle(call.store, document)
        document["IsDiscounted"] = any(
            line.get("DiscountRate") or line.get("DiscountAmount")
            for line in document["LineItems"]
        )
        if not problems.messages:
            role = "IsCustomer" if document["_is_sale"] else "IsSupplier"
            mark_as_partner(call, document["_contact_id"], role)

    def _set_rounding(self, call, document, element, problems):
        """RoundingAmount: an organization's option, ten cents at most, and with
        the three totals once the document is no draft any more."""
        if element.get("RoundingAmount") in (None, ""):
            return
        amount = wire.read_decimal(element["RoundingAmount"])
        document["RoundingAmount"] = amount
        document |= self.sums(document)
        if not call.organization.rounding:
            problems.add("RoundingAmount is not enabled for this organisation.")
        elif abs(amount) > LARGEST_ROUNDING:
            problems.add("RoundingAmount must be between -0.10 and 0.10.")
        elif document["Status"] in self.complete_statuses:
            self._check_totals(document, element, problems)

    def _check_totals(self, document, element, problems):
        for name in ("SubTotal", "TotalTax", "Total"):
            value = document[name]
            if wire.read_decimal(element.get(name)) != value:
                problems.add(f"RoundingAmount: {name} must be sent and be {value}.")

    # -- lists -----------------------------------------------------------------------

    def select(self, call, records):
        query = call.query
        records = _in_list(records, "InvoiceID", query.get("IDs"))
        records = _in_list(records, "InvoiceNumber", query.get("InvoiceNumbers"))
        records = _in_list(records, "Status", query.get("Statuses"))
        records = _in_list(records, "_contact_id", query.get("ContactIDs"))
        if call.flag("createdByMyApp"):
            records = [each for each in records if each["_app"] == call.app]
        term = query.get("searchTerm", "").casefold()
        return [
            record
            for record in records
            if not term
            or term in (record["InvoiceNumber"] or "").casefold()
            or term in (record.get("Reference") or "").casefold()
        ]

    def render(self, call, record, detail):
        shown = super().render(call, record, detail)
        if detail != FULL:
            shown.pop("RoundingAmount", None)
        if detail in (LIST, FULL):
            shown["Payments"] = _payments_of(call.store, record)
            shown["CreditNotes"] = []
            shown["Prepayments"] = []
            shown["Overpayments"] = []
        return shown


def settle(document, paid, credited):
    """Set what is due, and the status that follows from it."""
    document["AmountPaid"] = paid
    document["AmountCredited"] = credited
    document["AmountDue"] = document["Total"] - paid - credited
    if document["Status"] in ("VOIDED", "DELETED"):
        document["AmountDue"] = ZERO
    elif document["Status"] in ("AUTHORISED", "PAID"):
        document["Status"] = "AUTHORISED" if document["AmountDue"] > 0 else "PAID"


def resettle(store, document):
    """Set what is due, from the payments and allocations that are stored."""
    invoice_id = document["InvoiceID"]
    paid = sum(
        (
            payment["Amount"]
            for payment in payments_of(store, invoice_id)
            if payment["Status"] == "AUTHORISED"
        ),
        ZERO,
    )
    credited = sum(
        (
            allocation["Amount"]
            for allocation in store.find("Allocations", _invoices, invoice_id)
        ),
        ZERO,
    )
    settle(document, paid, credited)


def payments_of(store, invoice_id):
    return store.find("Payments", _invoices, invoice_id)


def _invoices(part):
    """What a payment or an allocation of credit is given to."""
    return (part["_invoice_id"],)


def _in_list(records, name, text):
    wanted = comma_list(text)
    if not wanted:
        return records
    return [each for each in records if (each[name] or "").casefold() in wanted]


def _payments_of(store, record):
    return [
        {name: payment[name] for name in ("PaymentID", "Date", "Amount")}
        for payment in payments_of(store, record["InvoiceID"])
        if payment["Status"] == "AUTHORISED"
    ]
