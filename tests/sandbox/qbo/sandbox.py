# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks Online."""

import uuid

from ..base import Sandbox
from ..faults import pause
from ..messages import DROPPED, json_response
from .accounting.api import AccountingApi
from .accounting.resources import RESOURCES
from .accounting.wire import plain
from .handles import QboHandles
from .identity.authorize import authorize
from .identity.discovery import discovery, keys, user_info
from .identity.token import revocation, token
from .pages import answer_page
from .state import QboState

OWN_FAULTS = (
    "error_500",
    "fault_200",
    "truncated_json",
    "rate_limit",
    "rate_limit_json",
    "monthly_cap",
    "expired_token",
    "expired_token_xml",
    "revoked_grant",
    "disconnected",
    "replay_unknown",
    "duplicate_request_id",
)
IDENTITY = {
    "/.well-known/openid_configuration": discovery,
    "/.well-known/openid_sandbox_configuration": discovery,
    "/op/v1/jwks": keys,
    "/connect/oauth2": authorize,
    "/oauth2/v1/tokens/bearer": token,
    "/v2/oauth2/tokens/revoke": revocation,
    "/v1/openid_connect/userinfo": user_info,
}
API_PREFIX = "/v3/company/"


class QboSandbox(QboHandles, Sandbox):
    name = "QuickBooks Online"
    own_fault_kinds = OWN_FAULTS

    def empty(self):
        self.state = QboState(self.clock)
        self._api = AccountingApi(self.state, self.lock)

    # -- routes --------------------------------------------------------------------

    def is_api(self, request):
        return request.path.startswith(API_PREFIX) or _plain_path(request) in IDENTITY

    def _answer(self, request):
        response = super()._answer(request)
        if response is not DROPPED:
            response.headers["intuit_tid"] = f"1-{uuid.uuid4()}"
        return response

    def route(self, request):
        if request.path.startswith(API_PREFIX):
            return self._api.answer(request)
        pause(request)
        with self.lock:
            return self._route_inside(_plain_path(request), request)

    def _route_inside(self, path, request):
        if path not in IDENTITY:
            return answer_page(self.state, request)
        kind = request.fault.kind if request.fault else ""
        if kind == "revoked_grant":
            self.state.grants.end_all()
        if kind == "error_500" and not request.fault.commit:
            return _identity_failure()
        response = IDENTITY[path](self.state, request)
        return _identity_failure() if kind == "error_500" else response

    def objects(self, kind, tenant=None):
        """Every stored record of a kind, as an answer shows it, with its company."""
        if kind not in RESOURCES:
            raise KeyError(f"No objects {kind!r}; known: {sorted(RESOURCES)}")
        with self.lock:
            return [
                {
                    **plain(RESOURCES[kind].render(company, record)),
                    "_realm": company.realm_id,
                }
                for company in self.state.companies.values()
                if not tenant or tenant in company.keys
                for record in company.store.all(kind)
            ]


def _plain_path(request):
    return request.path.rstrip("/")


def _identity_failure():
    return json_response({"error": "internal_error"}, 500)
