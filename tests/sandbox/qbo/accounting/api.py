# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The way of a call through the accounting API."""

from dataclasses import dataclass

from ...faults import pause
from .. import errors
from . import gate, tax_service, wire
from .batch import run_batch
from .call import wants_json
from .cdc import changes
from .idempotency import RequestIds
from .limits import Limits
from .query import run_query
from .resources import RESOURCES
from .singles import SINGLES
from .writes import ENTITY_OF_PATH, operation_of, write

MINOR_VERSION = "75"
#: Faults that are answered in XML, whatever was asked for.
XML_FAULTS = ("expired_token_xml",)


@dataclass
class Result:
    body: dict
    status: int = 200


class AccountingApi:
    def __init__(self, state, lock):
        self._state = state
        self._lock = lock
        self._limits = Limits(state)
        self._request_ids = RequestIds(state)

    def answer(self, request):
        """The response to a request below /v3/company/."""
        try:
            with self._lock:
                call = gate.admit(self._state, request)
            _note_minor_version(request)
            self._limits.count(call)
            result = self._struck(call)
        except errors.QboFault as fault:
            return self._refusal(request, fault)
        response = wire.answer(result.body, result.status, wants_json(request))
        if request.fault and request.fault.kind == "truncated_json":
            response.body = response.body[: len(response.body) // 2]
        return response

    def _refusal(self, request, fault):
        now = self._state.clock.utc()
        kind = request.fault.kind if request.fault else ""
        is_throttle = fault.status == 429 and kind != "rate_limit_json"
        if is_throttle or kind in XML_FAULTS:
            response = wire.xml_fault_response(fault, now)
        else:
            response = wire.fault_response(fault, now, wants_json(request))
        if fault.status == 429 and request.fault and request.fault.retry_after:
            response.headers["Retry-After"] = str(request.fault.retry_after)
        return response

    def _struck(self, call):
        """Work, unless a fault that is armed has it another way."""
        pause(call.request)
        fault = call.request.fault
        kind = fault.kind if fault else ""
        if kind in ("error_500", "fault_200"):
            if fault.commit:
                self._work(call)
            if kind == "error_500":
                raise errors.system_failure()
            odd = errors.business("Something went wrong")
            return Result(self._stamped(call, {"Fault": wire.fault_body(odd)}))
        return self._work(call)

    def _work(self, call):
        if call.request.method == "GET" or call.resource_name == "query":
            with self._lock:
                return Result(self._stamped(call, self._read(call)))
        if call.request.method != "POST":
            raise errors.unsupported("Only GET and POST are supported.")
        request_id = self._request_ids.check(call)
        if call.is_batch:
            return Result(self._stamped(call, self._batch(call, request_id)))
        return self._request_ids.once(call, request_id, lambda: self._write(call))

    def _stamped(self, call, body):
        return {**wire.plain(body), "time": wire.stamp(call.company.now())}

    # -- reading -------------------------------------------------------------------

    def _read(self, call):
        name, company = call.resource_name, call.company
        if name == "query":
            return {"QueryResponse": run_query(company, _query_text(call))}
        if name == "cdc":
            asked = call.query
            found = changes(company, asked.get("entities"), asked.get("changedSince"))
            return {"CDCResponse": found}
        for single, show in SINGLES.items():
            if name == single.lower():
                return {single: show(company)}
        return self._read_one(call)

    def _read_one(self, call):
        entity = ENTITY_OF_PATH.get(call.resource_name)
        if not entity or len(call.path) != 2:
            raise errors.unsupported(f"GET {'/'.join(call.path)} is not supported.")
        record = call.company.store.get(entity, call.path[1])
        if not record:
            raise errors.not_found()
        return {entity: RESOURCES[entity].render(call.company, record)}

    # -- writing -------------------------------------------------------------------

    def _write(self, call):
        """A refusal is a result, too: it is kept under the requestid."""
        try:
            with self._lock:
                return Result(self._stamped(call, self._write_one(call)))
        except errors.QboFault as fault:
            body = {"Fault": wire.fault_body(fault)}
            return Result(self._stamped(call, body), fault.status)

    def _write_one(self, call):
        if call.path == tax_service.PATH:
            return tax_service.create_tax_code(call.company, call.body)
        entity = ENTITY_OF_PATH.get(call.resource_name)
        if not entity or len(call.path) != 1:
            raise errors.unsupported(f"POST {'/'.join(call.path)} is not supported.")
        body = call.body
        operation = operation_of(call, body)
        return {entity: write(call.company, entity, operation, body, call.options)}

    def _batch(self, call, request_id):
        def once(batch_item, work):
            return self._request_ids.once(call, request_id, work, batch_item)

        with self._lock:
            return {"BatchItemResponse": run_batch(call, once)}


def _query_text(call):
    if call.request.method == "GET":
        return call.query.get("query", "")
    content_type = call.request.headers.get("Content-Type", "")
    if content_type.partition(";")[0].strip() not in ("application/text", "text/plain"):
        raise errors.unsupported("A query is posted as application/text.")
    return call.request.body.decode("utf-8", "replace")


def _note_minor_version(request):
    given = request.query.get("minorversion", MINOR_VERSION)
    if given != MINOR_VERSION:
        request.notes.append(f"minorversion {given} is taken for {MINOR_VERSION}")
