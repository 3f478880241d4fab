# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A pretend QuickBooks that is connected to one of its companies."""

from urllib.parse import parse_qs, urlsplit

import requests

from odoo.tests import BaseCase

from odoo.addons.accounting_bridge.tests.common_contract import REDIRECT_URL
from odoo.addons.accounting_bridge.tools.faults import RemoteFault
from odoo.addons.accounting_bridge.tools.payloads import AppCredentials
from odoo.addons.accounting_bridge_qbo.const import SCOPES
from odoo.addons.accounting_bridge_qbo.tools import addresses, token_client
from odoo.addons.accounting_bridge_qbo.tools.client import QboClient

from .books import new_sandbox

CREDENTIALS = AppCredentials("SANDBOXCLIENTID", "sandbox-client-secret")
ENVIRONMENT = "sandbox"


def consent(sandbox, company="us", scopes=SCOPES, credentials=CREDENTIALS):
    """What comes back from the consent page: code, realmId and state.

    :rtype: dict
    """
    sandbox.set_consent(answer="allow", company=company)
    query = {
        "client_id": credentials.client_id,
        "response_type": "code",
        "scope": " ".join(scopes),
        "redirect_uri": REDIRECT_URL,
        "state": "state",
    }
    endpoint = token_client.authorize_endpoint(sandbox.url, ENVIRONMENT)
    url = addresses.authorize_url(endpoint, query)
    answer = requests.get(url, allow_redirects=False, timeout=10)
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: value for name, (value,) in found.items()}


def fresh_tokens(sandbox, company="us", scopes=SCOPES, credentials=CREDENTIALS):
    """What the token endpoint gives for a consent.

    :rtype: dict
    """
    return token_client.exchange_code(
        sandbox.url,
        ENVIRONMENT,
        credentials,
        code=consent(sandbox, company, scopes, credentials)["code"],
        redirect_url=REDIRECT_URL,
    )


def realm_of(sandbox, key):
    """The id of a company of the sandbox, by its key."""
    (realm_id,) = (
        realm_id
        for realm_id, facts in sandbox.companies().items()
        if facts["key"] == key
    )
    return realm_id


class SandboxCase(BaseCase):
    """Tests against a pretend QuickBooks, in its company of the United States."""

    company = "us"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = new_sandbox().start()
        cls.addClassCleanup(cls.sandbox.stop)

    def setUp(self):
        super().setUp()
        self.sandbox.reset()
        self.sandbox.set_limits(second_limit=None, batch_minute_limit=None)
        self.records = []
        self.realm_id = realm_of(self.sandbox, self.company)
        self.token = fresh_tokens(self.sandbox, self.company)["access_token"]
        self.sandbox.clear_calls()

    def client(self, token=None, realm_id=None, timeout=10, base_url=None):
        return QboClient(
            self.sandbox.url if base_url is None else base_url,
            ENVIRONMENT,
            token or self.token,
            realm_id=realm_id or self.realm_id,
            on_call=self.records.append,
            timeout=timeout,
        )

    def api_calls(self):
        return self.sandbox.calls(path="/v3/company/")

    def failure(self, operation, *arguments, **parameters):
        """The fault that a call must end with."""
        with self.assertRaises(RemoteFault) as caught:
            operation(*arguments, **parameters)
        return caught.exception
