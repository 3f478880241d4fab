# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every provider keeps of the contract, over real HTTP to its sandbox."""

import time
from dataclasses import replace
from datetime import datetime

from odoo import fields
from odoo.tests import TransactionCase

from odoo.addons.accounting_bridge.exceptions import (
    AnswerLost,
    PersonMustAct,
    Reconnect,
    TryAgain,
)
from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault

from .common_payloads import document

LONG_AGO = datetime(2020, 1, 1)
REDIRECT_URL = "http://localhost:8069/accounting_bridge/return"
CODE_VERIFIER = "v" * 43


class ProviderCase(TransactionCase):
    """A connection to the sandbox's first company, with its directory.

    Provider addons inherit it beside :class:`ProviderContract`, and say who they are.
    """

    provider_code = ""
    #: Of the app, as ``AppCredentials``.
    credentials = None

    def new_sandbox(self):
        """A sandbox that is not yet started."""
        raise NotImplementedError

    def prepare_sandbox(self):
        """Let the sandbox consent by itself, without limits on calls."""
        raise NotImplementedError

    def add_contacts(self, names):
        """A person over there makes contacts.

        :param list[str] names:
        """
        raise NotImplementedError

    def consent_query(self):
        """What comes back in the redirect after a consent.

        :rtype: dict
        """
        raise NotImplementedError

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = cls.new_sandbox(cls).start()
        cls.addClassCleanup(cls.sandbox.stop)
        cls.env["ir.config_parameter"].set_param(
            f"accounting_bridge_{cls.provider_code}.base_url", cls.sandbox.url
        )
        company = cls.env["res.company"].create(
            {"name": "Books elsewhere", "currency_id": cls.env.ref("base.USD").id}
        )
        cls.connection = cls.env["accounting.bridge.connection"].create(
            {
                "company_id": company.id,
                "provider": cls.provider_code,
                "client_id": cls.credentials.client_id,
                "client_secret": cls.credentials.client_secret,
            }
        )
        cls.provider = cls.connection._provider()

    def setUp(self):
        super().setUp()
        # Calls are noted in a transaction of their own.
        self.registry_enter_test_mode()
        self.sandbox.reset()
        self.prepare_sandbox()
        self.connect()
        self.choose_records()
        self.sandbox.clear_calls()

    def connect(self):
        tokens = self.tokens()
        self.connection.grant_id = self.env["accounting.bridge.grant"]._store(
            self.provider_code, self.credentials, tokens
        )
        (choice,) = self.provider._list_organizations(
            self.connection, tokens.access_token, tokens.consent_id
        )
        self.connection.organization_id = choice.organization_id
        self.connection.state = "connected"
        self.env["accounting.bridge.directory.sync"]._sync_all(self.connection)

    def choose_records(self):
        """What of the directory the documents of the tests name."""

    def exchange(self, query):
        return self.provider._exchange_code(
            self.connection,
            code=query["code"],
            code_verifier=CODE_VERIFIER,
            redirect_url=REDIRECT_URL,
            query=query,
        )

    def tokens(self):
        return self.exchange(self.consent_query())

    def push(self, *payloads, key="key", timeout=10):
        return self.provider._push_documents(
            self.connection,
            payloads[0].document_type,
            [payload.reference for payload in payloads],
            self.provider._prepare_documents(self.connection, list(payloads)),
            key,
            timeout,
        )

    def sentences(self, payload):
        found = self.provider._check_documents(self.connection, [payload])
        return found.get(payload.reference, [])

    def document(self, *lines, **values):
        """A document that the sandbox takes."""
        return document(*lines, **values)


