# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, tagged

from ..wizards import create_document_bulk
from .common_orders import OrdersCommon


@tagged("post_install", "-at_install")
class TestTours(OrdersCommon, HttpCase):
    """The screens in a real browser, with the test provider's books behind them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._make_user(
            "bridge_manager",
            "sales_team.group_sale_manager,purchase.group_purchase_manager,"
            "accounting_bridge.group_manager",
        )
        cls.unmapped_tax = cls.env["account.tax"].create(
            {"name": "Unmapped 5 %", "amount": 5, "company_id": cls.company.id}
        )
        cls.lamp = cls._make_product(
            "Lamp", list_price=10.0, taxes_id=[Command.set(cls.unmapped_tax.ids)]
        )

    def _tour(self, url, name):
        self.start_tour(url, f"accounting_bridge_{name}", login="bridge_manager")
        self.env.invalidate_all()

    def _tour_on(self, record, name):
        self._tour(f"/odoo/{record._name}/{record.id}", name)

    def _give_consent(self):
        provider = self.connection._provider()
        tokens = provider._exchange_code(
            self.connection, code="code", code_verifier="", redirect_url="", query={}
        )
        self.connection.write({"client_id": "app", "client_secret": "secret"})
        self.connection._store_consent(tokens)
        # sudo: the tokens of a consent are in use once an organization is connected.
        self.connection.sudo().grant_id = self.connection.consented_grant_id

    def _map_all_taxes_in_use(self):
        for direction in ("sale", "purchase"):
            in_use = self.env["accounting.bridge.tax.set"]._find(
                self.connection, direction
            )
            for tax_set in in_use.values():
                self.connection._map_taxes(direction, tax_set.taxes, self.tax_code)

    def _books(self, kind):
        return self.env["test.accounting.bridge.book"].search(
            [
                ("organization_id", "=", self.connection.organization_id),
                ("kind", "=", kind),
            ]
        )

    def test_press(self):
        order = self._sale_order({"product_uom_qty": 2}, {"product_id": self.lamp.id})
        self._tour_on(order, "press")
        document = order.bridge_document_ids
        self.assertRecordValues(
            document,
            [{"state": "done", "amount_total": 345.0, "user_id": self.manager.id}],
        )
        self.assertEqual(self._books("invoice").data["total"], "345.00")

    def test_press_refused(self):
        order = self._sale_order()
        self._tour_on(order, "press_refused")
        self.assertEqual(order.bridge_document_ids.state, "failed")
        self.assertFalse(self._books("invoice"))

    def test_press_offline(self):
        order = self._sale_order()
        self._tour_on(order, "press_offline")
        document = order.bridge_document_ids
        self.assertEqual(document.state, "queued")
        self.assertFalse(self._books("invoice"))

        # sudo: documents are written by the bridge alone.
        document.sudo().next_try_at = fields.Datetime.now()  # its turn has come
        self.connection.cron_id.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self._books("invoice")), 1)

    def test_bulk(self):
        orders = self._purchase_order(partner_ref="S-1")
        orders += self._purchase_order(partner_ref=False)
        self._tour("/odoo/action-purchase.purchase_form_action", "bulk")
        self.assertEqual(orders.mapped("bridge_state"), ["draft", "draft"])
        self.assertEqual(set(self._books("bill").mapped("number")), {"S-1", "S-2"})

    @patch.multiple(create_document_bulk, SENT_AT_ONCE=1, MOST_ROWS=1)
    def test_bulk_press(self):
        # The browser runs the scheduled actions, which takes an administrator.
        self.manager.group_ids += self.env.ref("base.group_system")
        orders = self._purchase_order(partner_ref="S-1")
        orders += self._purchase_order(partner_ref="S-2")
        self._tour("/odoo/action-purchase.purchase_form_action", "bulk_press")
        self.assertEqual(orders.mapped("bridge_state"), ["draft", "draft"])
        press = orders.bridge_document_ids.bulk_press_id
        self.assertRecordValues(press, [{"sent_count": 2, "user_id": self.manager.id}])

    def test_queue(self):
        queued, failed = (
            self._create_document(self._sale_order()) for _number in range(2)
        )
        # sudo: documents are written by the bridge alone.
        failed.sudo().state = "failed"
        self._tour_on(self.connection, "queue")
        self.assertEqual(queued.state, "cancel")

    def test_setup(self):
        self._give_consent()
        self._map_all_taxes_in_use()
        self.connection._map_taxes("sale", self.unmapped_tax, self.tax_code.browse())
        self.connection.account_mapping_ids.unlink()
        self.connection.is_set_up = False
        self._tour_on(self.connection, "setup")
        self.assertTrue(self.connection.is_set_up)
        self.assertEqual(self.connection._account_for("sale").code, "200")
        self.assertEqual(self.connection._account_for("purchase").code, "300")
        self.assertEqual(
            self.connection._tax_code_for("sale", self.unmapped_tax), self.tax_code
        )
