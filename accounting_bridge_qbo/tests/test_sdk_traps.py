# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What python-quickbooks and intuit-oauth do by themselves and must never do here: one
test a trap."""

import json
import os
import tempfile
from decimal import Decimal
from functools import partial

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tests.common_payloads import document, line
from odoo.addons.accounting_bridge.tests.common_transport import (
    TransportContract,
    WireContract,
)
from odoo.addons.accounting_bridge.tests.scripted_server import ScriptedServer
from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault
from odoo.addons.accounting_bridge_qbo.tools import token_client
from odoo.addons.accounting_bridge_qbo.tools.batch import creations_body
from odoo.addons.accounting_bridge_qbo.tools.client import QboClient
from odoo.addons.accounting_bridge_qbo.tools.queries import select, single
from odoo.addons.accounting_bridge_qbo.tools.translate_documents import (
    DocumentOptions,
    documents_body,
)
from odoo.addons.accounting_bridge_qbo.tools.transport import Transport

from .common import CREDENTIALS, ENVIRONMENT, SandboxCase, fresh_tokens, realm_of

CUSTOMER = creations_body([("Customer", {"DisplayName": "Trapped"})])
US = DocumentOptions(
    country_is_us=True,
    sales_tax="automated",
    is_multicurrency=False,
    home_currency="USD",
)
TOKENS = b'{"access_token": "a", "refresh_token": "r", "expires_in": 3600}'
EMPTY = b'{"QueryResponse": {}}'


def scripted_client(server, timeout=5, token="token"):
    return QboClient(
        server.url,
        ENVIRONMENT,
        token,
        realm_id="99",
        on_call=lambda record: None,
        timeout=timeout,
    )


def discovery(url):
    document = {
        "issuer": "https://oauth.platform.intuit.com/op/v1",
        "authorization_endpoint": f"{url}/connect/oauth2",
        "token_endpoint": f"{url}/oauth2/v1/tokens/bearer",
        "revocation_endpoint": f"{url}/v2/oauth2/tokens/revoke",
        "userinfo_endpoint": f"{url}/v1/openid_connect/userinfo",
        "jwks_uri": f"{url}/op/v1/jwks",
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()


def refresh(server, refresh_token="r"):
    return token_client.refresh_tokens(
        server.url, ENVIRONMENT, CREDENTIALS, refresh_token
    )


@tagged("post_install", "-at_install")
class TestObjectsOfTheSdk(SandboxCase):
    """Its objects send every field that was not meant, blank, and numbers as texts."""

    def sent_document(self, **values):
        body = documents_body([document(line(item="1"), contact="1", **values)], US)
        self.client().write_batch(body, "k")
        return json.loads(self.records[-1].request_body, parse_float=Decimal)

    def test_no_field_is_blank(self):
        (item,) = self.sent_document()["BatchItemRequest"]

        def leaves(value):
            if isinstance(value, dict):
                for each in value.values():
                    yield from leaves(each)
            elif isinstance(value, list):
                for each in value:
                    yield from leaves(each)
            else:
                yield value

        self.assertFalse({"", None} & set(leaves(item)))
        self.assertNotIn("ExchangeRate", item["Invoice"])
        self.assertNotIn("GlobalTaxCalculation", item["Invoice"])
        self.assertNotIn("AllowIPNPayment", item["Invoice"])

    def test_numbers_are_numbers(self):
        (item,) = self.sent_document()["BatchItemRequest"]
        amount = item["Invoice"]["Line"][0]["Amount"]
        self.assertIsInstance(amount, (int, Decimal))
        self.assertEqual(amount, 100)

    def test_no_float_is_read(self):
        body = b'{"QueryResponse": {"Invoice": [{"TotalAmt": 0.1}]}}'
        with ScriptedServer((200, {}, body)) as server:
            client = scripted_client(server)
            (invoice,) = client.records("Invoice", select("Invoice"))
        self.assertEqual(invoice["TotalAmt"], Decimal("0.1"))
        self.assertIsInstance(invoice["TotalAmt"], Decimal)


@tagged("post_install", "-at_install")
class TestTransportOfTheSdk(TransportContract, SandboxCase):
    """The SDK waits for ever, hides what a 429 says behind an error of reading, and
    leaves out of its errors what it does not expect."""

    limit_fault = "rate_limit"

    def operations(self, client):
        query = select("Account")
        return [
            (client.records, ("Account", query), Kind.UNAVAILABLE),
            (client.records_of_several, ([("Account", query)],), Kind.UNAVAILABLE),
            (client.write_batch, (CUSTOMER, "k"), Kind.ANSWER_LOST),
        ]

    def test_what_the_sdk_leaves_out_of_its_errors(self):
        """Status, intuit_tid and all errors but the first."""
        self.sandbox.arm_fault("error_500")
        self.failure(self.client().write_batch, CUSTOMER, "k")
        record = self.records[-1]
        self.assertEqual(record.status, 500)
        self.assertTrue(record.correlation_id)
        self.assertIn("10000", record.response_body)

    def test_two_companies_never_share_a_token(self):
        """The SDK once kept one client for the whole process."""
        uk_id = realm_of(self.sandbox, "uk")
        uk_token = fresh_tokens(self.sandbox, "uk")["access_token"]
        clients = {"US": self.client(), "GB": self.client(uk_token, realm_id=uk_id)}

        def country_of(client):
            (company,) = client.records("CompanyInfo", single("CompanyInfo"))
            return company["Country"]

        readers = {
            country: partial(country_of, client) for country, client in clients.items()
        }
        self.assertEqual(self.read_at_the_same_time(readers), [])

    def test_nothing_is_refreshed_behind_our_back(self):
        self.sandbox.advance_clock(3601)
        for operation, arguments, _kind in self.operations(self.client()):
            found = self.failure(operation, *arguments)
            self.assertIs(found.kind, Kind.TOKEN_EXPIRED)
        self.assertEqual(self.sandbox.calls(path="tokens/bearer"), [])

    def test_every_page_has_a_size(self):
        """The SDK asks for none, and gets a hundred records."""
        names = [f"Customer {number}" for number in range(105)]
        for start in range(0, len(names), 30):
            chunk = names[start : start + 30]
            records = [("Customer", {"DisplayName": name}) for name in chunk]
            self.client().write_batch(creations_body(records), f"k{start}")
        found = self.client().records("Customer", select("Customer"))
        self.assertLessEqual(set(names), {each["DisplayName"] for each in found})

    def test_a_backslash_does_not_open_a_text(self):
        r"""The SDK escapes the quote alone: ``O'Neil\`` breaks out."""
        for name in ("O'Neil\\", "\\' OR Id > '0", "'"):
            query = select("Customer", [("DisplayName", "=", name)])
            self.assertEqual(self.client().records("Customer", query), [])

    def test_a_batch_is_one_call_with_a_key(self):
        """The SDK's batches carry none, and their bIds are too long for one."""
        self.client().write_batch(CUSTOMER, "k")
        (call,) = self.api_calls()
        self.assertIn("requestid=k", call["path"])
        (item,) = json.loads(self.records[-1].request_body)["BatchItemRequest"]
        self.assertLessEqual(len(item["bId"]), 10)


