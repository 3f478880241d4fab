# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common_setup import SetupCommon


@tagged("post_install", "-at_install")
class TestSetupWizard(SetupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_product("Desk", [cls.tax_sale], [cls.tax_purchase])

    def open_setup(self):
        action = self.connection.action_open_setup()
        return (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )

    def choose_accounts(self, setup):
        setup.sale_account_id = self.accounts["200"]
        setup.purchase_account_id = self.accounts["300"]

    def go_to_taxes(self):
        setup = self.open_setup()
        setup.action_continue()
        self.choose_accounts(setup)
        setup.action_continue()
        return setup

    def line(self, setup, direction, names):
        return setup.tax_line_ids.filtered(
            lambda line: line.direction == direction and line.tax_names == names
        )

    # === WHOLE WAY === #

    def test_four_steps_to_a_connection_that_is_set_up(self):
        setup = self.open_setup()
        setup.invoice_status = "approved"
        policy = self._provider()._number_policies(self.connection)[-1]
        setup.number_policy = policy
        setup.action_continue()
        self.choose_accounts(setup)
        setup.down_payment_account_id = self.accounts["800"]
        setup.action_continue()
        setup.action_continue()
        self.assertEqual(setup.step, "contacts")
        self.assertFalse(self.connection.is_set_up)
        setup.action_done()

        connection = self.connection
        self.assertTrue(connection.is_set_up)
        self.assertEqual(connection.invoice_status, "approved")
        self.assertEqual(connection.number_policy, policy)
        self.assertEqual(connection._account_for("sale"), self.accounts["200"])
        self.assertEqual(connection._account_for("purchase"), self.accounts["300"])
        self.assertEqual(connection._account_for("down_payment"), self.accounts["800"])
        self.assertEqual(
            connection._tax_code_for("sale", self.tax_sale), self.tax_codes["OUT15"]
        )
        self.assertEqual(
            connection._tax_code_for("purchase", self.tax_purchase),
            self.tax_codes["IN15"],
        )

    def test_closing_loses_no_step_that_was_left_with_continue(self):
        setup = self.go_to_taxes()
        setup.unlink()
        self.assertEqual(self.connection._account_for("sale"), self.accounts["200"])

        again = self.open_setup()
        self.assertEqual(again.step, "documents")
        self.assertEqual(again.sale_account_id, self.accounts["200"])
        self.assertEqual(again.purchase_account_id, self.accounts["300"])

    def test_back_keeps_what_was_chosen(self):
        setup = self.go_to_taxes()
        line = self.line(setup, "sale", self.tax_sale.name)
        line.tax_code_id = self.tax_codes["ZERO"]
        setup.action_back()
        self.assertEqual(setup.step, "accounts")
        setup.action_continue()
        line = self.line(setup, "sale", self.tax_sale.name)
        self.assertEqual(line.tax_code_id, self.tax_codes["ZERO"])
        self.assertEqual(line.state, "chosen")

    def test_form_shows_what_is_missing_at_once(self):
        setup = self.open_setup()
        setup.action_continue()
        with Form(setup) as form:
            self.assertIn("Account for sales", form.missing)
            form.sale_account_id = self.accounts["200"]
            self.assertNotIn("Account for sales", form.missing)
            form.sync_purchases = False
            self.assertFalse(form.missing)

    # === DOCUMENTS === #

    def test_approved_is_offered_only_to_who_may_approve(self):
        self._needs_statuses()
        setup = self.open_setup()
        self.assertIn("approved", setup.allowed_invoice_statuses.split())
        self.assertNotIn("approved", setup.allowed_bill_statuses.split())
        setup.bill_status = "approved"
        with self.assertRaisesRegex(UserError, "may not approve"):
            setup.action_continue()
        self.assertEqual(self.connection.bill_status, "draft")

    # === ACCOUNTS === #

    def test_continue_stays_off_without_accounts(self):
        setup = self.open_setup()
        setup.action_continue()
        setup.sale_account_id = self.accounts["200"]
        with self.assertRaisesRegex(UserError, "Account for purchases"):
            setup.action_continue()
        setup.sync_purchases = False
        setup.action_continue()
        self.assertEqual(setup.step, "taxes")

    def test_one_direction_at_least(self):
        setup = self.open_setup()
        setup.action_continue()
        setup.sync_sales = setup.sync_purchases = False
        with self.assertRaisesRegex(UserError, "sales, purchases or both"):
            setup.action_continue()

    def test_tracked_needs_accounts_for_goods(self):
        setup = self.open_setup()
        setup.process_method = "tracked"
        setup.action_continue()
        self.choose_accounts(setup)
        self.assertIn("Cost of goods sold", setup.missing)
        setup.inventory_account_id = self.accounts["600"]
        setup.cost_of_goods_account_id = self.accounts["310"]
        setup.action_continue()
        self.assertEqual(
            self.connection._account_for("inventory"), self.accounts["600"]
        )

    def test_account_that_is_not_offered_is_refused(self):
        setup = self.open_setup()
        setup.action_continue()
        self.choose_accounts(setup)
        setup.sale_account_id = self.accounts["800"]
        with self.assertRaisesRegex(UserError, "can't be used"):
            setup.action_continue()
        self.assertFalse(self.connection._account_for("sale"))

    def test_emptied_account_is_unmapped(self):
        self.connection._map_account("down_payment", self.accounts["800"])
        setup = self.open_setup()
        self.assertEqual(setup.down_payment_account_id, self.accounts["800"])
        setup.action_continue()
        self.choose_accounts(setup)
        setup.down_payment_account_id = False
        setup.action_continue()
        self.assertFalse(self.connection._account_for("down_payment"))

    # === TAXES === #

    def test_proposals_are_filled_in_and_not_yet_mapped(self):
        setup = self.go_to_taxes()
        line = self.line(setup, "sale", self.tax_sale.name)
        self.assertEqual(line.tax_code_id, self.tax_codes["OUT15"])
        self.assertEqual(line.state, "proposed")
        self.assertTrue(line.explanation)
        self.assertFalse(self.connection._tax_code_for("sale", self.tax_sale))

    def test_existing_mapping_wins_over_the_proposal(self):
        self.connection._map_taxes("sale", self.tax_sale, self.tax_codes["ZERO"])
        setup = self.go_to_taxes()
        line = self.line(setup, "sale", self.tax_sale.name)
        self.assertEqual(line.tax_code_id, self.tax_codes["ZERO"])
        self.assertEqual(line.state, "mapped")

    def test_continue_stays_off_until_all_taxes_are_mapped(self):
        odd_tax = self._make_tax("7%", 7)
        self._make_product("Odd", [odd_tax], [self.tax_purchase])
        setup = self.go_to_taxes()
        line = self.line(setup, "sale", "7%")
        self.assertEqual(line.state, "missing")
        with self.assertRaisesRegex(UserError, "One row"):
            setup.action_continue()
        line.tax_code_id = self.tax_codes["ZERO"]
        setup.action_continue()
        self.assertEqual(
            self.connection._tax_code_for("sale", odd_tax), self.tax_codes["ZERO"]
        )

    def test_directions_that_are_not_sent_are_not_asked_for(self):
        setup = self.open_setup()
        setup.action_continue()
        setup.sync_purchases = False
        setup.sale_account_id = self.accounts["200"]
        setup.action_continue()
        self.assertEqual(set(setup.tax_line_ids.mapped("direction")), {"sale"})

    def test_code_of_the_other_direction_is_refused(self):
        setup = self.go_to_taxes()
        line = self.line(setup, "sale", self.tax_sale.name)
        line.tax_code_id = self.tax_codes["IN15"]
        with self.assertRaisesRegex(UserError, "can't stand for"):
            setup.action_continue()

    def test_mapping_out_of_use_is_still_shown(self):
        old_tax = self._make_tax("Old 15%", 15)
        self.connection._map_taxes("sale", old_tax, self.tax_codes["OUT15"])
        setup = self.go_to_taxes()
        line = self.line(setup, "sale", "Old 15%")
        self.assertEqual(line.tax_code_id, self.tax_codes["OUT15"])

    def test_taxes_of_a_hidden_branch_keep_their_row(self):
        branch = self._make_branch()
        branch_tax = self._make_tax("Branch 15%", 15, company_id=branch.id)
        self._make_product("Shared", [self.tax_sale, branch_tax], [self.tax_purchase])
        self.env.invalidate_all()
        self.env.user.company_ids -= branch
        setup = self.go_to_taxes().with_context(allowed_company_ids=self.company.ids)
        self.assertTrue(self.line(setup, "sale", "Branch 15%").tax_code_id)
        setup.action_continue()
        self.assertEqual(
            self.connection._tax_code_for("sale", branch_tax.sudo()),
            self.tax_codes["OUT15"],
        )
        self.assertFalse(
            self.connection._tax_code_for("sale", self.env["account.tax"]),
        )

    # === TAXES MADE HERE === #

    def test_missing_tax_is_made_and_mapped(self):
        setup = self.go_to_taxes()
        self.assertIn(self.tax_codes["OUT8"], setup.unused_code_ids)
        self.assertNotIn(self.tax_codes["OUT15"], setup.unused_code_ids)
        setup.new_tax_code_id = self.tax_codes["OUT8"]
        setup.action_create_tax()

        tax = self.env["account.tax"].search([("name", "=", "City Sales Tax")])
        self.assertEqual(len(tax), 1)
        self.assertEqual(tax.amount, 8.25)
        self.assertEqual(tax.type_tax_use, "sale")
        self.assertEqual(tax.company_id, self.company)
        self.assertEqual(
            self.connection._tax_code_for("sale", tax), self.tax_codes["OUT8"]
        )
        self.assertEqual(self.line(setup, "sale", tax.name).state, "mapped")
        self.assertNotIn(self.tax_codes["OUT8"], setup.unused_code_ids)

    def test_only_who_may_make_taxes_makes_them(self):
        manager = new_test_user(
            self.env,
            "bridge_manager",
            groups="base.group_user,accounting_bridge.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.connection = self.connection.with_user(manager)
        self.env = self.connection.env
        setup = self.go_to_taxes()
        self.assertFalse(setup.can_create_tax)
        setup.new_tax_code_id = self.tax_codes["OUT8"]
        with self.assertRaisesRegex(AccessError, "accounting administrators"):
            setup.action_create_tax()

    # === ACCESS === #

    def test_only_administrators_set_up(self):
        user = new_test_user(
            self.env,
            "bridge_user",
            groups="base.group_user,accounting_bridge.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            self.connection.with_user(user).action_open_setup()
        with self.assertRaises(AccessError):
            self.env["accounting.bridge.setup"].with_user(user).create(
                {"connection_id": self.connection.id}
            )

    def test_dialogs_tell_nothing_to_another_company(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        outsider = new_test_user(
            self.env,
            "bridge_outsider",
            groups="base.group_user,accounting_bridge.group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for dialog in ("setup", "choose.organization", "switch.provider"):
            dialogs = self.env[f"accounting.bridge.{dialog}"].with_user(outsider)
            with self.subTest(dialog), self.assertRaises(AccessError):
                dialogs.create({"connection_id": self.connection.id})
        setups = self.env["accounting.bridge.setup"].with_user(outsider)
        for name in ("organization_name", "sale_account_id", "invoice_status"):
            values = {"connection_id": self.connection.id}
            self.env.invalidate_all()
            with self.subTest(name), self.assertRaises(AccessError):
                setups.onchange(values, ["connection_id"], {name: {}})
