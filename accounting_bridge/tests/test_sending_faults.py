# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from datetime import timedelta

from lxml import etree
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from odoo.addons.accounting_bridge.exceptions import TryAgain
from odoo.addons.accounting_bridge.tools.faults import Cure, Kind

from .common_sending import SendingCommon

MODELS = "odoo.addons.accounting_bridge.models"
SENDER = f"{MODELS}.accounting_bridge_sender"
FAULTS = f"{MODELS}.accounting_bridge_sending_fault_mixin"
FOLLOW_UP = f"{MODELS}.accounting_bridge_sending_follow_up_mixin"
PAYLOADS = f"{MODELS}.accounting_bridge_sending_payload_mixin"


@tagged("post_install", "-at_install")
class TestSendingFaults(SendingCommon):
    """A fault of our own is met once, told, and holds up nobody."""

    def _invoice(self, reference="fine"):
        return self._create_document(self._sale_order(), reference=reference)

    # === FAULTS OF OUR OWN === #

    @mute_logger(PAYLOADS)
    def test_what_can_not_be_prepared_fails_alone(self):
        good, bad, other = documents = self.env["accounting.bridge.document"].union(
            *(self._invoice(text) for text in ("fine", "unprepared", "fine"))
        )
        self._send(documents)
        self.assertEqual(documents.mapped("state"), ["done", "failed", "done"])
        self.assertFalse(bad.is_doubtful)
        self.assertIn("a fault of the provider's addon", bad.message)
        self.assertEqual(len(self._books("invoice")), 2)
        self.assertTrue(bad.line_ids.sale_order_id.activity_ids)
        self.assertEqual((good | other).mapped("tries"), [1, 1])

    @mute_logger(SENDER, FAULTS)
    def test_an_answer_that_can_not_be_read_leaves_a_doubt_and_a_person_told(self):
        document = self._invoice("garbled")
        self._send(document)
        self.assertEqual(document.state, "failed")
        self.assertTrue(document.is_doubtful)
        self.assertIn("not known", document.message)
        self.assertFalse(document.next_try_at)
        # The fault was mended; what arrived is found, and not sent again.
        self._let_time_pass(document, minutes=10)
        document.sudo().reference = "fine"
        self._retry(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self._books("invoice")), 1)

    @mute_logger(PAYLOADS)
    def test_the_scheduled_action_does_not_meet_a_fault_twice(self):
        document = self._invoice("unprepared")
        self._run_cron()
        self.assertEqual(document.state, "failed")
        tries = document.tries
        self._run_cron()
        self.assertEqual(document.tries, tries)

    def test_a_bare_document_without_its_order(self):
        document = self._sale_order()._bridge_prepare_bare_document()
        document.sudo().line_ids.sale_order_id = False
        self._send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn("order is gone", document.message)

    @mute_logger(FOLLOW_UP)
    def test_a_purchase_order_that_can_not_be_closed_holds_up_no_other(self):
        bad, good = self._purchase_orders_to_close()
        remote_id, bad.sudo().remote_id = bad.remote_id, "not a number"
        self._run_cron()
        self.assertEqual((good.is_to_close, good.remote_state), (False, "billed"))
        self.assertTrue(bad.is_to_close)
        self.assertIn("Report this to your administrator", bad.message)
        self.assertGreater(bad.next_try_at, self._ahead(hours=5))
        # The fault was mended; before its time it is not asked for again.
        bad.sudo().remote_id = remote_id
        self._close_purchase_orders()
        self.assertTrue(bad.is_to_close)
        bad.sudo().next_try_at = self._ago(seconds=1)
        self._close_purchase_orders()
        self.assertEqual((bad.is_to_close, bad.remote_state), (False, "billed"))
        self.assertFalse(bad.message or bad.next_try_at)

    @mute_logger(FOLLOW_UP)
    def test_what_can_not_be_closed_for_a_day_is_left_to_a_person(self):
        bad, _good = self._purchase_orders_to_close()
        bad.sudo().remote_id = "not a number"
        self._run_cron()
        order = bad.line_ids.purchase_order_id
        self.assertFalse(order.activity_ids)
        bad.sudo().write(
            {"open_since": self._ago(hours=25), "next_try_at": self._ago(seconds=1)}
        )
        self._close_purchase_orders()
        self.assertFalse(bad.is_to_close or bad.next_try_at)
        self.assertIn("Mark it as billed there", bad.message)
        self.assertIn("Mark it as billed there", order.activity_ids.note)

    def test_what_the_provider_does_not_close_is_left_to_a_person(self):
        for kind, is_told_at_once in (
            (Kind.REFUSED, True),
            (Kind.STALE, False),
            (Kind.UNAVAILABLE, False),
            (Kind.ANSWER_LOST, False),
        ):
            document, other = self._purchase_orders_to_close()
            other.sudo().is_to_close = False
            order = document.line_ids.purchase_order_id
            with self.subTest(kind), self._fault_over_there(kind):
                self._close_purchase_orders()
                self.assertEqual(bool(order.activity_ids), is_told_at_once)
                self.assertEqual(document.is_to_close, not is_told_at_once)
                document.sudo().open_since = self._ago(hours=25)
                self._close_purchase_orders()
                self.assertFalse(document.is_to_close)
                self.assertEqual(len(order.activity_ids), 1)

    def test_each_purchase_order_has_its_turn(self):
        documents = self._purchase_orders_to_close()
        with self._fault_over_there(Kind.UNAVAILABLE):
            self._close_purchase_orders()
            self.assertEqual(len(documents.filtered("open_since")), 1)
            self._close_purchase_orders()
        self.assertEqual(documents.filtered("open_since"), documents)

    def test_a_limit_is_no_reason_to_leave_a_purchase_order_open(self):
        document, _other = self._purchase_orders_to_close()
        with self._fault_over_there(Kind.RATE_LIMIT):
            self._close_purchase_orders()
        self.assertTrue(document.is_to_close)
        self.assertFalse(document.open_since)

    def _close_purchase_orders(self):
        self._in_own_transaction(
            lambda env: (
                env["accounting.bridge.sender"]
                .sudo()
                ._close_purchase_orders(
                    self.connection.with_env(env).sudo(), time.monotonic() + 30
                )
            )
        )

    # === OTHERS AT THE SAME ROWS === #

    @mute_logger("odoo.sql_db")
    def test_a_lasting_conflict_is_met_ever_more_seldom_and_ends(self):
        document = self._invoice("busy")
        for tries, least, most in ((0, 10, 30), (9, 10000, 30000)):
            document.sudo().tries = tries
            self._run_cron()
            self.assertEqual(document.state, "waiting")
            wait = (document.next_try_at - fields.Datetime.now()).total_seconds()
            self.assertTrue(least < wait < most, wait)
        document.sudo().first_try_at = self._ago(hours=25)
        self._run_cron()
        self.assertEqual(document.state, "failed")
        self.assertFalse(document.is_doubtful)
        self.assertIn("For a day", document.message)
        document.sudo().reference = "fine"
        self._retry(document)
        self.assertEqual(document.state, "done")

    @mute_logger("odoo.sql_db")
    def test_contacts_that_others_write_all_the_time_are_no_endless_conflict(self):
        document = self._invoice().sudo()
        for first_try_at, state in (
            (self._ago(hours=2), "waiting"),
            (self._ago(hours=25), "failed"),
        ):
            document.write(
                {
                    "state": "sending",
                    "claim": "ours",
                    "tries": 9,
                    "first_try_at": first_try_at,
                    "next_try_at": self._ahead(minutes=5),
                }
            )
            self._resolve_in_vain(document)
            self.assertEqual(document.state, state)
        self.assertIn("For a day", document.message)

    def _resolve_in_vain(self, document):
        def meet_conflict(_documents):
            raise SerializationFailure

        self._in_own_transaction(
            lambda env: (
                env["accounting.bridge.sender"]
                .sudo()
                ._resolve_repeatedly(
                    self.connection.with_env(env),
                    "ours",
                    document.with_env(env).sudo(),
                    meet_conflict,
                )
            )
        )
        if document.state == "waiting":
            self.assertGreater(document.next_try_at, self._ahead(hours=2))

    def test_who_was_overtaken_while_a_call_was_held_up_writes_nothing(self):
        document = self._invoice("overtaken")
        self._send(document)
        self.assertEqual((document.state, document.message), ("done", False))
        self.assertFalse(document.is_doubtful)

    # === HOW LONG === #

    def test_who_asks_us_back_soon_is_left_alone_ever_longer(self):
        document = self._invoice().sudo()
        for tries, least in ((1, 40), (5, 2000)):
            document.write({"tries": tries, "first_try_at": self._ago(hours=2)})
            self._turn_away(document)
            self.assertGreater(document.next_try_at, self._ahead(seconds=least))
        self.assertEqual(document.message, "Strictbooks is busy.")

    def test_the_last_try_is_a_day_after_the_first(self):
        document = self._invoice().sudo()
        document.write({"tries": 9, "first_try_at": self._ago(hours=23)})
        self._turn_away(document)
        self.assertEqual(
            document.next_try_at, document.first_try_at + timedelta(days=1)
        )
        document.first_try_at = self._ago(hours=24, seconds=1)
        self._turn_away(document)
        self.assertEqual(document.state, "failed")
        self.assertIn("tried for a day, in vain. Press Retry", document.message)

    def _turn_away(self, document):
        """The provider is busy, and asks us to come back in a moment."""
        error = TryAgain("Strictbooks is busy.", delay=5)
        sender = self.env["accounting.bridge.sender"].sudo()
        sender._nothing_was_done(self.connection, document, error)

    # === DOUBT === #

    def test_a_spent_key_is_not_repeated_but_looked_for(self):
        document = self._invoice("lost")
        self._send(document)
        self.assertTrue(document.is_doubtful)
        self._calls()
        self._run_cron()
        self.assertEqual(document.state, "done", "What is there is found at once")
        self.assertEqual(self._calls(), ["find invoice"])
        self.assertEqual(len(self._books("invoice")), 1)

    def test_what_is_not_found_soon_may_still_come(self):
        document = self._invoice("lost")
        self._send(document)
        book = self._books("invoice")
        book.kind = "on its way"
        self._calls()
        self._run_cron()
        self.assertEqual(document.state, "waiting")
        self.assertTrue(document.is_doubtful)
        self.assertGreater(document.next_try_at, self._ahead(minutes=2))
        self.assertEqual(self._calls(), ["find invoice"], "and not sent again")
        book.kind = "invoice"
        self._let_time_pass(document, minutes=3)
        self._run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self._books("invoice"), book)

    def test_what_never_came_is_sent_again(self):
        document = self._invoice("lost")
        self._send(document)
        self._books("invoice").unlink()
        self._let_time_pass(document, minutes=3)
        document.sudo().reference = "fine"
        self._calls()
        self._run_cron()
        self.assertEqual(document.state, "done")
        self.assertEqual(self._calls(), ["find invoice", "push invoice"])
        self.assertEqual(len(self._books("invoice")), 1)

    def test_a_doubt_that_can_not_be_settled_ends_after_a_day(self):
        document = self._invoice("lost")
        self._send(document)
        with self._fault_over_there(Kind.UNAVAILABLE):
            self._run_cron()
            self.assertEqual(document.state, "waiting")
            self._let_a_day_pass(document)
            self._run_cron()
        self.assertEqual(document.state, "failed")
        self.assertTrue(document.is_doubtful)
        self.assertIn("Press Retry: it is looked for", document.message)
        self.assertTrue(document.line_ids.sale_order_id.activity_ids)
        with self.assertRaises(UserError):
            document.action_cancel()
        self._retry(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self._books("invoice")), 1)

    def test_the_day_of_a_doubt_begins_with_the_doubt(self):
        document = self._invoice("lost")
        document.sudo().first_try_at = self._ago(hours=25)
        self._send(document)
        self.assertEqual(document.state, "waiting")
        self.assertTrue(document.is_doubtful)
        self._run_cron()
        self.assertEqual(document.state, "done")

    def test_what_the_answer_does_not_tell_of_is_in_doubt_alone(self):
        told, untold = self._invoice(), self._invoice("untold")
        self._send(told | untold)
        self.assertEqual((told.state, untold.state), ("done", "waiting"))
        self.assertFalse(told.is_doubtful)
        self.assertTrue(untold.is_doubtful)
        self._run_cron()
        self.assertEqual(untold.state, "done")
        self.assertEqual(len(self._books("invoice")), 2)

    def test_no_answer_is_taken_from_what_waits_for_a_person(self):
        given_up, other = self._untold_of_which_one_waits_for_a_person()
        self._run_cron()
        self.assertEqual((given_up.state, other.state), ("failed", "done"))
        self._retry(given_up)
        self.assertEqual(given_up.state, "done")
        self.assertEqual(len(self._books("invoice")), 2, "and none twice")

    def test_to_wait_for_another_worker_is_no_try(self):
        document, other = self._invoice("untold"), self._invoice("untold")
        self._send(document | other)
        lease = {"state": "sending", "claim": "another", "is_doubtful": True}
        other.sudo().write({**lease, "next_try_at": self._ahead(minutes=5)})
        document.sudo().next_try_at = self._ago(seconds=1)
        self._calls()
        self._send(document)
        self.assertFalse(self._calls())
        self.assertEqual((document.state, document.tries), ("waiting", 1))
        self.assertTrue(document.is_doubtful)

    def test_what_a_person_gave_up_does_not_travel_with_others(self):
        given_up, other = self._untold_of_which_one_waits_for_a_person()
        (self._books("invoice") | self._books("key")).unlink()
        given_up.action_give_up()
        self._run_cron()
        self.assertFalse(self._books("invoice"))
        self._let_time_pass(other, minutes=3)
        other.sudo().reference = "fine"
        self._run_cron()
        self.assertEqual((given_up.state, other.state), ("cancel", "done"))
        self.assertEqual(self._books("invoice").mark, other.mark)

    def _untold_of_which_one_waits_for_a_person(self):
        """Two that left in one call, both in doubt; one was tried for a day."""
        given_up, other = self._invoice("untold"), self._invoice("untold")
        self._send(given_up | other)
        self._let_a_day_pass(given_up)
        with self._fault_over_there(Kind.UNAVAILABLE):
            self._run_cron()
        # The provider still knows the key.
        self._let_time_pass(given_up, hours=-25)
        self.assertEqual((given_up.state, other.state), ("failed", "waiting"))
        self.assertTrue(given_up.is_doubtful and other.is_doubtful)
        return given_up, other

    def _let_a_day_pass(self, document):
        """As if it had been tried for more than a day."""
        document.sudo().first_try_at = self._ago(hours=25)
        self._let_time_pass(document, hours=25)

    def test_what_is_found_by_its_number_needs_no_mark(self):
        self.connection.process_method = "tracked"
        order = self._purchase_order()
        document = order._bridge_documents()
        document.sudo().reference = "lost"
        self._send(document)
        self.assertTrue(document.is_doubtful)
        self._books("purchase_order").mark = False
        self._let_time_pass(document, minutes=3)
        self._run_cron()
        self.assertEqual(document.state, "done")

    def test_what_is_in_doubt_is_said_once(self):
        document = self._invoice()
        with self._fault_over_there(Kind.ANSWER_LOST):
            self._send(document)
        self._assert_doubt_is_said_once(document)
        with self._fault_over_there(Kind.UNAVAILABLE):
            self._run_cron()
            self._assert_doubt_is_said_once(document)
            self._let_a_day_pass(document)
            self._run_cron()
        self._assert_doubt_is_said_once(document)
        document.action_retry()
        self._assert_doubt_is_said_once(document)

    def _assert_doubt_is_said_once(self, document):
        self.assertTrue(document.is_doubtful)
        said = " ".join(self._boxes(document))
        self.assertEqual(said.count("before anything is sent again"), 1, said)

    def _boxes(self, document):
        """What the boxes on top of the form say."""
        form = etree.fromstring(document.get_view(view_type="form")["arch"])
        [values] = document.read()
        for box in form.findall("div"):
            if not safe_eval(box.get("invisible"), values):
                fields = [document[field.get("name")] for field in box.iter("field")]
                yield " ".join(map(str, [*fields, *"".join(box.itertext()).split()]))

    # === WHAT EACH KIND OF FAULT CALLS FOR === #

    def test_every_kind_of_fault(self):
        """What becomes of a document that meets it."""
        for kind in Kind:
            with self.subTest(kind):
                document = self._invoice()
                with self._fault_over_there(kind):
                    self._send(document)
                self.assertTrue(document.message)
                self._assert_cured_by(kind.cure, document)
                self._reconnect()
                self._let_time_pass(document, minutes=3)
                self._retry(document)
                self.assertEqual(document.state, "done")

    def test_only_a_refusal_of_what_was_sent_parts_a_call(self):
        """Who may not do this may not do it for any of the documents."""
        self._send(self._invoice())
        for kind, calls in ((Kind.REFUSED, 3), (Kind.NOT_PERMITTED, 1)):
            documents = self._invoice() | self._invoice()
            self._calls()
            with self._fault_over_there(kind):
                self._send(documents)
            self.assertEqual(self._calls(), ["push invoice"] * calls)
            self.assertEqual(set(documents.mapped("state")), {"failed"})

    def _assert_cured_by(self, cure, document):
        state = "failed" if cure is Cure.PERSON else "waiting"
        self.assertEqual(document.state, state)
        self.assertEqual(document.is_doubtful, cure is Cure.LOOK_UP)
        is_no_try = cure in (Cure.END_OF_LIMIT, Cure.RECONNECT)
        self.assertEqual(document.tries, 0 if is_no_try else 1)
        connection_state = "reconnect" if cure is Cure.RECONNECT else "connected"
        self.assertEqual(self.connection.state, connection_state)
        self.assertEqual(len(self.connection.activity_ids), cure is Cure.RECONNECT)
        order = document.line_ids.sale_order_id
        self.assertEqual(len(order.activity_ids), cure is Cure.PERSON)

    def _reconnect(self):
        self.connection.sudo().state = "connected"
        self.connection.activity_ids.unlink()

    def test_a_limit_is_waited_for_however_long(self):
        document = self._invoice()
        document.sudo().first_try_at = self._ago(hours=30)
        document.sudo().tries = 3
        with self._fault_over_there(Kind.RATE_LIMIT):
            self._send(document)
        self.assertEqual((document.state, document.tries), ("waiting", 3))
        # Nor does the time spent waiting count.
        age = fields.Datetime.now() - document.first_try_at
        self.assertAlmostEqual(age.total_seconds(), 30 * 3600 - 60, delta=10)

    def test_a_doubt_waits_for_a_limit_however_long(self):
        document = self._invoice("lost")
        self._send(document)
        document.sudo().first_try_at = self._ago(hours=30)
        with self._fault_over_there(Kind.RATE_LIMIT):
            self._run_cron()
        self.assertEqual((document.state, document.tries), ("waiting", 1))
        self.assertTrue(document.is_doubtful)

    def test_what_can_not_be_sent_is_given_up_after_a_day(self):
        documents = self._invoice() | self._invoice()
        with self._fault_over_there(Kind.UNAVAILABLE):
            self._send(documents)
            self.assertEqual(set(documents.mapped("state")), {"waiting"})
            documents[0].sudo().first_try_at = self._ago(hours=25)
            self._run_cron()
        self.assertEqual(documents.mapped("state"), ["failed", "waiting"])
        self.assertIn("not available", documents[0].message)

    def test_waits_grow_and_differ(self):
        waits = []
        for tries in (0, 3, 6, 60):
            documents = self._invoice() | self._invoice()
            documents.sudo().tries = tries
            with self._fault_over_there(Kind.UNAVAILABLE):
                self._send(documents)
            # Those of one call come back in one.
            [moment] = set(documents.mapped("next_try_at"))
            waits.append((moment - fields.Datetime.now()).total_seconds())
            documents.action_cancel()
        for wait, usual in zip(waits, (60, 1800, 21600, 21600), strict=True):
            self.assertGreater(wait, usual * 0.8 - 10)
            self.assertLess(wait, usual * 1.2 + 1)
        self.assertNotEqual(waits[-1], waits[-2])

    # === WHAT A PERSON IS TOLD === #

    def test_a_total_that_was_changed_over_there_is_told_until_it_is_right(self):
        document = self._invoice()
        self._send(document)
        self.assertEqual(document._press_result()["type"], "success")
        book = self._books("invoice")
        right = book.data
        book.data = {**right, "total": "1.00"}
        document.action_refresh()
        self.assertIn("The total differs", document.message)
        result = document._press_result()
        self.assertEqual(result["type"], "warning")
        self.assertIn("The total differs", result["message"])
        book.data = right
        document.action_refresh()
        self.assertFalse(document.message)
        self.assertEqual(document._press_result()["type"], "success")

    def test_what_was_voided_does_not_differ(self):
        document = self._invoice()
        self._send(document)
        book = self._books("invoice")
        book.write({"state": "voided", "data": {**book.data, "total": "0"}})
        document.action_refresh()
        self.assertEqual(document.remote_state, "voided")
        self.assertFalse(document.message)

    def test_many_that_arrived_with_one_that_differs(self):
        documents = self._invoice() | self._invoice()
        self._send(documents)
        documents[0].sudo().message = "The total differs."
        result = documents._press_result()
        self.assertEqual(result["type"], "warning")
        self.assertIn("2 documents were created", result["message"])
        self.assertIn("1 of them", result["message"])

    def test_many_that_went_to_several_providers(self):
        documents = self._invoice() | self._invoice()
        self._send(documents)
        other = self.setup_other_company(name="Other company")["company"]
        connection = self._make_connection(
            other, organization_id="other", provider="realm"
        )
        documents[1].sudo().write(
            {"company_id": other.id, "connection_id": connection.id}
        )
        message = documents._press_result()["message"]
        self.assertIn("Strictbooks, Realmbooks", message)

    def test_who_bears_a_number_that_is_taken(self):
        document, bearer = self._invoice(), self._invoice()
        self._send(bearer)
        book = self._books("invoice")
        book.number = document.sudo().number = "TAKEN"
        found = [self.connection._provider()._remote_document(book)]
        sender = self.env["accounting.bridge.sender"].sudo()
        text = sender._taken_number_text(document, found)
        self.assertIn(bearer.origin, text)
        book.mark = "a-stranger"
        found = [self.connection._provider()._remote_document(book)]
        text = sender._taken_number_text(document, found)
        self.assertIn("not from here", text)

    # === GONE OVER THERE? === #

    def test_what_is_missing_once_is_not_deleted_yet(self):
        document = self._invoice()
        self._send(document)
        order = document.line_ids.sale_order_id
        book = self._books("invoice")
        book.kind = "out of sight"
        action = document.action_refresh()
        self.assertIn(document.name, action["params"]["message"])
        self.assertEqual(document.remote_state, "draft")
        self.assertEqual(order.order_line.qty_invoiced, 1)
        document.action_refresh()
        self.assertEqual(document.remote_state, "draft", "a moment later")
        book.kind = "invoice"
        self.assertFalse(document.action_refresh())
        self.assertFalse(document.missing_since)

    def test_what_is_missing_still_after_some_minutes_is_deleted(self):
        document = self._invoice()
        self._send(document)
        order = document.line_ids.sale_order_id
        self._books("invoice").unlink()
        document.action_refresh()
        document.sudo().missing_since = self._ago(minutes=6)
        document.action_refresh()
        self.assertEqual(document.remote_state, "deleted")
        self.assertEqual(order.order_line.qty_invoiced, 0)
        self.assertEqual(order.bridge_state, "gone")
