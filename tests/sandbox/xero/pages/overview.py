# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What arrived, organization by organization."""

from html import escape

from ...page import table
from ..view import render_all

#: kind, Type, heading, id field, number field.
SECTIONS = (
    ("Invoices", "ACCREC", "Invoices", "InvoiceID", "InvoiceNumber"),
    ("Invoices", "ACCPAY", "Bills", "InvoiceID", "InvoiceNumber"),
    (
        "PurchaseOrders",
        None,
        "Purchase orders",
        "PurchaseOrderID",
        "PurchaseOrderNumber",
    ),
    ("CreditNotes", None, "Credit notes", "CreditNoteID", "CreditNoteNumber"),
)
HEADINGS = (
    "Number",
    "Contact",
    "Date",
    "Status",
    "Lines",
    "Total",
    "Due",
    "Came from",
)
#: Contacts that are named before the rest is only counted.
MOST_NAMES = 20


def overview(state):
    parts = [
        _organization(state, organization)
        for organization in state.organizations.values()
    ]
    return "<h1>What arrived</h1>" + "".join(parts)


def _organization(state, organization):
    sections = [_section(state, organization, *each) for each in SECTIONS]
    content = "".join(sections) or "<p class='muted'>Nothing yet.</p>"
    contacts = render_all(state, organization, "Contacts")
    names = ", ".join(
        f"<a href='/go/Contacts/{each['ContactID']}'>{escape(each['Name'])}</a>"
        for each in contacts[-MOST_NAMES:]
    )
    if len(contacts) > MOST_NAMES:
        names += f" and {len(contacts) - MOST_NAMES} more"
    return (
        f"<div class='card'><h2>{escape(organization.name)} "
        f"<span class='muted'>{organization.currency}</span></h2>{content}"
        f"<p class='muted'>Contacts: {names}</p></div>"
    )


def _section(state, organization, kind, type_, heading, id_field, number_field):
    documents = [
        each
        for each in render_all(state, organization, kind)
        if type_ is None or each["Type"] == type_
    ]
    if not documents:
        return ""
    rows = []
    for each in reversed(documents):
        address = f"/go/{kind}/{each[id_field]}"
        number = escape(each[number_field] or "(no number)")
        rows.append(
            (
                f"<a href='{address}'>{number}</a>",
                escape(each["Contact"]["Name"]),
                each["Date"].isoformat(),
                f"<span class='status'>{each['Status']}</span>",
                str(len(each["LineItems"])),
                f"{each['Total']} {each['CurrencyCode']}",
                str(each.get("AmountDue", "")),
                _source(each),
            )
        )
    return f"<h3>{heading}</h3>" + table(HEADINGS, rows, numeric=(4, 5, 6))


def _source(document):
    address = escape(document.get("Url") or "")
    return f"<a href='{address}'>{address}</a>" if address else ""
