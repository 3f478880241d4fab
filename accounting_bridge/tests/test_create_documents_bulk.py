# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..wizards import create_document_bulk
from .test_create_document import CreateDocumentCommon


@tagged("post_install", "-at_install")
class TestCreateDocumentsBulk(CreateDocumentCommon):
    def test_a_row_an_order_and_why_one_can_not_go(self):
        good = self._sale_order({"product_uom_qty": 2})
        draft = self.env["sale.order"].create({"partner_id": self.customer.id})
        undelivered = self._sale_order({"product_id": self.delivered_product.id})
        unmapped = self._sale_order({"tax_ids": [Command.set(self.unmapped_tax.ids)]})
        orders = good + draft + undelivered + unmapped
        bulk = self._press(orders)
        self.assertRecordValues(
            bulk.row_ids,
            [
                {"sale_order_id": good.id, "is_selected": True, "amount_total": 230.0},
                {"sale_order_id": draft.id, "is_selected": False, "amount_total": 0},
                {
                    "sale_order_id": undelivered.id,
                    "is_selected": False,
                    "amount_total": 0,
                },
                {"sale_order_id": unmapped.id, "is_selected": False, "amount_total": 0},
            ],
        )
        self.assertFalse(bulk.row_ids[0].remark)
        self.assertIn("Confirm it first", bulk.row_ids[1].remark)
        self.assertIn("Nothing is left", bulk.row_ids[2].remark)
        self.assertIn("Unmapped 5 %", bulk.row_ids[3].remark)
        self.assertEqual(bulk.selected_count, 1)

        bulk.row_ids.is_selected = True
        document = self._create(bulk)
        self.assertRecordValues(
            document,
            [{"state": "preparing", "origin": good.name, "date": self._today()}],
        )

    def test_the_sender_freezes_what_was_meant(self):
        orders = self._sale_order() + self._sale_order({"product_uom_qty": 4})
        bulk = self._press(orders)
        with Form(bulk) as form:
            form.date = date(2026, 3, 1)
        documents = self._create(bulk)
        orders._bridge_freeze(documents)
        self.assertRecordValues(
            documents,
            [
                {"state": "queued", "date": date(2026, 3, 1), "amount_total": 115.0},
                {"state": "queued", "date": date(2026, 3, 1), "amount_total": 460.0},
            ],
        )

    def test_each_bill_has_its_own_number_and_date(self):
        with_number = self._purchase_order(partner_ref="S-1")
        without = self._purchase_order(partner_ref=False)
        bulk = self._press(with_number + without)
        self.assertEqual(bulk.row_ids.mapped("is_selected"), [True, False])
        self.assertIn("supplier's bill", bulk.row_ids[1].remark)
        with Form(bulk) as form:
            form.date = date(2026, 3, 1)
            with form.row_ids.edit(1) as row:
                row.number = "S-9"
                row.date = date(2026, 3, 2)
                self.assertTrue(row.is_selected)
            self.assertEqual(form.selected_count, 2)
        self.assertRecordValues(
            self._create(bulk),
            [
                {"number": "S-1", "date": date(2026, 3, 1)},
                {"number": "S-9", "date": date(2026, 3, 2)},
            ],
        )

    def test_the_same_bill_twice_is_warned_about_not_refused(self):
        self._create(self._press(self._purchase_order(partner_ref="S-1")))
        orders = self._purchase_order(partner_ref="s-1") + self._purchase_order(
            partner_ref="S-2"
        )
        bulk = self._press(orders)
        self.assertIn("already sent", bulk.row_ids[0].remark)
        self.assertFalse(bulk.row_ids[1].remark)
        self.assertEqual(len(self._create(bulk)), 2)

    def test_each_company_goes_through_its_own_connection(self):
        other = self.setup_other_company(name="Other company")["company"]
        connection = self._make_connection(other, organization_id="other")
        own_order = self._sale_order()
        other_order = (
            self.env["sale.order"]
            .with_company(other)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": other.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": 10,
                                "tax_ids": False,
                            }
                        )
                    ],
                }
            )
        )
        other_order.action_confirm()
        bulk = self._press(own_order + other_order)
        self.assertTrue(bulk.has_companies)
        self.assertEqual(
            bulk.row_ids.connection_id.mapped("company_id"), self.company + other
        )
        documents = self._create(bulk)
        self.assertEqual(documents.connection_id, self.connection + connection)
        self.assertEqual(documents.mapped("company_id"), self.company + other)

    def test_an_order_of_a_company_without_connection_can_not_go(self):
        order = self._sale_order() + self._sale_order()
        self.connection.sudo().state = "disconnected"
        bulk = self._press(order)
        self.assertFalse(bulk.selected_count)
        with self.assertRaisesRegex(UserError, "Tick at least one order"):
            bulk.action_create()

    def test_many_documents_are_left_to_the_scheduled_action(self):
        orders = self._sale_order() + self._sale_order()
        bulk = self._press(orders)
        triggers = self.env["ir.cron.trigger"].sudo()
        domain = [("cron_id", "=", self.connection.cron_id.id)]
        triggers.search(domain).unlink()
        with patch.object(create_document_bulk, "SENT_AT_ONCE", 1):
            action = bulk.action_create()
        self.assertEqual(action["tag"], "accounting_bridge_follow_press")
        self.assertEqual(orders.mapped("bridge_state"), ["waiting", "waiting"])
        self.assertTrue(triggers.search(domain))
        documents = orders.bridge_document_ids
        self.assertEqual(documents.mapped("is_bulk"), [True, True])
        self.assertEqual(documents.bulk_press_id.ids, [action["params"]["id"]])

    def test_who_may_not_edit_an_order_may_not_press(self):
        orders = self._sale_order() + self._sale_order()
        with self.assertRaises(AccessError):
            orders.with_user(self.salesperson).action_bridge_create_document()
        bulk = self._press(orders)
        with self.assertRaises(AccessError):
            bulk.with_user(self.salesperson).action_create()

    def test_opening_costs_no_query_an_order(self):
        for make_order in (self._sale_order, self._purchase_order):
            orders = make_order()
            for _order in range(24):
                orders += make_order()
            few, many = orders[:5], orders[5:]
            self._queries_to_open(few)  # fills the caches of the registry
            more = self._queries_to_open(many) - self._queries_to_open(few)
            with self.subTest(orders._name):
                self.assertLessEqual(more, 2)

    @patch.object(create_document_bulk, "MOST_ROWS", 3)
    def test_very_many_orders_are_summed_up(self):
        good = self._sale_order() + self._sale_order()
        drafts = self.env["sale.order"].create([{"partner_id": self.customer.id}] * 2)
        unmapped = self._sale_order({"tax_ids": [Command.set(self.unmapped_tax.ids)]})
        bulk = self._press(drafts + good + unmapped)
        self.assertFalse(bulk.row_ids)
        self.assertRecordValues(
            bulk.group_ids,
            [
                {"order_count": 2, "order_ids": good.ids, "is_selected": True},
                {"order_count": 2, "order_ids": drafts.ids, "is_selected": False},
                {"order_count": 1, "order_ids": unmapped.ids, "is_selected": False},
            ],
        )
        self.assertIn("Confirm them first", bulk.group_ids[1].remark)
        self.assertIn("Unmapped 5 %", bulk.group_ids[2].remark)
        self.assertEqual(bulk.selected_count, 2)
        self.assertIn("3 can't go", bulk.summary)
        action = bulk.group_ids[1].action_open_orders()
        self.assertEqual(action["domain"], [("id", "in", drafts.ids)])

        documents = self._create(bulk)
        self.assertEqual(documents.mapped("origin"), good.mapped("name"))
        self.assertEqual(set(documents.mapped("date")), {self._today()})

    @patch.object(create_document_bulk, "MOST_ROWS", 1)
    def test_very_many_bills_say_which_were_sent_and_which_lack_a_number(self):
        self._create(self._press(self._purchase_order(partner_ref="S_1")))
        again = self._purchase_order(partner_ref="s_1 ")
        new = self._purchase_order(partner_ref="Sx1")
        without = self._purchase_order(partner_ref=False)
        bulk = self._press(again + new + without)
        by_order = {group.order_ids[0]: group for group in bulk.group_ids}
        self.assertIn("already sent", by_order[again.id].remark)
        self.assertTrue(by_order[again.id].is_selected)
        self.assertEqual(by_order[new.id].remark, "Can go.")
        self.assertIn("Vendor Reference", by_order[without.id].remark)
        self.assertFalse(by_order[without.id].is_selected)

    @patch.object(create_document_bulk, "MOST_ROWS", 1)
    def test_a_date_that_can_not_be_stops_very_many_as_well(self):
        bulk = self._press(self._sale_order() + self._sale_order())
        with Form(bulk) as form:
            form.date = False
            self.assertEqual(form.selected_count, 0)
            self.assertIn("date", form.group_ids._records[0]["problem"])
            form.date = date(2026, 3, 1)

    @patch.object(create_document_bulk, "MOST_ROWS", 1)
    @patch.object(create_document_bulk, "SENT_AT_ONCE", 1)
    def test_pressing_very_many_costs_no_query_an_order(self):
        for make_order in (self._sale_order, self._purchase_order):
            orders = make_order()
            for number in range(24):
                orders += make_order(**self._own_number(orders, number))
            few, many, first = orders[:5], orders[5:23], orders[23:]
            self._queries_to_press(first)  # fills the caches of the registry
            more = self._queries_to_press(many) - self._queries_to_press(few)
            with self.subTest(orders._name):
                self.assertLessEqual(more, 3)

    def _own_number(self, orders, number):
        is_bill = orders._name == "purchase.order"
        return {"partner_ref": f"BULK-{number}"} if is_bill else {}

    def _queries_to_press(self, orders):
        """Of the press, and of Create."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._press(orders).action_create()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def _queries_to_open(self, orders):
        """Of the press, and of the rows that the dialog shows."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows = self._press(orders).row_ids
        rows.read(["is_selected", "order_name", "amount_total", "remark"])
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