class ProviderContract:
    """The tests, for a class that is a :class:`ProviderCase` too."""

    #: Patterns of paths: of the call that makes documents, of one that the directory
    #: makes, and of the one for tokens.
    push_path = ""
    pull_path = ""
    token_path = ""
    #: A fault that means too many calls, with what the provider then says.
    limit_fault = ""
    limit_words = ""
    #: What comes of a token that is refused again and again.
    always_expired_error = TryAgain

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

    def test_a_code_that_was_used(self):
        query = self.consent_query()
        self.exchange(query)
        with self.assertRaisesRegex(PersonMustAct, "Press Connect again"):
            self.exchange(query)

    def test_only_the_provider_ends_a_consent(self):
        wrong = replace(self.credentials, client_secret="x")
        with self.assertRaises(Reconnect) as caught:
            self.provider._refresh_tokens(self.credentials, "gone")
        self.assertTrue(caught.exception.is_consent_gone)
        with self.assertRaisesRegex(Reconnect, "Client Secret") as caught:
            self.provider._refresh_tokens(wrong, "y")
        self.assertFalse(caught.exception.is_consent_gone)
        for fault in ("html_503", "html_200", "reset_before_commit"):
            self.sandbox.arm_fault(fault, path=self.token_path)
            with self.assertRaises(TryAgain):
                self.provider._refresh_tokens(self.credentials, "gone")

    def test_every_kind_of_fault_is_said(self):
        for kind in Kind:
            error = self.provider._bridge_error(RemoteFault(kind, ("Its words.",)))
            self.assertIn(self.provider._label(), error.message, kind)

    def test_a_look_up_ends_in_time(self):
        """All of its pages together, each ever so slow."""
        self.push(self.document())
        self.sandbox.clear_calls()
        self.sandbox.arm_fault("slow", count=None, seconds=6)
        for timeout, least_calls in ((0.5, 0), (1.5, 1)):
            started = datetime.now()
            with self.assertRaises(TryAgain):
                self.provider._find_documents(
                    self.connection, "invoice", LONG_AGO, [], timeout
                )
            self.assertLess((datetime.now() - started).total_seconds(), timeout + 3)
            self.assertEqual(len(self.sandbox.calls()), least_calls)

    def test_contacts_are_read_in_time(self):
        """All of their pages together."""
        self.add_contacts([f"Customer {number:04}" for number in range(1010)])
        pages = self.provider._pull_contacts(self.connection, timeout=3)
        self.assertTrue(next(pages))
        time.sleep(2.1)
        with self.assertRaises(TryAgain):
            next(pages)
        self.assertEqual(len(self.sandbox.calls()), 1)

    def test_a_document_that_can_go(self):
        self.assertEqual(self.sentences(self.document(status="approved")), [])
        self.assertEqual(self.sandbox.calls(), [])

    def test_a_token_that_expired_is_renewed_once(self):
        self.sandbox.arm_fault("expired_token", path=self.push_path)
        (outcome,) = self.push(self.document())
        self.assertTrue(outcome.document)
        self.assertEqual(len(self.sandbox.calls(path=self.token_path)), 1)
        self.assertEqual(len(self.sandbox.calls(path=self.push_path)), 2)

    def test_a_token_that_is_always_expired(self):
        self.sandbox.arm_fault("expired_token", path=self.push_path, count=None)
        with self.assertRaises(self.always_expired_error):
            self.push(self.document())
        self.assertEqual(len(self.sandbox.calls(path=self.push_path)), 2)

    def test_what_each_fault_means(self):
        paths = f"{self.push_path}|{self.pull_path}"
        for fault, on_push in (
            ("reset_before_commit", AnswerLost),
            ("html_200", AnswerLost),
            ("error_503", AnswerLost),
            ("error_500", AnswerLost),
            ("slow", AnswerLost),
        ):
            self.sandbox.arm_fault(fault, path=paths, count=None, seconds=4)
            with self.assertRaises(on_push):
                self.push(self.document(), key=fault, timeout=2)
            if fault != "slow":
                with self.assertRaises(TryAgain):
                    self.provider._pull_ledger_accounts(self.connection)
            self.sandbox.clear_faults()

    def test_a_limit_is_kept_for_all_workers(self):
        self.sandbox.arm_fault(self.limit_fault, path=self.push_path, retry_after=7200)
        with self.assertRaisesRegex(TryAgain, self.limit_words) as caught:
            self.push(self.document())
        self.assertEqual(caught.exception.delay, 7200)
        wait = self.connection.rate_ids.not_before - fields.Datetime.now()
        self.assertAlmostEqual(wait.total_seconds(), 7200, delta=10)
        with self.assertRaises(TryAgain):
            self.provider._pull_ledger_accounts(self.connection)
        self.assertEqual(len(self.sandbox.calls()), 1)

    def test_the_patience_of_the_caller(self):
        self.sandbox.arm_fault("slow", path=self.push_path, seconds=6)
        started = datetime.now()
        with self.assertRaises(AnswerLost):
            self.push(self.document(), timeout=2)
        self.assertLess((datetime.now() - started).total_seconds(), 5)

    def test_calls_for_tokens_are_in_the_log(self):
        calls = self.env["accounting.bridge.call"].search([])
        self.connection._access_token(rejected=self.connection._access_token())
        self.tokens()
        made = self.env["accounting.bridge.call"].search([], order="id") - calls
        self.assertEqual(made.mapped("status"), [200, 200])
        for call in made:
            self.assertRegex(call.path, self.token_path)
            self.assertFalse(call.request_body or call.response_body)

    def test_of_a_call_for_tokens_the_name_of_an_error_is_logged(self):
        calls = []
        with self.assertRaises(Reconnect):
            self.provider._refresh_tokens(self.credentials, "gone", calls.append)
        self.sandbox.arm_fault("reset_before_commit", path=self.token_path)
        with self.assertRaises(TryAgain):
            self.provider._refresh_tokens(self.credentials, "gone", calls.append)
        kept = [(call.status, call.request_body, call.response_body) for call in calls]
        self.assertEqual(kept, [(400, "", "invalid_grant"), (0, "", "")])

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

    def test_connections_survive_the_removal_of_the_addon(self):
        selection = self.env["ir.model.fields.selection"].search(
            [
                ("field_id.model", "=", "accounting.bridge.connection"),
                ("field_id.name", "=", "provider"),
                ("value", "=", self.provider_code),
            ]
        )
        selection._process_ondelete()
        self.assertEqual(self.connection.provider, self.provider_code)
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.connection.active)
        self.assertFalse(self.connection.grant_id.sudo().refresh_token_encrypted)
