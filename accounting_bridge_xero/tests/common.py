# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A pretend Xero, and values that it accepts."""

import base64
import hashlib
import sys
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import requests

from odoo.tests import BaseCase

from odoo.addons.accounting_bridge.tests.common_contract import (
    CODE_VERIFIER,
    REDIRECT_URL,
)
from odoo.addons.accounting_bridge.tools.faults import RemoteFault
from odoo.addons.accounting_bridge.tools.payloads import AppCredentials
from odoo.addons.accounting_bridge_xero.const import SCOPES
from odoo.addons.accounting_bridge_xero.tools import addresses
from odoo.addons.accounting_bridge_xero.tools.client import XeroClient, exchange_code

CREDENTIALS = AppCredentials("SANDBOXCLIENTID", "sandbox-client-secret")

US = "Demo Company (US)"
UK = "Demo Company (UK)"

#: Tax codes of the US demo company, with their rates.
RATES = {"TAX001": Decimal(15), "TAX002": Decimal("8.875"), "NONE": Decimal(0)}


def new_sandbox():
    """A pretend Xero, not yet started. It lives beside the addons."""
    root = str(Path(__file__).resolve().parents[2])
    if root not in sys.path:
        sys.path.insert(0, root)
    from tests.sandbox import XeroSandbox

    return XeroSandbox()


def consent_code(sandbox, scopes=SCOPES, credentials=CREDENTIALS):
    """The code that comes back from the consent page."""
    digest = hashlib.sha256(CODE_VERIFIER.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": credentials.client_id,
        "redirect_uri": REDIRECT_URL,
        "scope": " ".join(scopes),
        "state": "state",
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    url = addresses.authorize_url(sandbox.url, query)
    answer = requests.get(url, allow_redirects=False, timeout=10)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def fresh_tokens(sandbox, scopes=SCOPES, credentials=CREDENTIALS):
    """What the token endpoint gives for a consent."""
    return exchange_code(
        sandbox.url,
        credentials,
        code=consent_code(sandbox, scopes, credentials),
        code_verifier=CODE_VERIFIER,
        redirect_url=REDIRECT_URL,
    )


class SandboxCase(BaseCase):
    """Tests against a pretend Xero that is connected to the US demo company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = new_sandbox().start()
        cls.addClassCleanup(cls.sandbox.stop)

    def setUp(self):
        super().setUp()
        self.sandbox.reset()
        self.sandbox.set_consent(answer="allow", tenants=[US])
        self.sandbox.set_limits(minute_limit=None)
        self.records = []
        self.token = fresh_tokens(self.sandbox)["access_token"]
        self.tenant_id = self.client(tenant_id="").connections()[0]["tenantId"]
        self.records.clear()
        self.sandbox.clear_calls()

    def client(self, token=None, tenant_id=None, timeout=10, base_url=None):
        return XeroClient(
            self.sandbox.url if base_url is None else base_url,
            token or self.token,
            tenant_id=self.tenant_id if tenant_id is None else tenant_id,
            on_call=self.records.append,
            timeout=timeout,
        )

    def contact_id(self):
        contacts, _has_more = self.client().contacts(1)
        self.sandbox.clear_calls()
        self.records.clear()
        return contacts[0]["ContactID"]

    def failure(self, operation, *arguments, **parameters):
        """The error that a call must end with."""
        with self.assertRaises(RemoteFault) as caught:
            operation(*arguments, **parameters)
        return caught.exception
