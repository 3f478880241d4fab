# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.common_contract import REDIRECT_URL
from odoo.addons.accounting_bridge.tools.faults import Kind
from odoo.addons.accounting_bridge.tools.transport import utc_now
from odoo.addons.accounting_bridge_qbo.tools import token_client
from odoo.addons.accounting_bridge_qbo.tools.batch import creations_body
from odoo.addons.accounting_bridge_qbo.tools.queries import select, single

from .common import (
    CREDENTIALS,
    ENVIRONMENT,
    SandboxCase,
    consent,
    fresh_tokens,
    realm_of,
)


def customers_body(*names):
    return creations_body([("Customer", {"DisplayName": name}) for name in names])


@tagged("post_install", "-at_install")
class TestReading(SandboxCase):
    def test_one_list(self):
        accounts = self.client().records("Account", select("Account"))
        self.assertIn("Services", [each["Name"] for each in accounts])
        (call,) = self.api_calls()
        self.assertEqual(call["method"], "POST")
        self.assertEqual(call["path"].partition("?")[2], "minorversion=75")
        self.assertEqual(call["headers"]["Content-Type"], "application/text")

    def test_an_empty_list(self):
        query = select("Customer", [("DisplayName", "=", "O'Neil\\")])
        self.assertEqual(self.client().records("Customer", query), [])

    def test_several_lists_in_one_call(self):
        """Their answers come in another order than the questions."""
        company, customers, vendors = self.client().records_of_several(
            [
                ("CompanyInfo", single("CompanyInfo")),
                ("Customer", select("Customer")),
                ("Vendor", select("Vendor", [("Active", "=", False)])),
            ]
        )
        self.assertEqual(company[0]["CompanyName"], "Sandbox Company US")
        self.assertTrue(customers)
        self.assertEqual(vendors, [])
        self.assertEqual(len(self.api_calls()), 1)

    def test_one_bad_query_among_several(self):
        queries = [
            ("Customer", select("Customer")),
            ("Vendor", "SELECT * FROM Vendor WHERE Nonsense = 'x'"),
        ]
        fault = self.failure(self.client().records_of_several, queries)
        self.assertIs(fault.kind, Kind.REFUSED)
        self.assertTrue(fault.words)

    def test_amounts_are_decimals(self):
        (preferences,) = self.client().records("Preferences", single("Preferences"))
        self.assertTrue(preferences)
        self.client().write_batch(customers_body("A"), "k")
        query = select("Customer", [("DisplayName", "=", "A")])
        (customer,) = self.client().records("Customer", query)
        self.assertNotIsInstance(customer["Balance"], float)

    def test_every_call_is_reported(self):
        self.client().records("Account", select("Account"))
        self.sandbox.arm_fault("rate_limit", path="/v3/", retry_after=600)
        self.failure(self.client().records, "Account", select("Account"))
        good, limited = self.records
        self.assertEqual((good.method, good.status), ("POST", 200))
        path = f"/v3/company/{self.realm_id}/query?minorversion=75"
        self.assertEqual(good.path, path)
        self.assertTrue(good.correlation_id)
        self.assertEqual(good.response_body, "")
        self.assertIn("SELECT", good.request_body)
        self.assertIsNone(good.not_before)
        self.assertEqual(limited.status, 429)
        self.assertIn("ThrottleExceeded", limited.response_body)
        wait = (limited.not_before - utc_now()).total_seconds()
        self.assertAlmostEqual(wait, 600, delta=10)
        self.assertNotIn(self.token, repr(self.records))

    def test_limits_in_every_form(self):
        for fault, least, most in (
            ("rate_limit", 60, 60),
            ("rate_limit_json", 60, 60),
            ("monthly_cap", 1, 31 * 86_400),
        ):
            self.sandbox.arm_fault(fault, path="/v3/")
            found = self.failure(self.client().records, "Item", select("Item"))
            self.assertIs(found.kind, Kind.RATE_LIMIT)
            self.assertTrue(least <= found.delay <= most, found.delay)
            expected = utc_now() + timedelta(seconds=found.delay)
            error = abs((self.records[-1].not_before - expected).total_seconds())
            self.assertLess(error, 10)

    def test_an_expired_token(self):
        for fault in ("expired_token", "expired_token_xml"):
            self.token = fresh_tokens(self.sandbox)["access_token"]
            self.sandbox.arm_fault(fault, path="/v3/")
            found = self.failure(self.client().records, "Item", select("Item"))
            self.assertIs(found.kind, Kind.TOKEN_EXPIRED)
            kept = repr(found) + repr(self.records[-1])
            self.assertNotIn(self.token[:12], kept)

    def test_a_company_that_was_disconnected(self):
        self.sandbox.disconnect(self.company)
        found = self.failure(self.client().records, "Item", select("Item"))
        self.assertIs(found.kind, Kind.NOT_CONNECTED)

    def test_another_company_than_the_consent_s(self):
        client = self.client(realm_id=realm_of(self.sandbox, "uk"))
        found = self.failure(client.records, "Item", select("Item"))
        self.assertIs(found.kind, Kind.NOT_CONNECTED)


