# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The page of one record, with the buttons that QuickBooks itself has."""

from html import escape

from ...page import buttons, table
from ..accounting.resources import RESOURCES
from ..accounting.wire import plain
from .addresses import address_of

NAMES = {
    "Invoice": "Invoice",
    "Bill": "Bill",
    "PurchaseOrder": "Purchase order",
    "CreditMemo": "Credit memo",
    "VendorCredit": "Vendor credit",
    "Payment": "Payment",
    "BillPayment": "Bill payment",
}
LINE_HEADINGS = ("Item or account", "Description", "Qty", "Rate", "Tax", "Amount")
_TOTALS = (("TotalAmt", "Total"), ("Balance", "Balance due"))
_DETAILS = (
    ("TxnDate", "Date"),
    ("DueDate", "Due date"),
    ("POStatus", "Status"),
    ("GlobalTaxCalculation", "Amounts"),
    ("PrivateNote", "Memo"),
)


def record_page(company, entity, record_id):
    """Title and HTML of a transaction, a name or an item."""
    record = company.store.get(entity, record_id)
    shown = plain(RESOURCES[entity].render(company, record))
    title = title_of(entity, shown)
    body = _transaction(company, shown) if entity in NAMES else _fields(shown)
    content = f"""
<p class="muted">{escape(company.name)}</p>
<div class="card"><h2>{escape(title)}
<span class="status">{status_of(shown)}</span></h2>
{body}
{buttons(_buttons_of(entity, shown))}
</div>"""
    return title, content


def title_of(entity, shown):
    """What a person calls the record."""
    name = shown.get("DisplayName") or shown.get("Name")
    if name:
        return name
    number = shown.get("DocNumber") or f"(no number, id {shown['Id']})"
    return f"{NAMES.get(entity, entity)} {number}"


def status_of(shown):
    """As a list in QuickBooks shows it."""
    if "POStatus" in shown:
        return escape(shown["POStatus"])
    if "Active" in shown:
        return "Active" if shown["Active"] else "Inactive"
    if (shown.get("PrivateNote") or "").startswith("Voided"):
        return "Voided"
    if "Balance" not in shown:
        return ""
    if not shown["Balance"]:
        return "Paid"
    return "Open" if shown["Balance"] == shown["TotalAmt"] else "Partly paid"


def name_of(shown):
    """The name of the customer or vendor."""
    reference = shown.get("CustomerRef") or shown.get("VendorRef") or {}
    return reference.get("name") or reference.get("value", "")


def _transaction(company, shown):
    currency = (shown.get("CurrencyRef") or {}).get("value", company.home_currency)
    facts = [("Name", escape(name_of(shown))), ("Currency", currency)]
    for field, label in _DETAILS:
        if shown.get(field):
            facts.append((label, escape(shown[field]).replace("\n", "<br>")))
    for link in shown.get("LinkedTxn") or ():
        facts.append(("Linked", _link(company, link)))
    lines = [_line(each) for each in shown.get("Line", ())]
    totals = [
        (f"<b>{label}</b>", _amount(shown[field]))
        for field, label in _TOTALS
        if field in shown
    ]
    tax = shown.get("TxnTaxDetail") or {}
    totals.insert(0, ("<b>Tax</b>", _amount(tax.get("TotalTax", 0))))
    return (
        table(("", ""), facts)
        + table(LINE_HEADINGS, lines, numeric=(2, 3, 5))
        + f"<div class='totals'>{table(('', ''), totals, numeric=(1,))}</div>"
    )


def _link(company, link):
    entity = link["TxnType"]
    entity = "BillPayment" if entity.startswith("BillPayment") else entity
    address = address_of(company, entity, link["TxnId"])
    text = f"{NAMES.get(entity, entity)} {link['TxnId']}"
    return f"<a href='{escape(address)}'>{escape(text)}</a>"


def _line(line):
    if line.get("DetailType") == "SubTotalLineDetail":
        return ("<i>Subtotal</i>", "", "", "", "", _amount(line["Amount"]))
    detail = line.get(line.get("DetailType", ""), {})
    target = detail.get("ItemRef") or detail.get("AccountRef") or {}
    code = (detail.get("TaxCodeRef") or {}).get("value", "")
    return (
        escape(target.get("name") or line.get("DetailType", "")),
        escape(line.get("Description") or ""),
        escape(str(detail.get("Qty", ""))),
        escape(str(detail.get("UnitPrice", ""))),
        escape(code),
        _amount(line.get("Amount", 0)),
    )


def _fields(shown):
    """Every simple property, and those of addresses."""
    rows = []
    for name, value in shown.items():
        if isinstance(value, dict):
            value = ", ".join(str(each) for each in value.values())
        if not isinstance(value, (list, dict)) and value not in ("", None):
            rows.append((escape(name), escape(str(value))))
    return table(("Field", "Value"), rows)


def _buttons_of(entity, shown):
    if "Active" in shown:
        if shown["Active"]:
            return (("deactivate", "Make inactive"),)
        return (("activate", "Make active"),)
    named = []
    if entity in ("Invoice", "Bill"):
        if shown.get("Balance"):
            named.append(("pay", "Pay all that is due"))
        if shown.get("Balance") != shown.get("TotalAmt"):
            named.append(("unpay", "Take payments back"))
    if entity == "Invoice" and status_of(shown) != "Voided":
        named.append(("void", "Void"))
    return (*named, ("delete", "Delete"))


def _amount(value):
    return f"{value:,.2f}"
