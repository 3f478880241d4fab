# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.accounting_bridge.tests.common_contract import (
    CODE_VERIFIER,
    REDIRECT_URL,
)
from odoo.addons.accounting_bridge.tests.common_payloads import contact, document, line
from odoo.addons.accounting_bridge.tools.faults import Kind
from odoo.addons.accounting_bridge_xero.tools import translate, translate_contacts
from odoo.addons.accounting_bridge_xero.tools.client import (
    exchange_code,
    refresh_tokens,
)

from .common import CREDENTIALS, RATES, US, SandboxCase, consent_code, fresh_tokens

LONG_AGO = datetime(2020, 1, 1)


@tagged("post_install", "-at_install")
class TestReading(SandboxCase):
    def test_the_directory(self):
        client = self.client()
        self.assertEqual(client.organization()["Name"], "Demo Company (US)")
        self.assertIn("UseMulticurrency", [each["Name"] for each in client.actions()])
        self.assertEqual(
            {each["Code"] for each in client.currencies()}, {"USD", "EUR", "GBP"}
        )
        self.assertIn("200", [each.get("Code") for each in client.accounts()])
        self.assertIn("TAX001", [each["TaxType"] for each in client.tax_rates()])
        self.assertEqual(len(self.sandbox.calls()), 5)

    def test_contacts_by_pages_with_archived_ones(self):
        client = self.client()
        payloads = [
            contact(reference=number, key=f"k{number}", name=f"Partner {number}")
            for number in range(45)
        ]
        client.create_contacts(translate_contacts.contacts_body(payloads), "k1")
        records, has_more = client.contacts(1)
        self.assertGreaterEqual(len(records), 45)
        self.assertFalse(has_more)
        path = self.sandbox.calls("GET")[-1]["path"]
        self.assertIn("includeArchived=true", path)
        self.assertIn("pageSize=1000", path)

    def test_what_changed_since(self):
        client = self.client()
        future = datetime.now() + timedelta(days=400)
        self.assertEqual(client.contacts(1, future), ([], False))
        headers = self.sandbox.calls("GET")[-1]["headers"]
        self.assertEqual(
            headers["If-Modified-Since"], future.strftime("%Y-%m-%dT%H:%M:%S")
        )

    def test_every_call_is_reported(self):
        client = self.client()
        client.currencies()
        self.sandbox.arm_fault("rate_limit_day", retry_after=600)
        self.failure(client.currencies)
        good, limited = self.records
        self.assertEqual((good.method, good.status), ("GET", 200))
        self.assertEqual(good.path, "/api.xro/2.0/Currencies")
        self.assertTrue(good.correlation_id)
        self.assertGreater(good.day_left, 0)
        self.assertIsNone(good.not_before)
        self.assertEqual(limited.status, 429)
        wait = (limited.not_before - _utc_now()).total_seconds()
        self.assertAlmostEqual(wait, 600, delta=10)
        self.assertNotIn(self.token, repr(self.records))

    def test_a_disconnected_organization(self):
        client = self.client()
        (tie,) = client.connections()
        client.delete_connection(tie["id"])
        self.assertEqual(client.connections(), [])
        self.assertIs(self.failure(client.accounts).kind, Kind.NOT_CONNECTED)
        again = self.failure(client.delete_connection, tie["id"])
        self.assertIs(again.kind, Kind.NOT_FOUND)

    def test_a_scope_that_was_not_given(self):
        # Xero adds scopes to those given before, so nothing may have been given.
        self.sandbox.reset()
        self.sandbox.set_consent(answer="allow", tenants=[US])
        few = ("offline_access", "openid", "accounting.contacts")
        token = fresh_tokens(self.sandbox, few)["access_token"]
        error = self.failure(self.client(token).accounts)
        self.assertIs(error.kind, Kind.SCOPE_MISSING)

    def test_an_expired_token(self):
        self.sandbox.advance_clock(1801)
        self.assertIs(self.failure(self.client().accounts).kind, Kind.TOKEN_EXPIRED)


