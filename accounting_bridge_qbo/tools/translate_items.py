# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between the bridge's items and QuickBooks' JSON. Pure functions.

A line of a sale can't name its ledger account: it names an item, whose income account
counts. For each account the bridge keeps one service of its own, with its mark in
``Sku``.
"""

from odoo.addons.accounting_bridge.tools.payloads import ItemOutcome, RemoteItem
from odoo.addons.accounting_bridge.tools.texts import one_line
from odoo.addons.accounting_bridge.tools.wire import (
    moment_of,
    part_of,
    text_of,
    without_empty,
)

from .batch import creations_body, outcomes

_ENTITY = "Item"
_NAME_LENGTH = 100


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
    item = {
        "Name": item_name(payload.name),
        "Sku": payload.key,
        "Type": "Service",
        "IncomeAccountRef": {"value": payload.account},
    }
    if expense_account:
        item["ExpenseAccountRef"] = {"value": expense_account}
    return without_empty(item)


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
    return RemoteItem(
        remote_id=key,
        remote_key=key,
        name=text_of(record.get("FullyQualifiedName") or record.get("Name")),
        key=text_of(record.get("Sku")),
        account=text_of(part_of(record, "IncomeAccountRef").get("value")),
        is_active=record.get("Active") is not False
        and record.get("status") != "Deleted",
        updated_at=moment_of(part_of(record, "MetaData").get("LastUpdatedTime")),
    )


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
