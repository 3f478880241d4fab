# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .test_provider import QboCase


class SetupCase(QboCase):
    def setUp(self):
        super().setUp()
        # Whoever sets up works in the company.
        company = self.connection.company_id
        self.env.user.company_ids |= company
        self.env.user.group_ids |= self.env.ref("accounting_bridge.group_manager")
        self.env = self.env(context={"allowed_company_ids": company.ids})
        self.setup_model = self.env["accounting.bridge.setup"]

    def new_setup(self):
        return self.setup_model.create({"connection_id": self.connection.id})

    def choose_accounts(self, setup):
        setup.sale_account_id = self.account("Income")
        setup.purchase_account_id = self.account("Expense")


@tagged("post_install", "-at_install")
class TestSetup(SetupCase):
    def test_no_step_for_taxes(self):
        setup = self.new_setup()
        self.assertEqual(setup.steps, "documents accounts contacts")
        self.assertTrue(setup.only_status_text)
        self.assertTrue(setup.only_number_text)
        setup.action_continue()
        self.choose_accounts(setup)
        setup.action_continue()
        self.assertEqual(setup.step, "contacts")
        setup.action_done()
        self.assertTrue(self.connection.is_set_up)
        item = self.env["accounting.bridge.item"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("key", "like", "odoo-account"),
            ]
        )
        self.assertEqual(item.remote_key, self.item.remote_key)

    def test_the_account_for_the_tax_of_bills(self):
        setup = self.new_setup()
        setup.action_continue()
        self.choose_accounts(setup)
        self.assertFalse(setup.missing)
        setup.qbo_bill_tax = "line"
        self.assertIn("tax on bills", setup.missing)
        with self.assertRaises(UserError):
            setup.action_continue()
        account = self.account("Other Expense")
        setup.qbo_bill_tax_account_id = account
        self.assertFalse(setup.missing)
        setup.action_continue()
        self.assertEqual(self.connection.qbo_bill_tax, "line")
        self.assertEqual(self.connection.qbo_bill_tax_account_id, account)
        options = self.provider._options(self.connection)
        self.assertEqual(options.bill_tax_account, account.remote_key)

    def test_purchase_orders_that_the_plan_lacks(self):
        setup = self.new_setup()
        setup.process_method = "tracked"
        self.assertFalse(setup.missing)
        self.connection.rights = "create_draft_invoice create_draft_bill"
        setup.process_method = "untracked"
        setup.process_method = "tracked"
        self.assertIn("plan", setup.missing)

    def test_the_form_of_the_connection(self):
        with Form(self.connection.with_env(self.env)) as form:
            self.assertTrue(form._get_modifier("qbo_environment", "readonly"))
            self.assertFalse(form._get_modifier("qbo_environment", "invisible"))
            self.assertFalse(form._get_modifier("qbo_bill_tax", "invisible"))

    def test_what_was_chosen_in_other_books(self):
        self.connection.qbo_bill_tax_account_id = self.account("Expense")
        self.connection._forget_settings()
        self.assertFalse(self.connection.qbo_bill_tax_account_id)


@tagged("post_install", "-at_install")
class TestSetupElsewhere(SetupCase):
    company = "ca"

    def test_a_step_for_taxes(self):
        setup = self.new_setup()
        self.assertEqual(setup.steps, "documents accounts taxes contacts")
        with Form(setup) as form:
            self.assertTrue(form._get_modifier("qbo_bill_tax", "invisible"))
        setup.action_continue()
        self.choose_accounts(setup)
        setup.qbo_bill_tax = "line"
        self.assertFalse(setup.missing)


@tagged("post_install", "-at_install")
class TestSetupWithSalesTaxOff(SetupCase):
    company = "uk"

    def prepare_sandbox(self):
        self.sandbox.configure("uk", sales_tax="off")
        return super().prepare_sandbox()

    def test_no_step_for_taxes(self):
        setup = self.new_setup()
        self.assertEqual(setup.steps, "documents accounts contacts")
        self.assertIn("Turned off in QuickBooks", setup.organization_facts)
        setup.action_continue()
        self.choose_accounts(setup)
        setup.action_continue()
        self.assertTrue(setup.is_last_step)
        setup.action_done()
        self.assertTrue(self.connection.is_set_up)

    def test_the_account_for_the_tax_of_bills(self):
        setup = self.new_setup()
        setup.action_continue()
        self.choose_accounts(setup)
        with Form(setup) as form:
            self.assertFalse(form._get_modifier("qbo_bill_tax", "invisible"))
            self.assertTrue(form._get_modifier("qbo_sales_tax_code_id", "invisible"))
        setup.qbo_bill_tax = "line"
        self.assertIn("tax on bills", setup.missing)
