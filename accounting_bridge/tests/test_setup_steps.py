# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields
from odoo.tests import Form, tagged

from .common_realm import RealmCommon
from .common_sending import SendingCommon


class StepsCommon:
    def _open_setup(self):
        action = self.connection.action_open_setup()
        setups = self.env[action["res_model"]].with_context(**action["context"])
        return setups.create({})

    def _go_through(self, setup):
        setup.sale_account_id = self.connection._account_for("sale")
        setup.purchase_account_id = self.connection._account_for("purchase")
        while not setup.is_last_step:
            setup.action_continue()
        return setup.action_done()


@tagged("post_install", "-at_install")
class TestStepsWithoutTaxCodes(StepsCommon, SendingCommon):
    """A provider whose lines bear no tax codes, and name items."""

    def test_no_step_for_taxes(self):
        setup = self._open_setup()
        self.assertEqual(setup.steps, "documents accounts contacts")
        self.assertTrue(setup.is_first_step)
        setup.action_continue()
        setup.action_continue()
        self.assertEqual(setup.step, "contacts")
        self.assertTrue(setup.is_last_step)
        setup.action_back()
        self.assertEqual(setup.step, "accounts")
        self.assertFalse(self.connection.uses_tax_codes)

    def test_items_are_made_at_the_end(self):
        action = self._go_through(self._open_setup())
        self.assertTrue(self.connection.is_set_up)
        self.assertEqual(action["params"]["type"], "success")
        keys = {item.data["key"] for item in self._books("item")}
        self.assertEqual(keys, {"odoo-account-account-200", "odoo-account-account-800"})
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.item_count, 2)

    def test_an_item_that_is_in_the_way_is_told(self):
        self._go_through(self._open_setup())
        self._books("item").state = "inactive"
        self.connection.env["accounting.bridge.item"].sudo().search([]).unlink()
        action = self._go_through(self._open_setup())
        self.assertTrue(self.connection.is_set_up)
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("Make it active", action["params"]["message"])

    def test_no_items_where_no_invoices_are_sent(self):
        setup = self._open_setup()
        setup.sync_sales = False
        self._go_through(setup)
        self.assertFalse(self._books("item"))


@tagged("post_install", "-at_install")
class TestStepsWithoutChoices(StepsCommon, RealmCommon):
    """A provider that has approved documents alone, and leaves numbers to Odoo."""

    def test_words_instead_of_choices(self):
        with Form(self._open_setup()) as form:
            self.assertIn("keeps no drafts", form.only_status_text)
            self.assertIn("leaves the numbers to Odoo", form.only_number_text)
            self.assertFalse(form.approval_text)
            self.assertFalse(form.missing)

    def test_what_the_provider_lacks_falls_back(self):
        self.assertEqual(self.connection.invoice_status, "draft")
        self.assertEqual(self.connection._allowed_status("invoice"), "approved")
        self.assertEqual(self.connection._allowed_number_policy(), "order")
        setup = self._open_setup()
        setup.action_continue()
        self.assertEqual(self.connection.invoice_status, "approved")
        self.assertEqual(self.connection.bill_status, "approved")
        self.assertEqual(self.connection.number_policy, "order")

    def test_whoever_may_press_may_send(self):
        user = self._make_user("bridge_user", "accounting_bridge.group_user")
        self.connection.sudo().rights = ""
        connection = self.connection.with_user(user)
        for document_type in ("invoice", "bill", "purchase_order"):
            self.assertEqual(connection._allowed_status(document_type), "approved")

    def test_facts_of_the_organization(self):
        self.connection.sudo().lock_date = fields.Date.to_date("2024-06-30")
        self.connection.invalidate_recordset()
        setup = self._open_setup()
        self.assertEqual(setup.country_id, self.connection.country_id)
        self.assertEqual(setup.currency_id, self.company.currency_id)
        self.assertIn("06/30/2024", setup.organization_facts)

    def test_provider_that_is_down_does_not_hold_up_the_end(self):
        self._let_access_end("alpha")
        self._renewals_are("down")
        self.env["account.tax"].search([]).action_archive()
        setup = self._open_setup()
        setup.action_continue()
        setup.action_continue()
        setup.tax_line_ids.tax_code_id = self.connection.tax_code_ids.filtered(
            lambda code: code.remote_key == "NONE"
        )
        setup.action_continue()
        action = setup.action_done()
        self.assertTrue(self.connection.is_set_up)
        self.assertEqual(action["params"]["type"], "success")
