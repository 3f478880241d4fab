# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything that the pretend QuickBooks Online remembers."""

from ..oauth import AppBook
from .fixtures import make_companies
from .identity.grants import GrantBook
from .settings import Consent, Settings


class QboState:
    def __init__(self, clock):
        self.clock = clock
        self.settings = Settings()
        self.consent = Consent()
        self.apps = AppBook()
        self.grants = GrantBook(self)
        self.companies = {
            company.realm_id: company for company in make_companies(clock)
        }

    def find_company(self, key):
        """By realm id, key or name; raises KeyError."""
        for company in self.companies.values():
            if key in company.keys:
                return company
        raise KeyError(f"No company {key!r}")
