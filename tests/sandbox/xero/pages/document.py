# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The page of one document, with the buttons that Xero itself has."""

from html import escape

from ...page import buttons, table
from ..view import render_one

LINE_HEADINGS = (
    "Item",
    "Description",
    "Quantity",
    "Unit price",
    "Disc. %",
    "Account",
    "Tax",
    "Tax amount",
    "Amount",
)
NAMES = {
    "ACCREC": "Invoice",
    "ACCPAY": "Bill",
    "ACCRECCREDIT": "Credit note",
    "ACCPAYCREDIT": "Supplier credit note",
}
NUMBERS = {
    "Invoices": "InvoiceNumber",
    "CreditNotes": "CreditNoteNumber",
    "PurchaseOrders": "PurchaseOrderNumber",
}
_EARLY = (("approve", "Approve"), ("delete", "Delete"))
#: Status -> the buttons: action and text.
BUTTONS = {
    "DRAFT": (("submit", "Submit for approval"), *_EARLY),
    "SUBMITTED": _EARLY,
    "AUTHORISED": (("pay", "Pay all that is due"), ("void", "Void")),
    "PAID": (("unpay", "Take payments back"),),
}
ORDER_BUTTONS = (("bill", "Mark as billed"), ("delete", "Delete"))


def document_page(state, organization, kind, record_id):
    """Title and HTML of an invoice, bill, purchase order or credit note."""
    document = render_one(state, organization, kind, record_id)
    name = NAMES.get(document.get("Type"), "Purchase order")
    number = document[NUMBERS[kind]] or "(no number)"
    content = f"""
<p class="muted">{escape(organization.name)}</p>
<div class="card"><h2>{name} {escape(number)}
<span class="status">{document["Status"]}</span></h2>
{_facts(document)}
{_lines(document)}
{_totals(document)}
{_buttons(kind, document["Status"])}
</div>"""
    return f"{name} {number}", content


def contact_page(state, organization, kind, record_id):
    """Title and HTML of a contact."""
    contact = render_one(state, organization, kind, record_id)
    rows = [
        (escape(name), escape(str(value)))
        for name, value in contact.items()
        if isinstance(value, str) and value
    ]
    for address in contact["Addresses"]:
        lines = [text for field, text in address.items() if field != "AddressType"]
        shown = ", ".join(text for text in lines if text)
        rows.append((address["AddressType"], escape(shown)))
    content = f"""
<p class="muted">{escape(organization.name)}</p>
<div class="card"><h2>{escape(contact["Name"])}</h2>
{table(("Field", "Value"), rows)}</div>"""
    return contact["Name"], content


def _facts(document):
    contact = document["Contact"]
    link = f"/go/Contacts/{contact['ContactID']}"
    facts = [
        ("Contact", f"<a href='{link}'>{escape(contact['Name'])}</a>"),
        ("Date", document["Date"].isoformat()),
    ]
    for field, label in (("DueDate", "Due date"), ("DeliveryDate", "Delivery date")):
        if field in document:
            facts.append((label, document[field].isoformat()))
    if document.get("Reference"):
        facts.append(("Reference", escape(document["Reference"])))
    facts.append(("Amounts", f"Tax {document['LineAmountTypes'].lower()}"))
    currency = f"{document['CurrencyCode']} at {document['CurrencyRate']}"
    facts.append(("Currency", currency))
    if document.get("Url"):
        address = escape(document["Url"])
        facts.append(("Source", f"<a href='{address}'>Go to {address}</a>"))
    return table(("", ""), facts)


def _lines(document):
    names = (
        "ItemCode",
        "Description",
        "Quantity",
        "UnitAmount",
        "DiscountRate",
        "AccountCode",
        "TaxType",
        "TaxAmount",
        "LineAmount",
    )
    rows = []
    for line in document["LineItems"]:
        if line.get("_is_text"):
            text = f"<i>{escape(line['Description'])}</i>"
            rows.append(("", text, *[""] * 7))
        else:
            rows.append([escape(str(line.get(name, ""))) for name in names])
    return table(LINE_HEADINGS, rows, numeric=(2, 3, 4, 7, 8))


def _totals(document):
    names = (
        ("SubTotal", "Subtotal"),
        ("TotalTax", "Tax"),
        ("RoundingAmount", "Rounding"),
        ("Total", "Total"),
        ("AmountPaid", "Paid"),
        ("AmountCredited", "Credited"),
        ("AmountDue", "Due"),
    )
    rows = [
        (f"<b>{label}</b>", str(document[name]))
        for name, label in names
        if name in document
    ]
    return f"<div class='totals'>{table(('', ''), rows, numeric=(1,))}</div>"


def _buttons(kind, status):
    named = BUTTONS.get(status, ())
    if kind == "PurchaseOrders" and status == "AUTHORISED":
        named = ORDER_BUTTONS
    if kind == "CreditNotes" and status == "AUTHORISED":
        named = (("void", "Void"),)
    return buttons(named)
