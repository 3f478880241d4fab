# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common import XeroCase


@tagged("post_install", "-at_install")
class TestContacts(XeroCase):
    """Which contact a document goes to."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def contacts(self, name):
        contacts = self.sandbox.objects("Contacts")
        return [contact for contact in contacts if contact["Name"] == name]

    def send_for(self, partner):
        document = self.make_document(self.new_sale_order(partner=partner))
        self.send(document)
        return document

    def test_new_contact_holds_what_odoo_knows(self):
        partner = self.env["res.partner"].create(
            {
                "name": "Fresh & Co",
                "is_company": True,
                "email": "books@fresh.example.com",
                "phone": "+1 555 0100",
                "vat": "12-3456789",
                "street": "1 First Street",
                "street2": "Second floor",
                "city": "Springfield",
                "zip": "12345",
                "state_id": self.env.ref("base.state_us_5").id,
                "country_id": self.env.ref("base.us").id,
            }
        )
        self.assertEqual(self.send_for(partner).state, "done")
        [contact] = self.contacts("Fresh & Co")
        self.assertEqual(contact["EmailAddress"], "books@fresh.example.com")
        self.assertEqual(contact["TaxNumber"], "12-3456789")
        self.assertIn("+1 555 0100", str(contact["Phones"]))
        [address] = [
            address
            for address in contact["Addresses"]
            if address["AddressType"] == "POBOX"
        ]
        self.assertEqual(address["AddressLine1"], "1 First Street")
        self.assertEqual(address["City"], "Springfield")
        self.assertEqual(address["PostalCode"], "12345")
        self.assertEqual(address["Country"], "United States")

    def test_the_commercial_entity_is_the_contact(self):
        company = self.env["res.partner"].create(
            {"name": "Parent company", "is_company": True}
        )
        person = self.env["res.partner"].create(
            {"name": "Ann, buyer", "parent_id": company.id}
        )
        self.send_for(person)
        self.assertTrue(self.contacts("Parent company"))
        self.assertFalse(self.contacts("Ann, buyer"))

    def test_exact_name_is_taken_and_left_as_it_is(self):
        self.sandbox.create(
            "Contacts", {"Name": "Known there", "EmailAddress": "theirs@example.com"}
        )
        partner = self.env["res.partner"].create(
            {"name": "known  There", "email": "ours@example.com"}
        )
        document = self.send_for(partner)
        [contact] = self.contacts("Known there")
        self.assertEqual(document.contact_id.remote_id, contact["ContactID"])
        self.assertEqual(contact["EmailAddress"], "theirs@example.com")
        self.assertFalse(contact.get("ContactNumber"))

    def test_archived_contact_is_found_and_told(self):
        [contact_id] = self.sandbox.create("Contacts", {"Name": "Gone quiet"})
        self.sandbox.edit("Contacts", contact_id, ContactStatus="ARCHIVED")
        partner = self.env["res.partner"].create({"name": "Gone quiet"})
        document = self.send_for(partner)
        self.assertEqual(document.state, "failed")
        self.assertIn("archived", document.message)
        self.assertEqual(len(self.contacts("Gone quiet")), 1)
        self.sandbox.edit("Contacts", contact_id, ContactStatus="ACTIVE")
        self.rpc(self.connection, "action_sync_reference_data")
        self.rpc(document, "action_retry")
        self.send(document)
        self.assertEqual(document.state, "done", document.message)

    def test_one_contact_for_all_sales(self):
        [contact_id] = self.sandbox.create("Contacts", {"Name": "Web shop customers"})
        self.rpc(self.connection, "action_sync_reference_data")
        self.connection.sale_contact_id = self.connection.contact_ids.filtered(
            lambda contact: contact.remote_id == contact_id
        )
        self.sandbox.clear_calls()
        partner = self.env["res.partner"].create({"name": "Somebody"})
        document = self.send_for(partner)
        self.assertEqual(document.contact_id.name, "Web shop customers")
        self.assertFalse(self.contacts("Somebody"))
        self.assertEqual(len(self.sandbox.calls()), 1)
        # Purchases go on as before.
        order = self.new_purchase_order(partner=partner, partner_ref="C-1")
        self.send(self.make_document(order))
        self.assertTrue(self.contacts("Somebody"))

    def test_partners_of_one_name_share_their_contact(self):
        twins = self.env["res.partner"].create([{"name": "Twin"}, {"name": "Twin"}])
        documents = self.env["accounting.bridge.document"].union(
            *(self.make_document(self.new_sale_order(partner=twin)) for twin in twins)
        )
        self.send(documents)
        self.assertEqual(documents.mapped("state"), ["done", "done"])
        self.assertEqual(len(self.contacts("Twin")), 1)