@tagged("post_install", "-at_install")
class TestRequestsOfTheSdk(WireContract, BaseCase):
    """What leaves, byte for byte, and answers that the pretend QuickBooks never
    gives."""

    def client_of(self, server, timeout=5):
        return scripted_client(server, timeout)

    def operations(self, client):
        return [
            (client.records, ("Item", select("Item")), Kind.UNAVAILABLE),
            (client.write_batch, (CUSTOMER, "k"), Kind.ANSWER_LOST),
        ]

    def test_the_exact_request(self):
        body = creations_body(
            [("Customer", {"DisplayName": "Жö", "X": Decimal("1.10")})]
        )
        answer = b'{"BatchItemResponse": []}'
        with ScriptedServer((200, {}, answer)) as server:
            scripted_client(server).write_batch(body, "the-key")
        ((path, headers, sent),) = server.requests
        self.assertEqual(sent, body.encode())
        self.assertEqual(path, "/v3/company/99/batch?minorversion=75&requestid=the-key")
        self.assertEqual(headers["Content-Type"], "application/json")
        self.assertEqual(headers["Accept"], "application/json")
        self.assertEqual(headers["Authorization"], "Bearer token")

    def test_the_real_hosts_by_environment(self):
        """The SDK takes an environment that it does not know for production."""
        for environment, host in (
            ("production", "https://quickbooks.api.intuit.com/v3"),
            ("sandbox", "https://sandbox-quickbooks.api.intuit.com/v3"),
        ):
            client = QboClient("", environment, "t", realm_id="9", on_call=print)
            self.assertEqual(client._transport.api_url, host)

    def test_another_transport_changes_nothing(self):
        first = Transport("http://one/v3", "1", "1", print, 1)
        second = Transport("http://two/v3", "2", "2", print, 1)
        self.assertEqual((first.api_url, first.company_id), ("http://one/v3", "1"))
        self.assertEqual(first.session.access_token, "1")
        self.assertEqual(second.session.access_token, "2")

    def test_a_netrc_does_not_replace_the_token(self):
        with tempfile.NamedTemporaryFile("w", suffix="netrc") as netrc:
            netrc.write("machine 127.0.0.1 login stranger password secret\n")
            netrc.flush()
            before = os.environ.get("NETRC")
            os.environ["NETRC"] = netrc.name
            self.addCleanup(_restore, "NETRC", before)
            with ScriptedServer((200, {}, EMPTY)) as server:
                scripted_client(server).records("Item", select("Item"))
        ((_path, headers, _body),) = server.requests
        self.assertEqual(headers["Authorization"], "Bearer token")

    def test_an_answer_without_the_part_that_was_asked_for(self):
        with ScriptedServer((200, {}, b"{}")) as server:
            with self.assertRaises(RemoteFault) as caught:
                scripted_client(server).records("Item", select("Item"))
        self.assertIs(caught.exception.kind, Kind.UNAVAILABLE)


