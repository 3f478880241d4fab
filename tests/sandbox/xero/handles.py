# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a test may set or do in the pretend Xero, beside calling its API."""

from datetime import date

from ..app_handles import AppHandles
from . import person
from .fixtures import reference
from .settings import Consent


class XeroHandles(AppHandles):
    """Mixed into the sandbox. Each handle is a control call below /_sandbox, too."""

    def __init__(self, port=0, host="127.0.0.1"):
        super().__init__(port, host)
        self.control.add("POST", "organization", self._set_organization)
        self.control.add("GET", "organizations", lambda *_: self.tenants())
        self.control.add("POST", "reference", self._set_reference)
        self.control.add("DELETE", "reference", self._drop_reference)
        self.control.add("POST", "create", self._create)
        self.control.add("POST", "edit", self._edit)
        self.control.add("POST", "rewrite", self._rewrite)
        self.control.add("POST", "act", self._act)

    def set_consent(self, **values):
        """Answer consents from now on: see settings.Consent for the values."""
        consent = Consent(**values)
        if consent.user not in self.state.users:
            raise ValueError(f"Unknown user {consent.user!r}")
        for key in consent.tenants:
            self.state.find_organization(key)
        self.state.consent = consent
        return vars(consent)

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

    def set_reference(self, kind, key, tenant=None, **values):
        """Change or add an account, a tax rate or an item.

        :param kind: Accounts, TaxRates or Items
        :param key: the code, or the TaxType
        :param values: Xero's fields; what is not given stays, or gets a default
        """
        with self.lock:
            organization = self._tenant(tenant)
            now = self.clock.utc()
            reference.put(organization, kind, key, values, now)

    def drop_reference(self, kind, key, tenant=None):
        """Let an account, a tax rate or an item vanish."""
        with self.lock:
            reference.drop(self._tenant(tenant), kind, key)

    def _set_reference(self, body, request):
        values = body.pop("values", {})
        self.set_reference(**body, **values)
        return {"key": body["key"]}

    def _drop_reference(self, body, request):
        self.drop_reference(**body)
        return {"key": body["key"]}

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

    def act(self, kind, record_id, action, amount=None, into=None):
        """Press a button in Xero itself. See :func:`person.act`."""
        with self.lock:
            holder = self._holder(kind, record_id)
            return person.act(self.state, holder, kind, record_id, action, amount, into)

    def rewrite(self, kind, record_id, **values):
        """Set fields without any rule, also those that nobody may write."""
        with self.lock:
            store = self._holder(kind, record_id).store
            now = self.clock.utc()
            record = {**store.get(kind, record_id), **values, "UpdatedDateUTC": now}
            store.put(kind, record_id, record)
            store.forget_undo()

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

    def _rewrite(self, body, request):
        self.rewrite(body["kind"], body["record_id"], **body["values"])
        return {"id": body["record_id"]}

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
