# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal
from unittest.mock import patch

from odoo.addons.accounting_bridge.const import FOUND_DOCUMENTS
from odoo.addons.accounting_bridge.models import (
    accounting_bridge_syncing_contacts_mixin,
)
from odoo.addons.accounting_bridge.tools.payloads import ItemPayload

from .common import BooksCase
from .each_provider import each_provider

from tests.books.records import (  # isort: skip
    BILLING_ADDRESS,
    DELIVERY_ADDRESS,
    FULL_CONTACT,
)

#: Seconds for a call.
TIMEOUT = 8
ARABIC_NAME = "شركة الاتصالات ‏(المحدودة)"
EMOJI_NAME = "🦊 Fox & Søn 株式会社"


@each_provider
class TestDirectory(BooksCase):
    """Contacts and items over there, as they stand in the directory."""

    def setUp(self):
        super().setUp()
        self.sync = self.env["accounting.bridge.directory.sync"]

    def contact(self, name):
        contacts = self.connection.with_context(active_test=False).contact_ids
        [contact] = contacts.filtered(lambda contact: contact.name == name)
        return contact

    def item(self, code):
        items = self.env["accounting.bridge.item"].with_context(active_test=False)
        [item] = items.search(
            [("connection_id", "=", self.connection.id), ("code", "=", code)]
        )
        return item

    def read_all_again(self):
        """As if the contacts had never been read."""
        self.connection.contacts_synced_at = False
        self.sandbox.clear_calls()

    def calls_of(self, operation, *arguments):
        """How many calls something takes."""
        self.sandbox.clear_calls()
        operation(*arguments)
        return len(self.books.api_calls())

    def patience(self, seconds):
        """Read contacts for so long in one go."""
        return patch.object(
            accounting_bridge_syncing_contacts_mixin, "CONTACTS_PATIENCE", seconds
        )

    def sync_contacts(self):
        self.sync._sync_contacts(self.connection)

    # === WHAT IS TOLD === #

    def test_all_that_a_contact_tells(self):
        long_name = "é" * self.books.NAME_LENGTH
        for name in (ARABIC_NAME, EMOJI_NAME, long_name):
            self.books.add_contact(name)
        self.books.add_full_contact("Full & Co")
        self.give_consent()
        contact = self.contact("Full & Co")
        self.assertEqual({name: contact[name] for name in FULL_CONTACT}, FULL_CONTACT)
        self.assertEqual(contact.currency_code, "USD")
        for kind, expected in (
            ("billing", BILLING_ADDRESS),
            ("delivery", DELIVERY_ADDRESS),
        ):
            [address] = [each for each in contact.addresses if each["kind"] == kind]
            self.assertEqual({name: address[name] for name in expected}, expected)
        self.assertIn("1 First Street, Second floor, 12345 Spr", contact.address_text)
        self.assertTrue(contact.synced_at and contact.remote_updated_at)
        for name in (ARABIC_NAME, EMOJI_NAME, long_name):
            bare = self.contact(name)
            self.assertFalse(bare.phone or bare.addresses or bare.email)

    def test_balances_and_documents_of_a_contact(self):
        self.connect_and_set_up()
        self.connection.invoice_status = "approved"
        order = self.new_sale_order()
        document = self.make_document(order)
        self.send(document)
        contact = document.contact_id
        refresh = (self.sync._refresh_contacts, self.connection, contact, TIMEOUT)
        self.assertEqual(self.calls_of(*refresh), 1)
        self.assertEqual(contact.receivable, order.amount_total)
        self.assertEqual(contact.payable, 0)
        for number in range(FOUND_DOCUMENTS + 1):
            self.books.add_invoice(f"HAND-{number}")
        self.assertEqual(self.found(text="hand-7"), ["HAND-7"])
        self.assertEqual(len(self.found(text="HAND")), FOUND_DOCUMENTS)
        number = document.remote_number
        self.assertEqual(self.found(contact.remote_key), [number])
        self.assertEqual(self.found(contact.remote_key, number[1:]), [number])
        self.assertEqual(self.found(contact.remote_key, "HAND"), [])
        self.books.pay(document.remote_id)
        self.sync._refresh_contacts(self.connection, contact, TIMEOUT)
        self.assertEqual(contact.receivable, 0)

    def test_balances_on_the_cards_of_partners(self):
        self.connect_and_set_up()
        self.connection.invoice_status = "approved"
        self.connection.bill_status = "approved"
        supplier = self.env["res.partner"].create({"name": "Supplies & Co"})
        sale = self.new_sale_order()
        purchase = self.new_purchase_order(partner=supplier, partner_ref="B-1")
        for order in (sale, purchase):
            self.send(self.make_document(order))
        self.assertEqual(
            self.balance_on_card(self.partner_a, "Receivable"), sale.amount_total
        )
        self.assertEqual(
            self.balance_on_card(supplier, "Payable"), purchase.amount_total
        )

    def balance_on_card(self, partner, label):
        """What a partner's card says after a press on Sync.

        :rtype: float
        """
        args = [partner._name, partner.id]
        model = "accounting.bridge.card"
        for row in self.rpc_model(model, "get_card", *args)["rows"]:
            for button in row["buttons"]:
                if button["name"] == "sync":
                    self.rpc_model(model, "press", *args, "sync", button["args"])
        [text] = [
            fact["text"]
            for row in self.rpc_model(model, "get_card", *args)["rows"]
            for fact in row["facts"]
            if fact["label"] == label
        ]
        return float("".join(each for each in text if each in "0123456789."))

    def found(self, contact_key="", text=""):
        provider = self.connection._provider()
        documents = provider._search_documents(
            self.connection, "invoice", contact_key, text, TIMEOUT
        )
        self.assertTrue(all(each.issued_on for each in documents))
        self.assertTrue(all(each.contact_name for each in documents))
        return [each.number for each in documents]

    def test_items(self):
        remote_id = self.books.add_item("Fountain pen", "PEN-7", 1.2345, 0.5)
        self.give_consent()
        item = self.item("PEN-7")
        self.assertEqual((item.name, item.remote_id), ("Fountain pen", remote_id))
        self.assertEqual((item.sales_price, item.purchase_price), (1.2345, 0.5))
        self.assertTrue(item.is_sold and item.is_purchased and item.synced_at)
        self.assertEqual(
            item.account_key,
            self.books.find_account(self.connection, "sale").remote_key,
        )
        self.books.remove_item(remote_id)
        refresh = (self.sync._refresh_items, self.connection, item, TIMEOUT)
        self.assertEqual(self.calls_of(*refresh), 1)
        self.assertFalse(item.active)

    def test_an_item_that_vanished(self):
        remote_id = self.books.add_item("Fountain pen", "PEN-7", 1, 1)
        self.give_consent()
        item = self.item("PEN-7")
        self.books.remove_item(remote_id)
        self.rpc(self.connection, "action_sync_reference_data")
        self.assertFalse(item.active)

    def test_items_for_products(self):
        self.give_consent()
        account = self.books.find_account(self.connection, "sale").remote_key
        own = ItemPayload(
            key="odoo-1",
            name="Ball pen",
            account=account,
            code="BALL",
            description="Writes",
            sales_price=Decimal("1.2345"),
        )
        nameless = ItemPayload(
            key="odoo-2", name="Ink", account=account, code="I" * 101
        )
        outcomes = self.connection._provider()._push_items(
            self.connection, [own, nameless], "key", TIMEOUT
        )
        self.assertEqual([each.errors for each in outcomes], [(), ()])
        first, second = (each.item for each in outcomes)
        self.assertEqual((first.code, first.name), ("BALL", "Ball pen"))
        self.assertEqual(first.sales_price, Decimal("1.2345"))
        self.assertEqual((first.description, first.account), ("Writes", account))
        self.assertEqual((second.code, second.key), ("odoo-2", "odoo-2"))
        self.assertIsNone(second.sales_price)

    # === PAGES === #

    def test_reading_goes_on_where_it_was_broken_off(self):
        self.give_consent()
        names = {f"Customer {number}" for number in range(2100)}
        self.sandbox.advance_clock(-60)
        self.books.add_contacts(names)
        self.sandbox.advance_clock(60)
        self.read_all_again()
        self.connection.write({"lists_to_sync": "contacts", "lists_due_at": False})
        with self.patience(0):
            self.assertEqual(self.calls_of(self.run_cron), 1)
        self.assertEqual(self.connection.lists_to_sync, "contacts")
        self.assertIn("in the background", self.connection.unread_text)
        first_cursor = self.connection.contacts_cursor
        self.assertTrue(first_cursor)
        self.books.arm_reads(self.books.LIMIT_FAULT, skip=1, count=1)
        with self.patience(60):
            self.assertEqual(self.calls_of(self.run_cron), 2)
        self.assertNotIn(self.connection.contacts_cursor, (first_cursor, False))
        self.assertFalse(self.connection.contacts_synced_at)
        self.connection.sudo().rate_ids.unlink()
        self.assertEqual(self.calls_of(self.sync_contacts), 1)
        known = self.connection.contact_ids.mapped("name")
        self.assertLessEqual(names, set(known))
        self.assertEqual(len(known), len(set(known)))
        # All of them were changed within the overlap of two readings.
        self.assertEqual(self.calls_of(self.sync_contacts), 1)
        self.books.archive_contact(self.books.contacts("Customer 7")[0].remote_id)
        self.assertLessEqual(self.calls_of(self.sync_contacts), 2)
        self.assertEqual(len(self.connection.contact_ids), len(known) - 1)

    def test_all_are_read_from_the_beginning(self):
        """Not behind what a reading of changes came to."""
        self.sandbox.advance_clock(60)
        self.give_consent()
        self.books.add_contacts([f"Customer {number}" for number in range(1100)])
        known = len(self.connection.contact_ids)
        next(self.sync._read_contacts(self.connection))
        self.assertTrue(self.connection.contacts_cursor)
        self.read_all_again()
        self.sync_contacts()
        self.assertEqual(len(self.connection.contact_ids), known + 1100)

    def test_a_page_changes_while_it_is_read(self):
        self.give_consent()
        names = [f"Customer {number}" for number in range(1100)]
        self.books.add_contacts(names)
        self.read_all_again()
        reading = self.sync._read_contacts(self.connection)
        read = set(next(reading).mapped("name")) & set(names)
        renamed, target, *merged = sorted(read)[:5]
        ids = {each.name: each.remote_id for each in self.books.contacts()}
        self.books.rename_contact(ids[renamed], "Renamed")
        for name in merged:
            self.books.merge_contacts(ids[name], ids[target])
        self.books.add_contact("Newcomer")
        for _contacts in reading:
            continue
        known = set(self.connection.contact_ids.mapped("name"))
        self.assertLessEqual(set(names) - known, {renamed})
        self.sync_contacts()
        known = set(self.connection.contact_ids.mapped("name"))
        self.assertLessEqual({"Renamed", "Newcomer"}, known)
        gone = self.contact(merged[0])
        self.sync._refresh_contacts(self.connection, gone, TIMEOUT)
        self.assertFalse(gone.active)
        if self.books.TELLS_MERGES:
            self.assertEqual(gone.merged_into, self.contact(target).remote_id)
