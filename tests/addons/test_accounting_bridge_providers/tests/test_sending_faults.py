# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.accounting_bridge.const import CALL_BODY_DAYS_PARAMETER
from odoo.addons.accounting_bridge.models import accounting_bridge_sending_claim_mixin
from odoo.addons.accounting_bridge.tools import vault

from .common import BooksCase
from .each_provider import each_provider


@each_provider
class TestSendingFaults(BooksCase):
    """Whatever goes wrong: never two documents, never none."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        # The first document makes the contact, so that faults hit the one call left.
        self.send(self.make_document(self.new_sale_order()))
        self.already = len(self.books.invoices())
        self.sandbox.clear_calls()

    def new_document(self):
        self.order = self.new_sale_order()
        return self.make_document(self.order)

    def invoices(self):
        return len(self.books.invoices()) - self.already

    def test_answer_lost_after_the_commit(self):
        document = self.new_document()
        self.books.lose_answers("reset_after_commit")
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
        keys = self.books.sent_keys()
        self.assertEqual(len(keys), 3 if self.books.REPEATS_CALLS else 1)
        self.assertEqual(len(set(keys)), 1, "no other key may be used")

    def test_answer_lost_is_asked_for_again_while_a_person_waits(self):
        document = self.new_document()
        self.books.arm("reset_after_commit")
        result = self.send(document)
        if self.books.REPEATS_CALLS:
            self.assertEqual(result["type"], "success")
            self.assertEqual(document.state, "done")
            self.assertFalse(document.is_doubtful)
        else:
            self.assertEqual(document.state, "waiting")
        keys = self.books.sent_keys()
        self.assertEqual(len(keys), 2 if self.books.REPEATS_CALLS else 1)
        self.assertEqual(len(set(keys)), 1, "no other key may be used")
        self.assertEqual(self.invoices(), 1)

    def test_a_repetition_that_is_turned_away_leaves_the_doubt(self):
        document = self.new_document()
        self.books.arm("reset_after_commit")
        self.books.arm_rate_limit()
        self.send(document)
        self.assertEqual(document.state, "waiting")
        self.assertTrue(document.is_doubtful)
        self.sandbox.clear_faults()
        self.connection.sudo().rate_ids.not_before = False
        self.make_due(document, minutes=self.books.MINUTES_OF_KEYS)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def test_the_scheduled_action_asks_again_in_a_while(self):
        document = self.new_document()
        self.make_due(document)
        self.books.arm("reset_after_commit")
        self.run_cron()
        self.assertTrue(document.is_doubtful)
        self.assertEqual(len(self.books.sent_keys()), 1)

    def test_answer_lost_before_the_commit(self):
        document = self.new_document()
        self.books.lose_answers("reset_before_commit")
        self.send(document)
        self.assertTrue(document.is_doubtful)
        self.make_due(document, minutes=3)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def test_answer_lost_and_key_forgotten_is_found_by_its_mark(self):
        document = self.new_document()
        self.books.lose_answers("reset_after_commit")
        self.send(document)
        self.make_due(document, minutes=self.books.MINUTES_OF_KEYS)
        self.sandbox.clear_calls()
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)
        self.assertFalse(self.books.sent_keys())

    def test_never_arrived_and_key_forgotten_is_sent_again(self):
        document = self.new_document()
        self.books.lose_answers("reset_before_commit")
        self.send(document)
        self.make_due(document, minutes=self.books.MINUTES_OF_KEYS)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)
        self.assertEqual(len(document.sudo().attempt_ids), 2)
        self.assertEqual(len(set(document.sudo().attempt_ids.mapped("key"))), 2)

    def new_orders_of_one_number(self):
        """Two, of somebody who does not buy as well."""
        supplier = self.env["res.partner"].create({"name": "Of one number"})
        return [
            self.new_purchase_order(partner=supplier, partner_ref="NUMBER/1")
            for _order in range(2)
        ]

    def test_bill_without_unique_number_is_found_by_its_mark(self):
        self.books.allow_equal_bill_numbers()
        first, second = self.new_orders_of_one_number()
        self.send(self.make_document(first))
        before = len(self.books.bills())
        document = self.make_document(second)
        self.books.lose_answers("reset_after_commit")
        self.send(document)
        self.make_due(document, minutes=self.books.MINUTES_OF_KEYS)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self.books.bills()), before + 1)

    def test_bill_is_not_taken_for_another_of_its_number(self):
        self.books.allow_equal_bill_numbers()
        first, second = self.new_orders_of_one_number()
        other = self.make_document(first)
        self.send(other)
        document = self.make_document(second)
        self.books.lose_answers("reset_before_commit")
        self.send(document)
        self.make_due(document, minutes=self.books.MINUTES_OF_KEYS)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertNotEqual(document.remote_id, other.remote_id)
        bills = [bill.number for bill in self.books.bills()]
        self.assertEqual(bills.count("NUMBER/1"), 2)

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
        self.books.arm_server_error()
        self.send(document)
        self.assertTrue(document.is_doubtful)
        # The error is kept under the key, so it takes the look-up to settle it.
        self.make_due(document)
        self.run_cron()
        self.make_due(document, minutes=self.books.MINUTES_OF_KEYS)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def test_rate_limit_waits_as_long_as_it_is_told(self):
        document = self.new_document()
        seconds = self.books.arm_rate_limit()
        self.send(document)
        self.assertEqual(document.state, "waiting")
        self.assertFalse(document.is_doubtful)
        wait = (document.next_try_at - fields.Datetime.now()).total_seconds()
        self.assertGreater(wait, seconds)
        self.assertLess(wait, seconds + 10)
        self.assertTrue(self.connection.not_before)
        # No other document makes a call before that.
        self.sandbox.clear_calls()
        other = self.new_document()
        self.send(other)
        self.assertEqual(other.state, "waiting")
        self.assertFalse(self.sandbox.calls())

    def test_refusal_says_what_to_do(self):
        document = self.new_document()
        self.books.close_books("2099-01-01")
        result = self.send(document)
        self.assertEqual(result["type"], "danger")
        self.assertEqual(document.state, "failed")
        self.assertRegex(document.message, self.books.CLOSED_WORDS)
        self.assertEqual(self.order.bridge_state, "failed")
        self.assertTrue(self.order.activity_ids)
        notes = str(self.order.message_ids.mapped("body"))
        self.assertRegex(notes, self.books.CLOSED_WORDS)
        self.books.close_books(None)
        self.rpc(document, "action_retry")
        self.send(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)
        self.assertFalse(self.order.activity_ids)

    def test_a_lock_date_met_over_there_is_known_from_then_on(self):
        documents = self.new_document() | self.new_document()
        self.books.close_books("2099-01-01")
        self.send(documents[0])
        self.assertEqual(documents[0].state, "failed")
        self.sandbox.clear_calls()
        self.make_due(documents[1])
        self.run_cron()
        self.assertIn("2099-01-01", documents[1].message)
        self.assertFalse(self.books.creations())
        self.assertFalse(self.connection.lists_to_sync)

    def test_a_lock_date_is_known_a_day_after_it_was_set(self):
        document = self.new_document()
        self.books.close_books("2099-01-01")
        self.connection.sudo().organization_synced_at -= timedelta(hours=25)
        self.sandbox.clear_calls()
        self.make_due(document)
        self.run_cron()
        self.assertEqual(document.state, "failed")
        self.assertIn("2099-01-01", document.message)
        self.assertFalse(self.books.creations())
        self.sandbox.clear_calls()
        self.run_cron()
        self.assertFalse(self.sandbox.calls(), "and is not asked for at each run")

    def test_a_lock_date_that_one_call_meets_spares_the_next(self):
        documents = self.new_document() | self.new_document()
        provider = type(self.connection._provider())
        self.startPatcher(patch.object(provider, "_batch_size", lambda *_args: 1))
        claims = accounting_bridge_sending_claim_mixin
        self.startPatcher(patch.object(claims, "BATCHES_PER_SLICE", 1))
        self.books.close_books("2099-01-01")
        self.sandbox.clear_calls()
        self.make_due(documents)
        self.run_cron()
        self.assertEqual(documents.mapped("state"), ["failed", "failed"])
        self.assertEqual(len(self.books.creations()), 1)

    def test_cancel_gives_the_quantities_back(self):
        document = self.new_document()
        self.books.close_books("2099-01-01")
        self.send(document)
        self.rpc(document, "action_cancel")
        self.assertEqual(document.state, "cancel")
        self.assertEqual(self.order.invoice_status, "to invoice")

    def test_no_cancel_while_in_doubt(self):
        document = self.new_document()
        self.books.lose_answers("reset_after_commit")
        self.send(document)
        with self.assertRaises(UserError):
            document.action_cancel()
        self.assertEqual(document.state, "waiting")

    def test_doubt_is_given_up_by_an_administrator_alone(self):
        document = self.new_document()
        self.books.lose_answers("reset_before_commit")
        self.send(document)
        self.rpc(self.connection, "action_disconnect")
        user = self.new_user(
            "bridge_user",
            "accounting_bridge.group_user,sales_team.group_sale_manager",
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
        self.assertIn(f"was created in {self.books.LABEL}", str(notices))

    def test_one_bad_document_fails_alone(self):
        partner = self.env["res.partner"].create({"name": "Soon archived"})
        self.send(self.make_document(self.new_sale_order(partner=partner)))
        [contact] = self.books.contacts(partner.name)
        self.books.archive_contact(contact.remote_id)  # what nobody here knows yet
        good = self.new_document()
        bad = self.make_document(self.new_sale_order(partner=partner))
        self.send(good | bad)
        self.assertEqual(good.state, "done")
        self.assertEqual(bad.state, "failed")
        self.assertTrue(bad.message)

    def test_of_a_batch_refused_as_a_whole_each_goes_alone_once(self):
        good, bad, other = documents = self.env["accounting.bridge.document"].union(
            *(self.new_document() for _number in range(3))
        )
        self.books.arm("error_400", body=bad.mark, count=None)
        self.send(documents)
        self.assertEqual(documents.mapped("state"), ["done", "failed", "done"])
        self.assertIn("not welcome", bad.message)
        self.assertFalse(bad.is_doubtful)
        self.assertEqual(self.invoices(), 2)
        self.assertEqual(len(set(self.books.sent_keys())), 4, "one and three, not more")
        for document, last in (
            (good, "answered"),
            (bad, "unsent"),
            (other, "answered"),
        ):
            states = document.sudo().attempt_ids.mapped("state")
            self.assertEqual(states, [last, "unsent"])
        self.sandbox.clear_faults()
        self.rpc(bad, "action_retry")
        self.assertFalse(bad.goes_alone)
        self.send(bad)
        self.assertEqual(bad.state, "done")

    def test_what_was_refused_last_keeps_its_body(self):
        good, bad = self.new_document(), self.new_document()
        self.books.arm("error_400", body=bad.mark, count=None)
        self.send(good | bad)
        attempts = (good | bad).sudo().attempt_ids
        together = attempts.filtered(lambda attempt: len(attempt.document_ids) == 2)
        refused = bad.sudo().attempt_ids - together
        self.assertEqual((together | refused).mapped("state"), ["unsent", "unsent"])
        attempts._gc_unsent_bodies()
        self.assertTrue(all(attempts.mapped("body")), "they are too young")
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(CALL_BODY_DAYS_PARAMETER, "1")
        with freeze_time(datetime.now() + timedelta(days=2)):
            attempts._gc_unsent_bodies()
        self.assertFalse(together.body)
        self.assertIn(bad.mark, refused.body)
        self.assertIn("not welcome", refused.answer)
        self.assertIn(good.mark, (good.sudo().attempt_ids - together).body)
        self.sandbox.clear_faults()
        self.rpc(bad, "action_retry")
        self.send(bad)
        with freeze_time(datetime.now() + timedelta(days=2)):
            attempts._gc_unsent_bodies()
        self.assertFalse(refused.body)
        self.assertIn("not welcome", refused.answer)
        self.assertIn(bad.mark, bad.sudo().attempt_ids[0].body)

    def test_who_goes_alone_does_so_after_a_limit_as_well(self):
        documents = self.new_document() | self.new_document()
        self.books.arm("error_400", body="(?s)" + ".*".join(documents.mapped("mark")))
        self.books.arm_rate_limit()
        self.send(documents)
        self.assertEqual(set(documents.mapped("state")), {"waiting"})
        self.assertTrue(all(documents.mapped("goes_alone")))
        self.sandbox.clear_calls()
        self.connection.sudo().rate_ids.not_before = False
        self.make_due(documents, minutes=2)
        self.run_cron()
        self.assertEqual(set(documents.mapped("state")), {"done"})
        self.assertEqual(len(self.books.creations()), 2)
        self.assertEqual(self.invoices(), 2)

    def test_revoked_consent_is_one_activity_and_documents_wait(self):
        documents = self.new_document() | self.new_document()
        self.books.arm_lost_consent()
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

    def test_app_that_is_refused_is_one_activity_and_documents_wait(self):
        documents = self.new_document() | self.new_document()
        grant = self.connection.grant_id.sudo()
        grant.client_secret_encrypted = vault.encrypt("replaced over there")
        self.sandbox.advance_clock(self.books.SECONDS_OF_TOKEN)
        self.send(documents)
        self.assertEqual(self.connection.state, "reconnect")
        self.assertFalse(grant.is_revoked, "The consent itself may be good")
        self.assertEqual(set(documents.mapped("state")), {"waiting"})
        self.assertIn("Client Secret", self.connection.activity_ids.note)
        self.assertFalse(self.order.activity_ids)
        self.give_consent()
        self.run_cron()
        self.assertEqual(set(documents.mapped("state")), {"done"})

    def test_expired_token_is_renewed_once(self):
        document = self.new_document()
        self.sandbox.advance_clock(self.books.SECONDS_OF_TOKEN)
        self.send(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self.books.token_calls()), 1)

    def test_number_taken_by_a_stranger(self):
        self.number_by_orders()
        document = self.new_document()
        self.assertEqual(document.number, self.order.name)
        self.books.add_invoice(document.number)
        self.send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn(document.number, document.message)
        self.assertEqual(self.invoices(), 1, "the stranger's alone")

    def test_number_taken_by_ourselves_is_adopted(self):
        self.number_by_orders()
        document = self.new_document()
        self.books.lose_answers("reset_after_commit")
        self.send(document)
        # Pretend that nothing is known of the first attempt.
        document.sudo().attempt_ids.state = "unsent"
        document.sudo().is_doubtful = False
        self.make_due(document)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def number_by_orders(self):
        self.books.allow_own_numbers()
        self.rpc(self.connection, "action_sync_reference_data")
        self.connection.number_policy = "order"

    def test_look_up_waits_for_a_late_commit(self):
        """The provider may commit after its caller has gone: what is not found right
        after the last send may still come."""
        document = self.new_document()
        self.books.lose_answers("commit_later", seconds=90)
        self.send(document)
        document.sudo().attempt_ids.is_key_spent = True
        self.make_due(document, minutes=1)
        self.sandbox.clear_calls()
        self.run_cron()
        self.assertTrue(document.is_doubtful)
        self.assertTrue(self.books.api_calls())
        self.assertFalse(self.books.sent_keys())
        self.make_due(document, minutes=2)
        self.wait_for_invoices(1)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.invoices(), 1)

    def test_a_doubt_that_lasts_is_asked_about_less_often(self):
        document = self.new_document()
        self.books.lose_answers("reset_after_commit")
        self.send(document)
        self.books.arm_reads("error_503", count=None)
        for tries, shortest in ((2, 10), (30, 200), (500, 450)):
            document.sudo().tries = tries
            self.make_due(document, minutes=self.books.MINUTES_OF_KEYS)
            self.run_cron()
            self.assertTrue(document.is_doubtful)
            wait = (document.next_try_at - fields.Datetime.now()).total_seconds()
            self.assertGreater(wait, shortest)
            self.assertLess(wait, 721)

    def test_a_question_ends_when_what_is_wrong_is_deleted(self):
        document = self.new_document()
        self.books.lose_answers("reset_after_commit")
        self.send(document)
        wrong = self.arrived(document).remote_id
        self.books.change_invoice(wrong)
        self.make_due(document, minutes=self.books.MINUTES_OF_KEYS)
        self.run_cron()
        self.assertEqual(document.state, "failed")
        self.assertTrue(document.is_doubtful)
        # Retry finds the same again, until the person has acted.
        self.retry(document)
        self.assertEqual(document.state, "failed")
        self.books.delete(wrong)
        self.retry(document)
        self.assertEqual(document.state, "done")
        self.assertNotEqual(document.remote_id, wrong)
        self.assertNotEqual(self.arrived(document).state, "deleted")

    def arrived(self, document):
        """What bears its mark over there, and was not deleted."""
        [invoice] = [
            invoice
            for invoice in self.books.invoices()
            if document.mark in invoice.mark_place and invoice.state != "deleted"
        ]
        return invoice

    def retry(self, document):
        self.rpc(document, "action_retry")
        self.make_due(document)
        self.run_cron()

    def test_a_question_about_one_holds_up_no_other(self):
        asked, other = documents = self.new_document() | self.new_document()
        self.books.lose_answers("reset_after_commit")
        self.send(documents)
        self.books.change_invoice(self.arrived(asked).remote_id)
        self.make_due(documents, minutes=self.books.MINUTES_OF_KEYS)
        self.run_cron()
        self.assertEqual(asked.state, "failed")
        self.assertEqual(other.state, "done")

    def test_contact_made_by_somebody_else_a_moment_ago(self):
        """What the last look at the contacts could not show is looked for again."""
        partner = self.env["res.partner"].create({"name": "Wanted by two"})
        document = self.make_document(self.new_sale_order(partner=partner))
        # Saved over there between our look and our call: nobody sees it change.
        self.books.arm("html_503", "contact")
        self.send(document)
        self.assertEqual(document.state, "waiting")
        self.books.add_contact("Wanted by two")
        self.make_due(document)
        self.run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self.books.contacts("Wanted by two")), 1)

    def test_buyer_without_rights_to_sales_retries_and_cancels(self):
        buyer = self.new_user(
            "buyer", "purchase.group_purchase_user,accounting_bridge.group_user"
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
