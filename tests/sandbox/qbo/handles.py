# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a test may set or do in the pretend QuickBooks, beside calling its API."""

from ..app_handles import AppHandles
from . import person
from .accounting.wire import with_decimals
from .fixtures.currencies import fill_currencies
from .settings import Consent


class QboHandles(AppHandles):
    """Mixed into the sandbox. Each handle is a control call below /_sandbox, too."""

    def __init__(self, port=0, host="127.0.0.1"):
        super().__init__(port, host)
        add = self.control.add
        add("POST", "configure", lambda body, _: self.configure(**body))
        add("GET", "companies", lambda *_: self.companies())
        add("POST", "disconnect", lambda body, _: self.disconnect(**body))
        add("POST", "create", self._create)
        add("POST", "edit", self._edit)
        add("POST", "rewrite", self._rewrite)
        add("POST", "act", lambda body, _: {"id": self.act(**body)})

    def set_consent(self, **values):
        """Answer consents from now on: see settings.Consent for the values."""
        consent = Consent()
        consent.update(**values)
        self.state.find_company(consent.company)
        self.state.consent = consent
        return vars(consent)

    def configure(self, company, **values):
        """Change settings.CompanySettings of a company.

        :param company: realm id, key (us, ca, uk) or name
        """
        with self.lock:
            found = self.state.find_company(company)
            settings = found.settings.update(**values)
            fill_currencies(found)
            return settings

    def disconnect(self, company):
        """A person disconnects the company from every app, in QuickBooks itself."""
        found = self.state.find_company(company)
        self.state.grants.disconnect(found.realm_id)
        return {"realm_id": found.realm_id}

    def create(self, entity, *bodies, company="us"):
        """Create records as a person does in QuickBooks itself; returns their ids."""
        with self.lock:
            return person.create(self.state.find_company(company), entity, bodies)

    def edit(self, entity, record_id, company="us", **changes):
        """Change properties as a person does: a name, a DocNumber, a memo."""
        with self.lock:
            found = self.state.find_company(company)
            return person.edit(found, entity, record_id, changes)

    def act(self, entity, record_id, action, company="us", **values):
        """Press pay, unpay, void, delete, deactivate, activate or merge.

        :param values: `amount` to pay (all that is due unless given); `into`, the
            id of the record that a merge leaves
        :return: the id of the payment, or of the record that is left
        """
        with self.lock:
            found = self.state.find_company(company)
            return person.act(found, entity, record_id, action, **values)

    def rewrite(self, entity, record_id, company="us", **values):
        """Set properties without any rule, also those that nobody may write.

        For what the owner or the service itself changes: a tax rate's RateValue, a
        tax code's Active.
        """
        with self.lock:
            store = self.state.find_company(company).store
            record = store.get(entity, record_id)
            if not record:
                raise KeyError(f"No {entity} {record_id!r}")
            record.update(with_decimals(values))
            store.touch(entity, record)

    def _create(self, body, request):
        bodies = body.pop("bodies")
        return {"ids": self.create(body.pop("entity"), *bodies, **body)}

    def _rewrite(self, body, request):
        values = body.pop("values")
        self.rewrite(**body, **values)
        return {"id": body["record_id"]}

    def _edit(self, body, request):
        changes = body.pop("changes")
        return {"id": self.edit(**body, **changes)}

    def companies(self):
        """Realm id -> key, name, country, home currency and settings."""
        return {
            company.realm_id: {
                "key": company.key,
                "name": company.name,
                "country": company.country,
                "home_currency": company.home_currency,
                "settings": vars(company.settings),
            }
            for company in self.state.companies.values()
        }
