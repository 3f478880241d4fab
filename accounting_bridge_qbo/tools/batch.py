# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A batch: what is sent and what comes back, one element an item.

QuickBooks answers the items of a batch in any order; each is told by the ``bId``
that it was sent with, here its place: "1", "2"... Reference: Intuit's page on batch
operations.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from odoo.addons.accounting_bridge.tools.wire import dumps, text_of

from .errors import FaultError, errors_in, has_fault, is_unsettled

#: The code of the fault that a number is taken by another document.
_DUPLICATE_NUMBER = "6140"

#: The code of the fault that the books are closed for the date.
_CLOSED_PERIOD = "6210"

#: The codes of the faults that something named does not exist, or is inactive.
_GONE_REFERENCES = ("2500", "610")


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
    ``entity``, or why it was not. Neither: the answer does not tell."""

    entity: str = ""
    record: Mapping | None = None
    faults: tuple[FaultError, ...] = ()

    @property
    def words(self):
        """QuickBooks' words, each once.

        :rtype: tuple[str]
        """
        return tuple(dict.fromkeys(fault.sentence for fault in self.faults))

    @property
    def is_duplicate_number(self):
        return self._has_fault(_DUPLICATE_NUMBER)

    @property
    def is_closed_period(self):
        return self._has_fault(_CLOSED_PERIOD)

    @property
    def is_reference_gone(self):
        return self._has_fault(*_GONE_REFERENCES)

    def _has_fault(self, *codes):
        return any(fault.code in codes for fault in self.faults)


def verdicts(count, elements, entities):
    """What became of the items of a batch that made or changed records.

    :param int count: of the items
    :param list[dict] elements: of ``BatchItemResponse``
    :param entities: names of the entities that the items can be of
    :return: in the order in which the items were sent; None where an answer is
        missing, doubled or nobody's
    :rtype: list[Verdict] | None
    """
    by_place = {text_of(element.get("bId")): element for element in elements}
    places = [str(place) for place in range(1, count + 1)]
    if len(elements) != count or set(by_place) != set(places):
        return None
    return [_verdict(by_place[place], entities) for place in places]


def outcomes(sent, elements, entities, outcome_of):
    """What a caller makes of the :func:`verdicts` on what it sent.

    :param sent: what the items were made from, in their order
    :param outcome_of: function of one of these and its verdict
    :return: without those of which the answer does not tell; None where it does not
        fit to what was sent
    :rtype: list | None
    """
    found = verdicts(len(sent), elements, entities)
    if found is None:
        return None
    return [
        outcome_of(each, verdict)
        for each, verdict in zip(sent, found, strict=True)
        if verdict.record or verdict.faults
    ]


def _verdict(element, entities):
    if is_unsettled(element):
        return Verdict()
    if has_fault(element):
        # A fault that gives no reason is a fault, too.
        return Verdict(faults=errors_in(element) or (FaultError("", "?"),))
    for entity in entities:
        record = element.get(entity)
        if isinstance(record, dict) and record.get("Id"):
            return Verdict(entity, record)
    return Verdict()