@tagged("post_install", "-at_install")
class TestTokens(SandboxCase):
    def test_tokens_rotate(self):
        first = fresh_tokens(self.sandbox)
        second = refresh_tokens(self.sandbox.url, CREDENTIALS, first["refresh_token"])
        self.assertNotEqual(first["refresh_token"], second["refresh_token"])
        self.assertTrue(self.client(second["access_token"]).accounts())

    def test_a_consent_that_is_gone(self):
        error = self.failure(refresh_tokens, self.sandbox.url, CREDENTIALS, "gone")
        self.assertIs(error.kind, Kind.CONSENT_GONE)

    def test_a_code_is_used_once(self):
        form = {
            "code": consent_code(self.sandbox),
            "code_verifier": CODE_VERIFIER,
            "redirect_url": REDIRECT_URL,
        }
        exchange_code(self.sandbox.url, CREDENTIALS, **form)
        error = self.failure(exchange_code, self.sandbox.url, CREDENTIALS, **form)
        self.assertIs(error.kind, Kind.CONSENT_GONE)

    def test_a_wrong_secret(self):
        wrong = type(CREDENTIALS)(CREDENTIALS.client_id, "a-wrong-sécret")
        error = self.failure(refresh_tokens, self.sandbox.url, wrong, "any")
        self.assertIs(error.kind, Kind.APP_REFUSED)
        self.assertNotIn("sécret", str(error))

    def test_network_faults_are_no_end_of_a_consent(self):
        good = fresh_tokens(self.sandbox)["refresh_token"]
        for fault in ("reset_after_commit", "html_503", "html_200", "error_503"):
            self.sandbox.arm_fault(fault, path="/connect/token")
            error = self.failure(refresh_tokens, self.sandbox.url, CREDENTIALS, good)
            self.assertIn(error.kind, (Kind.UNREACHABLE, Kind.UNAVAILABLE), fault)
        nowhere = "http://127.0.0.1:9"
        error = self.failure(refresh_tokens, nowhere, CREDENTIALS, good)
        self.assertIs(error.kind, Kind.UNREACHABLE)
        self.assertIsNone(error.__cause__)
        self.assertTrue(error.__suppress_context__)