@tagged("post_install", "-at_install")
class TestWriting(SandboxCase):
    def names(self):
        return [each["DisplayName"] for each in self.sandbox.objects("Customer")]

    def test_a_verdict_for_each(self):
        body = customers_body("One", "A:B", "Two")
        elements = self.client().write_batch(body, "k" * 36)
        by_place = {each["bId"]: each for each in elements}
        self.assertEqual(by_place["1"]["Customer"]["DisplayName"], "One")
        self.assertIn("Fault", by_place["2"])
        self.assertEqual(by_place["3"]["Customer"]["DisplayName"], "Two")
        (call,) = self.api_calls()
        query = parse_qs(urlsplit(call["path"]).query)
        self.assertEqual(query, {"minorversion": ["75"], "requestid": ["k" * 36]})

    def test_the_same_key_makes_nothing_twice(self):
        body = customers_body("Once")
        first = self.client().write_batch(body, "k")
        self.assertEqual(self.client().write_batch(body, "k"), first)
        self.assertEqual(self.names().count("Once"), 1)

    def test_a_lost_answer_is_given_again(self):
        for fault in ("reset_after_commit", "truncated_json"):
            body = customers_body(fault)
            self.sandbox.arm_fault(fault, path="batch")
            found = self.failure(self.client().write_batch, body, fault)
            self.assertIs(found.kind, Kind.ANSWER_LOST)
            (element,) = self.client().write_batch(body, fault)
            self.assertEqual(element["Customer"]["DisplayName"], fault)
            self.assertEqual(self.names().count(fault), 1)

    def test_a_key_whose_answer_is_not_given_again(self):
        self.sandbox.arm_fault("duplicate_request_id", path="batch")
        found = self.failure(self.client().write_batch, customers_body("X"), "k")
        self.assertIs(found.kind, Kind.KEY_REUSED)

    def test_a_fault_with_a_good_status(self):
        """It does not prove that nothing was done."""
        self.sandbox.arm_fault("fault_200", path="batch", commit=True)
        found = self.failure(self.client().write_batch, customers_body("X"), "k")
        self.assertIs(found.kind, Kind.ANSWER_LOST)
        self.assertIn("X", self.names())

    def test_a_refusal_of_the_whole_batch(self):
        body = customers_body(*map(str, range(31)))
        found = self.failure(self.client().write_batch, body, "k")
        self.assertIs(found.kind, Kind.REFUSED)
        self.assertNotIn("1", self.names())

    def test_letters_of_all_kinds(self):
        name = "Łódź Ünïcødé 漢字"
        self.client().write_batch(customers_body(name), "k")
        self.assertIn(name, self.names())
        self.assertIn(name, self.records[0].request_body)

    def test_digits_stay_as_they_are(self):
        item = {
            "Name": "Priced",
            "Type": "Service",
            "UnitPrice": Decimal("0.1234567"),
            "IncomeAccountRef": {"value": self.income_account()},
        }
        (element,) = self.client().write_batch(creations_body([("Item", item)]), "k")
        body = self.api_calls()[-1]["body"]
        self.assertIn("0.1234567", body if isinstance(body, str) else json.dumps(body))
        self.assertIn("Item", element)

    def income_account(self):
        where = [("AccountType", "=", "Income")]
        accounts = self.client().records("Account", select("Account", where))
        return accounts[0]["Id"]


