# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero."""

from ..base import Sandbox
from ..faults import pause
from . import errors
from .accounting import gate
from .accounting.api import RESOURCES, AccountingApi
from .accounting.wire import plain
from .handles import XeroHandles
from .identity.authorize import authorize
from .identity.connections import connections
from .identity.token import revocation, token
from .pages import answer_page
from .state import XeroState
from .view import render_all

OWN_FAULTS = (
    "rate_limit_minute",
    "rate_limit_day",
    "rate_limit_concurrent",
    "error_500",
    "expired_token",
    "revoked_grant",
    "quirk_nulls",
    "quirk_unknown_enum",
)
#: The first part of the paths that are Xero's API; the others are pages.
API_PATHS = ("api.xro", "identity", "connect", "connections")
IDENTITY = {
    "/identity/connect/authorize": authorize,
    "/connect/token": token,
    "/connect/revocation": revocation,
}


class XeroSandbox(XeroHandles, Sandbox):
    name = "Xero"
    own_fault_kinds = OWN_FAULTS

    def empty(self):
        self.state = XeroState(self.clock)
        self._api = AccountingApi(self.state, self.lock)

    # -- routes --------------------------------------------------------------------

    def route(self, request):
        path = request.path.lower().rstrip("/")
        if path.startswith("/api.xro/2.0/"):
            return self._api.answer(request)
        pause(request)
        with self.lock:
            fails = bool(request.fault) and request.fault.kind == "error_500"
            if fails and not request.fault.commit:
                return errors.server_error().response
            response = self._route_inside(path, request)
            return errors.server_error().response if fails else response

    def _route_inside(self, path, request):
        if path in IDENTITY:
            self._strike_grants(request)
            return IDENTITY[path](self.state, request)
        if _first(path) == "connections":
            return self._connections(request)
        return answer_page(self.state, request)

    def is_api(self, request):
        return _first(request.path.lower()) in API_PATHS

    def _strike_grants(self, request):
        """A refresh meets a grant that was revoked just before."""
        if request.fault and request.fault.kind == "revoked_grant":
            for grant in list(self.state.grants.grants.values()):
                self.state.grants.drop_grant(grant.client_id, grant.user_id)

    def _connections(self, request):
        try:
            found = gate.bearer(self.state, request)
            response = connections(self.state, found, request)
        except errors.ApiError as error:
            return error.response
        response.headers |= self._api.limits.app_headers(found.client_id)
        return response

    def objects(self, kind, tenant=None):
        """Every stored object of a kind, as GET shows it, with its tenant."""
        if kind == "Connections":
            return [vars(each) for each in self.state.grants.connections.values()]
        if kind not in RESOURCES:
            raise KeyError(f"No objects {kind!r}; known: {sorted(RESOURCES)}")
        with self.lock:
            return [
                {**plain(shown), "_tenant": organization.tenant_id}
                for organization in self.state.organizations.values()
                if not tenant or tenant in organization.keys
                for shown in render_all(self.state, organization, kind)
            ]


def _first(path):
    """The first part of a path."""
    return path.split("/")[1] if path.startswith("/") else ""
