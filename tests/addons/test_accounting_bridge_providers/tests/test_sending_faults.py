# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ORGANIZATION, XeroCase


@tagged("post_install", "-at_install")
class TestSendingFaults(XeroCase):
    """Whatever goes wrong: never two documents, never none."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        # The first document makes the contact, so that faults hit the one call left.
        self.send(self.make_document(self.new_sale_order()))
        self.already = len(self.sandbox.objects("Invoices"))
        self.sandbox.clear_calls()

    def new_document(self):
        self.order = self.new_sale_order()
        return self.make_document(self.order)

    def invoices(self):
        return len(self.sandbox.objects("Invoices")) - self.already

    def make_due(self, document, minutes=0):
        """Let time pass, here and over there."""
        if minutes:
            self.sandbox.advance_clock(minutes * 60)
            earlier = timedelta(minutes=minutes)
            for attempt in document.sudo().attempt_ids:
                attempt.sent_at -= earlier
                attempt.last_sent_at -= earlier
        document.sudo().next_try_at = fields.Datetime.now() - timedelta(seconds=1)
        self.env.flush_all()

    def arm(self, kind, **options):
        self.sandbox.arm_fault(kind, method="PUT", path="/Invoices", **options)

    def test_answer_lost_after_the_commit(self):
        document = self.new_document()
        self.arm("reset_after_commit")
        result = self.send(document)
        self.assertEqual(result["type"], "warning")
        self.assertEqual(document.state, "waiting")
        self.assertTrue(document.is_doubtful)
        self.assertEqual(self.order.bridge_state, "waiting")
        self.make_due(document)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertFalse(document.is_doubtful)
        self.assertEqual(self.invoices(), 1)
        keys = self.sent_keys()
        self.assertEqual(len(keys), 2)
        self.assertEqual(len(set(keys)), 1, "the same key must be used again")

    def test_answer_lost_before_the_commit(self):
        document = self.new_document()
        self.arm("reset_before_commit")
        self.send(document)
        self.assertTrue(document.is_doubtful)
        self.make_due(document)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def test_answer_lost_and_key_forgotten_is_found_by_its_mark(self):
        document = self.new_document()
        self.arm("reset_after_commit")
        self.send(document)
        self.make_due(document, minutes=10)
        self.sandbox.clear_calls()
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)
        self.assertFalse(self.api_calls(method="PUT"))

    def test_never_arrived_and_key_forgotten_is_sent_again(self):
        document = self.new_document()
        self.arm("reset_before_commit")
        self.send(document)
        self.make_due(document, minutes=10)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)
        self.assertEqual(len(document.sudo().attempt_ids), 2)
        self.assertEqual(len(set(document.sudo().attempt_ids.mapped("key"))), 2)

    def test_bill_without_unique_number_is_found_by_its_mark(self):
        order = self.new_purchase_order(partner_ref="NUMBER/1")
        self.send(self.make_document(order))
        before = len(self.sandbox.objects("Invoices"))
        document = self.make_document(self.new_purchase_order(partner_ref="NUMBER/1"))
        self.arm("reset_after_commit")
        self.send(document)
        self.make_due(document, minutes=10)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self.sandbox.objects("Invoices")), before + 1)

    def test_worker_that_died_in_the_call(self):
        """The row stayed in sending; after its lease the same bytes go again."""
        document = self.new_document()
        self.send(document)
        document.sudo().write({"state": "sending", "remote_id": False})
        document.sudo().attempt_ids.state = "open"
        self.make_due(document)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def test_server_error_with_the_work_done(self):
        document = self.new_document()
        self.arm("error_500", commit=True)
        self.send(document)
        self.assertTrue(document.is_doubtful)
        # The error is kept under the key, so it takes the look-up to settle it.
        self.make_due(document)
        self.run_cron()
        self.make_due(document, minutes=10)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def test_rate_limit_waits_as_long_as_it_is_told(self):
        document = self.new_document()
        self.arm("rate_limit_minute", retry_after=37)
        self.send(document)
        self.assertEqual(document.state, "waiting")
        self.assertFalse(document.is_doubtful)
        wait = (document.next_try_at - fields.Datetime.now()).total_seconds()
        self.assertGreater(wait, 30)
        self.assertLess(wait, 40)
        self.assertTrue(self.connection.not_before)
        # No other document makes a call before that.
        self.sandbox.clear_calls()
        other = self.new_document()
        self.send(other)
        self.assertEqual(other.state, "waiting")
        self.assertFalse(self.sandbox.calls())

    def test_refusal_says_what_to_do(self):
        document = self.new_document()
        self.connection.sudo().lock_date = False
        self.sandbox.set_organization(ORGANIZATION, period_lock_date="2099-01-01")
        result = self.send(document)
        self.assertEqual(result["type"], "danger")
        self.assertEqual(document.state, "failed")
        self.assertIn("lock date", document.message)
        self.assertEqual(self.order.bridge_state, "failed")
        self.assertTrue(self.order.activity_ids)
        self.assertIn("lock date", str(self.order.message_ids.mapped("body")))
        self.sandbox.set_organization(ORGANIZATION, period_lock_date=None)
        self.rpc(document, "action_retry")
        self.send(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)
        self.assertFalse(self.order.activity_ids)

    def test_cancel_gives_the_quantities_back(self):
        document = self.new_document()
        self.sandbox.set_organization(ORGANIZATION, period_lock_date="2099-01-01")
        self.send(document)
        self.rpc(document, "action_cancel")
        self.assertEqual(document.state, "cancel")
        self.assertEqual(self.order.invoice_status, "to invoice")

    def test_no_cancel_while_in_doubt(self):
        document = self.new_document()
        self.arm("reset_after_commit")
        self.send(document)
        with self.assertRaises(UserError):
            document.action_cancel()
        self.assertEqual(document.state, "waiting")

    def test_doubt_is_given_up_by_an_administrator_alone(self):
        document = self.new_document()
        self.arm("reset_before_commit")
        self.send(document)
        self.rpc(self.connection, "action_disconnect")
        user = new_test_user(
            self.env,
            login="bridge_user",
            groups="accounting_bridge.group_user,sales_team.group_sale_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            document.with_user(user).action_give_up()
        self.rpc(document, "action_give_up")
        self.assertEqual(document.state, "cancel")
        self.assertEqual(self.order.invoice_status, "to invoice")

    def test_who_did_not_wait_is_told(self):
        document = self.new_document()
        self.make_due(document)
        self.env["bus.bus"].sudo().search([]).unlink()
        self.run_cron()
        self.env.cr.precommit.run()  # what a commit would do
        notices = self.env["bus.bus"].sudo().search([]).mapped("message")
        self.assertIn("was created in Xero", str(notices))

    def test_one_bad_document_fails_alone(self):
        good = self.new_document()
        bad = self.new_document()
        bad.sudo().line_ids.filtered(
            "quantity"
        ).ledger_account_id = self.connection.ledger_account_ids.filtered(
            lambda a: a.code == "610"
        )
        self.send(good | bad)
        self.assertEqual(good.state, "done")
        self.assertEqual(bad.state, "failed")
        self.assertIn("610", bad.message)

    def test_revoked_consent_is_one_activity_and_documents_wait(self):
        documents = self.new_document() | self.new_document()
        self.sandbox.arm_fault("revoked_grant", path="/Invoices")
        self.send(documents)
        self.assertEqual(self.connection.state, "reconnect")
        self.assertEqual(set(documents.mapped("state")), {"waiting"})
        self.assertEqual(len(self.connection.activity_ids), 1)
        self.assertFalse(self.order.activity_ids)
        self.give_consent()
        self.assertEqual(self.connection.state, "connected")
        self.run_cron()
        self.assertEqual(set(documents.mapped("state")), {"done"})
        self.assertEqual(self.invoices(), 2)

    def test_expired_token_is_renewed_once(self):
        document = self.new_document()
        self.sandbox.advance_clock(1900)
        self.send(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self.sandbox.calls(path="/connect/token")), 1)

    def test_number_taken_by_a_stranger(self):
        self.connection.number_policy = "order"
        document = self.new_document()
        self.assertEqual(document.number, self.order.name)
        self.sandbox.create(
            "Invoices",
            {
                "Type": "ACCREC",
                "Contact": {"Name": "A stranger"},
                "InvoiceNumber": document.number,
                "LineItems": [{"Description": "Something", "UnitAmount": 1}],
            },
        )
        self.send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn(document.number, document.message)
        self.assertEqual(self.invoices(), 1, "the stranger's alone")

    def test_number_taken_by_ourselves_is_adopted(self):
        self.connection.number_policy = "order"
        document = self.new_document()
        self.arm("reset_after_commit")
        self.send(document)
        # Pretend that nothing is known of the first attempt.
        document.sudo().attempt_ids.state = "unsent"
        document.sudo().is_doubtful = False
        self.make_due(document)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def test_look_up_waits_for_a_late_commit(self):
        """The provider may commit after its caller has gone: what is not found right
        after the last send may still come."""
        document = self.new_document()
        self.arm("reset_before_commit")
        self.send(document)
        self.make_due(document, minutes=4)
        self.arm("commit_later", seconds=90)
        self.run_cron()
        self.assertTrue(document.is_doubtful)
        self.make_due(document, minutes=1)
        self.sandbox.clear_calls()
        self.run_cron()
        self.assertTrue(document.is_doubtful)
        self.assertFalse(self.api_calls())
        self.make_due(document, minutes=2)
        self.wait_for_invoices(1)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def test_a_doubt_that_lasts_is_asked_about_less_often(self):
        document = self.new_document()
        self.arm("reset_after_commit")
        self.send(document)
        self.sandbox.arm_fault("error_503", method="GET", count=None)
        for tries, shortest in ((2, 10), (30, 200), (500, 500)):
            document.sudo().tries = tries
            self.make_due(document, minutes=10)
            self.run_cron()
            self.assertTrue(document.is_doubtful)
            wait = (document.next_try_at - fields.Datetime.now()).total_seconds()
            self.assertGreater(wait, shortest)
            self.assertLess(wait, 601)

    def test_a_question_ends_when_what_is_wrong_is_deleted(self):
        document = self.new_document()
        self.arm("reset_after_commit")
        self.send(document)
        [wrong] = [
            invoice
            for invoice in self.sandbox.objects("Invoices")
            if document.mark in invoice["Url"]
        ]
        lines = [{"Description": "Changed", "Quantity": 1, "UnitAmount": 1}]
        self.sandbox.edit("Invoices", wrong["InvoiceID"], LineItems=lines)
        self.make_due(document, minutes=10)
        self.run_cron()
        self.assertEqual(document.state, "failed")
        self.assertTrue(document.is_doubtful)
        # Retry finds the same again, until the person has acted.
        self.retry(document)
        self.assertEqual(document.state, "failed")
        self.sandbox.act("Invoices", wrong["InvoiceID"], "delete")
        self.retry(document)
        self.assertEqual(document.state, "done")
        self.assertNotEqual(document.remote_id, wrong["InvoiceID"])
        self.assertEqual(self.invoices(), 2)

    def retry(self, document):
        self.rpc(document, "action_retry")
        self.make_due(document)
        self.run_cron()

    def test_a_question_about_one_holds_up_no_other(self):
        asked, other = documents = self.new_document() | self.new_document()
        self.arm("reset_after_commit")
        self.send(documents)
        for invoice in self.sandbox.objects("Invoices"):
            if asked.mark in invoice["Url"]:
                lines = [{"Description": "Changed", "Quantity": 1, "UnitAmount": 1}]
                self.sandbox.edit("Invoices", invoice["InvoiceID"], LineItems=lines)
        self.make_due(documents, minutes=10)
        self.run_cron()
        self.assertEqual(asked.state, "failed")
        self.assertEqual(other.state, "done")

    def test_contact_made_by_somebody_else_a_moment_ago(self):
        """What the last look at the contacts could not show is looked for again."""
        partner = self.env["res.partner"].create({"name": "Wanted by two"})
        document = self.make_document(self.new_sale_order(partner=partner))
        # Saved over there between our look and our call: nobody sees it change.
        self.sandbox.arm_fault("html_503", method="PUT", path="/Contacts")
        self.send(document)
        self.assertEqual(document.state, "waiting")
        self.sandbox.create("Contacts", {"Name": "Wanted by two"})
        self.make_due(document)
        self.run_cron()
        self.assertEqual(document.state, "done")

    def test_buyer_without_rights_to_sales_retries_and_cancels(self):
        buyer = new_test_user(
            self.env,
            login="buyer",
            groups="purchase.group_purchase_user,accounting_bridge.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        order = self.new_purchase_order(partner_ref="BUYER/1")
        document = self.make_document(order)
        document.sudo().state = "failed"
        document.with_user(buyer).action_retry()
        self.assertEqual(document.state, "queued")
        document.with_user(buyer).action_cancel()
        self.assertEqual(document.state, "cancel")

    def test_press_after_the_disconnection(self):
        document = self.new_document()
        self.rpc(self.connection, "action_disconnect")
        result = self.send(document)
        self.assertEqual(result["type"], "warning")
        self.assertEqual(document.state, "queued")

    def wait_for_invoices(self, count):
        deadline = time.monotonic() + 10
        while self.invoices() < count and time.monotonic() < deadline:
            time.sleep(0.1)

    def sent_keys(self):
        return [
            call["headers"]["Idempotency-Key"]
            for call in self.sandbox.calls(method="PUT", path="/Invoices")
        ]
