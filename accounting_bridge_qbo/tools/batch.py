# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A batch: what is sent and what comes back, one element an item.

QuickBooks answers the items of a batch in any order; each is told by the ``bId``
that it was sent with, here its place: "1", "2"... Reference: Intuit's page on batch
operations.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from odoo.addons.accounting_bridge.tools.texts import clean
from odoo.addons.accounting_bridge.tools.wire import dumps, records_of, text_of

#: The number is taken by another document.
_DUPLICATE_NUMBER = "6140"


@dataclass(frozen=True)
class Fault:
    """One error of a fault, in QuickBooks' own words."""

    code: str
    message: str
    detail: str

    @property
    def words(self):
        """Message and detail; one alone where it says what the other says."""
        message = self.message.rstrip(": ")
        if message.casefold() in self.detail.casefold():
            return self.detail or self.code
        return f"{message}: {self.detail}" if self.detail else message


# --- Out --------------------------------------------------------------------------


def batch_body(items):
    """The body of a batch.

    :param list[dict] items: ``{"operation": ..., "<Entity>": ...}`` or
        ``{"Query": ...}``
    :rtype: str
    """
    numbered = [{"bId": str(place), **item} for place, item in enumerate(items, 1)]
    return dumps({"BatchItemRequest": numbered})


def creations_body(records):
    """The body of the batch that creates records.

    :param list[tuple] records: (name of the entity, dict)
    :rtype: str
    """
    return batch_body(
        [{"operation": "create", entity: record} for entity, record in records]
    )


# --- Back -------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What became of one item of a batch: the ``record`` that was made, of the list
    ``entity``, or why it was not."""

    entity: str = ""
    record: Mapping | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def words(self):
        """QuickBooks' words, each once.

        :rtype: tuple[str]
        """
        return tuple(dict.fromkeys(fault.words for fault in self.faults))

    @property
    def is_duplicate_number(self):
        return any(fault.code == _DUPLICATE_NUMBER for fault in self.faults)


def verdicts(count, elements, entities):
    """What became of the items of a batch that made or changed records.

    :param int count: of the items
    :param list[dict] elements: of ``BatchItemResponse``
    :param entities: names of the entities that the items can be of
    :return: in the order in which the items were sent; None where an answer is
        missing, doubled, nobody's, or says neither yes nor no
    :rtype: list[Verdict] | None
    """
    by_place = {text_of(element.get("bId")): element for element in elements}
    places = [str(place) for place in range(1, count + 1)]
    if len(elements) != count or set(by_place) != set(places):
        return None
    found = [_verdict(by_place[place], entities) for place in places]
    is_clear = all(verdict.record or verdict.faults for verdict in found)
    return found if is_clear else None


def _verdict(element, entities):
    if faults := faults_of(element):
        return Verdict(faults=faults)
    for entity in entities:
        record = element.get(entity)
        if isinstance(record, dict) and record.get("Id"):
            return Verdict(entity, record)
    return Verdict()


def faults_of(answer):
    """The faults of an answer or of an element of a batch, in QuickBooks' order.

    The gateway in front of the service writes the names in lower case.

    :param dict answer:
    :rtype: tuple[Fault]
    """
    fault = _named(answer, "Fault")
    if not isinstance(fault, dict):
        return ()
    errors = _named(fault, "Error")
    errors = [errors] if isinstance(errors, dict) else errors
    found = tuple(map(_fault_of, records_of({"errors": errors}, "errors")))
    # A fault without a reason is a fault, too.
    return found or (Fault("", text_of(_named(fault, "type")) or "?", ""),)


def _fault_of(error):
    return Fault(
        code=text_of(_named(error, "code")).strip(),
        message=clean(text_of(_named(error, "Message"))),
        detail=clean(text_of(_named(error, "Detail"))),
    )


def _named(container, name):
    """A value by its name in either case of letters."""
    value = container.get(name)
    return container.get(name.lower()) if value is None else value
