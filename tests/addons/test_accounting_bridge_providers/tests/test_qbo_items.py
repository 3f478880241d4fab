# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common_qbo import QboCase


@tagged("post_install", "-at_install", "qbo")
class TestQboItems(QboCase):
    """One item of our own for each account that sales go to, and never a second."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def test_made_with_the_first_invoice_and_used_by_all(self):
        first, second = self.send_new(), self.send_new()
        [item] = self.books.items()
        self.assertEqual(item["Type"], "Service")
        self.assertIn(self.books.ACCOUNTS["sale"], item["Name"])
        for document in (first, second):
            self.assert_done(document)
            line = self.record_of(document)["Line"][0]["SalesItemLineDetail"]
            self.assertEqual(line["ItemRef"]["value"], item["Id"])

    def test_each_account_has_its_own(self):
        self.send_new()
        order = self.new_sale_order()
        document = self.make_document(order)
        accounts = self.connection.ledger_account_ids
        services = accounts.filtered(lambda account: account.name == "Services")
        document.sudo().line_ids.ledger_account_id = services
        self.send(document)
        self.assert_done(document)
        [line] = self.books.invoice(document).lines
        self.assertEqual(line.account, "Services")
        self.assertEqual(len(self.books.items()), 2)

    def test_bills_need_none(self):
        self.assert_done(self.send_new(self.new_purchase_order(partner_ref="I-1")))
        self.assertFalse(self.books.items())

    def test_found_again_where_the_directory_forgot_it(self):
        self.send_new()
        self.env["accounting.bridge.item"].sudo().search([]).unlink()
        self.forget_keys()
        self.assert_done(self.send_new())
        self.assertEqual(len(self.books.items()), 1)

    def test_the_same_after_a_disconnection(self):
        self.send_new()
        self.rpc(self.connection, "action_disconnect")
        self.assertFalse(self.connection.item_ids)
        self.forget_keys()
        self.connect_and_set_up()
        self.assertTrue(self.connection.item_ids)
        self.assert_done(self.send_new())
        self.assertEqual(len(self.books.items()), 1)

    def test_found_again_after_a_lost_answer(self):
        document = self.make_document(self.new_sale_order())
        # The first call that makes something makes the contact, the second the item.
        self.books.arm("reset_after_commit", skip=1)
        self.send(document)
        self.assertEqual(document.state, "waiting")
        self.assertFalse(document.is_doubtful)
        self.assertEqual(len(self.books.items()), 1)
        self.forget_keys()
        self.make_due(document)
        self.run_cron()
        self.assert_done(document)
        self.assertEqual(len(self.books.items()), 1)
        self.assertEqual(len(self.books.invoices()), 1)

    def forget_keys(self):
        """What was made is not told by a repetition any more."""
        self.sandbox.set_limits(request_id_seconds=1)
        self.sandbox.advance_clock(60)

    def test_inactive_one_is_neither_used_nor_doubled(self):
        self.send_new()
        [item] = self.books.items()
        self.sandbox.act("Item", item["Id"], "deactivate")
        self.rpc(self.connection, "action_sync_reference_data")
        document = self.send_new()
        self.assert_failed(document, "is inactive in QuickBooks")
        self.assertEqual(len(self.books.items()), 1)
        self.sandbox.act("Item", item["Id"], "activate")
        self.sandbox.edit("Item", item["Id"], Name=item["Name"])
        self.rpc(self.connection, "action_sync_reference_data")
        self.rpc(document, "action_retry")
        self.send(document)
        self.assert_done(document)

    def test_one_that_is_inactive_unknown_to_us(self):
        """QuickBooks does not say what is gone: the contact is looked at as well."""
        self.send_new()
        [item] = self.books.items()
        self.sandbox.act("Item", item["Id"], "deactivate")
        self.sandbox.clear_calls()
        document = self.send_new()
        self.assert_failed(document, "is inactive in QuickBooks")
        self.assertEqual(len(self.books.creations()), 1)
        self.assertTrue(document.contact_id)

    def test_one_that_leads_elsewhere_is_neither_used_nor_doubled(self):
        self.send_new()
        [item] = self.books.items()
        services = self.account_id("Services")
        self.sandbox.edit("Item", item["Id"], IncomeAccountRef={"value": services})
        self.rpc(self.connection, "action_sync_reference_data")
        self.assert_failed(self.send_new(), "leads to another account")
        self.assertEqual(len(self.books.items()), 1)

    def account_id(self, name):
        accounts = self.books.objects("Account")
        return next(row["Id"] for row in accounts if row["Name"] == name)

    def test_name_that_is_taken_by_another_item(self):
        account = self.books.find_account(self.connection, "sale")
        payload = self.env["accounting.bridge.item.resolver"]._payload(account)
        self.sandbox.create(
            "Item",
            {
                "Name": payload.name,
                "Type": "Service",
                "IncomeAccountRef": {"value": self.account_id("Services")},
            },
        )
        document = self.send_new()
        self.assertEqual(document.state, "failed")
        self.assertFalse(self.books.items())
        self.assertFalse(self.books.invoices())

    def test_the_setup_makes_it_so_that_the_first_press_is_one_call(self):
        partner = self.new_partner("Known before")
        self.books.add_contact(partner.name)
        self.rpc(self.connection, "action_sync_reference_data")
        setup = self.env["accounting.bridge.setup"].create(
            {"connection_id": self.connection.id}
        )
        while setup.step != "contacts":
            setup.action_continue()
        setup.action_done()
        self.assertTrue(self.books.items())
        document = self.make_document(self.new_sale_order(partner=partner))
        self.sandbox.clear_calls()
        self.send(document)
        self.assert_done(document)
        self.assertEqual(len(self.sandbox.calls()), 1)
