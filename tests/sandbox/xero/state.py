# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything that the pretend Xero remembers."""

from ..oauth import AppBook
from .fixtures import make_organizations
from .identity.grants import GrantBook
from .people import USERS
from .settings import Consent, Settings


class XeroState:
    def __init__(self, clock):
        self.clock = clock
        self.settings = Settings()
        self.consent = Consent()
        self.users = dict(USERS)
        self.organizations = {
            organization.tenant_id: organization
            for organization in make_organizations()
        }
        self.apps = AppBook()
        self.grants = GrantBook(self)

    def find_organization(self, key):
        """By tenant id, name or short code; raises KeyError."""
        for organization in self.organizations.values():
            if key in organization.keys:
                return organization
        raise KeyError(f"No organization {key!r}")
