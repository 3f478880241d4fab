# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""POST /batch: up to thirty items, each with a verdict of its own.

The order of the items promises nothing: queries see nothing of what is written
beside them, and the answers come in another order than the items.
"""

from .. import errors
from . import wire
from .call import option_set
from .cdc import changes
from .idempotency import LONGEST_BATCH_ITEM
from .query import run_query
from .writes import ENTITY_OF_PATH, OPERATIONS, write

_ENTITIES = set(ENTITY_OF_PATH.values())
_NAMES = ("bId", "operation", "optionsData")


def run_batch(call, once):
    """The list of answers.

    :param once: function(bId, work) that does the work of an item once
    """
    items = call.body.get("BatchItemRequest")
    _check(call, items)
    answers = {}
    for item in sorted(items, key=_is_write):
        answers[item["bId"]] = once(item["bId"], _Work(call.company, item))
    return [answers[item["bId"]] for item in reversed(items)]


def _check(call, items):
    if not isinstance(items, list) or not items:
        raise errors.missing("BatchItemRequest")
    limit = call.state.settings.batch_limit
    if len(items) > limit:
        raise errors.batch_too_large(limit)
    names = [item.get("bId") if isinstance(item, dict) else None for item in items]
    if not all(isinstance(name, str) and name for name in names):
        raise errors.missing("bId")
    if len(set(names)) < len(names):
        raise errors.bad_format("bId", "Every bId of a batch must be another one")
    if call.query.get("requestid") and max(map(len, names)) > LONGEST_BATCH_ITEM:
        raise errors.too_long("bId", LONGEST_BATCH_ITEM)


def _is_write(item):
    return "Query" not in item and "CDCQuery" not in item


class _Work:
    """One item's work, to be called at most once."""

    def __init__(self, company, item):
        self._company = company
        self._item = item

    def __call__(self):
        try:
            answer = self._answer()
        except errors.QboFault as fault:
            answer = {"Fault": wire.fault_body(fault)}
        return wire.plain({**answer, "bId": self._item["bId"]})

    def _answer(self):
        if "Query" in self._item:
            found = run_query(self._company, str(self._item["Query"]))
            return {"QueryResponse": found}
        if "CDCQuery" in self._item:
            asked = self._item["CDCQuery"] or {}
            found = changes(
                self._company, asked.get("Entities"), asked.get("ChangedSince")
            )
            return {"CDCResponse": found}
        return self._write()

    def _write(self):
        names = [name for name in self._item if name not in _NAMES]
        if len(names) != 1 or names[0] not in _ENTITIES:
            raise errors.unknown_property(", ".join(names) or "entity")
        operation = self._item.get("operation")
        if operation not in OPERATIONS:
            raise errors.bad_enumeration("operation", operation)
        entity = names[0]
        body = self._item[entity]
        if not isinstance(body, dict):
            raise errors.unreadable_json(f"{entity} is not an object")
        options = option_set(self._item.get("optionsData"))
        return {entity: write(self._company, entity, operation, body, options)}