@tagged("post_install", "-at_install")
class TestTokensOfTheSdk(BaseCase):
    def test_the_discovery_document_is_fetched_once(self):
        """The SDK fetches it for every client."""
        server = ScriptedServer()
        with server:
            server._answers += [discovery(server.url), *[(200, {}, TOKENS)] * 3]
            for _repeat in range(3):
                refresh(server)
        paths = [path for path, _headers, _body in server.requests]
        self.assertEqual(len([path for path in paths if "well-known" in path]), 1)
        self.assertEqual(len(paths), 4)

    def test_a_failed_discovery_is_asked_again(self):
        server = ScriptedServer()
        with server:
            server._answers += [
                (503, {}, b"<html></html>"),
                (200, {}, b'{"issuer": "x"}'),
                discovery(server.url),
                (200, {}, TOKENS),
            ]
            for _repeat in range(2):
                with self.assertRaises(RemoteFault) as caught:
                    refresh(server)
                self.assertIs(caught.exception.kind, Kind.UNAVAILABLE)
            self.assertEqual(refresh(server)["access_token"], "a")

    def test_an_answer_sets_no_attribute(self):
        """The SDK sets as an attribute of the client whatever the answer names."""
        answer = {"access_token": "a", "token_endpoint": "x", "request": 1}
        server = ScriptedServer()
        with server:
            server._answers += [
                discovery(server.url),
                (200, {}, json.dumps(answer).encode()),
            ]
            client = token_client._TokenClient(server.url, ENVIRONMENT, CREDENTIALS)
            found = client.tokens(client.refresh, "r")
        self.assertEqual(found, answer)
        self.assertEqual(client.token_endpoint, f"{server.url}/oauth2/v1/tokens/bearer")
        self.assertTrue(callable(client.request))
        self.assertIsNone(client.access_token)

    def test_no_key_is_fetched_for_an_id_token(self):
        """The SDK fetches the keys, without a limit of time."""
        answer = (
            b'{"access_token": "a", "id_token": "eyJraWQiOiJ4In0.eyJpc3MiOiIxIn0.x"}'
        )
        server = ScriptedServer()
        with server:
            server._answers += [discovery(server.url), (200, {}, answer)]
            self.assertEqual(refresh(server)["access_token"], "a")
        self.assertNotIn("jwks", repr([path for path, *_rest in server.requests]))

    def test_no_error_repeats_the_answer(self):
        answer = b'{"error": "invalid_grant", "refresh_token": "leaked"}'
        server = ScriptedServer()
        with server:
            server._answers += [discovery(server.url), (400, {}, answer)]
            with self.assertRaises(RemoteFault) as caught:
                refresh(server, "own-token")
        fault = caught.exception
        self.assertIs(fault.kind, Kind.CONSENT_GONE)
        self.assertNotIn("leaked", repr(fault))
        self.assertNotIn("own-token", repr(fault))

    def test_the_header_for_the_end_for_good(self):
        """The SDK does not know it."""
        server = ScriptedServer()
        with server:
            server._answers += [discovery(server.url), (200, {}, TOKENS)]
            refresh(server)
        _path, headers, body = server.requests[-1]
        name = "x-include-refresh-token-hard-expires-in"
        self.assertEqual(headers[name], "true")
        self.assertTrue(headers["Authorization"].startswith("Basic "))
        self.assertEqual(body, b"grant_type=refresh_token&refresh_token=r")

    def test_tokens_follow_no_redirect(self):
        with ScriptedServer((200, {}, TOKENS)) as elsewhere:
            server = ScriptedServer()
            with server:
                answer = (307, {"Location": elsewhere.url + "/"}, b"{}")
                server._answers += [discovery(server.url), answer]
                with self.assertRaises(RemoteFault) as caught:
                    refresh(server)
        self.assertIs(caught.exception.kind, Kind.UNAVAILABLE)
        self.assertEqual(elsewhere.requests, [])


def _restore(name, value):
    if value is None:
        del os.environ[name]
    else:
        os.environ[name] = value
