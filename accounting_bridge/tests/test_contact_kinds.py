# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from ..tools.verdicts import ContactWish
from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestContactKinds(SendingCommon):
    """Where customers and suppliers are separate contacts that share one name space,
    nothing of the user's is renamed, and nothing is made twice."""

    def _invoice(self, partner=None, **values):
        partner = partner or self.customer
        order = self._sale_order(partner_id=partner.id, **values)
        return self._create_document(order)

    def _bill(self, partner=None):
        partner = partner or self.customer
        return self._create_document(self._purchase_order(partner_id=partner.id))

    def _add_endings(self):
        """The administrator has said so once and for all."""
        self.connection.taken_name_policy = "suffix"

    def _message(self, order):
        action = order.action_bridge_create_document()
        return self.env[action["res_model"]].browse(action["res_id"]).contact_message

    def test_a_partner_that_is_both_gets_two_contacts_in_one_call(self):
        self._add_endings()
        documents = self._invoice() | self._bill()
        self._send(documents)
        self.assertEqual(documents.mapped("state"), ["done", "done"])
        self.assertEqual(
            self._contacts(),
            {("Customer", "customer USD"), ("Customer (Supplier)", "supplier USD")},
        )
        calls = self._calls()
        self.assertEqual(calls.count("pull contacts"), 1)
        self.assertEqual(calls.count("push contacts"), 1)

    def test_a_known_contact_costs_no_call(self):
        self._send(self._invoice())
        self._calls()
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(self._calls(), ["push invoice"])

    def test_the_contact_is_named_by_its_key_not_its_id(self):
        document = self._invoice()
        self._send(document)
        book = self._books("contact")
        self.assertEqual(document.contact_id.remote_id, f"customer-{book.id}")
        self.assertEqual(self._books("invoice").data["contact"], str(book.id))

    def test_a_name_that_another_bears_is_left_alone(self):
        self._add_contact("customer", "employee")
        self._sync()
        self._add_endings()
        message = self._message(self._sale_order())
        self.assertIn("“Customer (Customer)”", message)
        self.assertIn("another contact", message)
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.contact_id.name, "Customer (Customer)")
        self.assertIn(("customer", "employee"), self._contacts())

    def test_a_contact_of_the_kind_is_taken_by_its_second_name(self):
        self._add_endings()
        self._add_contact("Customer", "supplier USD")
        self._add_contact("CUSTOMER (customer)", "customer USD")
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.contact_id.name, "CUSTOMER (customer)")
        self.assertEqual(len(self._contacts()), 2)

    def test_each_currency_has_its_customer(self):
        self._add_endings()
        euro = self.setup_other_currency("EUR")
        self.connection.sudo().currency_ids += euro
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": euro.id}
        )
        self._send(self._invoice())
        document = self._invoice(pricelist_id=pricelist.id)
        self._send(document)
        self.assertEqual(document.contact_id.kind, "customer EUR")
        self.assertEqual(document.contact_id.name, "Customer (Customer)")
        again = self._invoice(pricelist_id=pricelist.id)
        self._send(again)
        self.assertEqual(again.contact_id, document.contact_id)
        self.assertEqual(len(self._contacts()), 2)

    def test_partners_of_one_name_and_kind_share_their_contact(self):
        twins = self.env["res.partner"].create([{"name": "Twin"}, {"name": "twin "}])
        first, second = (self._invoice(twin) for twin in twins)
        self._send(first | second)
        self.assertEqual(first.contact_id, second.contact_id)
        self.assertEqual(len(self._contacts()), 1)

    def test_a_name_as_the_provider_takes_it(self):
        partner = self.env["res.partner"].create({"name": "Salt: Pepper"})
        message = self._message(self._sale_order(partner_id=partner.id))
        self.assertIn("“Salt- Pepper”", message)
        self.assertIn("only so", message)
        document = self._invoice(partner)
        self._send(document)
        self.assertEqual(document.contact_id.name, "Salt- Pepper")
        # Another database of the same company finds it by that name.
        self.env["accounting.bridge.link"].search([]).unlink()
        self.connection.contact_ids.sudo().key = False
        again = self._invoice(partner)
        self._send(again)
        self.assertEqual(again.contact_id, document.contact_id)

    def test_a_name_taken_a_moment_ago_gives_way_to_the_next(self):
        self._add_endings()
        self._add_contact("Customer", "supplier USD").state = "late"
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(document.contact_id.name, "Customer (Customer)")
        self.assertEqual(self._calls().count("push contacts"), 2)

    def test_a_contact_made_by_another_worker_a_moment_ago_is_taken(self):
        late = self._add_contact("Customer", "customer USD")
        late.state = "late"
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.contact_id.remote_key, str(late.id))
        self.assertEqual(len(self._contacts()), 1)

    def test_where_every_name_is_taken_a_person_is_asked(self):
        for name in ("Customer", "Customer (Customer)", "Customer (Customer USD)"):
            self._add_contact(name, "employee")
        self._sync()
        self._add_endings()
        self.assertIn("To be decided", self._message(self._sale_order()))
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.state, "failed")
        self.assertEqual(document.decision_id.cause, "name_taken")
        self.assertNotIn("push contacts", self._calls())

    def test_a_link_serves_its_kind_alone(self):
        contact = self._add_contact("Renamed there", "customer USD")
        self._sync()
        self.env["accounting.bridge.link"].create(
            {
                "connection_id": self.connection.id,
                "partner_id": self.customer.id,
                "contact_id": self.connection.contact_ids.id,
            }
        )
        invoice, bill = self._invoice(), self._bill()
        self._send(invoice | bill)
        self.assertEqual(invoice.contact_id.remote_key, str(contact.id))
        self.assertEqual(bill.contact_id.name, "Customer")
        self.assertEqual(bill.contact_id.kind, "supplier USD")

    def test_the_one_contact_of_the_setup_must_fit(self):
        self._add_contact("Web shop", "customer USD")
        self._add_contact("Worker", "employee")
        self._sync()
        web_shop, worker = self.connection.contact_ids.sorted("name")
        self.connection.sale_contact_id = web_shop
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.contact_id, web_shop)
        self.connection.sale_contact_id = worker
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn("“Worker”", document.message)
        action = self._sale_order().action_bridge_create_document()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("“Worker”", wizard.problems)
        self.connection.sale_contact_id = False
        self._retry(document)
        self.assertEqual(document.contact_id.name, "Customer")

    def test_as_many_searches_for_many_names_as_for_one(self):
        resolver = self.env["accounting.bridge.contact.resolver"]
        partners = self.env["res.partner"].create(
            [{"name": f"Many {number}", "vat": f"BE{number}"} for number in range(40)]
        )
        wishes = [ContactWish(partner, "customer USD") for partner in partners]
        resolver._judge(self.connection, wishes)
        # Links, answers, what was unlinked, contacts.
        with self.assertQueryCount(4):
            for model in ("link", "contact.decision", "contact"):
                self.env[f"accounting.bridge.{model}"].invalidate_model()
            resolver._judge(self.connection, wishes)
