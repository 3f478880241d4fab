# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_orders import OrdersCommon


class CreateDocumentCommon(OrdersCommon):
    """Orders, and people who press on them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sender = cls._make_user(
            "bridge_sender",
            "sales_team.group_sale_salesman_all_leads,"
            "purchase.group_purchase_user,accounting_bridge.group_user",
        )
        cls.unmapped_tax = cls.env["account.tax"].create(
            {"name": "Unmapped 5 %", "amount": 5, "company_id": cls.company.id}
        )

    def _press(self, order):
        """The dialog that opens on an order."""
        action = order.action_bridge_create_document()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _create(self, wizard):
        """Press Create in a dialog.

        :return: the documents that the browser asks to send
        """
        action = wizard.action_create()
        self.assertEqual(action["tag"], "accounting_bridge_send")
        return self.env["accounting.bridge.document"].browse(
            action["params"]["document_ids"]
        )


@tagged("post_install", "-at_install")
class TestCreateDocument(CreateDocumentCommon):
    # === WHAT IT SHOWS === #

    def test_shows_what_will_be_sent(self):
        order = self._sale_order(
            {"display_type": "line_section", "name": "Desks", "product_id": False},
            {"product_uom_qty": 3},
            {"display_type": "line_note", "name": "With care", "product_id": False},
            client_order_ref="PO 7",
        )
        wizard = self._press(order)
        self.assertRecordValues(
            wizard,
            [
                {
                    "document_type": "invoice",
                    "partner_id": self.customer.id,
                    "date": self._today(),
                    "number": "",
                    "status": self._new_status(),
                    "create_label": f"Create invoice in {wizard.provider_name}",
                    "can_create": True,
                }
            ],
        )
        self.assertIn("PO 7", wizard.reference)
        self.assertRecordValues(
            wizard.line_ids,
            [
                {"name": "Desks", "display_type": "line_section", "quantity": 0},
                {"name": "Desk", "display_type": False, "quantity": 3},
                {"name": "With care", "display_type": "line_note", "quantity": 0},
            ],
        )
        self.assertRecordValues(
            wizard.line_ids[1],
            [
                {
                    "ledger_account_id": self.connection._account_for("sale").id,
                    "tax_code_id": self.tax_code.id,
                    "price_subtotal": 300.0,
                    "price_tax": 45.0,
                    "price_total": 345.0,
                }
            ],
        )

    def test_totals_are_those_of_the_invoice_that_odoo_would_make(self):
        for method in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = method
            lines = [{"price_unit": price} for price in (0.05, 33.33, 0.05, 10.07)]
            wizard = self._press(self._sale_order(*lines))
            invoice = self._sale_order(*lines)._create_invoices()
            with self.subTest(method):
                self.assertEqual(wizard.amount_untaxed, invoice.amount_untaxed)
                self.assertEqual(wizard.amount_tax, invoice.amount_tax)
                self.assertEqual(wizard.amount_total, invoice.amount_total)

    def test_totals_follow_ticks_and_quantities(self):
        wizard = self._press(self._sale_order({"product_uom_qty": 3}, {}))
        with Form(wizard) as form:
            self.assertEqual(form.amount_total, 460.0)
            with form.line_ids.edit(0) as line:
                line.quantity = 2
                self.assertEqual(line.price_total, 230.0)
            self.assertEqual(form.amount_total, 345.0)
            with form.line_ids.edit(1) as line:
                line.is_selected = False
            self.assertEqual(form.amount_untaxed, 200.0)
            self.assertEqual(form.amount_tax, 30.0)
            self.assertEqual(form.amount_total, 230.0)
        document = self._create(wizard)
        self.assertEqual(document.amount_total, 230.0)
        self.assertEqual(document.line_ids.quantity, 2)

    def test_due_date_follows_the_document_date(self):
        terms = self.env.ref("account.account_payment_term_30days")
        wizard = self._press(self._sale_order(payment_term_id=terms.id))
        with Form(wizard) as form:
            form.date = date(2026, 3, 1)
            self.assertEqual(form.due_date, date(2026, 3, 31))

    def test_contact_is_the_one_that_it_will_go_to(self):
        order = self._sale_order()
        contact = self.env["accounting.bridge.contact"].sudo()
        self.assertFalse(self._press(order).contact_id)
        self.assertIn("created", self._press(order).contact_message)

        values = {
            "connection_id": self.connection.id,
            "organization_id": self.connection.organization_id,
            "status": "active",
            "kind": self._provider()._contact_kind("invoice", order.currency_id.name),
        }
        same_name = contact.create(
            {**values, "name": "Customer", "name_key": "customer", "remote_id": "c1"}
        )
        self.assertEqual(self._press(order).contact_id, same_name)

        linked = contact.create({**values, "name": "Linked", "remote_id": "c2"})
        self.env["accounting.bridge.link"].create(
            {
                "connection_id": self.connection.id,
                "partner_id": self.customer.id,
                "contact_id": linked.id,
                "kind": linked.kind,
            }
        )
        self.assertEqual(self._press(order).contact_id, linked)

        fixed = contact.create({**values, "name": "Fixed", "remote_id": "c3"})
        self.connection.sale_contact_id = fixed
        self.assertEqual(self._press(order).contact_id, fixed)

    # === CREATE === #

    def test_create_writes_the_document_and_leaves_the_call_to_the_browser(self):
        order = self._sale_order({"product_uom_qty": 2})
        wizard = self._press(order)
        number = False if wizard.is_numbered_there else "N-1"
        with Form(wizard) as form:
            form.reference = "For the new office"
            if number:
                form.number = f" {number} "
            form.date = date(2026, 3, 1)
            form.due_date = date(2026, 3, 15)
        document = self._create(wizard)
        self.assertRecordValues(
            document,
            [
                {
                    "state": "queued",
                    "reference": "For the new office",
                    "number": number,
                    "date": date(2026, 3, 1),
                    "due_date": date(2026, 3, 15),
                    "amount_total": 230.0,
                    "user_id": self.env.uid,
                }
            ],
        )
        self.assertFalse(document.attempt_ids)
        self.assertEqual(order.order_line.qty_invoiced, 2)

    def test_headings_without_lines_do_not_travel(self):
        wizard = self._press(
            self._sale_order(
                {"display_type": "line_section", "name": "One", "product_id": False},
                {},
                {"display_type": "line_section", "name": "Two", "product_id": False},
                {},
            )
        )
        with Form(wizard) as form, form.line_ids.edit(1) as line:
            line.is_selected = False
        document = self._create(wizard)
        self.assertEqual(document.line_ids.mapped("name"), ["Two", "Desk"])

    def test_a_combo_travels_under_its_section(self):
        lamp = self._make_product("Lamp", list_price=10)
        choice = self.env["product.combo"].create(
            {
                "name": "Choice",
                "combo_item_ids": [Command.create({"product_id": lamp.id})],
            }
        )
        set_product = self._make_product(
            "Set", type="combo", combo_ids=[Command.set(choice.ids)]
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Sets"}),
                    Command.create({"product_id": set_product.id}),
                ],
            }
        )
        order.order_line = [
            Command.create(
                {
                    "product_id": lamp.id,
                    "combo_item_id": choice.combo_item_ids.id,
                    "linked_line_id": order.order_line[1].id,
                }
            )
        ]
        order.action_confirm()
        document = self._create(self._press(order))
        self.assertEqual(document.line_ids[0].name, "Sets")
        self.assertEqual(document.line_ids[2].product_id, lamp)
        self.assertEqual(document.amount_total, order.amount_total)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_a_down_payment_is_deducted(self):
        order = self._sale_order({"product_uom_qty": 4})
        advance = self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        )
        advance.create(
            {"advance_payment_method": "percentage", "amount": 25}
        ).create_invoices()
        order.invoice_ids.action_post()
        wizard = self._press(order)
        self.assertTrue(wizard.line_ids[-1].is_quantity_fixed)
        self.assertEqual(wizard.amount_total, 345.0)
        self.assertEqual(self._create(wizard).amount_total, 345.0)

    def test_a_second_document_takes_what_is_left(self):
        order = self._sale_order({"product_uom_qty": 5})
        wizard = self._press(order)
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.quantity = 2
        self._create(wizard)
        self.assertEqual(self._press(order).line_ids.quantity, 3)

    def test_two_tabs_make_one_document(self):
        order = self._sale_order()
        first, second = self._press(order), self._press(order)
        self._create(first)
        with self.assertRaisesRegex(UserError, "has changed since"):
            second.action_create()
        with self.assertRaisesRegex(UserError, "has changed since"):
            first.action_create()
        self.assertEqual(order.bridge_document_count, 1)

    def test_an_order_that_changed_meanwhile_is_not_sent(self):
        order = self._sale_order()
        wizard = self._press(order)
        order.order_line.price_unit = 120.0
        with self.assertRaisesRegex(UserError, "has changed since"):
            wizard.action_create()

    # === MORE THAN IS LEFT === #

    def test_more_than_is_left_asks_for_a_confirmation(self):
        order = self._sale_order({"product_uom_qty": 2})
        wizard = self._press(order)
        with Form(wizard) as form:
            with form.line_ids.edit(0) as line:
                line.quantity = 3
            self.assertFalse(form.can_create)
            self.assertEqual(form.more_than_left, "Desk (3, left: 2)")
        with self.assertRaisesRegex(UserError, "confirm it below"):
            wizard.action_create()
        with Form(wizard) as form:
            form.allow_more = True
            self.assertTrue(form.can_create)
        self._create(wizard)
        self.assertEqual(order.order_line.qty_invoiced, 3)

    def test_quantities_that_deliveries_decide_are_read_only(self):
        order = self._sale_order(
            {"product_id": self.delivered_product.id, "product_uom_qty": 4}
        )
        self._receive(order.order_line, 3)
        wizard = self._press(order)
        self.assertEqual(wizard.line_ids.quantity, 3)
        with (
            self.assertRaisesRegex(AssertionError, "readonly"),
            Form(wizard) as form,
            form.line_ids.edit(0) as line,
        ):
            line.quantity = 4

    # === WHAT IS MISSING === #

    def test_nothing_goes_without_a_tax_code(self):
        wizard = self._press(self._sale_order(self._unmapped_line()))
        self.assertFalse(wizard.can_create)
        self.assertIn("Unmapped 5 %", wizard.problems)
        with self.assertRaisesRegex(UserError, "Unmapped 5 %"):
            wizard.action_create()

    def _unmapped_line(self):
        return {"tax_ids": [Command.set(self.unmapped_tax.ids)]}

    def test_an_administrators_choice_of_a_tax_code_is_remembered(self):
        line = self._unmapped_line()
        wizard = self._press(self._sale_order(line, line))
        self.assertIn("remembered", wizard.problems)
        with Form(wizard) as form:
            with form.line_ids.edit(0) as line:
                line.tax_code_id = self.tax_code
            self.assertTrue(form.can_create, "The same gap of the other line is filled")
        document = self._create(wizard)
        self.assertEqual(document.line_ids.tax_code_id, self.tax_code)
        self.assertEqual(
            self.connection._tax_code_for("sale", self.unmapped_tax), self.tax_code
        )

    def test_a_choice_against_the_mapping_changes_no_mapping(self):
        wizard = self._press(self._sale_order())
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.tax_code_id = self.no_tax_code
        self.assertEqual(self._create(wizard).line_ids.tax_code_id, self.no_tax_code)
        self.assertEqual(
            self.connection._tax_code_for("sale", self.tax_15), self.tax_code
        )

    def test_others_choose_a_tax_code_for_this_document_alone(self):
        order = self._sale_order(self._unmapped_line()).with_user(self.sender)
        wizard = self._press(order).with_user(self.sender)
        self.assertIn("this document only", wizard.problems)
        self.assertIn(self.env.user.name, wizard.problems)
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.tax_code_id = self.tax_code.with_user(self.sender)
        document = self._create(wizard)
        self.assertEqual(document.line_ids.tax_code_id, self.tax_code)
        self.assertFalse(self.connection._tax_code_for("sale", self.unmapped_tax))

    def test_nothing_goes_without_a_ledger_account(self):
        account = self.connection._account_for("sale")
        self.connection._map_account("sale", account.browse())
        wizard = self._press(self._sale_order({}, {}))
        self.assertIn("ledger account", wizard.problems)
        with Form(wizard) as form:
            with form.line_ids.edit(1) as line:
                line.ledger_account_id = account
            self.assertTrue(form.can_create)
        document = self._create(wizard)
        self.assertEqual(document.line_ids.ledger_account_id, account)

    def test_accounts_are_offered_by_the_use_of_the_line(self):
        def offered(order):
            domain = self._press(order).line_ids.ledger_account_domain
            accounts = self.env["accounting.bridge.ledger.account"].search(domain)
            return set(accounts.mapped("account_class"))

        self.assertEqual(offered(self._sale_order()), {"revenue"})
        self.assertEqual(offered(self._purchase_order()), {"expense"})

    def test_nothing_goes_without_a_line(self):
        wizard = self._press(self._sale_order())
        with Form(wizard) as form:
            with form.line_ids.edit(0) as line:
                line.is_selected = False
            self.assertFalse(form.can_create)
        with self.assertRaisesRegex(UserError, "Tick at least one line"):
            wizard.action_create()

    def test_a_negative_total_is_refused_in_words(self):
        wizard = self._press(
            self._sale_order({"price_unit": 10.0}, {"price_unit": -50.0})
        )
        self.assertIn("negative", wizard.problems)
        with Form(wizard) as form:
            with form.line_ids.edit(1) as line:
                line.is_selected = False
            self.assertTrue(form.can_create)

    def test_a_currency_that_the_organization_lacks_is_refused(self):
        currency = self.setup_other_currency("EUR")
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        order = self._sale_order(pricelist_id=pricelist.id)
        self.assertIn("EUR", self._press(order).problems)
        self.connection.sudo().currency_ids += currency
        self.assertTrue(self._press(order).can_create)

    def test_what_the_connecting_user_may_not_create_is_refused(self):
        self.connection.sudo().rights = "create_draft_bill"
        self.assertIn("no right", self._press(self._sale_order()).problems)

    def test_a_date_in_locked_books_is_refused(self):
        self.connection.sudo().lock_date = date(2026, 3, 31)
        self.connection.sudo().year_lock_date = date(2025, 12, 31)
        wizard = self._press(self._sale_order())
        self.assertTrue(wizard.can_create)
        with Form(wizard) as form:
            form.date = date(2026, 3, 31)
            self.assertIn("locked up to 2026-03-31", form.problems)
            form.date = date(2026, 4, 1)
            self.assertTrue(form.can_create)

    # === BILLS === #

    def test_a_bill_needs_the_suppliers_number(self):
        wizard = self._press(self._purchase_order(partner_ref=False))
        self.assertFalse(wizard.can_create)
        with self.assertRaisesRegex(UserError, "supplier's bill"):
            wizard.action_create()
        with Form(wizard) as form:
            form.number = "S-1"
            self.assertTrue(form.can_create)
        self.assertEqual(self._create(wizard).number, "S-1")

    def test_a_bill_takes_the_vendor_reference(self):
        wizard = self._press(self._purchase_order(partner_ref="S-2"))
        self.assertEqual(wizard.number, "S-2")
        self.assertEqual(wizard.create_label, f"Create bill in {wizard.provider_name}")
        self.assertTrue(wizard.can_create)

    def test_the_same_bill_twice_is_warned_about_not_refused(self):
        order = self._purchase_order(partner_ref=r"S_3\9")
        first = self._create(self._press(order))
        wizard = self._press(self._purchase_order(partner_ref=r" s_3\9"))
        self.assertIn(first.origin, wizard.warnings)
        self.assertTrue(wizard.can_create)
        with Form(wizard) as form:
            form.number = r"Sx3\9"
            self.assertFalse(form.warnings)
        other_supplier = self._purchase_order(
            partner_id=self.customer.id, partner_ref=r"S_3\9"
        )
        self.assertFalse(self._press(other_supplier).warnings)

        first.action_cancel()
        again = self._press(self._purchase_order(partner_ref=r"S_3\9"))
        self.assertFalse(again.warnings, "A cancelled document stands for nothing")

    # === WHO AND WHEN === #

    def test_someone_without_the_right_is_refused_in_words(self):
        order = self._sale_order().with_user(self.salesperson)
        with self.assertRaisesRegex(AccessError, "administrator"):
            order.action_bridge_create_document()
        wizards = self.env["accounting.bridge.create.document"]
        with self.assertRaisesRegex(AccessError, "administrator"):
            wizards.with_user(self.salesperson)._open(order)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_who_may_not_edit_the_order_may_not_press(self):
        reader = self._make_user(
            "bridge_reader",
            "sales_team.group_sale_salesman,accounting_bridge.group_user",
        )
        order = self._sale_order(user_id=self.salesperson.id)
        wizard = self._press(order)
        with self.assertRaises(AccessError):
            order.with_user(reader).action_bridge_create_document()
        with self.assertRaises(AccessError):
            wizard.with_user(reader).action_create()

    def test_a_dialog_is_its_users_own(self):
        wizard = self._press(self._sale_order())
        with self.assertRaises(AccessError):
            wizard.with_user(self.sender).read(["amount_total"])

    def test_says_why_there_is_nothing_to_create(self):
        draft = self.env["sale.order"].create({"partner_id": self.customer.id})
        with self.assertRaisesRegex(UserError, "Confirm it first"):
            self._press(draft)
        undelivered = self._sale_order({"product_id": self.delivered_product.id})
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self._press(undelivered)
        order = self._sale_order()
        self.connection.sync_sales = False
        with self.assertRaisesRegex(UserError, "Sales are not sent"):
            self._press(order)
        self.connection.sudo().state = "disconnected"
        with self.assertRaisesRegex(UserError, "connected"):
            self._press(order)

    def test_a_connection_lost_meanwhile_stops_the_press(self):
        order = self._sale_order()
        wizard = self._press(order)
        self.connection.sudo().state = "disconnected"
        with self.assertRaises(UserError):
            wizard.action_create()
        self.assertFalse(order.bridge_document_count)
