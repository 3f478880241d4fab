# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

from odoo.tests import tagged

from odoo.addons.accounting_bridge.exceptions import PersonMustAct, Reconnect
from odoo.addons.accounting_bridge.tests.common_contract import (
    LONG_AGO,
    REDIRECT_URL,
    ProviderCase,
    ProviderContract,
)
from odoo.addons.accounting_bridge.tests.common_payloads import contact, document, line
from odoo.addons.accounting_bridge_xero.const import SCOPES

from .common import (
    CREDENTIALS,
    UK,
    US,
    consent_code,
    new_sandbox,
)


@tagged("post_install", "-at_install")
class TestProvider(ProviderContract, ProviderCase):
    """The contract, kept over real HTTP."""

    provider_code = "xero"
    credentials = CREDENTIALS
    push_path = "Invoices"
    pull_path = "Accounts"
    token_path = "/connect/token"
    limit_fault = "rate_limit_day"
    limit_words = "today"

    def new_sandbox(self):
        return new_sandbox()

    def prepare_sandbox(self):
        self.sandbox.set_consent(answer="allow", tenants=[US])
        self.sandbox.set_limits(minute_limit=None)

    def add_contacts(self, names):
        self.sandbox.create("Contacts", *({"Name": name} for name in names), tenant=US)

    def consent_query(self):
        return {"code": consent_code(self.sandbox)}

    def choose_records(self):
        self.contact = self.connection.contact_ids[0]

    def document(self, *lines, **values):
        return document(*lines, contact=self.contact.remote_id, **values)

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

    def test_a_consent_that_would_end_at_once(self):
        scopes = [scope for scope in SCOPES if scope != "offline_access"]
        self.sandbox.reset()
        self.sandbox.set_consent(answer="allow", tenants=[US])
        with self.assertRaisesRegex(PersonMustAct, "offline_access"):
            self.exchange({"code": consent_code(self.sandbox, scopes)})

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

    def test_a_contact_is_named_as_xero_takes_it(self):
        names = self.provider._contact_names("  Salt <&>  Pepper ", "")
        self.assertEqual(names, ("Salt (&) Pepper",))

    def test_purchase_orders_alone_are_found_by_their_number(self):
        self.assertTrue(self.provider._is_found_by_number("purchase_order"))
        self.assertFalse(self.provider._is_found_by_number("bill"))

    def test_rates_of_a_former_organization_do_not_count(self):
        codes = self.connection.tax_code_ids
        sales_tax = codes.filtered(lambda code: code.remote_key == "TAX001")
        former = {"organization_id": "former", "rate": 99, "active": False}
        sales_tax.sudo().copy(former)
        rates = self.provider._tax_rates(self.connection)
        self.assertEqual(rates["TAX001"], 15)

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
                self.connection, document_type, LONG_AGO, ["N-1"], 10
            )
            self.assertEqual((found.remote_id, found.mark), (made.remote_id, made.mark))
            (pulled,) = self.provider._pull_documents(
                self.connection, document_type, [made.remote_id], 10
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
            self.connection, outcome.document.remote_id, "close", 10
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
