# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time

from .common import BooksCase
from .each_provider import each_provider

#: Seconds that the first call takes, of those that somebody waits, so that too few are
#: left for another.
SLOW, PATIENCE = 3, 4


@each_provider
class TestGoneContacts(BooksCase):
    """A contact that was archived or merged since the directory was last read: the
    first document to it finds that out by itself."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        self.partner = self.env["res.partner"].create({"name": "Here until now"})
        self.first = self.new_document()
        self.send(self.first)
        self.contact = self.first.contact_id
        [known] = self.books.contacts(self.partner.name)
        self.known_id = known.remote_id
        # It is known before anything happens, to be merged into.
        self.target_id = self.books.add_contact("Stays")
        self.rpc(self.connection, "action_sync_reference_data")
        self.sandbox.clear_calls()

    def new_document(self, partner=None):
        order = self.new_sale_order(partner=partner or self.partner)
        return self.make_document(order)

    def keep_too_short(self, document):
        """Send while the person waits, for whom the time is over after one call."""
        self.books.arm("slow", seconds=SLOW, count=1)
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            document = document.with_env(self.env(cr=cr))
            sender = document.env["accounting.bridge.sender"]
            sender._send_documents(document, time.monotonic() + PATIENCE)
        self.env.invalidate_all()

    def assert_asked(self, document, cause):
        self.assertEqual(document.state, "failed", document.message)
        self.assertEqual(document.decision_id.cause, cause)
        self.assertTrue(document.decision_id.is_open)
        self.assertIn("Press Decide", document.message)

    def assert_sent_to(self, document, name):
        self.assertEqual(document.state, "done", document.message)
        self.assertFalse(document.message)
        self.assertEqual(self.books.invoice(document).contact, name)

    def assert_sent_times(self, count, invoices=1):
        """So many attempts, each refused for good but those that made an invoice,
        beside the first."""
        self.assertEqual(len(self.books.creations()), count)
        self.assertEqual(len(set(self.books.sent_keys())), count)
        self.assertEqual(len(self.books.invoices()), invoices)

    # === ARCHIVED === #

    def test_an_archived_one_is_asked_about_while_the_person_waits(self):
        self.books.archive_contact(self.known_id)
        document = self.new_document()
        result = self.send(document)
        self.assert_asked(document, "archived")
        self.assertEqual(result["decision_id"], document.decision_id.id)
        self.assert_sent_times(1)
        # The contact itself, and what else changed: no list as a whole.
        most = 2 + self.books.CALLS_FOR_CHANGES
        self.assertLessEqual(len(self.books.api_calls()), most)
        self.assertTrue(self.connection.contacts_synced_at)
        self.assertNotIn("contacts", self.connection.lists_to_sync or "")
        # Whoever comes later is asked at once.
        other = self.new_document()
        self.send(other)
        self.assertEqual(other.decision_id, document.decision_id)
        self.assert_sent_times(1)

    def test_an_archived_one_is_asked_about_by_the_scheduled_action(self):
        self.books.archive_contact(self.known_id)
        documents = self.new_document() | self.new_document()
        self.make_due(documents)
        self.run_cron()
        for document in documents:
            self.assert_asked(document, "archived")
        self.assert_sent_times(1)

    def test_without_time_the_scheduled_action_comes_to_it(self):
        self.books.archive_contact(self.known_id)
        document = self.new_document()
        self.keep_too_short(document)
        self.assertIn(document.state, ("queued", "waiting"))
        self.assertFalse(document.decision_id)
        self.assertIn("is looked up", document.message)
        self.assertEqual(document.refused_contact_id, self.contact)
        self.run_cron()
        self.assert_asked(document, "archived")
        self.assert_sent_times(1)

    def test_one_that_is_restored_before_anybody_looks_gets_its_invoice(self):
        self.books.archive_contact(self.known_id)
        document = self.new_document()
        self.keep_too_short(document)
        self.books.restore_contact(self.known_id)
        if self.books.contacts("Here until now (deleted)"):
            self.books.rename_contact(self.known_id, self.partner.name)
        self.run_cron()
        self.assert_sent_to(document, self.partner.name)
        self.assert_sent_times(2, invoices=2)

    def test_the_others_of_its_call_arrive_once(self):
        self.books.archive_contact(self.known_id)
        others = self.new_document(self.partner_a) | self.new_document(self.partner_a)
        document = self.new_document()
        self.send(others | document)
        self.assertEqual(others.mapped("state"), ["done", "done"])
        self.assert_asked(document, "archived")
        self.assert_sent_times(1, invoices=3)

    def test_the_one_contact_of_the_setup(self):
        """Which partner's it is can't be asked: the setup has to change."""
        self.connection.sale_contact_id = self.contact
        self.books.merge_contacts(self.known_id, self.target_id)
        document = self.new_document(self.partner_a)
        self.send(document)
        self.assertEqual(document.state, "failed")
        self.assertFalse(document.decision_id)
        self.assertIn("choose another one in the setup", document.message)
        self.assert_sent_times(1)

    # === MERGED === #

    def test_a_merged_one_is_followed_where_the_provider_tells(self):
        self.books.merge_contacts(self.known_id, self.target_id)
        document = self.new_document()
        self.send(document)
        if self.books.TELLS_MERGES:
            self.assert_sent_to(document, "Stays")
            self.assert_sent_times(2, invoices=2)
        else:
            self.assert_asked(document, "gone")
            self.assertEqual(self.contact.status, "gone")
            self.assert_sent_times(1)
            self.choose(document, "Stays")
            self.assert_sent_to(document, "Stays")
            self.assert_sent_times(2, invoices=2)
        # From now on it is known.
        self.sandbox.clear_calls()
        other = self.new_document()
        self.send(other)
        self.assert_sent_to(other, "Stays")
        self.assertEqual(len(self.books.api_calls()), 1)

    def choose(self, document, name):
        """Press Decide, and look for the contact by its name."""
        action = self.rpc(document, "action_decide")
        dialogs = self.env[action["res_model"]].with_user(self.administrator)
        dialog = dialogs.browse(action["res_id"])
        dialog.other_contact_id = self.connection.contact_ids.filtered(
            lambda contact: contact.name == name
        )
        self.env.flush_all()
        self.rpc(dialog, "action_link_other")
        self.send(document)

    def test_a_chosen_one_that_is_merged_before_the_retry_is_asked_about_again(self):
        """A retry is a new beginning: nothing was held against this contact."""
        self.books.archive_contact(self.known_id)
        document = self.new_document()
        self.send(document)
        self.assert_asked(document, "archived")
        self.books.merge_contacts(
            self.target_id, self.books.add_contact("Takes all", email="x@example.com")
        )
        self.choose(document, "Stays")
        if self.books.TELLS_MERGES:
            self.assert_sent_to(document, "Takes all")
        else:
            self.assert_asked(document, "gone")
            self.assert_sent_times(2)

    # === NOTHING IS GONE === #

    def test_what_costs_nothing_where_nothing_is_gone(self):
        document = self.new_document()
        self.send(document)
        self.assertEqual(len(self.books.api_calls()), 1)
        self.assert_sent_to(document, self.partner.name)
        self.assertFalse(document.refused_contact_id)
