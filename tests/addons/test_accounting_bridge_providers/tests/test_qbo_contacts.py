# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common_qbo import QboCase


@tagged("post_install", "-at_install", "qbo")
class TestQboContacts(QboCase):
    """Customers, vendors and employees share one name space, each in a list of its
    own. Whatever stands there keeps its name."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def add_endings(self):
        """Let new contacts be named without a question."""
        self.connection.taken_name_policy = "suffix"

    def decide_name(self, document, name=None):
        """Make a new contact, by the name that is proposed or by another."""
        self.assert_failed(document, "Press Decide")
        action = self.rpc(document, "action_decide")
        dialogs = self.env[action["res_model"]].with_user(self.administrator)
        dialog = dialogs.browse(action["res_id"])
        if name:
            dialog.new_name = name
        self.env.flush_all()
        self.rpc(dialog, "action_create")
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
        return self.books.invoice(document).contact

    def sell_to(self, partner):
        document = self.send_new(self.new_sale_order(partner=partner))
        self.assertEqual(document.state, "done", document.message)
        return self.books.invoice(document).contact

    def new_bill(self, partner):
        order = self.new_purchase_order(partner=partner)
        order.partner_ref = f"Bill of {order.name}"
        return self.send_new(order)

    def buy_from(self, partner):
        document = self.new_bill(partner)
        self.assertEqual(document.state, "done", document.message)
        return self.books.invoice(document).contact

    def names(self, name_list):
        return [row["DisplayName"] for row in self.books.objects(name_list)]

    def test_partner_that_buys_and_sells(self):
        partner = self.new_partner("Both ways")
        self.assertEqual(self.sell_to(partner), "Both ways")
        bill = self.new_bill(partner)
        self.assertEqual(
            [each.name for each in self.books.contacts()].count("Both ways"), 1
        )
        self.assertEqual(self.decide_name(bill), "Both ways (Supplier)")
        self.assertEqual(self.sell_to(partner), "Both ways")
        self.assertEqual(self.buy_from(partner), "Both ways (Supplier)")
        self.assertEqual(len(self.books.contacts("Both ways")), 1)
        self.assertEqual(len(self.books.contacts("Both ways (Supplier)")), 1)

    def test_partner_that_sells_first(self):
        partner = self.new_partner("Sells first")
        self.assertEqual(self.buy_from(partner), "Sells first")
        document = self.send_new(self.new_sale_order(partner=partner))
        name = "Sells first, then buys"
        self.assertEqual(self.decide_name(document, name), name)
        self.assertEqual(self.sell_to(partner), name)

    def test_partner_that_buys_and_sells_in_one_go(self):
        self.add_endings()
        partner = self.new_partner("At once")
        documents = self.make_document(self.new_sale_order(partner=partner))
        documents |= self.make_document(
            self.new_purchase_order(partner=partner, partner_ref="AT-1")
        )
        self.send(documents)
        self.run_cron()
        self.assertEqual(set(documents.mapped("state")), {"done"})
        self.assertIn("At once", self.names("Customer"))
        self.assertIn("At once (Supplier)", self.names("Vendor"))

    def test_dialog_tells_the_name_and_why(self):
        self.add_endings()
        self.books.add_contact("Taken", purpose="purchase")
        self.rpc(self.connection, "action_sync_reference_data")
        order = self.new_sale_order(partner=self.new_partner("Taken"))
        action = order.with_user(self.administrator).action_bridge_create_document()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("Taken (Customer)", dialog.contact_message)

    def test_name_of_a_vendor_made_there_meanwhile(self):
        self.add_endings()
        self.books.add_contact("Made meanwhile", purpose="purchase")
        partner = self.new_partner("Made meanwhile")
        self.assertEqual(self.sell_to(partner), "Made meanwhile (Customer)")
        self.assertIn("Made meanwhile", self.names("Vendor"))

    def test_name_of_an_employee(self):
        """Nobody is sold to as an employee."""
        [employee] = self.names("Employee")
        partner = self.new_partner(employee.upper())
        document = self.send_new(self.new_sale_order(partner=partner))
        name = f"{employee.upper()} (Customer)"
        self.assertEqual(self.decide_name(document), name)
        self.assertEqual(self.names("Employee"), [employee])

    def test_forbidden_characters_are_left_out(self):
        partner = self.new_partner("Main: Office\tNorth")
        name = self.sell_to(partner)
        self.assertFalse({":", "\t"} & set(name), name)
        for word in ("Main", "Office", "North"):
            self.assertIn(word, name)
        # It is known from then on.
        self.sandbox.clear_calls()
        self.assertEqual(self.sell_to(partner), name)
        self.assertEqual(len(self.sandbox.calls()), 1)

    def test_quotes_and_backslashes_in_a_name(self):
        partner = self.new_partner('O\'Neil\\ & "Sons"')
        name = self.sell_to(partner)
        self.env["accounting.bridge.link"].search([]).unlink()
        self.assertEqual(self.sell_to(partner), name)
        self.assertEqual(len(self.books.contacts(name)), 1)

    def test_inactive_customer_is_left_alone(self):
        """Its name is free again: QuickBooks puts "(deleted)" behind it."""
        remote_id = self.books.add_contact("Gone quiet")
        self.books.archive_contact(remote_id)
        self.assertEqual(self.sell_to(self.new_partner("Gone quiet")), "Gone quiet")
        self.assertIn("Gone quiet (deleted)", self.names("Customer"))

    def test_customer_that_was_renamed_there_keeps_its_name(self):
        partner = self.new_partner("Before")
        self.sell_to(partner)
        self.sandbox.edit("Customer", self.record_id("Before"), DisplayName="After")
        self.rpc(self.connection, "action_sync_reference_data")
        self.assertEqual(self.sell_to(partner), "After")

    def test_customer_that_was_merged_there(self):
        """QuickBooks does not tell into which: the old one is not there any more."""
        partner = self.new_partner("There twice")
        self.sell_to(partner)
        old, new = (
            self.record_id(name) for name in ("There twice", self.partner_a.name)
        )
        self.sandbox.act("Customer", old, "merge", into=new)
        partner.name = self.partner_a.name
        document = self.send_new(self.new_sale_order(partner=partner))
        self.assert_failed(document, "Press Decide")
        dialog = self.rpc(document, "action_decide")
        dialog = self.env[dialog["res_model"]].browse(dialog["res_id"])
        same_name = dialog.candidate_ids.filtered(
            lambda candidate: candidate.contact_id.name == self.partner_a.name
        )
        self.rpc(same_name, "action_link")
        self.send(document)
        self.assert_done(document)
        self.assertEqual(self.books.invoice(document).contact, self.partner_a.name)
        self.assertNotIn("There twice", self.names("Customer"))

    def record_id(self, name):
        """Of a customer, who is made where there is none."""
        if name not in self.names("Customer"):
            self.books.add_contact(name)
        [contact] = self.books.contacts(name)
        return contact.remote_id.rpartition("-")[2]

    def test_projects_and_sub_customers_are_not_imported(self):
        parent = {"value": self.record_id("Builder")}
        for name, project in (("Roof of 1 High St", True), ("Builder North", False)):
            below = {"ParentRef": parent, "Job": True, "IsProject": project}
            contact = {"DisplayName": name, **below}
            self.sandbox.create("Customer", contact, company=self.books.COMPANY)
        runs = self.env["accounting.bridge.contact.run"]
        run = runs._begin(self.connection, "import", roles="customer")
        self.run_cron()
        self.assertEqual(run.state, "done", run.message)
        self.assertIn("2 projects and sub-customers in QuickBooks", run.remarks)
        made = self.env["accounting.bridge.link"].search([]).partner_id.mapped("name")
        self.assertIn("Builder", made)
        self.assertFalse({"Roof of 1 High St", "Builder North"} & set(made))
        # By hand it can be linked, and takes documents.
        partner = self.new_partner("Northern branch")
        self.env["accounting.bridge.link"].create(
            {
                "connection_id": self.connection.id,
                "partner_id": partner.id,
                "contact_id": self.connection.contact_ids.filtered(
                    lambda contact: contact.name == "Builder North"
                ).id,
            }
        )
        self.assertEqual(self.sell_to(partner), "Builder North")

    def test_one_contact_for_all_sales_must_be_a_customer(self):
        self.books.add_contact("Some vendor", purpose="purchase")
        self.rpc(self.connection, "action_sync_reference_data")
        vendor = self.connection.contact_ids.filtered(
            lambda contact: contact.name == "Some vendor"
        )
        self.connection.sudo().sale_contact_id = vendor
        document = self.send_new()
        self.assert_failed(document, "Some vendor")
        self.assertFalse(self.books.invoices())


@tagged("post_install", "-at_install", "qbo")
class TestQboCurrencies(QboCase):
    """A customer has one currency for good; a company may know only one at all."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        self.euro = self.activate_currency("EUR")
        self.euro.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.euro.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.8,
            }
        )
        self.pricelist = self.env["product.pricelist"].create(
            {"name": "EUR", "currency_id": self.euro.id}
        )

    def order_in_euro(self, partner):
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "pricelist_id": self.pricelist.id,
                "order_line": [(0, 0, {"product_id": self.service.id})],
            }
        )
        order.action_confirm()
        return order

    def test_one_currency_alone(self):
        document = self.make_document(self.order_in_euro(self.partner_a))
        self.sandbox.clear_calls()
        self.send(document)
        self.assert_failed(document, "EUR")
        self.assertFalse(self.books.creations())

    def test_nothing_of_currencies_travels_where_there_is_one(self):
        record = self.record_of(self.send_new())
        [body] = [call["body"] for call in self.books.creations()]
        self.assertNotIn("CurrencyRef", body)
        self.assertNotIn("ExchangeRate", body)
        self.assertEqual(record["TotalAmt"], 345)

    def test_one_customer_for_each_currency(self):
        self.configure(multicurrency=True)
        self.connection.taken_name_policy = "suffix"
        partner = self.new_partner("Two currencies")
        dollars = self.send_new(self.new_sale_order(partner=partner))
        euros = self.send_new(self.order_in_euro(partner))
        again = self.send_new(self.order_in_euro(partner))
        self.assert_done(dollars)
        self.assert_done(euros)
        names = [self.books.invoice(each).contact for each in (dollars, euros, again)]
        self.assertEqual(names[0], "Two currencies")
        self.assertNotEqual(names[1], names[0])
        self.assertEqual(names[1], names[2])
        self.assertIn("Two currencies", names[1])
        self.assertEqual(self.books.invoice(euros).currency, "EUR")
        # What each of the two owes is in its own currency.
        contacts = (dollars | euros).contact_id
        self.assertEqual(contacts.mapped("currency_id.name"), ["USD", "EUR"])
        # Units of the company's own currency for one euro.
        self.assertEqual(self.books.invoice(euros).rate, 1.25)

    def test_turned_on_there_and_synced(self):
        order = self.order_in_euro(self.partner_a)
        document = self.send_new(order)
        self.assertEqual(document.state, "failed")
        self.configure(multicurrency=True)
        self.rpc(document, "action_retry")
        self.send(document)
        self.assert_done(document)
