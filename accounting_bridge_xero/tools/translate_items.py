# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between the bridge's items and Xero's JSON. Pure functions.

Xero's lines name an item by its ``Code``, which is unique.
"""

from odoo.addons.accounting_bridge.tools.payloads import ItemOutcome, RemoteItem
from odoo.addons.accounting_bridge.tools.texts import clean, one_line
from odoo.addons.accounting_bridge.tools.wire import (
    dumps,
    number_of,
    part_of,
    text_of,
    without_empty,
)

from .translate import errors_in, outcomes
from .wire import moment_of

_CODE_LENGTH = 30
_NAME_LENGTH = 50
_DESCRIPTION_LENGTH = 4000


# --- Out --------------------------------------------------------------------------


def items_body(payloads):
    """The body of the call that makes items.

    :param list[ItemPayload] payloads:
    :rtype: str
    """
    return dumps({"Items": [_item(payload) for payload in payloads]})


def _item(payload):
    description = clean(payload.description)[:_DESCRIPTION_LENGTH]
    is_sold = bool(payload.account)
    is_purchased = bool(payload.purchase_account)
    fields = {
        "Code": item_code(payload),
        "Name": one_line(payload.name)[:_NAME_LENGTH].rstrip(),
        "Description": description if is_sold else "",
        "PurchaseDescription": description if is_purchased else "",
        "SalesDetails": _details(payload.account, payload.sales_price),
        "PurchaseDetails": _details(payload.purchase_account, payload.purchase_price),
    }
    return {
        **without_empty(fields),
        "IsSold": is_sold,
        "IsPurchased": is_purchased,
    }


def item_code(payload):
    """The code of a new item. A code that is too long is not cut, since what is left
    of it may be another item's: the item gets its key instead.

    :rtype: str
    """
    code = one_line(payload.code)
    return code if 0 < len(code) <= _CODE_LENGTH else payload.key[:_CODE_LENGTH]


def _details(account, price):
    """One side of an item: nothing of it where the item has no such side."""
    if not account:
        return {}
    return without_empty({"AccountCode": account, "UnitPrice": price})


# --- Back -------------------------------------------------------------------------


def remote_item(record):
    """An item of Xero. What was paid for one that is kept in stock goes to its account
    for the cost of goods.

    :param dict record: of ``/Items``, with ``unitdp=4``
    :rtype: RemoteItem
    """
    code = text_of(record.get("Code"))
    sales = part_of(record, "SalesDetails")
    purchases = part_of(record, "PurchaseDetails")
    purchase_account = purchases.get("AccountCode") or purchases.get("COGSAccountCode")
    return RemoteItem(
        remote_id=text_of(record.get("ItemID")),
        remote_key=code,
        name=text_of(record.get("Name")) or code,
        key=code,
        account=text_of(sales.get("AccountCode")),
        updated_at=moment_of(record.get("UpdatedDateUTC")),
        code=code,
        description=text_of(record.get("Description")),
        sales_price=_price(sales),
        purchase_price=_price(purchases),
        purchase_account=text_of(purchase_account),
        is_sold=record.get("IsSold") is not False,
        is_purchased=record.get("IsPurchased") is not False,
    )


def _price(details):
    price = details.get("UnitPrice")
    return None if price is None else number_of(price)


def item_outcomes(payloads, body, elements):
    """The verdicts on the items of a call.

    :param list[ItemPayload] payloads: in the order of the body
    :param str body: what was sent
    :param list[dict] elements: what came back
    :return: None where the answer does not fit to what was sent
    :rtype: list[ItemOutcome] | None
    """
    return outcomes(payloads, body, elements, _item_token, _item_outcome)


def _item_token(element):
    return text_of(element.get("Code"))


def _item_outcome(payload, element):
    errors = errors_in(element)
    item = None if errors else remote_item(element)
    return ItemOutcome(key=payload.key, item=item, errors=errors)
