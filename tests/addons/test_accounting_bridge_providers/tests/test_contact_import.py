# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.fields import Command

from .common import BooksCase
from .each_provider import each_provider

from tests.books.records import (  # isort: skip
    BILLING_ADDRESS,
    DELIVERY_ADDRESS,
    FULL_CONTACT,
)


@each_provider
class TestContactImport(BooksCase):
    """Contacts that come from a real provider's answers."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def begin(self, **options):
        """What the dialog does."""
        dialog = self.env["accounting.bridge.import.contacts"].with_user(
            self.administrator
        )
        dialog = dialog.create({"connection_id": self.connection.id, **options})
        self.rpc(dialog, "action_begin")
        return self.connection.contact_run_ids[:1]

    def partners(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def test_what_is_over_there_comes_in_once(self):
        self.books.add_full_contact("Full & Co")
        run = self.begin()
        self.run_cron()
        self.assertEqual(run.state, "done", run.message)
        self.assertFalse(run.failed_count)
        partner = self.partners("Full & Co")
        self.assertEqual(partner.email, FULL_CONTACT["email"])
        self.assertEqual(partner.phone, FULL_CONTACT["phone"])
        self.assertEqual(partner.website, FULL_CONTACT["website"])
        self.assertEqual([partner.street, partner.street2], BILLING_ADDRESS["lines"])
        self.assertEqual(partner.city, BILLING_ADDRESS["city"])
        self.assertEqual(partner.state_id.code, "CA")
        self.assertEqual(partner.country_id.code, "US")
        self.assertIn(FULL_CONTACT["mobile"], partner.comment)
        self.assertIn(FULL_CONTACT["last_name"], partner.comment)
        self.assertEqual(partner.child_ids.type, "delivery")
        self.assertEqual(partner.child_ids.street, DELIVERY_ADDRESS["lines"][0])
        self.assertEqual(partner.child_ids.street2, DELIVERY_ADDRESS["country"])
        self.assertIn(DELIVERY_ADDRESS["country"], run.remarks)
        # Nothing is done twice.
        self.sandbox.clear_calls()
        before = self.env["res.partner"].search_count([])
        again = self.begin(import_on_existing="overwrite")
        self.run_cron()
        self.assertEqual(again.state, "done", again.message)
        self.assertEqual(again.created_count + again.updated_count, 0, again.remarks)
        self.assertEqual(self.env["res.partner"].search_count([]), before)
        self.assertLessEqual(len(self.sandbox.calls()), self.books.CALLS_FOR_CHANGES)
        # An invoice goes to the very contact.
        taxes = [Command.set(self.company_data["default_tax_sale"].ids)]
        order = self.new_sale_order(partner=partner, tax_ids=taxes)
        document = self.make_document(order)
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
        self.assertEqual(self.books.invoice(document).contact, "Full & Co")
        self.assertEqual(len(self.books.contacts("Full & Co")), 1)

    def test_a_linked_contact_that_was_merged_over_there(self):
        if not self.books.TELLS_MERGES:
            self.skipTest("This provider does not tell into which one.")
        names = ("One", "Two", "Three")
        one, two, three = (self.books.add_contact(name) for name in names)
        self.begin()
        self.run_cron()
        partner = self.partners("One")
        (self.partners("Two") | self.partners("Three")).unlink()
        self.books.merge_contacts(one, two)
        self.books.merge_contacts(two, three)
        again = self.begin()
        self.run_cron()
        self.assertEqual(again.state, "done", again.message)
        self.assertFalse(again.created_count, "nobody is made anew")
        self.assertEqual(
            partner._bridge_links(self.connection).contact_id.name, "Three"
        )
        # The next merge is met by a document.
        four = self.books.add_contact("Four")
        self.books.merge_contacts(three, four)
        self.rpc(self.connection, "action_sync_reference_data")
        document = self.make_document(self.new_sale_order(partner=partner))
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
        self.assertEqual(self.books.invoice(document).contact, "Four")

    def test_linked_partners_that_are_merged_in_odoo(self):
        """By Odoo's own wizard. Over there they stay two."""
        names = ("First of two", "Second of two")
        first, second = self.env["res.partner"].create([{"name": n} for n in names])
        orders = [self.new_sale_order(partner=each) for each in (first, second)]
        documents = self.env["accounting.bridge.document"].union(
            *(self.make_document(order) for order in orders)
        )
        self.send(documents)
        self.begin()
        self.run_cron()
        known = self.env["res.partner"].search_count([])
        facts = documents.mapped(
            lambda each: (each.state, each.remote_id, each.contact_id.name)
        )
        self.assertEqual([name for _state, _id, name in facts], list(names))

        merge = self.env["base.partner.merge.automatic.wizard"].create(
            {
                "partner_ids": [Command.set((first | second).ids)],
                "dst_partner_id": first.id,
            }
        )
        # sudo: Odoo lets an administrator merge whom it likes.
        merge.sudo().action_merge()
        self.env.invalidate_all()
        self.assertFalse(second.exists())
        self.assertEqual(documents.partner_id, first)
        self.assertEqual({order.partner_id for order in orders}, {first})
        links = first._bridge_links(self.connection)
        self.assertEqual(set(links.contact_id.mapped("name")), set(names))
        notes = [row["note"] for row in first._bridge_card()["rows"]]
        self.assertEqual(["unlink one" in note for note in notes[:2]], [False, True])

        again = self.begin(import_on_existing="overwrite")
        self.run_cron()
        self.assertEqual(again.state, "done", again.message)
        self.assertFalse(again.created_count + again.linked_count + again.decide_count)
        self.assertEqual(self.env["res.partner"].search_count([]), known - 1)
        self.assertEqual(first.name, names[0])
        self.rpc(documents, "action_refresh")
        now = documents.mapped(
            lambda each: (each.state, each.remote_id, each.contact_id.name)
        )
        self.assertEqual(now, facts)
        document = self.make_document(self.new_sale_order(partner=first))
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
        self.assertEqual(document.contact_id, links[0].contact_id)
        for name in names:
            self.assertEqual(len(self.books.contacts(name)), 1)

    def test_a_limit_in_the_middle_of_reading_is_waited_for(self):
        archived = self.books.add_contact("Archived meanwhile")
        self.books.add_contacts([f"Many {number:04}" for number in range(1100)])
        # As after a connect whose contacts are still to be read.
        self.connection.sudo().contacts_synced_at = False
        run = self.begin()
        self.books.arm_reads(self.books.LIMIT_FAULT, skip=1)
        self.run_cron()
        self.assertEqual(run.state, "running")
        self.assertTrue(run.message)
        self.assertGreater(run.next_try_at, fields.Datetime.now())
        read_before = run.read_count
        self.assertTrue(0 < read_before < 1100, read_before)
        self.assertEqual(self.connection._count_contacts_read(), read_before)
        self.run_cron()
        self.assertEqual(run.read_count, read_before, "it waits")
        # Meanwhile somebody works over there.
        self.books.add_contacts(["Late and new"])
        self.books.archive_contact(archived)
        self.end_of_waiting(run)
        self.read_all(run)
        self.assertEqual(run.phase, "matching", run.message)
        contacts = self.connection.contact_ids.mapped("name")
        self.assertEqual(len(contacts), len(set(contacts)))
        self.assertIn("Late and new", contacts)
        self.assertIn("Many 1099", contacts)
        self.assertNotIn("Archived meanwhile", contacts)

    def end_of_waiting(self, run):
        run.sudo().next_try_at = False
        self.connection.sudo().rate_ids.unlink()

    def read_all(self, run):
        """No more than that: a thousand partners take their time."""
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            own = run.with_env(self.env(cr=cr, su=True))
            for _slice in range(6):
                if own.phase == "reading":
                    own._work_slice()
        self.env.invalidate_all()
