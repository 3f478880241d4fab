# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The way of a call through the accounting API."""

import uuid

from ...faults import pause
from ...messages import JSON, Response
from .. import errors
from . import gate
from .call import Call
from .contacts import Contacts
from .credit_notes import CreditNotes
from .idempotency import IdempotencyStore
from .invoices import Invoices
from .items import Items
from .limits import Limits
from .payments import Payments
from .purchase_orders import PurchaseOrders
from .quirks import apply_quirk
from .reference import Accounts, Currencies, Organisation, TaxRates

RESOURCES = {
    resource.kind: resource
    for resource in (
        Organisation(),
        Accounts(),
        TaxRates(),
        Currencies(),
        Items(),
        Contacts(),
        Invoices(),
        CreditNotes(),
        PurchaseOrders(),
        Payments(),
    )
}
XML_STUB = (
    b'<Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
    b"<Status>OK</Status></Response>"
)


class AccountingApi:
    def __init__(self, state, lock):
        self._state = state
        self._lock = lock
        self.limits = Limits(state)
        self._idempotency = IdempotencyStore(state)

    def answer(self, request):
        try:
            response = self._admit(request)
        except errors.ApiError as error:
            response = error.response
        response.headers["Xero-Correlation-Id"] = str(uuid.uuid4())
        return response

    def _admit(self, request):
        with self._lock:
            token = gate.bearer(self._state, request)
            self._strike_token(request, token)
            organization = gate.tenant(self._state, token, request)
            gate.check_scope(token, request.parts[2], request.method)
            user = gate.user_of(self._state, token)
        call = Call(self._state, organization, token, user, request)
        fault = request.fault
        forced = fault if fault and fault.kind.startswith("rate_limit") else None
        counted = self.limits.counted(call.app, organization.tenant_id, forced)
        with counted as headers:
            response = self._counted(call)
        response.headers |= headers
        return response

    def _counted(self, call):
        """From here on an error has the remaining-calls headers, too."""
        try:
            response = self._idempotency.once(
                call.request, call.app, lambda: self._work(call)
            )
        except errors.ApiError as error:
            response = error.response
        if "json" not in call.request.headers.get("Accept", ""):
            return Response(response.status, XML_STUB, "text/xml; charset=utf-8")
        return response

    def _strike_token(self, request, token):
        fault = request.fault
        if fault and fault.kind == "expired_token":
            token.expires = self._state.clock.now() - 1
            raise errors.token_expired(token.expires)
        if fault and fault.kind == "revoked_grant":
            self._state.grants.drop_grant(token.client_id, token.user_id)

    def _work(self, call):
        pause(call.request)
        fault = call.request.fault
        fails = bool(fault) and fault.kind == "error_500"
        if fails and not fault.commit:
            return errors.server_error().response
        try:
            with self._lock:
                response = self._dispatch(call)
        except errors.ApiError as error:
            response = error.response
        if fails:
            return errors.server_error().response
        apply_quirk(response, fault)
        return response

    def _dispatch(self, call):
        request = call.request
        if len(request.body) > self._state.settings.body_bytes:
            raise errors.too_large()
        resource = RESOURCES[request.parts[2]]
        keys = request.parts[3:]
        if request.method == "GET":
            body = resource.read(call, *keys)
        elif request.method in ("PUT", "POST"):
            if "json" not in request.headers.get("Content-Type", ""):
                raise errors.unreadable_type()
            body = resource.write(call, *keys)
        else:
            raise errors.not_implemented()
        return Response(200, body, JSON)
