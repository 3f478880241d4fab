# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import tagged

from .common_qbo import QboCase


@tagged("post_install", "-at_install", "qbo")
class TestQboFaults(QboCase):
    """Whatever QuickBooks answers: never two documents, never none."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        # The first document makes the contact and the item, so that faults hit the
        # one call left.
        self.assert_done(self.send_new())
        self.sandbox.clear_calls()

    def send_with(self, fault, **options):
        document = self.make_document(self.new_sale_order())
        self.books.arm(fault, **options)
        self.send(document)
        return document

    def send_again(self, document, minutes=0):
        self.make_due(document, minutes)
        self.run_cron()
        self.assert_done(document)
        self.assertEqual(len(self.books.invoices()), 2)

    def wait_of(self, document):
        return (document.next_try_at - fields.Datetime.now()).total_seconds()

    def test_too_many_calls_in_xml_and_in_json(self):
        for fault in ("rate_limit", "rate_limit_json"):
            with self.subTest(fault):
                document = self.send_with(fault)
                self.assertEqual(document.state, "waiting")
                self.assertFalse(document.is_doubtful)
                self.assertGreater(self.wait_of(document), 50)
                self.assertTrue(self.connection.not_before)
                # Nobody else calls before that.
                self.sandbox.clear_calls()
                other = self.send_new()
                self.assertEqual(other.state, "waiting")
                self.assertFalse(self.sandbox.calls())
                self.env["accounting.bridge.rate"].sudo().search([]).unlink()

    def test_too_many_calls_with_a_time(self):
        document = self.send_with("rate_limit", retry_after=300)
        self.assertGreater(self.wait_of(document), 290)
        self.assertLess(self.wait_of(document), 301)

    def test_answers_that_leave_it_open_are_settled_by_looking(self):
        for fault, is_done in (
            ("html_200", False),
            ("html_503", False),
            ("truncated_json", True),
            ("fault_200", False),
            ("fault_200", True),
            ("error_500", False),
            ("error_500", True),
            ("reset_before_commit", False),
            ("reset_after_commit", True),
        ):
            with self.subTest(fault, is_done=is_done):
                already = len(self.books.invoices())
                commits = {"commit": True} if is_done and "_" in fault else {}
                if fault in ("truncated_json", "reset_after_commit"):
                    commits = {}
                document = self.send_with(fault, **commits)
                self.assertIn(document.state, ("waiting", "failed"))
                self.assertEqual(len(self.books.invoices()), already + is_done)
                if document.state == "failed":
                    self.rpc(document, "action_retry")
                self.make_due(document, minutes=3)
                self.run_cron()
                self.assertEqual(document.state, "done", document.message)
                self.assertEqual(len(self.books.invoices()), already + 1)

    def test_request_id_that_is_known_is_not_repeated(self):
        """Fault 600: whether it was carried out is told by the marks alone."""
        document = self.send_with("reset_after_commit")
        self.assertTrue(document.is_doubtful)
        self.books.arm("duplicate_request_id", count=None)
        self.make_due(document)
        self.run_cron()
        self.sandbox.clear_calls()
        self.send_again(document, minutes=5)
        self.assertFalse(self.books.creations())

    def test_request_id_that_is_known_though_nothing_came_of_it(self):
        document = self.send_with("duplicate_request_id")
        self.assertTrue(document.is_doubtful)
        self.sandbox.clear_faults()
        self.send_again(document, minutes=5)

    def test_request_id_that_was_forgotten_makes_no_second_one(self):
        """How long they are kept is undocumented: marks alone count."""
        for minutes in (0, 61):
            with self.subTest(minutes=minutes):
                document = self.send_with("reset_after_commit")
                already = len(self.books.invoices())
                self.books.arm("replay_unknown", count=None)
                self.sandbox.clear_calls()
                self.make_due(document, minutes)
                self.run_cron()
                self.assert_done(document)
                self.assertEqual(len(self.books.invoices()), already)
                self.assertFalse(self.books.creations())
                self.sandbox.clear_faults()

    def test_token_that_ended_in_json_and_in_xml(self):
        for fault in ("expired_token", "expired_token_xml"):
            with self.subTest(fault):
                self.sandbox.clear_calls()
                document = self.send_with(fault)
                self.assert_done(document)
                self.assertEqual(len(self.books.token_calls()), 1)

    def test_disconnected_in_quickbooks(self):
        """A person took the access away there: one activity, and documents wait."""
        document = self.make_document(self.new_sale_order())
        self.sandbox.disconnect(self.books.COMPANY)
        self.send(document)
        self.assertEqual(self.connection.state, "reconnect")
        self.assertEqual(document.state, "waiting")
        self.assertEqual(len(self.connection.activity_ids), 1)
        self.give_consent()
        self.assertEqual(self.connection.state, "connected")
        self.send_again(document)

    def test_closing_date_that_is_known_costs_no_call(self):
        self.configure(closing_date="2099-12-31")
        self.sandbox.clear_calls()
        document = self.send_new()
        self.assert_failed(document, "2099-12-31")
        self.assertFalse(self.sandbox.calls())

    def test_subscription_that_ended(self):
        """It is the company's: one activity, and documents wait."""
        document = self.make_document(self.new_sale_order())
        self.books.configure(subscription_ended=True)
        self.send(document)
        self.assertEqual(self.connection.state, "reconnect")
        self.assertEqual(document.state, "waiting")
        self.assertIn("subscription", document.message)
        self.assertEqual(len(self.connection.activity_ids), 1)
        self.books.configure(subscription_ended=False)
        self.give_consent()
        self.send_again(document)
