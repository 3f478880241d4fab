# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls that the bridge makes to QuickBooks.

With ``transport.py`` below it and ``token_client.py`` beside it, this is the only part
that touches the network. It takes plain values and gives back QuickBooks' JSON as plain
values: no record of Odoo comes in, no object of the SDK goes out.
"""

from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault
from odoo.addons.accounting_bridge.tools.wire import records_of, text_of

from ..const import READ_TIMEOUT
from . import addresses
from .batch import batch_body
from .errors import fault_of_item, fault_of_writes
from .transport import Transport


class QboClient:
    """The calls of one job for one company. Made for the job, kept by nobody.

    :param str base_url: empty for the real hosts
    :param str environment: ``production`` or ``sandbox``
    :param str access_token:
    :param str realm_id: the company's id
    :param on_call: called with a ``CallRecord`` after each call
    :param float timeout: seconds for connecting and answering together

    Every method raises :class:`RemoteFault` where QuickBooks gives no result.
    """

    def __init__(
        self,
        base_url,
        environment,
        access_token,
        *,
        realm_id,
        on_call,
        timeout=READ_TIMEOUT,
    ):
        url = addresses.api_url(base_url, environment)
        self._transport = Transport(url, access_token, realm_id, on_call, timeout)

    def records(self, entity, select):
        """The records of one query.

        :param str entity: as the query names it
        :rtype: list[dict]
        """
        return _records(self._transport.ask(select), entity)

    def records_of_several(self, queries):
        """The records of up to 30 queries in one call. Together an answer holds at
        most 1000 of them.

        :param list[tuple] queries: entity and query each
        :rtype: list[list[dict]]
        """
        body = batch_body([{"Query": select} for _entity, select in queries])
        elements = _elements(self._transport.read_batch(body))
        by_place = {text_of(element.get("bId")): element for element in elements}
        found = []
        for place, (entity, _select) in enumerate(queries, 1):
            element = by_place.get(str(place), {})
            if fault := fault_of_item(element):
                raise fault
            found.append(_records(element, entity))
        return found

    def write_batch(self, body, key):
        """Carry out the items of a batch, each with a verdict of its own.

        :param str body: JSON, sent byte for byte
        :param str key: at most 36 characters: the same one with the same items is
            carried out once
        :return: the items of the answer, in any order
        :rtype: list[dict]
        """
        elements = _elements(self._transport.write_once("batch", body, key))
        if fault := fault_of_writes(elements):
            raise fault
        return elements


def _elements(answer):
    return records_of(answer, "BatchItemResponse")


def _records(answer, entity):
    """The records of an answer to a query. An empty one has no list, yet is there."""
    response = answer.get("QueryResponse")
    if not isinstance(response, dict):
        raise RemoteFault(Kind.UNAVAILABLE)
    return records_of(response, entity)
