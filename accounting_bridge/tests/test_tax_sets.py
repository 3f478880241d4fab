# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.accounting_bridge.tools.tax_sets import (
    count_sets,
    tax_ids_of,
    tax_key,
)

from .common_setup import SetupCommon


@tagged("post_install", "-at_install")
class TestTaxSets(SetupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finder = cls.env["accounting.bridge.tax.set"]
        cls.second_tax = cls._make_tax("Second", 5)

    def find(self, direction="sale"):
        return self.finder._find(self.connection, direction)

    def key(self, *taxes):
        return tax_key([tax.id for tax in taxes])

    def make_order(self, taxes, **values):
        """A sale order of one line with these taxes."""
        product = self._make_product("Ordered", sale_ok=False)
        return self.env["sale.order"].create(
            {
                "partner_id": self.partner_a.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "tax_ids": [Command.set([tax.id for tax in taxes])],
                        }
                    )
                ],
                **values,
            }
        )

    # === PURE === #

    def test_key_is_sorted_and_reversible(self):
        self.assertEqual(tax_key([31, 7, 100, 7]), "7,31,100")
        self.assertEqual(tax_key([]), "")
        self.assertEqual(tax_ids_of("7,31,100"), [7, 31, 100])
        self.assertEqual(tax_ids_of(False), [])

    def test_records_are_counted_by_set(self):
        groups = [(1, [10, 11]), (2, [11, 12]), (None, [13])]
        self.assertEqual(count_sets(groups), {(1,): 1, (1, 2): 1, (2,): 1, (): 1})

    # === PRODUCTS === #

    def test_each_set_of_a_product_is_one_row(self):
        self._make_product("One", [self.tax_sale])
        self._make_product("Another", [self.tax_sale])
        self._make_product("Both", [self.second_tax, self.tax_sale])
        self._make_product("Untaxed")
        counts = {key: entry.product_count for key, entry in self.find().items()}
        self.assertEqual(
            counts,
            {
                self.key(self.tax_sale): 2,
                self.key(self.tax_sale, self.second_tax): 1,
                "": 1,
            },
        )

    def test_archived_and_unsold_products_do_not_count(self):
        archived = self._make_product("Archived", [self.tax_sale])
        archived.product_tmpl_id.action_archive()
        self._make_product("Unsold", [self.tax_sale], sale_ok=False)
        self.assertNotIn(self.key(self.tax_sale), self.find())

    def test_directions_are_apart(self):
        self._make_product("Desk", [self.tax_sale], [self.tax_purchase])
        self.assertEqual(list(self.find("sale")), [self.key(self.tax_sale)])
        self.assertEqual(list(self.find("purchase")), [self.key(self.tax_purchase)])

    def test_group_tax_is_one_tax(self):
        group = self._make_tax(
            "Group",
            0,
            amount_type="group",
            children_tax_ids=[Command.set((self.tax_sale + self.second_tax).ids)],
        )
        self._make_product("Grouped", [group])
        self.assertEqual(list(self.find()), [self.key(group)])
        self.assertEqual(self.finder._describe(group).rate, 20)

    def test_taxes_of_another_company_are_left_out(self):
        other = self._create_company(name="Other company")
        other_tax = self.env["account.tax"].search(
            [("company_id", "=", other.id), ("type_tax_use", "=", "sale")], limit=1
        )
        self.assertTrue(other_tax)
        self._make_product("Shared", [self.tax_sale, other_tax])
        self.assertEqual(list(self.find()), [self.key(self.tax_sale)])

    def test_taxes_of_a_branch_are_found(self):
        branch = self._make_branch()
        branch_tax = self._make_tax("Branch tax", 7, company_id=branch.id)
        self._make_product("Shared", [self.tax_sale, branch_tax])
        found = set(self.find())
        self.assertEqual(found, {self.key(self.tax_sale), self.key(branch_tax)})

    # === ORDERS === #

    def test_quotations_and_uninvoiced_orders_are_found(self):
        self.make_order([self.tax_sale])
        self.make_order([self.second_tax]).action_confirm()
        self.make_order([self.tax_sale, self.second_tax])._action_cancel()
        counts = {key: entry.line_count for key, entry in self.find().items()}
        self.assertEqual(
            counts, {self.key(self.tax_sale): 1, self.key(self.second_tax): 1}
        )

    def test_invoiced_orders_are_not_found(self):
        order = self.make_order([self.tax_sale])
        order.order_line.product_id.invoice_policy = "order"
        order.action_confirm()
        self.assertIn(self.key(self.tax_sale), self.find())
        order._create_invoices().action_post()
        self.assertNotIn(self.key(self.tax_sale), self.find())

    def test_open_purchase_orders_are_found(self):
        product = self._make_product("Bought", purchase_ok=False)
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.partner_a.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": 1,
                            "price_unit": 10,
                            "tax_ids": [Command.set(self.tax_purchase.ids)],
                        }
                    )
                ],
            }
        )
        self.assertEqual(list(self.find("purchase")), [self.key(self.tax_purchase)])
        order.button_cancel()
        self.assertEqual(list(self.find("purchase")), [])

    # === FISCAL POSITIONS === #

    def test_sets_through_fiscal_positions(self):
        self._make_product("Both", [self.tax_sale, self.second_tax])
        export_tax = self._make_tax("0% Overseas", 0)
        position = self._make_fiscal_position("Export", [(self.tax_sale, export_tax)])
        found = self.find()
        self.assertEqual(
            set(found),
            {
                self.key(self.tax_sale, self.second_tax),
                self.key(export_tax, self.second_tax),
            },
        )
        mapped = found[self.key(export_tax, self.second_tax)]
        self.assertEqual(mapped.fiscal_positions, position)
        self.assertIn("Export", self.finder._where_found(mapped))

    def test_archived_fiscal_positions_are_left_out(self):
        self._make_product("Desk", [self.tax_sale])
        export_tax = self._make_tax("0% Overseas", 0)
        position = self._make_fiscal_position("Export", [(self.tax_sale, export_tax)])
        position.active = False
        self.assertEqual(list(self.find()), [self.key(self.tax_sale)])

    def test_queries_do_not_grow_with_products(self):
        for name in ("First", "Second"):
            self._make_product(name, [self.tax_sale])
            before = self._count_queries()
        for number in range(20):
            self._make_product(f"More {number}", [self.tax_sale])
        self.assertLessEqual(self._count_queries(), before)

    def _count_queries(self):
        """The queries of a search for tax sets, with what is cached for good."""
        self.find()
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.find()
        return self.env.cr.sql_log_count - before

    # === PROPOSALS === #

    def test_proposal_for_a_tax_of_odoo(self):
        code, reason = self.finder._propose(self.connection, "sale", self.tax_sale)
        self.assertEqual(code, self.tax_codes["OUT15"])
        self.assertIn("15 %", reason)

    def test_reverse_charge_of_odoo_is_not_proposed_to_a_normal_code(self):
        repartition = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "factor_percent": 100}),
            Command.create({"repartition_type": "tax", "factor_percent": -100}),
        ]
        tax = self._make_tax(
            "15% abroad",
            15,
            "purchase",
            invoice_repartition_line_ids=repartition,
            refund_repartition_line_ids=repartition,
        )
        code, _reason = self.finder._propose(self.connection, "purchase", tax)
        self.assertFalse(code)
        special = self._make_directory(
            "accounting.bridge.tax.code",
            [
                {
                    "remote_key": "RC",
                    "name": "Reverse charge",
                    "rate": 15,
                    "direction": "purchase",
                    "kind": "reverse_charge",
                }
            ],
        )["RC"]
        code, _reason = self.finder._propose(self.connection, "purchase", tax)
        self.assertEqual(code, special)

    def test_code_that_the_account_refuses_is_not_proposed(self):
        self.tax_codes["OUT15"].sudo().account_classes = "asset expense"
        code, _reason = self.finder._propose(
            self.connection, "sale", self.tax_sale, "revenue"
        )
        self.assertFalse(code)
