# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.payloads import ItemPayload
from odoo.addons.accounting_bridge_qbo.tools.queries import select
from odoo.addons.accounting_bridge_qbo.tools.translate_items import (
    item_name,
    item_outcomes,
    items_body,
    remote_item,
)

from .books import Books


def item(account="17", name="Sales", key="odoo-account-17"):
    return ItemPayload(key=key, name=name, account=account)


@tagged("post_install", "-at_install")
class TestItems(BaseCase):
    def test_an_item(self):
        (sent,) = json.loads(items_body([item()]))["BatchItemRequest"]
        self.assertEqual(
            sent["Item"],
            {
                "Name": "Sales",
                "Sku": "odoo-account-17",
                "Type": "Service",
                "IncomeAccountRef": {"value": "17"},
            },
        )
        (sent,) = json.loads(items_body([item()], "40"))["BatchItemRequest"]
        self.assertEqual(sent["Item"]["ExpenseAccountRef"], {"value": "40"})

    def test_names(self):
        for name, expected in (
            ('Sales: "Goods"\n', "Sales - 'Goods'"),
            ("x" * 101, "x" * 100),
        ):
            self.assertEqual(item_name(name), expected)

    def test_an_item_is_found_again_by_its_mark(self):
        for company, needs_costs in (("us", False), ("ca", True), ("uk", True)):
            books = Books(company)
            account = books.key("Account", "Services")
            costs = books.key("Account", "Cost of Goods Sold") if needs_costs else ""
            payloads = [item(account), item(account, name="Hours", key="k2")]
            elements = books.send(items_body(payloads, costs))
            made, taken = item_outcomes(payloads, elements)
            self.assertEqual((made.key, made.errors), ("odoo-account-17", ()))
            self.assertEqual(made.item.account, account)
            self.assertEqual((taken.key, taken.item), ("k2", None))
            self.assertIn("already", taken.errors[0])
            found = map(remote_item, books.records(select("Item")))
            keys = {each.key: each.remote_key for each in found}
            self.assertEqual(keys["odoo-account-17"], made.item.remote_key)
            self.assertIsNone(item_outcomes(payloads, elements[:1]))

    def test_what_is_gone(self):
        for values in ({"Active": False}, {"status": "Deleted"}):
            self.assertFalse(remote_item({"Id": "1", **values}).is_active)
        self.assertTrue(remote_item({"Id": "1"}).is_active)
