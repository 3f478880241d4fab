# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The providers' own SDKs as they come, with nothing of the addons around them."""

import json
import os

from quickbooks import QuickBooks
from requests_oauthlib import OAuth2Session
from xero_python.accounting import AccountingApi
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token

CLIENT_ID = "SANDBOXCLIENTID"
MINOR_VERSION = 75


class XeroSdk:
    """xero-python with one call a batch.

    :param str url: the sandbox's address
    :param str organization: the tenant's id
    """

    def __init__(self, url, access_token, organization):
        token = {
            "access_token": access_token,
            "scope": [],
            "expires_in": 1800,
            "token_type": "Bearer",
        }
        client = ApiClient(
            Configuration(oauth2_token=OAuth2Token()),
            oauth2_token_getter=lambda: token,
        )
        self._accounting = AccountingApi(client, f"{url}/api.xro/2.0")
        self._tenant = organization

    def prepare(self, body):
        """What the SDK is given for a batch that the addons have sent."""
        return json.loads(body)

    def send(self, batch):
        """:return: how many documents were accepted"""
        answer = self._accounting.create_invoices(
            self._tenant, batch, summarize_errors=False, unitdp=4
        )
        return sum(
            invoice.status_attribute_string == "OK" for invoice in answer.invoices
        )


class QuickBooksSdk:
    """python-quickbooks with the call that its ``batch_create`` ends in: its objects
    would send fields that nobody meant. See :class:`XeroSdk`."""

    def __init__(self, url, access_token, organization):
        self._quickbooks = QuickBooks(
            company_id=organization, minorversion=MINOR_VERSION
        )
        self._quickbooks.api_url_v3 = f"{url}/v3"
        # The sandbox is on this machine, and speaks no TLS.
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
        token = {"access_token": access_token}
        self._quickbooks.session = OAuth2Session(CLIENT_ID, token=token)

    def prepare(self, body):
        return body.encode()

    def send(self, batch):
        answer = self._quickbooks.batch_operation(batch)
        return sum("Fault" not in item for item in answer["BatchItemResponse"])


SDKS = {"xero": XeroSdk, "qbo": QuickBooksSdk}