@tagged("post_install", "-at_install")
class TestWriting(SandboxCase):
    def setUp(self):
        super().setUp()
        self.contact = self.contact_id()

    def body(self, *payloads):
        return translate.documents_body(list(payloads), RATES)

    def document(self, *lines, **values):
        return document(*lines, contact=self.contact, **values)

    def push(self, *payloads, key="key"):
        body = self.body(*payloads)
        elements = self.client().create_invoices(body, key)
        return translate.document_outcomes(
            [payload.reference for payload in payloads], body, elements
        )

    def test_an_invoice_comes_to_odoos_total(self):
        lines = [
            line("25.06", tax="3.77"),
            line("25.61", tax="3.84"),
            line("25.63", tax="3.84"),
        ]
        (outcome,) = self.push(self.document(*lines, status="approved"))
        self.assertEqual(outcome.document.tax, Decimal("11.45"))
        self.assertEqual(outcome.document.state, "approved")
        self.assertEqual(outcome.document.mark, "S00001-k7Q2")

    def test_all_forms_of_a_line(self):
        lines = [
            line("33.33", "3", subtotal="89.99", tax="13.50", discount="10"),
            line("0.012345", "100000", subtotal="1234.50", tax="185.18"),
            line("1.234567", "7", subtotal="8.64", tax="1.30"),
            line("0.30", tax="0.04"),
            line("1.30", tax="0.12", tax_code="TAX002"),
        ]
        for document_type in ("invoice", "bill"):
            payload = self.document(*lines, document_type=document_type)
            (outcome,) = self.push(payload, key=document_type)
            found = outcome.document
            self.assertEqual(
                (found.subtotal, found.tax, found.total),
                (payload.subtotal, payload.tax, payload.total),
            )

    def test_prices_with_tax(self):
        lines = [line("115", subtotal="100"), line("0.10", subtotal="0.09", tax="0.01")]
        payload = self.document(*lines, tax_mode="inclusive")
        (outcome,) = self.push(payload)
        self.assertEqual(outcome.document.total, payload.total)
        self.assertEqual(outcome.document.tax, payload.tax)

    def test_one_bad_document_fails_alone(self):
        good, bad = self.document(), self.document(line(account="999"), reference=2)
        first, second = self.push(good, bad)
        self.assertTrue(first.document)
        self.assertIsNone(second.document)
        self.assertIn("'999'", second.errors[0])
        self.assertEqual(len(self.sandbox.calls("PUT")), 1)

    def test_a_number_that_is_taken(self):
        self.push(self.document(number="INV-77"))
        (outcome,) = self.push(self.document(number="INV-77"), key="another")
        self.assertTrue(outcome.is_duplicate_number)
        self.assertEqual(len(self.sandbox.objects("Invoices")), 1)

    def test_the_same_bytes_with_the_same_key_make_one_document(self):
        body = self.body(self.document())
        self.sandbox.arm_fault("reset_after_commit", method="PUT")
        error = self.failure(self.client().create_invoices, body, "key")
        self.assertIs(error.kind, Kind.ANSWER_LOST)
        (element,) = self.client().create_invoices(body, "key")
        self.assertEqual(len(self.sandbox.objects("Invoices")), 1)
        self.assertEqual(translate.mark_of(element["Url"]), "S00001-k7Q2")

    def test_a_key_that_was_used_for_something_else(self):
        self.push(self.document())
        other = self.body(self.document(note="another"))
        error = self.failure(self.client().create_invoices, other, "key")
        self.assertIs(error.kind, Kind.KEY_REUSED)

    def test_documents_of_this_app_are_found_by_their_mark(self):
        self.push(self.document())
        self.push(self.document(document_type="bill", reference=2), key="bill")
        records, has_more = self.client().own_invoices(1, LONG_AGO)
        self.assertFalse(has_more)
        (bill,) = translate.own_documents(records, "bill")
        self.assertEqual(bill.mark, "S00001-k7Q2")

    def test_documents_of_other_apps_are_not_looked_at(self):
        another = type(CREDENTIALS)("ANOTHERAPP", "another-secret")
        token = fresh_tokens(self.sandbox, credentials=another)["access_token"]
        body = self.body(self.document())
        self.client(token).create_invoices(body, "key")
        self.assertEqual(self.client().own_invoices(1, LONG_AGO), ([], False))

    def test_documents_by_their_ids(self):
        payloads = [self.document(reference=number) for number in range(45)]
        ids = [each.document.remote_id for each in self.push(*payloads)]
        self.sandbox.clear_calls()
        found = self.client().invoices([*ids, "00000000-0000-4000-8000-000000000000"])
        self.assertEqual({each["InvoiceID"] for each in found}, set(ids))
        self.assertEqual(len(self.sandbox.calls()), 2)
        # Without a page Xero answers with less of each document.
        self.assertIn("page=1", self.sandbox.calls()[0]["path"])

    def test_purchase_orders(self):
        payload = self.document(
            line(account="635"),
            document_type="purchase_order",
            number="P00003",
            status="approved",
        )
        client = self.client()
        (element,) = client.create_purchase_orders(self.body(payload), "key")
        order_id = element["PurchaseOrderID"]
        self.assertEqual(client.purchase_order(order_id)["Status"], "AUTHORISED")
        records, _has_more = client.purchase_orders(1, LONG_AGO)
        self.assertEqual([each["PurchaseOrderNumber"] for each in records], ["P00003"])
        closing = translate.billed_purchase_order_body(order_id)
        closed = client.update_purchase_order(order_id, closing, "close")
        self.assertEqual(translate.remote_document(closed).state, "billed")
        self.assertIsNone(client.purchase_order("00000000-0000-4000-8000-00000000000f"))

    def test_contacts(self):
        payloads = [contact(email="a@example.com"), contact(reference=2, key="k2")]
        body = translate_contacts.contacts_body(payloads)
        elements = self.client().create_contacts(body, "key")
        first, second = translate_contacts.contact_outcomes(payloads, body, elements)
        self.assertEqual(first.contact.key, "odoo-12345678-7")
        self.assertIn("already assigned", second.errors[0])


def _utc_now():
    return datetime.now(timezone.utc).replace(tzinfo=None)
