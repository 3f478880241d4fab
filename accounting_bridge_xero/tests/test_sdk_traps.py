# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What xero-python does by itself and must never do here: one test a trap."""

import http.client
from datetime import datetime

from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tests.common_payloads import document
from odoo.addons.accounting_bridge.tests.common_transport import (
    TransportContract,
    WireContract,
)
from odoo.addons.accounting_bridge.tests.scripted_server import ScriptedServer
from odoo.addons.accounting_bridge.tools.faults import Kind
from odoo.addons.accounting_bridge_xero.tools import (
    directory,
    translate,
    translate_contacts,
)
from odoo.addons.accounting_bridge_xero.tools.client import XeroClient

from .common import RATES, UK, SandboxCase, fresh_tokens

LONG_AGO = datetime(2020, 1, 1)


def scripted_client(server, token="token", timeout=5):
    return XeroClient(
        server.url,
        token,
        tenant_id="tenant",
        on_call=lambda record: None,
        timeout=timeout,
    )


@tagged("post_install", "-at_install")
class TestTokensOfTheSdk(SandboxCase):
    def test_two_clients_never_share_a_token(self):
        """The SDK gives the first token of a process to every later client."""
        first = self.client()
        stranger = self.client("a-token-that-nobody-gave")
        self.assertTrue(first.accounts())
        self.assertIs(self.failure(stranger.accounts).kind, Kind.SCOPE_MISSING)
        self.assertTrue(first.accounts())

    def test_nothing_is_refreshed_behind_our_back(self):
        """Nor is another user of the SDK in this process listened to."""
        theirs = OAuth2Token(client_id="theirs", client_secret="theirs")
        theirs.update_token("old", ["x"], 1800, "Bearer", 1.0, "their-refresh-token")
        Configuration.set_default(Configuration(oauth2_token=theirs))
        self.addCleanup(Configuration.set_default, None)
        self.assertTrue(self.client().accounts())
        self.sandbox.advance_clock(1801)
        self.assertIs(self.failure(self.client().accounts).kind, Kind.TOKEN_EXPIRED)
        self.assertEqual(self.sandbox.calls(path="/connect/token"), [])

    def test_the_sdk_prints_no_headers(self):
        loud = Configuration()
        self.addCleanup(Configuration.set_default, None)
        self.addCleanup(setattr, loud, "debug", False)
        loud.debug = True
        Configuration.set_default(loud)
        self.assertTrue(http.client.HTTPConnection.debuglevel)
        self.client()
        self.assertFalse(http.client.HTTPConnection.debuglevel)


@tagged("post_install", "-at_install")
class TestTransportOfTheSdk(TransportContract, SandboxCase):
    """The SDK sends reads, PUT and DELETE up to four times, waits for ever, sleeps as
    long as Retry-After says, and fails itself when it is asked what happened."""

    limit_fault = "rate_limit_minute"

    def operations(self, client):
        body = translate.documents_body([document(contact="nobody")], RATES)
        return [
            (client.accounts, (), Kind.UNAVAILABLE),
            (client.create_invoices, (body, "k1"), Kind.ANSWER_LOST),
            (client.create_purchase_orders, (body, "k2"), Kind.ANSWER_LOST),
            (client.update_purchase_order, ("id", "{}", "k3"), Kind.ANSWER_LOST),
        ]

    def operations_without_content(self, client):
        return [(client.delete_connection, ("id",), Kind.ANSWER_LOST)]

    def test_two_organizations_at_the_same_time(self):
        """The SDK gives the first token of a process to every later client."""
        self.sandbox.set_consent(answer="allow", tenants=[UK])
        token = fresh_tokens(self.sandbox)["access_token"]
        ties = self.client(token).connections()
        uk_id = next(tie["tenantId"] for tie in ties if tie["tenantName"] == UK)
        clients = {"USD": self.client(), "GBP": self.client(token, tenant_id=uk_id)}
        readers = {
            currency: lambda client=client: client.organization()["BaseCurrency"]
            for currency, client in clients.items()
        }
        self.assertEqual(self.read_at_the_same_time(readers), [])


@tagged("post_install", "-at_install")
class TestContentOfTheSdk(SandboxCase):
    def test_nulls(self):
        """The SDK makes the text "None" of them, or fails."""
        self.sandbox.arm_fault("quirk_nulls", count=None)
        client = self.client()
        contacts, _has_more = client.contacts(1)
        found = [translate_contacts.remote_contact(record) for record in contacts]
        self.assertTrue(found)
        self.assertNotIn("None", {each.name for each in found})
        for account in map(directory.ledger_account, client.accounts()):
            self.assertFalse(account.is_selectable)
        self.assertTrue([*map(directory.tax_code, client.tax_rates())])
        directory.organization(client.organization(), client.actions())

    def test_values_of_tomorrow(self):
        """The SDK fails on a whole page where one value is new to it."""
        contact = self.contact_id()
        body = translate.documents_body([document(contact=contact)], RATES)
        self.client().create_invoices(body, "key")
        self.sandbox.arm_fault("quirk_unknown_enum", count=None)
        client = self.client()
        self.assertTrue([*map(directory.ledger_account, client.accounts())])
        self.assertTrue([*map(directory.tax_code, client.tax_rates())])
        directory.organization(client.organization(), client.actions())
        records, _has_more = client.own_invoices(1, LONG_AGO)
        (found,) = map(translate.remote_document, records)
        self.assertEqual((found.state, found.total), ("", 115))


@tagged("post_install", "-at_install")
class TestOnTheWire(WireContract, BaseCase):
    """What leaves, byte for byte, and answers that the pretend Xero never gives."""

    def client_of(self, server, timeout=5):
        return scripted_client(server, timeout=timeout)

    def operations(self, client):
        return [
            (client.accounts, (), Kind.UNAVAILABLE),
            (client.create_invoices, ("{}", "k"), Kind.ANSWER_LOST),
        ]

    def test_a_body_leaves_as_it_was_stored(self):
        """The SDK would read decimals as floats, and write the text as a string."""
        body = '{"Invoices": [{"Total":   0.10, "Text": "Ж\\u0416 \'"}]}'
        with ScriptedServer((200, {}, b'{"Invoices": [{}]}')) as server:
            scripted_client(server).create_invoices(body, "the-key")
        ((path, headers, sent),) = server.requests
        self.assertEqual(sent, body.encode())
        self.assertEqual(path, "/api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4")
        self.assertEqual(headers["Content-Type"], "application/json")
        self.assertEqual(headers["Accept"], "application/json")
        self.assertEqual(headers["Idempotency-Key"], "the-key")
        self.assertEqual(headers["xero-tenant-id"], "tenant")
        self.assertEqual(headers["Authorization"], "Bearer token")

    def test_an_empty_collection(self):
        with ScriptedServer((200, {}, b'{"Accounts": null}')) as server:
            self.assertEqual(scripted_client(server).accounts(), [])

    def test_pages_whose_number_is_not_told(self):
        """A page that is not full is no end: the size asked for may be too large."""
        page = (200, {}, b'{"Contacts": [{"ContactID": "1"}]}')
        with ScriptedServer(page, (200, {}, b'{"Contacts": []}')) as server:
            client = scripted_client(server)
            self.assertTrue(client.contacts(1)[1])
            self.assertEqual(client.contacts(2), ([], False))