@tagged("post_install", "-at_install")
class TestTokens(SandboxCase):
    def refresh(self, refresh_token, credentials=CREDENTIALS, base_url=None):
        return token_client.refresh_tokens(
            self.sandbox.url if base_url is None else base_url,
            ENVIRONMENT,
            credentials,
            refresh_token,
        )

    def test_tokens_rotate(self):
        first = fresh_tokens(self.sandbox)
        second = self.refresh(first["refresh_token"])
        self.assertNotEqual(first["refresh_token"], second["refresh_token"])
        self.token = second["access_token"]
        self.assertTrue(self.client().records("Account", select("Account")))

    def test_the_end_for_good_is_asked_for(self):
        first = fresh_tokens(self.sandbox)
        second = self.refresh(first["refresh_token"])
        for answer in (first, second):
            self.assertGreater(int(answer["x_refresh_token_hard_expires_in"]), 10**8)

    def test_a_consent_that_is_gone(self):
        self.assertIs(self.failure(self.refresh, "gone").kind, Kind.CONSENT_GONE)
        tokens = fresh_tokens(self.sandbox)
        self.sandbox.disconnect(self.company)
        fault = self.failure(self.refresh, tokens["refresh_token"])
        self.assertIs(fault.kind, Kind.CONSENT_GONE)

    def test_a_code_is_used_once(self):
        values = {
            "code": consent(self.sandbox)["code"],
            "redirect_url": REDIRECT_URL,
        }
        place = (self.sandbox.url, ENVIRONMENT, CREDENTIALS)
        token_client.exchange_code(*place, **values)
        fault = self.failure(token_client.exchange_code, *place, **values)
        self.assertIs(fault.kind, Kind.CONSENT_GONE)

    def test_a_wrong_secret(self):
        wrong = replace(CREDENTIALS, client_secret="a-wrong-sécret")
        fault = self.failure(self.refresh, "any", wrong)
        self.assertIs(fault.kind, Kind.APP_REFUSED)
        self.assertNotIn("sécret", str(fault))

    def test_network_faults_are_no_end_of_a_consent(self):
        good = fresh_tokens(self.sandbox)["refresh_token"]
        for fault in ("reset_before_commit", "html_503", "html_200", "error_500"):
            self.sandbox.arm_fault(fault, path="tokens/bearer")
            found = self.failure(self.refresh, good)
            self.assertIn(found.kind, (Kind.UNREACHABLE, Kind.UNAVAILABLE), fault)
        self.assertTrue(self.refresh(good)["access_token"])
        found = self.failure(self.refresh, good, base_url="http://127.0.0.1:9")
        self.assertIs(found.kind, Kind.UNREACHABLE)
        self.assertIsNone(found.__cause__)
        self.assertTrue(found.__suppress_context__)

    def test_revoking(self):
        tokens = fresh_tokens(self.sandbox)
        place = (self.sandbox.url, ENVIRONMENT, CREDENTIALS)
        token_client.revoke(*place, tokens["refresh_token"])
        fault = self.failure(self.refresh, tokens["refresh_token"])
        self.assertIs(fault.kind, Kind.CONSENT_GONE)
        token_client.revoke(*place, tokens["refresh_token"])  # gone already: fine
        self.sandbox.arm_fault("error_503", path="revoke")
        found = self.failure(token_client.revoke, *place, "any")
        self.assertIn(found.kind, (Kind.UNREACHABLE, Kind.UNAVAILABLE))
