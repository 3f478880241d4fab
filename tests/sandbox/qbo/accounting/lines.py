# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The lines of sales and of purchases: what they hold, what is refused."""

from decimal import Decimal

from .. import errors
from .amounts import ZERO, cents, percent_of
from .fields import (
    CUSTOM_FIELD,
    LINKED_TXN,
    Choice,
    Day,
    Flag,
    FreeReference,
    Group,
    Many,
    Number,
    ReadOnly,
    Reference,
    Text,
)

SALES_ITEM = "SalesItemLineDetail"
DISCOUNT = "DiscountLineDetail"
SUBTOTAL = "SubTotalLineDetail"
TEXT_ONLY = "DescriptionOnly"
ACCOUNT_EXPENSE = "AccountBasedExpenseLineDetail"
ITEM_EXPENSE = "ItemBasedExpenseLineDetail"
SALES_DETAILS = (SALES_ITEM, DISCOUNT, SUBTOTAL, TEXT_ONLY)
PURCHASE_DETAILS = (ACCOUNT_EXPENSE, ITEM_EXPENSE)
#: The property that holds a line's detail, where it isn't named as its type.
_DETAIL_KEYS = {TEXT_ONLY: "DescriptionLineDetail"}
#: Accounts that belong to customers and vendors, never to a line.
_LEDGERS_OF_NAMES = ("Accounts Receivable", "Accounts Payable")

#: QuickBooks computes no tax on more; the sandbox asks it of all documents.
MOST_LINES = 750

_PRICED = {
    "ItemRef": Reference("Item"),
    "Qty": Number(),
    "UnitPrice": Number(),
    "RatePercent": Number(),
    "PriceLevelRef": FreeReference(),
    "MarkupInfo": ReadOnly(),
    "ClassRef": FreeReference(),
    "TaxCodeRef": FreeReference(),
    "TaxInclusiveAmt": Number(),
    "TaxClassificationRef": FreeReference(),
}
_EXPENSE = {
    "CustomerRef": Reference("Customer"),
    "BillableStatus": Choice("Billable", "NotBillable", "HasBeenBilled"),
}
LINE = Group(
    Id=Text(),
    LineNum=Number(),
    Description=Text(4000),
    Amount=Number(),
    DetailType=Text(),
    LinkedTxn=Many(LINKED_TXN),
    CustomField=Many(CUSTOM_FIELD),
    CustomExtensions=ReadOnly(),
    Received=Number(),
    SalesItemLineDetail=Group(
        **_PRICED,
        ServiceDate=Day(),
        ItemAccountRef=ReadOnly(),
        DiscountRate=Number(),
        DiscountAmt=Number(),
        DeferredRevenue=Flag(),
    ),
    DiscountLineDetail=Group(
        Discount=ReadOnly(),
        PercentBased=Flag(),
        DiscountPercent=Number(),
        DiscountAccountRef=Reference("Account"),
        ClassRef=FreeReference(),
        TaxCodeRef=FreeReference(),
        ServiceDate=Day(),
    ),
    SubTotalLineDetail=Group(ItemRef=ReadOnly()),
    # So the Python SDK calls it.
    SubtotalLineDetail=ReadOnly(),
    DescriptionLineDetail=Group(ServiceDate=Day(), TaxCodeRef=FreeReference()),
    AccountBasedExpenseLineDetail=Group(
        **_EXPENSE,
        AccountRef=Reference("Account"),
        TaxCodeRef=FreeReference(),
        TaxAmount=Number(),
        TaxInclusiveAmt=Number(),
        ClassRef=FreeReference(),
        MarkupInfo=ReadOnly(),
    ),
    ItemBasedExpenseLineDetail=Group(**_PRICED, **_EXPENSE),
)


def detail_of(line):
    """The object that says what a line is about; {} for a text."""
    key = _DETAIL_KEYS.get(line["DetailType"], line["DetailType"])
    return line.get(key) or {}


def has_amount(line):
    """Is it neither text nor sum nor discount?"""
    return line["DetailType"] in (SALES_ITEM, *PURCHASE_DETAILS)


def net_of(lines):
    """The sum of the lines, before discount and tax."""
    return sum((line["Amount"] for line in lines if has_amount(line)), ZERO)


def discount_of(lines):
    """What a discount line takes off; positive."""
    amounts = (line["Amount"] for line in lines if line["DetailType"] == DISCOUNT)
    return sum(amounts, ZERO)


