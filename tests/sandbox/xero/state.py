# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything that the pretend Xero remembers."""

from .fixtures import make_organizations
from .identity.grants import GrantBook
from .people import USERS
from .settings import Consent, Settings

DEFAULT_CLIENT_ID = "SANDBOXCLIENTID"
DEFAULT_CLIENT_SECRET = "sandbox-client-secret"


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
        self.secrets = {DEFAULT_CLIENT_ID: DEFAULT_CLIENT_SECRET}
        #: Client id -> allowed redirect addresses; empty = any app may come.
        self.registered_apps = {}
        self.grants = GrantBook(self)

    def find_organization(self, key):
        """By tenant id, name or short code; raises KeyError."""
        for organization in self.organizations.values():
            if key in organization.keys:
                return organization
        raise KeyError(f"No organization {key!r}")

    def client_is_genuine(self, client_id, secret):
        """The first secret that comes with a client id is its secret."""
        if not client_id or not secret:
            return False
        if self.registered_apps and client_id not in self.registered_apps:
            return False
        return self.secrets.setdefault(client_id, secret) == secret
