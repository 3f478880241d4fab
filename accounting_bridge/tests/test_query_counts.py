# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from lxml import etree

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

#: Records in a list.
ORDERS = 80


@tagged("post_install", "-at_install")
class TestQueryCounts(TransactionCase):
    """The lists of orders cost no query more for the columns of the bridge."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        partner = cls.env["res.partner"].create({"name": "Partner of many orders"})
        product = cls.env["product.product"].create(
            {"name": "Service", "type": "service"}
        )
        for model in ("sale.order", "purchase.order"):
            line = Command.create({"product_id": product.id})
            cls.env[model].create(
                [{"partner_id": partner.id, "order_line": [line]}] * ORDERS
            )
        cls.env.flush_all()

    def test_sale_orders(self):
        self.assert_free("sale.order", "sale.sale_order_tree")

    def test_purchase_orders(self):
        for view in ("purchase_order_kpis_tree", "purchase_order_view_tree"):
            with self.subTest(view):
                self.assert_free("purchase.order", f"purchase.{view}")

    def test_lists_with_a_card_on_the_form(self):
        """What the card shows is in no list: their queries are Odoo's own."""
        for model in ("res.partner", "product.template"):
            self.env[model].create(
                [{"name": f"Many {number}"} for number in range(ORDERS)]
            )
        self.env.flush_all()
        for model, view in (
            ("res.partner", "base.view_partner_tree"),
            ("product.template", "product.product_template_tree_view"),
            ("product.product", "product.product_product_tree_view"),
        ):
            fields = self.env[model]._fields
            names = self.column_names(model, view)
            own = [
                name
                for name in names
                if str(fields[name]._module).startswith("accounting_bridge")
            ]
            self.assertFalse(own, model)
            self.count_queries(model, names)  # fill Odoo's own caches
            with self.assertLogs("odoo.sql_db", "DEBUG") as logged:
                self.count_queries(model, names)
            queries = [each for each in logged.output if "accounting_bridge" in each]
            self.assertFalse(queries, model)

    def assert_free(self, model, view):
        names = self.column_names(model, view)
        own = [name for name in names if name.startswith("bridge_")]
        self.assertTrue(own, "the list has a column of the bridge")
        others = [name for name in names if name not in own]
        self.count_queries(model, names)  # fill Odoo's own caches
        self.assertEqual(
            self.count_queries(model, names), self.count_queries(model, others)
        )

    def column_names(self, model, view):
        view_id = self.env.ref(view).id
        arch = self.env[model].get_view(view_id, "list")["arch"]
        return list(
            dict.fromkeys(
                node.get("name") for node in etree.fromstring(arch).iter("field")
            )
        )

    def count_queries(self, model, names):
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        found = self.env[model].web_search_read(
            [], {name: {} for name in names}, limit=ORDERS
        )
        self.assertEqual(len(found["records"]), ORDERS)
        return self.env.cr.sql_log_count - before
