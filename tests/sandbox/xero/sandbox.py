# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero."""

from datetime import date

from ..base import Sandbox
from ..faults import pause
from . import errors, person
from .accounting import gate
from .accounting.api import RESOURCES, AccountingApi
from .accounting.wire import plain
from .identity.authorize import authorize
from .identity.connections import connections
from .identity.token import revocation, token
from .pages import answer_page
from .settings import Consent
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


class XeroSandbox(Sandbox):
    name = "Xero"
    own_fault_kinds = OWN_FAULTS

    def __init__(self, port=0, host="127.0.0.1"):
        super().__init__(port, host)
        self.control.add("POST", "consent", lambda body, _: self.set_consent(**body))
        self.control.add("POST", "limits", lambda body, _: self.set_limits(**body))
        self.control.add("POST", "organization", self._set_organization)
        self.control.add("GET", "organizations", lambda *_: self.tenants())
        self.control.add("POST", "apps", lambda body, _: self.register_app(**body))
        self.control.add("POST", "create", self._create)
        self.control.add("POST", "edit", self._edit)
        self.control.add("POST", "act", self._act)

    def empty(self):
        self.state = XeroState(self.clock)
        self._api = AccountingApi(self.state, self.lock)

    # -- routes --------------------------------------------------------------------

    def route(self, request):
        path = request.path.lower().rstrip("/")
        if path.startswith("/api.xro/2.0/"):
            return self._api.answer(request)
        pause(request)
        identity = {
            "/identity/connect/authorize": authorize,
            "/connect/token": token,
            "/connect/revocation": revocation,
        }
        with self.lock:
            if request.fault and request.fault.kind == "error_500":
                return errors.server_error().response
            if path in identity:
                return identity[path](self.state, self._spoiled(request))
            if _first(path) == "connections":
                return self._connections(request)
            return answer_page(self.state, request)

    def is_api(self, request):
        return _first(request.path.lower()) in API_PATHS

    def _spoiled(self, request):
        """A refresh meets a grant that was revoked just before."""
        if request.fault and request.fault.kind == "revoked_grant":
            for grant in list(self.state.grants.grants.values()):
                self.state.grants.drop_grant(grant.client_id, grant.user_id)
        return request

    def _connections(self, request):
        try:
            found = gate.bearer(self.state, request)
            response = connections(self.state, found, request)
        except errors.ApiError as error:
            return error.response
        response.headers |= self._api.limits.app_headers(found.client_id)
        return response

    # -- handles for tests -------------------------------------------------------------

    def set_consent(self, **values):
        """Answer consents from now on: see settings.Consent for the values."""
        consent = Consent(**values)
        if consent.user not in self.state.users:
            raise ValueError(f"Unknown user {consent.user!r}")
        for key in consent.tenants:
            self.state.find_organization(key)
        self.state.consent = consent
        return vars(consent)

    def register_app(self, client_id, secret, redirect_uris=()):
        """From now on only registered apps may come.

        :param redirect_uris: the addresses that are allowed; empty = any
        """
        self.state.registered_apps[client_id] = tuple(redirect_uris)
        self.state.secrets[client_id] = secret
        return {"client_id": client_id}

    def set_limits(self, **values):
        """Change settings.Settings: limits, lifetimes; None = no limit."""
        return self.state.settings.update(**values)

    def set_organization(self, key, **values):
        """Change an organization: lock dates, currencies, rounding, name."""
        organization = self.state.find_organization(key)
        for name, value in values.items():
            if not hasattr(organization, name):
                raise ValueError(f"An organization has no {name!r}")
            if name.endswith("lock_date") and isinstance(value, str):
                value = date.fromisoformat(value)
            if name == "currencies":
                value = tuple(value)
            setattr(organization, name, value)
        return organization

    def _set_organization(self, body, request):
        organization = self.set_organization(**body)
        return {"tenant_id": organization.tenant_id}

    def create(self, kind, *elements, tenant=None):
        """Create records as a person does in Xero itself; returns their ids.

        :param tenant: id, name or short code; None = the first organization
        """
        with self.lock:
            return person.create(self.state, self._tenant(tenant), kind, elements)

    def edit(self, kind, record_id, **changes):
        """Change a record as a person does in Xero itself."""
        with self.lock:
            holder = self._holder(kind, record_id)
            return person.edit(self.state, holder, kind, record_id, changes)

    def act(self, kind, record_id, action, amount=None):
        """Press approve, submit, void, delete, bill, pay or unpay in Xero itself."""
        with self.lock:
            holder = self._holder(kind, record_id)
            return person.act(self.state, holder, kind, record_id, action, amount)

    def _tenant(self, key):
        if key is None:
            return next(iter(self.state.organizations.values()))
        return self.state.find_organization(key)

    def _holder(self, kind, record_id):
        for organization in self.state.organizations.values():
            if organization.store.get(kind, record_id):
                return organization
        raise KeyError(f"No {kind} {record_id!r}")

    def _create(self, body, request):
        ids = self.create(body["kind"], *body["elements"], tenant=body.get("tenant"))
        return {"ids": ids}

    def _act(self, body, request):
        return {"id": self.act(**body)}

    def _edit(self, body, request):
        return {"id": self.edit(body["kind"], body["record_id"], **body["changes"])}

    def tenants(self):
        """Tenant id -> name, short code, country and currency."""
        return {
            organization.tenant_id: {
                "name": organization.name,
                "short_code": organization.short_code,
                "country": organization.country,
                "currency": organization.currency,
                "currencies": organization.currencies,
            }
            for organization in self.state.organizations.values()
        }

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
