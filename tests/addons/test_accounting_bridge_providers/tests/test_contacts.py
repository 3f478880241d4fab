# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .common import BooksCase
from .each_provider import each_provider


@each_provider
class TestContacts(BooksCase):
    """Which contact a document goes to."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def send_for(self, partner):
        document = self.make_document(self.new_sale_order(partner=partner))
        self.send(document)
        return document

    def new_partner(self, name, **values):
        return self.env["res.partner"].create({"name": name, **values})

    def test_new_contact_holds_what_odoo_knows(self):
        partner = self.new_partner(
            "Fresh & Co",
            is_company=True,
            email="books@fresh.example.com",
            phone="+1 555 0100",
            vat="12-3456789",
            street="1 First Street",
            street2="Second floor",
            city="Springfield",
            zip="12345",
            state_id=self.env.ref("base.state_us_5").id,
            country_id=self.env.ref("base.us").id,
        )
        self.assertEqual(self.send_for(partner).state, "done")
        [contact] = self.books.contacts("Fresh & Co")
        self.assertEqual(contact.email, "books@fresh.example.com")
        self.assertIn("+1 555 0100", contact.phone)
        tax_number = "12-3456789" if self.books.KEEPS_TAX_NUMBERS else ""
        self.assertEqual(contact.tax_number, tax_number)
        for part in ("1 First Street", "Second floor", "Springfield", "12345"):
            self.assertIn(part, contact.address)

    def test_more_new_contacts_than_travel_in_one_call(self):
        documents = self.env["accounting.bridge.document"]
        for number in range(self.books.BATCH_SIZE + 1):
            partner = self.new_partner(f"One of many {number}")
            documents |= self.make_document(self.new_sale_order(partner=partner))
        for _slice in range(2):
            self.send(documents)
        self.assertEqual(set(documents.mapped("state")), {"done"})
        self.assertEqual(len(self.books.invoices()), len(documents))

    def test_the_commercial_entity_is_the_contact(self):
        company = self.new_partner("Parent company", is_company=True)
        person = self.new_partner("Ann, buyer", parent_id=company.id)
        self.send_for(person)
        self.assertTrue(self.books.contacts("Parent company"))
        self.assertFalse(self.books.contacts("Ann, buyer"))

    def test_exact_name_is_taken_and_left_as_it_is(self):
        self.books.add_contact("Known there", email="theirs@example.com")
        [before] = self.books.contacts("Known there")
        partner = self.new_partner("known  There", email="ours@example.com")
        document = self.send_for(partner)
        self.assertEqual(document.state, "done", document.message)
        self.assertEqual(self.books.contacts("Known there"), [before])
        self.assertEqual(self.books.invoice(document).contact, "Known there")

    def test_one_contact_for_all_sales(self):
        self.send_for(self.partner_a)
        self.books.add_contact("Web shop customers")
        self.rpc(self.connection, "action_sync_reference_data")
        self.connection.sale_contact_id = self.connection.contact_ids.filtered(
            lambda contact: contact.name == "Web shop customers"
        )
        self.sandbox.clear_calls()
        partner = self.new_partner("Somebody")
        document = self.send_for(partner)
        self.assertEqual(document.contact_id.name, "Web shop customers")
        self.assertFalse(self.books.contacts("Somebody"))
        self.assertEqual(len(self.sandbox.calls()), 1)
        # Purchases go on as before.
        order = self.new_purchase_order(partner=partner, partner_ref="C-1")
        self.send(self.make_document(order))
        self.assertTrue(self.books.contacts("Somebody"))

    def test_partners_of_one_name_share_their_contact(self):
        twins = self.new_partner("Twin") | self.new_partner("Twin")
        documents = self.env["accounting.bridge.document"].union(
            *(self.make_document(self.new_sale_order(partner=twin)) for twin in twins)
        )
        self.send(documents)
        self.assertEqual(documents.mapped("state"), ["done", "done"])
        self.assertEqual(len(self.books.contacts("Twin")), 1)
