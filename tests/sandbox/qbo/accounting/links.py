# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which transactions belong together: bills with orders, payments with documents."""

from .. import errors
from .amounts import ZERO, split
from .balances import PAYMENTS_OF, applied_to, payments_of, settle
from .lines import detail_of, has_amount, net_of

ORDER = "PurchaseOrder"


# -- bills and purchase orders -----------------------------------------------------


def order_links(values):
    """The orders that a bill names, at its head or on a line; each once."""
    named = [
        link
        for place in (values, *values["Line"])
        for link in place.get("LinkedTxn") or ()
        if link.get("TxnType") == ORDER
    ]
    keys = dict.fromkeys(link.get("TxnId") for link in named)
    return [{"TxnId": key, "TxnType": ORDER} for key in keys]


def check_order_links(company, values, before):
    """An order must be there, open, and the same vendor's."""
    already = {link["TxnId"] for link in order_links(before)} if before else set()
    for link in order_links(values):
        order = company.store.get(ORDER, link["TxnId"])
        if not order:
            raise errors.bad_reference("LinkedTxn.TxnId", link["TxnId"])
        if order["VendorRef"]["value"] != values["VendorRef"]["value"]:
            raise cannot_link("The purchase order is another vendor's.")
        if order["POStatus"] == "Closed" and order["Id"] not in already:
            raise cannot_link(f"The purchase order {order['Id']} is closed.")
    _check_line_links(company, values)


def refresh_orders(company, *bills):
    """Set the links and the status of every order that the bills name."""
    keys = {link["TxnId"] for bill in bills if bill for link in order_links(bill)}
    for key in keys:
        order = company.store.get(ORDER, key)
        if order:
            _refresh_order(company, order)


def set_order_status(company, order):
    """Open, or Closed when all of it is billed or a person has closed it."""
    bills = bills_of(company, order)
    order["LinkedTxn"] = [{"TxnId": bill["Id"], "TxnType": "Bill"} for bill in bills]
    is_closed = order.get("_is_closed_by_hand") or _is_billed(company, order, bills)
    order["POStatus"] = "Closed" if is_closed else "Open"


def bills_of(company, order):
    if not order.get("Id"):
        return []
    return company.store.find("Bill", _billed_orders, order["Id"])


def _billed_orders(bill):
    return {link["TxnId"] for link in order_links(bill)}


def _refresh_order(company, order):
    was = order["POStatus"], order["LinkedTxn"]
    set_order_status(company, order)
    if was != (order["POStatus"], order["LinkedTxn"]):
        company.store.touch(ORDER, order)


def _check_line_links(company, values):
    for line in values["Line"]:
        for link in line.get("LinkedTxn") or ():
            if link.get("TxnType") != ORDER or not link.get("TxnLineId"):
                continue
            order = company.store.get(ORDER, link["TxnId"])
            lines = {each["Id"] for each in order["Line"]}
            if link["TxnLineId"] not in lines:
                raise errors.bad_reference("LinkedTxn.TxnLineId", link["TxnLineId"])


def _is_billed(company, order, bills):
    """Is every line billed by lines linked with it, or the sum by the rest?"""
    rest = sum((_billed_at_large(company, bill, order) for bill in bills), ZERO)
    if bills and rest >= net_of(order["Line"]):
        return True
    lines = [line for line in order["Line"] if has_amount(line)]
    return bool(bills) and all(_is_line_billed(order, line, bills) for line in lines)


def _is_line_billed(order, line, bills):
    links = [
        (billed, link)
        for bill in bills
        for billed in bill["Line"]
        for link in billed.get("LinkedTxn") or ()
    ]
    billing = [
        billed
        for billed, link in links
        if link.get("TxnId") == order["Id"] and link.get("TxnLineId") == line["Id"]
    ]
    if not billing:
        return False
    ordered = detail_of(line).get("Qty")
    billed = [detail_of(each).get("Qty") for each in billing]
    if ordered and all(billed):
        return sum(billed) >= ordered
    return sum(each["Amount"] for each in billing) >= line["Amount"]


def _billed_at_large(company, bill, order):
    """What a bill bills of an order without naming the order's lines.

    Several orders share it in proportion to their sums.
    """
    total = sum(
        (
            line["Amount"]
            for line in bill["Line"]
            if has_amount(line) and not _names_a_line(line)
        ),
        ZERO,
    )
    sums = {
        link["TxnId"]: net_of(company.store.get(ORDER, link["TxnId"])["Line"])
        for link in order_links(bill)
    }
    if len(sums) == 1:
        return total
    parts = split(total, list(sums.values()))
    return dict(zip(sums, parts, strict=True))[order["Id"]]


def _names_a_line(line):
    return any(link.get("TxnLineId") for link in line.get("LinkedTxn") or ())


# -- payments ------------------------------------------------------------------------


def check_no_payments(company, entity, record):
    if payments_of(company, entity, record["Id"]):
        raise errors.QboFault(
            "800",
            "Dependent Transaction Error",
            f"The {entity} {record['Id']} has payments; take them off first.",
        )


def release_payments(company, entity, record):
    """Take a document off its payments: what they gave it is unapplied."""
    for payment in payments_of(company, entity, record["Id"]):
        payment["UnappliedAmt"] = payment.get("UnappliedAmt", ZERO) + applied_to(
            payment, entity, record["Id"]
        )
        payment["Line"] = [
            line
            for line in payment["Line"]
            if not any(
                link["TxnType"] == entity and link["TxnId"] == record["Id"]
                for link in line["LinkedTxn"]
            )
        ]
        company.store.touch(PAYMENTS_OF[entity], payment)


def refresh_documents(company, payment_entity, *payments):
    """Settle every document that the payments, old and new, are linked with."""
    types = [each for each, kind in PAYMENTS_OF.items() if kind == payment_entity]
    links = {
        (link["TxnType"], link["TxnId"])
        for payment in payments
        if payment
        for line in payment["Line"]
        for link in line["LinkedTxn"]
    }
    for entity, key in sorted(links):
        document = company.store.get(entity, key) if entity in types else None
        if document:
            settle(company, entity, document)
            company.store.touch(entity, document)


def cannot_link(detail):
    return errors.QboFault("620", "Transaction cannot be linked", detail, "LinkedTxn")
