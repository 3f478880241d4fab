# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a test may set or do in the pretend QuickBooks, beside calling its API."""

from .fixtures.currencies import fill_currencies
from .settings import Consent


class QboHandles:
    """Mixed into the sandbox. Each handle is a control call below /_sandbox, too."""

    def __init__(self, port=0, host="127.0.0.1"):
        super().__init__(port, host)
        add = self.control.add
        add("POST", "consent", lambda body, _: self.set_consent(**body))
        add("POST", "limits", lambda body, _: self.set_limits(**body))
        add("POST", "apps", lambda body, _: self.register_app(**body))
        add("POST", "configure", lambda body, _: self.configure(**body))
        add("GET", "companies", lambda *_: self.companies())
        add("POST", "disconnect", lambda body, _: self.disconnect(**body))

    def set_consent(self, **values):
        """Answer consents from now on: see settings.Consent for the values."""
        consent = Consent()
        consent.update(**values)
        self.state.find_company(consent.company)
        self.state.consent = consent
        return vars(consent)

    def register_app(self, client_id, secret, redirect_uris=()):
        """From now on only registered apps may come.

        :param redirect_uris: the addresses that are allowed; empty = any
        """
        self.state.apps.register(client_id, secret, redirect_uris)
        return {"client_id": client_id}

    def set_limits(self, **values):
        """Change settings.Settings: limits, lifetimes, rotation; None = no limit."""
        return self.state.settings.update(**values)

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
