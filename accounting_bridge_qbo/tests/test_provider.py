# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.accounting_bridge.exceptions import (
    AnswerLost,
    PersonMustAct,
    Reconnect,
    TryAgain,
)
from odoo.addons.accounting_bridge.tests.common_contract import (
    LONG_AGO,
    REDIRECT_URL,
    ProviderCase,
    ProviderContract,
)
from odoo.addons.accounting_bridge.tests.common_payloads import contact, document, line
from odoo.addons.accounting_bridge.tests.scripted_server import ScriptedServer
from odoo.addons.accounting_bridge.tools.payloads import ItemPayload
from odoo.addons.accounting_bridge_qbo.const import SCOPES

from .books import new_sandbox
from .common import CREDENTIALS, consent, realm_of


class QboCase(ProviderCase):
    provider_code = "qbo"
    credentials = CREDENTIALS
    company = "us"

    def new_sandbox(self):
        return new_sandbox()

    def prepare_sandbox(self):
        self.connection.qbo_environment = "sandbox"
        self.sandbox.set_limits(second_limit=None, batch_minute_limit=None)

    def add_contacts(self, names):
        customers = ({"DisplayName": name} for name in names)
        self.sandbox.create("Customer", *customers, company="us")

    def consent_query(self):
        return consent(self.sandbox, self.company)

    def choose_records(self):
        self.customer = self.contact_of("customer")
        self.supplier = self.contact_of("supplier")
        self.item = self.make_item()

    def contact_of(self, list_word):
        kind = f"{list_word} {self.connection.currency_id.name}"
        return self.connection.contact_ids.filtered(
            lambda contact: contact.kind == kind and contact.active
        )[0]

    def send_to(self, server):
        """Let all calls go to another server than the sandbox."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("accounting_bridge_qbo.base_url", server.url)

    def account(self, account_type):
        return self.connection.ledger_account_ids.filtered(
            lambda account: account.account_type == account_type and account.active
        ).sorted("id")[0]

    def make_item(self):
        account = self.account("Income")
        payload = ItemPayload(
            f"odoo-account-{account.remote_id}", "Sold", account.remote_key
        )
        (outcome,) = self.provider._push_items(self.connection, [payload], "item", 10)
        self.assertFalse(outcome.errors)
        return outcome.item

    def line(self, *arguments, **values):
        """Without a tax, unless one is given."""
        return line(*arguments, **{"tax": "0", "tax_code": "", **values})

    def document(self, *lines, document_type="invoice", **values):
        is_sale = document_type == "invoice"
        own = (
            {"item": self.item.remote_key}
            if is_sale
            else {"account": self.account("Expense").remote_key}
        )
        contact = self.customer if is_sale else self.supplier
        return document(
            *(lines or (self.line(**own),)),
            document_type=document_type,
            **{
                "contact": contact.remote_key,
                "currency": self.connection.currency_id.name,
                "date": fields.Date.today(),
                "due_date": fields.Date.today(),
                **values,
            },
        )


@tagged("post_install", "-at_install")
class TestProvider(ProviderContract, QboCase):
    """The contract, kept over real HTTP."""

    push_path = "batch"
    pull_path = "query"
    token_path = "tokens/bearer"
    limit_fault = "rate_limit"
    limit_words = "this minute"
    always_expired_error = Reconnect

    # === FACTS === #

    def test_accounts_that_are_offered(self):
        accounts = self.connection.ledger_account_ids
        for purpose, offered, not_offered in (
            ("sale", {"Services", "Interest Earned"}, {"Rent", "Customer Deposits"}),
            ("purchase", {"Rent", "Cost of Goods Sold"}, {"Services", "Checking"}),
            ("down_payment", {"Customer Deposits"}, {"Sales Tax Payable", "Loan"}),
            ("inventory", {"Stock Received Not Billed"}, {"Undeposited Funds"}),
            ("cost_of_goods", {"Cost of Goods Sold"}, {"Services"}),
        ):
            domain = self.provider._account_domain(purpose)
            names = set(accounts.filtered_domain(domain).mapped("name"))
            self.assertLessEqual(offered, names, purpose)
            self.assertFalse(not_offered & names, purpose)

    def test_what_quickbooks_is(self):
        connection, provider = self.connection, self.provider
        self.assertEqual(provider._document_statuses(), ("approved",))
        self.assertFalse(provider._uses_tax_codes(connection, "sale"))
        self.assertTrue(provider._uses_items(connection, "invoice"))
        self.assertFalse(provider._uses_items(connection, "bill"))
        self.assertEqual(provider._contact_kind("invoice", "EUR"), "customer EUR")
        self.assertEqual(provider._contact_kind("bill", "EUR"), "supplier EUR")
        for kind, has_codes in (("codes", True), ("off", False)):
            connection.qbo_sales_tax = kind
            for direction in ("sale", "purchase"):
                found = provider._uses_tax_codes(connection, direction)
                self.assertEqual(found, has_codes, kind)

    def test_who_numbers(self):
        policies = self.provider._number_policies
        self.assertEqual(policies(self.connection), ("provider",))
        self.sandbox.configure("us", custom_numbers=True)
        self.env["accounting.bridge.directory.sync"]._sync_organization(self.connection)
        self.assertEqual(policies(self.connection), ("order",))
        check = self.provider._check_number
        self.assertIsNone(check(self.connection, "bill", "x" * 21))
        self.assertIn("21", check(self.connection, "bill", "x" * 22))
        self.assertIsNone(check(self.connection, "invoice", False))

    def test_the_way_to_the_consent_page(self):
        url = self.provider._authorize_url(
            self.connection,
            state="the-state",
            code_challenge="the-challenge",
            redirect_url=REDIRECT_URL,
        )
        query = parse_qs(urlsplit(url).query)
        self.assertEqual(query["scope"], [" ".join(SCOPES)])
        self.assertEqual(query["redirect_uri"], [REDIRECT_URL])
        self.assertEqual(query["state"], ["the-state"])
        self.assertNotIn("code_challenge", query)
        self.assertTrue(url.startswith(self.sandbox.url))

    # === CONSENT === #

    def test_which_company_was_consented_to(self):
        tokens = self.tokens()
        realm_id = realm_of(self.sandbox, "us")
        self.assertEqual((tokens.user_id, tokens.consent_id), (realm_id, realm_id))
        days = (tokens.consent_expires_at - fields.Datetime.now()).days
        self.assertGreater(days, 99)
        self.assertGreater(tokens.consent_ends_at, tokens.consent_expires_at)
        (choice,) = self.provider._list_organizations(
            self.connection, tokens.access_token, tokens.consent_id
        )
        self.assertEqual(choice.organization_id, realm_id)
        self.assertEqual(choice.name, "Sandbox Company US")

    def test_a_consent_without_a_company(self):
        for realm_id in ("", "1/../2", None):
            query = {**self.consent_query(), "realmId": realm_id}
            with self.assertRaisesRegex(PersonMustAct, "choose a company"):
                self.exchange(query)

    def test_keys_of_the_other_environment(self):
        tokens = self.tokens()
        with self.assertRaisesRegex(Reconnect, "environment is Sandbox"):
            self.provider._list_organizations(
                self.connection, tokens.access_token, realm_of(self.sandbox, "uk")
            )

    def test_the_end_of_a_consent_moves(self):
        tokens = self.tokens()
        again = self.provider._refresh_tokens(CREDENTIALS, tokens.refresh_token)
        self.assertNotEqual(again.refresh_token, tokens.refresh_token)
        self.assertTrue(again.consent_ends_at)

    def test_disconnecting_revokes_the_consent(self):
        refresh_token = self.connection.grant_id._refresh_token()
        self.provider._disconnect_organization(self.connection)
        with self.assertRaises(Reconnect):
            self.provider._refresh_tokens(CREDENTIALS, refresh_token)
        with self.assertRaises(Reconnect):
            self.provider._pull_ledger_accounts(self.connection)
        self.provider._disconnect_organization(self.connection)  # gone already: fine

    def test_disconnected_in_quickbooks(self):
        self.sandbox.disconnect("us")
        with self.assertRaisesRegex(Reconnect, "no longer connected"):
            self.push(self.document())

    def test_the_environment_stays_while_connected(self):
        with self.assertRaisesRegex(UserError, "disconnect it"):
            self.connection.qbo_environment = "production"
        self.connection.state = "disconnected"
        self.connection.qbo_environment = "production"

    # === DIRECTORY === #

    def test_the_directory(self):
        connection = self.connection
        self.assertEqual(connection.organization_name, "Sandbox Company US")
        self.assertEqual(connection.country_id.code, "US")
        self.assertEqual(connection.currency_ids.mapped("name"), ["USD"])
        self.assertFalse(connection.qbo_is_multicurrency)
        self.assertEqual(connection.qbo_sales_tax, "automated")
        self.assertFalse(connection.lock_date)
        self.assertTrue(connection._has_right("approve_bill"))
        self.assertIn("USD", connection.qbo_payable_accounts)
        self.assertTrue(connection.with_context(active_test=False).tax_code_ids)

    def test_what_the_company_changes(self):
        self.sandbox.configure(
            "us", closing_date="2026-09-30", sales_tax="manual", multicurrency=True
        )
        self.env["accounting.bridge.directory.sync"]._sync_all(self.connection)
        self.assertEqual(self.connection.lock_date, date(2026, 9, 30))
        self.assertEqual(self.connection.qbo_sales_tax, "manual")
        self.assertTrue(self.connection.qbo_is_multicurrency)
        facts = dict(self.connection._organization_facts())
        self.assertIn("On", facts.values())

    def test_contacts_by_lists(self):
        kinds = set(self.connection.contact_ids.mapped("kind"))
        self.assertLessEqual({"customer USD", "supplier USD", "employee"}, kinds)
        self.assertEqual(
            self.customer.remote_id, f"customer-{self.customer.remote_key}"
        )

    def test_what_changed_is_one_call(self):
        """For customers, vendors and employees together."""
        since = fields.Datetime.now() + timedelta(days=1)
        pages = [*self.provider._pull_contacts(self.connection, since)]
        self.assertEqual(len(self.sandbox.calls()), 1)
        self.assertEqual([page.contacts for page in pages], [[]])

    def test_a_list_that_is_longer_than_a_page(self):
        names = [f"Customer {number:04}" for number in range(340)]
        self.add_contacts(names)
        found = [
            each.name
            for page in self.provider._pull_contacts(self.connection)
            for each in page.contacts
        ]
        self.assertLessEqual(set(names), set(found))
        self.assertEqual(len(found), len(set(found)))
        self.assertEqual(len(self.sandbox.calls()), 2)

    def test_inactive_records_are_known(self):
        contacts = self.connection.with_context(active_test=False).contact_ids
        self.assertTrue(contacts.filtered(lambda contact: contact.status == "archived"))

    # === CHECKS === #

    def test_what_would_be_refused(self):
        for payload, words in (
            (self.document(currency_decimals=3), "two decimals"),
            (self.document(total=1), "another total"),
            (self.document(currency="EUR"), "Multicurrency"),
            (self.document(self.line()), "no item"),
            (self.document(document_type="bill", number="1" * 22), "too long"),
        ):
            (sentence,) = self.sentences(payload)
            self.assertIn(words, sentence)
            with self.assertRaises(PersonMustAct):
                self.push(payload)
        self.assertEqual(self.sandbox.calls(), [])

    def test_a_plan_without_purchase_orders(self):
        payload = self.document(document_type="purchase_order", number="P1")
        self.assertEqual(self.sentences(payload), [])
        self.connection.rights = "create_draft_invoice"
        (sentence,) = self.sentences(payload)
        self.assertIn("plan", sentence)

    # === PUSH === #

    def test_documents_of_all_types(self):
        for document_type in ("invoice", "bill", "purchase_order"):
            payload = self.document(document_type=document_type, number="N-1")
            (outcome,) = self.push(payload, key=document_type)
            made = outcome.document
            self.assertEqual(made.total, payload.total)
            self.assertEqual(made.state, "approved")
            (found,) = self.provider._find_documents(
                self.connection, document_type, LONG_AGO, [], 10
            )
            self.assertEqual((found.remote_id, found.mark), (made.remote_id, made.mark))
            self.assertEqual(found.mark, payload.mark)
            (pulled,) = self.provider._pull_documents(
                self.connection, document_type, [made.remote_id, "no-id", "99999"], 10
            )
            self.assertEqual(pulled, found)
            url = self.provider._document_url(
                self.connection, document_type, made.remote_id
            )
            self.assertIn(f"txnId%3D{made.remote_id}", url)
            self.assertIn(self.connection.organization_id, url)

    def test_a_press_is_one_call(self):
        self.push(self.document())
        (call,) = self.sandbox.calls()
        self.assertEqual(call["method"], "POST")

    def test_one_bad_document_fails_alone(self):
        good = self.document(reference=1)
        bad = self.document(reference=2, contact="99999")
        outcomes = {each.reference: each for each in self.push(good, bad)}
        self.assertTrue(outcomes[1].document)
        self.assertTrue(outcomes[2].errors)

    def test_one_document_of_which_nothing_is_told(self):
        made = {"bId": "1", "Invoice": {"Id": "7", "TotalAmt": 100}}
        failed = {"bId": "2", "Fault": {"Error": [{"code": "10000"}]}}
        bodies = [
            json.dumps({"BatchItemResponse": elements}).encode()
            for elements in ([made, failed], [failed | {"bId": "1"}])
        ]
        first, second = self.document(reference=1), self.document(reference=2)
        with ScriptedServer(*((200, {}, body) for body in bodies)) as server:
            self.send_to(server)
            (outcome,) = self.push(first, second)
            self.assertEqual(outcome.reference, 1)
            with self.assertRaises(AnswerLost):
                self.push(second)

    def test_a_limit_that_one_document_met_holds_for_all_workers(self):
        made = {"bId": "1", "Invoice": {"Id": "7", "TotalAmt": 100}}
        throttled = {"bId": "2", "Fault": {"Error": [{"code": "3001"}]}}
        body = json.dumps({"BatchItemResponse": [made, throttled]}).encode()
        first, second = self.document(reference=1), self.document(reference=2)
        with ScriptedServer((200, {}, body)) as server:
            self.send_to(server)
            (outcome,) = self.push(first, second)
            self.assertEqual(outcome.reference, 1)
            wait = self.connection.rate_ids.not_before - fields.Datetime.now()
            self.assertAlmostEqual(wait.total_seconds(), 60, delta=10)
            with self.assertRaises(TryAgain) as caught:
                self.push(second)
            self.assertTrue(caught.exception.is_limit)

    def test_one_contact_of_which_nothing_is_told(self):
        made = {"bId": "1", "Customer": {"Id": "7", "DisplayName": "A"}}
        body = json.dumps({"BatchItemResponse": [made, {"bId": "2"}]}).encode()
        payloads = [
            contact(reference=place, kind="customer USD", name=name, key=name)
            for place, name in enumerate("AB")
        ]
        with ScriptedServer((200, {}, body)) as server:
            self.send_to(server)
            with self.assertRaises(AnswerLost):
                self.provider._push_contacts(self.connection, payloads, "{}", "k", 10)

    def test_the_same_key_makes_no_second_document(self):
        self.sandbox.arm_fault("reset_after_commit", path="batch")
        with self.assertRaises(AnswerLost) as caught:
            self.push(self.document())
        self.assertTrue(caught.exception.may_repeat)
        (outcome,) = self.push(self.document())
        self.assertTrue(outcome.document)
        self.assertEqual(len(self.sandbox.objects("Invoice")), 1)

    def test_a_key_that_is_spent(self):
        self.sandbox.arm_fault("duplicate_request_id", path="batch")
        with self.assertRaises(AnswerLost) as caught:
            self.push(self.document())
        self.assertFalse(caught.exception.may_repeat)

    def test_the_quota_of_the_month(self):
        self.sandbox.arm_fault("monthly_cap", path="query")
        with self.assertRaisesRegex(TryAgain, "this month"):
            self.provider._pull_ledger_accounts(self.connection)
        wait = self.connection.rate_ids.not_before
        self.assertEqual((wait.day, wait.hour), (1, 0))

    def test_a_purchase_order_is_closed(self):
        (outcome,) = self.push(
            self.document(document_type="purchase_order", number="1")
        )
        remote_id = outcome.document.remote_id
        for key in ("close", "close again"):
            closed = self.provider._close_purchase_order(
                self.connection, remote_id, key, 10
            )
            self.assertEqual(closed.state, "billed")
        self.assertEqual(len(self.sandbox.calls(path="requestid=close")), 1)
        (order,) = self.sandbox.objects("PurchaseOrder")
        self.assertTrue(order["PrivateNote"].endswith(outcome.document.mark))
        with self.assertRaises(PersonMustAct):
            self.provider._close_purchase_order(self.connection, "99999", "k", 10)

    def test_both_calls_of_a_closing_share_its_time(self):
        (outcome,) = self.push(
            self.document(document_type="purchase_order", number="1")
        )
        self.sandbox.arm_fault("slow", path="query", seconds=1.5)
        with self.assertRaises(TryAgain):
            self.provider._close_purchase_order(
                self.connection, outcome.document.remote_id, "close", 2
            )
        self.assertFalse(self.sandbox.calls(path="requestid=close"))

    def test_another_purchase_order_is_not_closed(self):
        body = b'{"QueryResponse": {"PurchaseOrder": [{"Id": "13", "SyncToken": "0"}]}}'
        with ScriptedServer((200, {}, body)) as server:
            self.send_to(server)
            with self.assertRaisesRegex(PersonMustAct, "does not find"):
                self.provider._close_purchase_order(self.connection, "12", "k", 10)

    def test_contacts(self):
        payloads = [
            contact(kind="customer USD", currency="USD"),
            contact(reference=2, kind="supplier USD", key="k2", currency="USD"),
            contact(reference=3, kind="supplier USD", key="k3", name="Fine Supplier"),
        ]
        body = self.provider._prepare_contacts(self.connection, payloads)
        outcomes = self.provider._push_contacts(
            self.connection, payloads, body, "key", 10
        )
        by_reference = {each.reference: each for each in outcomes}
        made = [each for each in outcomes if each.contact]
        # Of two that take the same name, one is refused.
        self.assertEqual(len(made), 2)
        supplier = by_reference[3].contact
        url = self.provider._contact_url(self.connection, supplier.remote_id)
        self.assertIn("vendordetail", url)

    def test_items_are_found_by_their_mark(self):
        pages = [*self.provider._pull_items(self.connection)]
        marked = [each for page in pages for each in page if each.key == self.item.key]
        self.assertEqual([each.remote_id for each in marked], [self.item.remote_id])
        again = self.make_item()
        self.assertEqual(again.remote_id, self.item.remote_id)


@tagged("post_install", "-at_install")
class TestProviderElsewhere(QboCase):
    """A company with tax codes, many currencies and numbers given by the sender."""

    company = "ca"

    def test_the_directory(self):
        connection = self.connection
        self.assertEqual(connection.qbo_sales_tax, "codes")
        self.assertTrue(connection.qbo_is_multicurrency)
        self.assertIn("EUR", connection.currency_ids.mapped("name"))
        codes = connection.tax_code_ids
        two_parts = codes.filtered(lambda code: len(code._qbo_rate_pairs()["sale"]) > 1)
        self.assertTrue(two_parts)
        for code in two_parts:
            percents = [percent for _id, percent in code._qbo_rate_pairs()["sale"]]
            self.assertAlmostEqual(float(sum(percents)), code.rate, places=3)

    def test_a_tax_of_two_parts(self):
        code = self.connection.tax_code_ids.filtered(
            lambda code: len(code._qbo_rate_pairs()["sale"]) > 1
        )[0]
        percent = sum(percent for _id, percent in code._qbo_rate_pairs()["sale"])
        tax = (percent * 100 / 100).quantize(percent.__class__("0.01"))
        payload = self.document(
            self.line(
                item=self.item.remote_key,
                tax=str(tax),
                tax_code=code.remote_key,
                is_taxed=True,
            ),
            number="S1",
        )
        self.assertEqual(self.sentences(payload), [])
        (outcome,) = self.push(payload)
        self.assertFalse(outcome.errors)
        self.assertEqual(outcome.document.total, payload.total)

    def test_sales_tax_is_turned_off_and_on(self):
        """The codes come back with the fact alone, so that the setup can offer them."""
        connection = self.connection
        codes = connection.tax_code_ids
        sync = self.env["accounting.bridge.directory.sync"]
        self.sandbox.configure("ca", sales_tax="off")
        sync._sync_all(connection)
        self.assertEqual(connection.qbo_sales_tax, "off")
        self.assertFalse(connection.tax_code_ids)
        self.assertFalse(self.provider._options(connection).tax_rates)
        self.sandbox.configure("ca", sales_tax="codes")
        sync._sync_organization(connection)
        self.assertEqual(connection.qbo_sales_tax, "codes")
        self.assertEqual(connection.tax_code_ids, codes)

    def test_a_line_without_a_tax_code(self):
        payload = self.document(self.line(item=self.item.remote_key), number="S1")
        (sentence,) = self.sentences(payload)
        self.assertIn("maps its taxes in the setup", sentence)

    def test_an_unknown_tax_code(self):
        payload = self.document(
            self.line(item=self.item.remote_key, tax_code="999"), number="S1"
        )
        (sentence,) = self.sentences(payload)
        self.assertIn("Sync reference data", sentence)
