# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between the bridge's items and QuickBooks' JSON. Pure functions.

A line of a sale can't name its ledger account: it names an item, whose income account
counts. For each account the bridge keeps one service of its own, with its mark in
``Sku``. An item for a product has the product's code there, where it has one.
"""

from odoo.addons.accounting_bridge.tools.payloads import ItemOutcome, RemoteItem
from odoo.addons.accounting_bridge.tools.texts import clean, one_line
from odoo.addons.accounting_bridge.tools.wire import (
    moment_of,
    number_of,
    part_of,
    text_of,
    without_empty,
)

from .batch import creations_body, outcomes

_ENTITY = "Item"
_NAME_LENGTH = 100
_CODE_LENGTH = 100
_DESCRIPTION_LENGTH = 4000
_PURCHASE_DESCRIPTION_LENGTH = 1000


def items_body(payloads, expense_account=""):
    """The body of the batch that makes items.

    :param list[ItemPayload] payloads:
    :param str expense_account: id of an account of costs, which companies outside the
        United States must name with every item, though it is never bought
    :rtype: str
    """
    return creations_body(
        [(_ENTITY, _item(payload, expense_account)) for payload in payloads]
    )


def _item(payload, expense_account):
    expense_account = payload.purchase_account or expense_account
    description = clean(payload.description)
    return without_empty(
        {
            "Name": item_name(payload.name),
            "Sku": item_code(payload),
            "Type": "Service" if payload.is_service else "NonInventory",
            "Description": description[:_DESCRIPTION_LENGTH],
            "PurchaseDesc": description[:_PURCHASE_DESCRIPTION_LENGTH]
            if payload.purchase_account
            else "",
            "UnitPrice": payload.sales_price,
            "PurchaseCost": payload.purchase_price,
            "IncomeAccountRef": _reference(payload.account),
            "ExpenseAccountRef": _reference(expense_account),
        }
    )


def _reference(account):
    return {"value": account} if account else {}


def item_code(payload):
    """What stands in ``Sku``. A code that is too long is not cut: the key takes its
    place.

    :rtype: str
    """
    code = one_line(payload.code)
    return code if 0 < len(code) <= _CODE_LENGTH else payload.key


def item_name(name):
    """A name as QuickBooks takes it: without colons, quotes and line breaks.

    :rtype: str
    """
    name = name.replace(":", " - ").replace('"', "'")
    return one_line(name)[:_NAME_LENGTH].rstrip()


def remote_item(record):
    """:param dict record: of ``SELECT *, Sku FROM Item``
    :rtype: RemoteItem
    """
    key = text_of(record.get("Id"))
    income_account = text_of(part_of(record, "IncomeAccountRef").get("value"))
    # What is kept in stock is bought to the account of the stock.
    is_stock = record.get("Type") == "Inventory"
    expense_name = "AssetAccountRef" if is_stock else "ExpenseAccountRef"
    expense_account = text_of(part_of(record, expense_name).get("value"))
    return RemoteItem(
        remote_id=key,
        remote_key=key,
        name=text_of(record.get("FullyQualifiedName") or record.get("Name")),
        key=text_of(record.get("Sku")),
        account=income_account,
        is_active=record.get("Active") is not False
        and record.get("status") != "Deleted",
        updated_at=moment_of(part_of(record, "MetaData").get("LastUpdatedTime")),
        code=text_of(record.get("Sku")),
        description=text_of(record.get("Description")),
        sales_price=_price(record, "UnitPrice"),
        purchase_price=_price(record, "PurchaseCost"),
        purchase_account=expense_account,
        is_sold=bool(income_account),
        is_purchased=bool(expense_account),
    )


def _price(record, name):
    return None if record.get(name) is None else number_of(record[name])


def item_outcomes(payloads, elements):
    """The verdicts on the items of a batch.

    :param list[ItemPayload] payloads: in the order of the body
    :param list[dict] elements: of ``BatchItemResponse``
    :return: None where the answer does not fit to what was sent
    :rtype: list[ItemOutcome] | None
    """
    return outcomes(payloads, elements, [_ENTITY], _item_outcome)


def _item_outcome(payload, verdict):
    item = remote_item(verdict.record) if verdict.record else None
    return ItemOutcome(payload.key, item, verdict.words)
