# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_orders import OrdersCommon


@tagged("post_install", "-at_install")
class TestAccountCategories(OrdersCommon):
    """Ledger accounts by product category, under the single account of a use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["product.category"]
        cls.furniture = categories.create({"name": "Furniture"})
        cls.tables = categories.create(
            {"name": "Tables", "parent_id": cls.furniture.id}
        )
        cls.books = categories.create({"name": "Books"})
        cls.table = cls._make_product("Table", categ_id=cls.tables.id)
        cls.sofa = cls._make_product("Sofa", categ_id=cls.furniture.id)
        cls.novel = cls._make_product("Novel", categ_id=cls.books.id)
        cls.uncategorized = cls._make_product("Something", categ_id=False)
        cls.products = cls.table + cls.sofa + cls.novel + cls.uncategorized
        cls.furniture_account = cls._make_account(cls.connection, "210", "revenue")
        cls.tables_account = cls._make_account(cls.connection, "211", "revenue")
        cls.expense_account = cls._make_account(cls.connection, "311", "expense")

    def order_all(self):
        return self._sale_order(
            *[{"product_id": product.id} for product in self.products]
        )

    def codes(self, document):
        return [line.ledger_account_id.code for line in document.line_ids]

    def map_sales(self):
        self.connection._map_account("sale", self.furniture_account, self.furniture)

    # === LINES === #

    def test_lines_take_the_account_of_the_nearest_category_upwards(self):
        self.map_sales()
        document = self._create_document(self.order_all())
        self.assertEqual(self.codes(document), ["210", "210", "200", "200"])
        self.connection._map_account("sale", self.tables_account, self.tables)
        document_after = self._create_document(self.order_all())
        self.assertEqual(self.codes(document_after), ["211", "210", "200", "200"])
        self.assertEqual(self.codes(document), ["210", "210", "200", "200"])

    def test_each_use_has_categories_of_its_own(self):
        self.map_sales()
        self.connection._map_account("purchase", self.expense_account, self.tables)
        bill = self._create_document(
            self._purchase_order(
                *[{"product_id": product.id} for product in self.products]
            )
        )
        self.assertEqual(self.codes(bill), ["311", "300", "300", "300"])

    def test_down_payments_take_the_single_account(self):
        self.map_sales()
        no_account = self.env["accounting.bridge.ledger.account"]
        self.connection._map_account("down_payment", no_account)
        order = self._sale_order({"product_id": self.sofa.id})
        down_payment = self.env["sale.advance.payment.inv"].create(
            {
                "advance_payment_method": "percentage",
                "amount": 10,
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        down_payment._create_invoices(order).action_post()
        lines = self._create_document(order).line_ids
        deduction = lines.filtered("is_downpayment")
        # Odoo gives them no product, other addons may.
        deduction.sudo().product_id = self.sofa
        lines.sudo()._remap()
        self.assertEqual(deduction.ledger_account_id.code, "200")
        self.assertIn("210", lines.mapped("ledger_account_id.code"))

    def test_another_try_takes_todays_account(self):
        self.map_sales()
        document = self._create_document(self.order_all())
        self.connection._map_account("sale", self.tables_account, self.tables)
        document._remap()
        self.assertEqual(self.codes(document), ["211", "210", "200", "200"])

    def test_archived_account_gives_way_to_no_other(self):
        self.map_sales()
        order = self._sale_order({"product_id": self.sofa.id})
        self.furniture_account.sudo().active = False
        with self.assertRaisesRegex(UserError, "No ledger account is known for"):
            self._create_document(order)
        orders = order + self._sale_order({"product_id": self.novel.id})
        action = orders.action_bridge_create_document()
        rows = self.env[action["res_model"]].browse(action["res_id"]).row_ids
        self.assertIn("No ledger account", rows[0].problem)
        self.assertFalse(rows[1].problem)

    # === SETUP === #

    def open_accounts(self):
        action = self.connection.action_open_setup()
        setups = self.env[action["res_model"]].with_context(**action["context"])
        return setups.create({"step": "accounts"})

    def add_row(self, form, category, account, purpose="sale"):
        with form.account_line_ids.new() as row:
            row.purpose = purpose
            row.product_category_id = category
            row.ledger_account_id = account

    def test_setup_keeps_rows_and_tells_their_effect(self):
        self.order_all()
        self._sale_order({"product_id": self.table.id})
        self._sale_order({"product_id": self.novel.id})
        billed = self._sale_order({"product_id": self.sofa.id})
        self._create_document(billed)
        self._purchase_order({"product_id": self.table.id})
        setup = self.open_accounts()
        with Form(setup) as form:
            self.assertFalse(form.account_effect_text)
            self.add_row(form, self.furniture, self.furniture_account)
            self.add_row(form, self.tables, self.tables_account)
            self.assertIn(": 2 of sales, 0 of", form.account_effect_text)
            self.add_row(form, self.tables, self.expense_account, "purchase")
            self.assertIn(": 2 of sales, 1 of", form.account_effect_text)
        self.assertEqual(setup.account_line_ids.mapped("order_count"), [1, 2, 1])
        setup.action_continue()
        self.assertEqual(
            self.connection._account_for("sale", self.tables), self.tables_account
        )

        # What is kept changes nothing more; what is taken away does.
        setup = self.open_accounts()
        self.assertEqual(len(setup.account_line_ids), 3)
        self.assertIn("No open order", setup.account_effect_text)
        with Form(setup) as form:
            form.account_line_ids.remove(0)
            self.assertIn(": 1 of sales, 0 of", form.account_effect_text)
        setup.action_continue()
        single = self.connection._account_for("sale")
        self.assertEqual(self.connection._account_for("sale", self.furniture), single)

    def test_another_single_account_changes_all_but_the_categories(self):
        self.map_sales()
        self._sale_order({"product_id": self.table.id})
        self._sale_order({"product_id": self.novel.id})
        self._sale_order({"product_id": self.uncategorized.id})
        with Form(self.open_accounts()) as form:
            form.sale_account_id = self.tables_account
            self.assertIn(": 2 of sales", form.account_effect_text)

    def test_goods_in_stock_have_rows_of_their_own(self):
        if "is_storable" not in self.table._fields:
            self.skipTest("The stock addon is not installed.")
        self.table.is_storable = True
        self._purchase_order({"product_id": self.table.id})
        self._purchase_order({"product_id": self.sofa.id})
        asset_account = self._make_account(self.connection, "601", "asset")
        self.connection.process_method = "tracked"
        setup = self.open_accounts()
        self.assertEqual(setup.offered_purposes, "sale inventory cost_of_goods")
        with Form(setup) as form:
            self.add_row(form, self.furniture, asset_account, "inventory")
            self.assertIn("1 of purchases", form.account_effect_text)

    def test_rows_that_contradict_one_another_are_refused(self):
        setup = self.open_accounts()
        with Form(setup) as form:
            self.add_row(form, self.tables, self.tables_account)
            self.add_row(form, self.tables, self.furniture_account)
            self.assertIn("two accounts", form.missing)
        with self.assertRaisesRegex(UserError, "two accounts"):
            setup.action_continue()
        setup.account_line_ids[1:].unlink()
        setup.account_line_ids.ledger_account_id = self.expense_account
        with self.assertRaisesRegex(UserError, "can't be used"):
            setup.action_continue()
