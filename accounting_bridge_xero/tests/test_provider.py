# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.accounting_bridge.exceptions import (
    AnswerLost,
    PersonMustAct,
    Reconnect,
    TryAgain,
)
from odoo.addons.accounting_bridge.tests.common_payloads import contact, document, line
from odoo.addons.accounting_bridge_xero.const import SCOPES

from .common import (
    CODE_VERIFIER,
    CREDENTIALS,
    REDIRECT_URL,
    UK,
    US,
    consent_code,
    new_sandbox,
)

LONG_AGO = datetime(2020, 1, 1)
BASE_URL_PARAMETER = "accounting_bridge_xero.base_url"


@tagged("post_install", "-at_install")
class TestProvider(TransactionCase):
    """The contract, kept over real HTTP."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = new_sandbox().start()
        cls.addClassCleanup(cls.sandbox.stop)
        cls.env["ir.config_parameter"].set_param(BASE_URL_PARAMETER, cls.sandbox.url)
        currency = cls.env.ref("base.USD")
        company = cls.env["res.company"].create(
            {"name": "Books in Xero", "currency_id": currency.id}
        )
        cls.connection = cls.env["accounting.bridge.connection"].create(
            {
                "company_id": company.id,
                "provider": "xero",
                "client_id": CREDENTIALS.client_id,
                "client_secret": CREDENTIALS.client_secret,
            }
        )
        cls.provider = cls.connection._provider()

    def setUp(self):
        super().setUp()
        # Calls are noted in a transaction of their own.
        self.registry_enter_test_mode()
        self.sandbox.reset()
        self.sandbox.set_consent(answer="allow", tenants=[US])
        self.sandbox.set_limits(minute_limit=None)
        tokens = self.tokens()
        self.connection.grant_id = self.env["accounting.bridge.grant"]._store(
            "xero", CREDENTIALS, tokens
        )
        (choice,) = self.provider._list_organizations(
            self.connection, tokens.access_token, tokens.consent_id
        )
        self.connection.organization_id = choice.organization_id
        self.connection.state = "connected"
        self.env["accounting.bridge.directory.sync"]._sync_all(self.connection)
        self.contact = self.connection.contact_ids[0]
        self.sandbox.clear_calls()

    def tokens(self):
        return self.provider._exchange_code(
            self.connection,
            code=consent_code(self.sandbox),
            code_verifier=CODE_VERIFIER,
            redirect_url=REDIRECT_URL,
            query={},
        )

    def document(self, *lines, **values):
        return document(*lines, contact=self.contact.remote_id, **values)

    def push(self, *payloads, key="key", timeout=10):
        document_type = payloads[0].document_type
        return self.provider._push_documents(
            self.connection,
            document_type,
            [payload.reference for payload in payloads],
            self.provider._prepare_documents(self.connection, list(payloads)),
            key,
            timeout,
        )

    def sentences(self, payload):
        return self.provider._check_document(self.connection, payload)

    # === FACTS === #

    def test_accounts_that_are_offered(self):
        accounts = self.connection.ledger_account_ids.with_context(active_test=True)
        for purpose, offered, not_offered in (
            ("sale", {"200", "210", "270"}, {"310", "400", "835", "249"}),
            ("purchase", {"300", "310", "400", "408"}, {"200", "416", "447", "635"}),
            ("down_payment", {"835", "890"}, {"200", "800", "820"}),
            ("inventory", {"635"}, {"630", "610", "710", "090"}),
            ("cost_of_goods", {"310"}, {"200", "635"}),
        ):
            domain = self.provider._account_domain(purpose)
            codes = set(accounts.filtered_domain(domain).mapped("code"))
            self.assertLessEqual(offered, codes, purpose)
            self.assertFalse(not_offered & codes, purpose)

    def test_redirect_addresses(self):
        for url, is_good in (
            ("https://odoo.example.com/accounting_bridge/return", True),
            ("http://localhost:8069/return", True),
            ("http://127.0.0.1:8069/return", False),
            ("http://odoo.example.com/return", False),
            ("http://localhost.example.com/return", False),
        ):
            problem = self.provider._check_redirect_url(url)
            self.assertEqual(problem is None, is_good, url)

    def test_the_way_to_the_consent_page(self):
        url = self.provider._authorize_url(
            self.connection,
            state="the-state",
            code_challenge="the-challenge",
            redirect_url=REDIRECT_URL,
        )
        query = parse_qs(urlsplit(url).query)
        self.assertEqual(query["scope"], [" ".join(SCOPES)])
        self.assertEqual(query["code_challenge_method"], ["S256"])
        self.assertEqual(query["redirect_uri"], [REDIRECT_URL])
        self.assertTrue(url.startswith(self.sandbox.url))

    # === CONSENT === #

    def test_who_consented_to_what(self):
        tokens = self.tokens()
        self.assertEqual(set(tokens.scopes), set(SCOPES))
        self.assertTrue(tokens.user_name)
        self.sandbox.set_consent(answer="allow", tenants=[UK])
        tokens = self.tokens()
        choices = self.provider._list_organizations(
            self.connection, tokens.access_token, tokens.consent_id
        )
        self.assertEqual(
            {each.name: each.is_new for each in choices}, {US: False, UK: True}
        )

    def test_a_code_that_was_used(self):
        values = {
            "code": consent_code(self.sandbox),
            "code_verifier": CODE_VERIFIER,
            "redirect_url": REDIRECT_URL,
            "query": {},
        }
        self.provider._exchange_code(self.connection, **values)
        with self.assertRaisesRegex(PersonMustAct, "Press Connect again"):
            self.provider._exchange_code(self.connection, **values)

    def test_a_consent_that_would_end_at_once(self):
        scopes = [scope for scope in SCOPES if scope != "offline_access"]
        self.sandbox.reset()
        self.sandbox.set_consent(answer="allow", tenants=[US])
        with self.assertRaisesRegex(PersonMustAct, "offline_access"):
            self.provider._exchange_code(
                self.connection,
                code=consent_code(self.sandbox, scopes),
                code_verifier=CODE_VERIFIER,
                redirect_url=REDIRECT_URL,
                query={},
            )

    def test_only_the_provider_ends_a_consent(self):
        with self.assertRaises(Reconnect):
            self.provider._refresh_tokens(CREDENTIALS, "gone")
        with self.assertRaisesRegex(PersonMustAct, "Client Secret"):
            self.provider._refresh_tokens(replace(CREDENTIALS, client_secret="x"), "y")
        self.sandbox.arm_fault("html_503", path="/connect/token")
        with self.assertRaises(TryAgain):
            self.provider._refresh_tokens(CREDENTIALS, "gone")

    def test_disconnecting(self):
        self.provider._disconnect_organization(self.connection)
        with self.assertRaisesRegex(Reconnect, "no longer connected"):
            self.provider._pull_currencies(self.connection)
        self.provider._disconnect_organization(self.connection)

    # === DIRECTORY === #

    def test_the_directory(self):
        connection = self.connection
        self.assertEqual(connection.organization_name, US)
        self.assertTrue(connection._has_right("approve_invoice"))
        self.assertEqual(
            set(connection.currency_ids.mapped("name")), {"USD", "EUR", "GBP"}
        )
        codes = connection.tax_code_ids
        sales_tax = codes.filtered(lambda code: code.remote_key == "TAX001")
        self.assertEqual((sales_tax.rate, sales_tax.direction), (15.0, "both"))

    def test_an_answer_full_of_nulls_breaks_nothing(self):
        self.sandbox.arm_fault("quirk_nulls", count=None)
        self.env["accounting.bridge.directory.sync"]._sync_all(self.connection)
        codes = self.env["accounting.bridge.tax.code"].with_context(active_test=False)
        own = codes.search([("connection_id", "=", self.connection.id)])
        self.assertTrue(all(own.mapped("remote_id")))
        self.sandbox.clear_faults()
        self.env["accounting.bridge.directory.sync"]._sync_all(self.connection)
        self.assertIn("200", self.connection.ledger_account_ids.mapped("code"))

    # === CHECKS === #

    def test_a_document_that_can_go(self):
        self.assertEqual(self.sentences(self.document(status="approved")), [])
        self.assertEqual(self.sandbox.calls(), [])

    def test_a_contact_is_named_as_xero_takes_it(self):
        names = self.provider._contact_names("  Salt <&>  Pepper ", "")
        self.assertEqual(names, ("Salt (&) Pepper",))

    def test_purchase_orders_alone_are_found_by_their_number(self):
        self.assertTrue(self.provider._is_found_by_number("purchase_order"))
        self.assertFalse(self.provider._is_found_by_number("bill"))

    def test_approving_without_the_right(self):
        self.connection.rights = "approve_bill"
        (sentence,) = self.sentences(self.document(status="approved"))
        self.assertIn("may not approve", sentence)
        bill = self.document(document_type="bill", status="approved")
        self.assertEqual(self.sentences(bill), [])

    def test_amounts_that_can_not_be_reproduced(self):
        for payload, words in (
            (self.document(currency_decimals=3), "two decimals"),
            (self.document(total=Decimal(1)), "add up"),
            (self.document(line(tax="20")), "TAX001"),
            (self.document(line(tax_code="TAX999")), "Sync reference data"),
        ):
            (sentence,) = self.sentences(payload)
            self.assertIn(words, sentence)
            with self.assertRaises(PersonMustAct):
                self.push(payload)
        self.assertEqual(self.sandbox.calls(), [])

    # === PUSH === #

    def test_documents_of_all_types(self):
        for document_type, account in (
            ("invoice", "200"),
            ("bill", "310"),
            ("purchase_order", "310"),
        ):
            payload = self.document(
                line("33.33", "3", subtotal="99.99", tax="15.00", account=account),
                document_type=document_type,
                number="N-1",
                status="approved",
            )
            (outcome,) = self.push(payload, key=document_type)
            made = outcome.document
            self.assertEqual(made.total, payload.total)
            self.assertEqual(made.state, "approved")
            (found,) = self.provider._find_documents(
                self.connection, document_type, LONG_AGO, ["N-1"]
            )
            self.assertEqual((found.remote_id, found.mark), (made.remote_id, made.mark))
            (pulled,) = self.provider._pull_documents(
                self.connection, document_type, [made.remote_id]
            )
            self.assertEqual(pulled, found)
            self.assertIn(
                made.remote_id,
                self.provider._document_url(
                    self.connection, document_type, made.remote_id
                ),
            )

    def test_a_purchase_order_is_closed(self):
        payload = self.document(
            line(account="310"),
            document_type="purchase_order",
            number="P1",
            status="approved",
        )
        (outcome,) = self.push(payload)
        closed = self.provider._close_purchase_order(
            self.connection, outcome.document.remote_id, "close"
        )
        self.assertEqual(closed.state, "billed")

    def test_contacts(self):
        payloads = [contact(), contact(reference=2, key="k2")]
        body = self.provider._prepare_contacts(self.connection, payloads)
        first, second = self.provider._push_contacts(
            self.connection, payloads, body, "key", 10
        )
        self.assertEqual(first.contact.name, "Azure Interior")
        self.assertTrue(second.errors)
        self.assertIn(
            first.contact.remote_id,
            self.provider._contact_url(self.connection, first.contact.remote_id),
        )

    def test_an_expired_token_is_renewed_once(self):
        self.sandbox.arm_fault("expired_token", path="Invoices")
        (outcome,) = self.push(self.document())
        self.assertTrue(outcome.document)
        self.assertEqual(len(self.sandbox.calls("POST", "/connect/token")), 1)
        self.assertEqual(len(self.sandbox.calls("PUT")), 2)
        self.assertEqual(len(self.sandbox.objects("Invoices")), 1)

    def test_a_token_that_is_always_expired(self):
        self.sandbox.arm_fault("expired_token", path="Invoices", count=None)
        with self.assertRaises(TryAgain):
            self.push(self.document())
        self.assertEqual(len(self.sandbox.calls("PUT")), 2)

    def test_what_each_fault_means(self):
        for fault, on_push, on_pull in (
            ("reset_before_commit", AnswerLost, TryAgain),
            ("html_200", AnswerLost, TryAgain),
            ("error_503", AnswerLost, TryAgain),
            ("error_500", AnswerLost, TryAgain),
            ("rate_limit_concurrent", TryAgain, TryAgain),
        ):
            self.sandbox.arm_fault(fault, path="Invoices|Currencies", count=None)
            with self.assertRaises(on_push):
                self.push(self.document(), key=fault)
            with self.assertRaises(on_pull):
                self.provider._pull_currencies(self.connection)
            self.sandbox.clear_faults()

    def test_a_limit_is_kept_for_all_workers(self):
        self.sandbox.arm_fault("rate_limit_day", path="Invoices", retry_after=7200)
        with self.assertRaisesRegex(TryAgain, "today") as caught:
            self.push(self.document())
        self.assertEqual(caught.exception.delay, 7200)
        wait = self.connection.rate_ids.not_before - fields.Datetime.now()
        self.assertAlmostEqual(wait.total_seconds(), 7200, delta=10)
        with self.assertRaises(TryAgain):
            self.provider._pull_currencies(self.connection)
        self.assertEqual(len(self.sandbox.calls()), 1)

    def test_the_patience_of_the_caller(self):
        self.sandbox.arm_fault("slow", path="Invoices", seconds=3)
        started = datetime.now()
        with self.assertRaises(AnswerLost):
            self.push(self.document(), timeout=0.5)
        self.assertLess((datetime.now() - started).total_seconds(), 2)

    def test_no_secret_is_logged(self):
        with self.assertLogs(level="DEBUG") as logged:
            self.push(self.document())
            self.tokens()
        calls = self.env["accounting.bridge.call"].search([])
        self.assertTrue(calls)
        kept = repr(calls.read()) + repr(logged.output)
        for secret in (
            self.connection._access_token(),
            self.connection.grant_id._credentials().client_secret,
        ):
            self.assertNotIn(secret, kept)
        self.assertNotIn("Bearer", kept)

    # === WITHOUT THE ADDON === #

    def test_connections_survive_the_removal_of_the_addon(self):
        selection = self.env["ir.model.fields.selection"].search(
            [
                ("field_id.model", "=", "accounting.bridge.connection"),
                ("field_id.name", "=", "provider"),
                ("value", "=", "xero"),
            ]
        )
        selection._process_ondelete()
        self.assertEqual(self.connection.provider, "xero")
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.connection.active)
        self.assertFalse(self.connection.grant_id.sudo().refresh_token_encrypted)