def complete_lines(company, lines, is_sale):
    """Check the lines of a request; returns them as they are stored.

    Amounts are net or gross, as they came: taxes are another's matter.
    """
    kinds = SALES_DETAILS if is_sale else PURCHASE_DETAILS
    kept = []
    for line in lines or ():
        if not line.get("DetailType"):
            raise errors.missing("Line.DetailType")
        if line["DetailType"] not in kinds:
            raise errors.bad_enumeration("Line.DetailType", line["DetailType"])
        if line["DetailType"] != SUBTOTAL:
            kept.append(_complete_line(company, dict(line), is_sale))
    if not any(has_amount(line) for line in kept):
        raise errors.missing("Line")
    if len(kept) > MOST_LINES:
        raise errors.business(f"A transaction has at most {MOST_LINES} lines.")
    _set_discount(company, kept)
    _number(kept)
    return kept


def with_subtotal(lines):
    """The lines and the sum that QuickBooks adds to those of a sale."""
    return [
        *(line for line in lines if line["DetailType"] != SUBTOTAL),
        {"Amount": net_of(lines), "DetailType": SUBTOTAL, SUBTOTAL: {}},
    ]


def _complete_line(company, line, is_sale):
    kind = line["DetailType"]
    if kind == TEXT_ONLY:
        return _text_line(line)
    if line.get(kind) is None:
        raise errors.missing(f"Line.{kind}")
    line[kind] = {
        name: value for name, value in line[kind].items() if value is not None
    }
    if kind == DISCOUNT:
        return line
    if kind == SALES_ITEM and not line[kind].get("ItemRef"):
        return _text_line(line)
    if line.get("Amount") is None:
        raise errors.missing("Line.Amount")
    line["Amount"] = cents(line["Amount"])
    if kind == ACCOUNT_EXPENSE:
        _check_account(company, line[kind])
    else:
        _check_item(company, line[kind], is_sale)
        _check_product(line["Amount"], line[kind])
    return line


def _text_line(line):
    """A line without an item is a text; what it costs is not asked."""
    kept = {name: line[name] for name in ("Id", "Description") if line.get(name)}
    return {**kept, "DetailType": TEXT_ONLY, "DescriptionLineDetail": {}}


def _check_account(company, detail):
    if not detail.get("AccountRef"):
        raise errors.missing("Line.AccountBasedExpenseLineDetail.AccountRef")
    account = company.store.get("Account", detail["AccountRef"]["value"])
    if account["AccountType"] in _LEDGERS_OF_NAMES:
        raise errors.business(
            f"A line cannot use the account {account['Name']} of the type "
            f"{account['AccountType']}.",
            "AccountRef",
        )


def _check_item(company, detail, is_sale):
    if not detail.get("ItemRef"):
        raise errors.missing("Line.ItemBasedExpenseLineDetail.ItemRef")
    item = company.store.get("Item", detail["ItemRef"]["value"])
    side = "IncomeAccountRef" if is_sale else "ExpenseAccountRef"
    if item["Type"] == "Category" or not item.get(side):
        raise errors.business(
            f"The product or service {item['Name']} has no {side}.", "ItemRef"
        )


def _check_product(amount, detail):
    """Two zeros are what the Python SDK sends for "not given"."""
    quantity, price = detail.get("Qty"), detail.get("UnitPrice")
    if quantity is None or price is None or (not quantity and not price):
        return
    expected = cents(quantity * price)
    if amount != expected:
        raise errors.amount_differs(
            f"Amount is not equal to UnitPrice * Qty. Supplied value: {amount}, "
            f"expected value: {expected}"
        )


def _set_discount(company, lines):
    discounts = [line for line in lines if line["DetailType"] == DISCOUNT]
    if not discounts:
        return
    if not company.settings.allow_discount:
        raise errors.business("Discounts are not enabled for this company.")
    if len(discounts) > 1:
        raise errors.business("A transaction has at most one discount line.")
    line = discounts[0]
    detail = line[DISCOUNT]
    if detail.get("PercentBased"):
        percent = detail.get("DiscountPercent") or Decimal(0)
        line["Amount"] = percent_of(net_of(lines), percent)
    elif line.get("Amount") is None:
        raise errors.missing("Line.Amount")
    line["Amount"] = cents(line["Amount"])


def _number(lines):
    """Ids and places; an id that comes back is kept."""
    given = {line.get("Id") for line in lines}
    last = max((int(each) for each in given if each and each.isdigit()), default=0)
    for place, line in enumerate(lines, 1):
        if not line.get("Id") or line["Id"] == "0":
            last += 1
            line["Id"] = str(last)
        line["LineNum"] = Decimal(place)
