# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import accounting_bridge_bulk_part
from ..wizards import create_document_bulk
from .common_sending import SendingCommon

PART_LOGGER = accounting_bridge_bulk_part.__name__


@tagged("post_install", "-at_install")
class TestBulkPart(SendingCommon):
    """Orders of very many that a press has noted, and whose documents the scheduled
    action makes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(create_document_bulk, "SENT_AT_ONCE", 1))
        cls.startClassPatcher(patch.object(create_document_bulk, "MOST_ROWS", 1))

    # === THE PRESS === #

    def test_orders_wait_before_they_have_documents(self):
        orders, press = self._press_new(3)
        self.assertFalse(orders._bridge_documents())
        self.assertEqual(orders.mapped("bridge_state"), ["waiting"] * 3)
        self.assertRecordValues(
            press, [{"document_count": 3, "on_the_way_count": 3, "progress": 0}]
        )
        self.assertEqual(press.company_ids, self.company)

        # Somebody saves one of them.
        [line] = orders[0].order_line
        more = fields.Command.update(line.id, {"product_uom_qty": 5})
        orders[0].with_user(self.salesperson).write({"order_line": [more]})
        self.assertEqual(orders.mapped("bridge_state"), ["waiting"] * 3)

    def test_the_scheduled_action_makes_and_sends_their_documents(self):
        orders, press = self._press_new(3)
        before = fields.Datetime.now()
        press.sudo().pressed_at = "2026-01-05 10:00:00"
        with patch.object(accounting_bridge_bulk_part, "DOCUMENTS_AT_ONCE", 2):
            self._run_cron()
        documents = press.document_ids
        self.assertEqual(documents.mapped("state"), ["done"] * 3)
        self.assertEqual(documents._orders()[0].sorted(), orders.sorted())
        self.assertEqual(set(documents.mapped("date")), {self._today()})
        self.assertEqual(documents.user_id, press.user_id)
        self.assertEqual(set(documents.mapped("is_bulk")), {True})
        self.assertLess(max(documents.mapped("pressed_at")), before)
        self.assertFalse(press.part_ids.exists())
        self.assertEqual(len(self._books("invoice")), 3)
        self.assertRecordValues(press, [{"sent_count": 3, "progress": 100}])

    def test_they_are_made_as_who_pressed_may(self):
        self.connection.sudo().invoice_status = "approved"
        groups = "accounting_bridge.group_user,sales_team.group_sale_salesman_all_leads"
        person = self._make_user("presser", groups)
        allowed = self.connection.with_user(person)._allowed_status("invoice")
        self.assertNotEqual(allowed, self.connection._allowed_status("invoice"))
        person.lang = self._translate_type("invoice", "Facture")
        orders = self._new_orders(2)
        press = self._press(orders.with_user(person))
        orders._bridge_make_noted_documents()
        documents = orders._bridge_documents()
        self.assertEqual(set(documents.mapped("status")), {allowed})
        self.assertEqual(documents.user_id, person)
        self.assertEqual(press.user_id, person)
        self.assertEqual(documents[0].name, f"Facture {documents[0].origin}")

    def test_none_is_meant_twice(self):
        orders, press = self._press_new(2)
        more = self._new_orders(2)
        dialog = self._open(orders + more)
        self.assertEqual(dialog.group_ids.mapped("is_selected"), [True, False])
        self.assertIn("On their way already", dialog.group_ids[1].remark)
        second = self._create(dialog)
        self.assertEqual(second.part_ids.sudo().order_ids, more.ids)
        # A press on few of them.
        self.assertEqual(len(orders._bridge_prepare_bare_document()), 2)
        self.assertEqual(orders._bridge_documents().bulk_press_id, press)
        self.assertFalse(press.part_ids.exists())
        self._run_cron()
        self.assertEqual(len(self._books("invoice")), 4)

    def test_a_dialog_that_was_open_before_means_none_twice(self):
        orders = self._new_orders(2)
        late = self._open(orders)
        self._press(orders)
        with self.assertRaisesRegex(UserError, "on their way already"):
            self._create(late)

    def test_who_may_not_send_notes_nothing(self):
        press = self.env["accounting.bridge.bulk.press"]._begin("invoice")
        orders = self._new_orders(2)
        with self.assertRaises(AccessError):
            orders.with_user(self.salesperson)._bridge_note(press, self._today())
        self.connection.sudo().state = "reconnect"
        with self.assertRaisesRegex(UserError, "connected again"):
            orders._bridge_note(press, self._today())

    def test_a_part_is_seen_in_its_company_alone(self):
        _orders, press = self._press_new(2)
        colleague = self._make_user("colleague", "accounting_bridge.group_user")
        self.assertTrue(press.with_user(colleague).part_ids.order_count)
        with self.assertRaises(AccessError):
            press.with_user(colleague).part_ids.order_ids = []
        other = self.setup_other_company(name="Other company")["company"]
        colleague.write({"company_ids": other.ids, "company_id": other.id})
        part = self.env["accounting.bridge.bulk.part"].with_user(colleague)
        self.assertFalse(part.search([("press_id", "=", press.id)]))

    # === WHAT BECOMES OF THE ORDERS MEANWHILE === #

    def test_cancelling_an_order_takes_its_document_back(self):
        orders, press = self._press_new(3)
        orders[1].with_user(self.salesperson)._action_cancel()
        self.assertEqual(orders[1].state, "cancel")
        self.assertEqual(orders[1]._bridge_documents().state, "cancel")
        self.assertRecordValues(press, [{"cancel_count": 1, "on_the_way_count": 2}])
        self._run_cron()
        self.assertEqual(len(self._books("invoice")), 2)

    def test_an_order_that_is_gone_does_not_hold_up_the_others(self):
        orders, press = self._press_new(2)
        part = press.part_ids.sudo()
        part.order_ids = [part.search([], order="id desc").id + 10**6, orders[1].id]
        self._run_cron()
        self.assertEqual(orders[1]._bridge_documents().state, "done")
        self.assertFalse(part.exists())

    @mute_logger(PART_LOGGER)
    def test_a_fault_on_one_order_does_not_hold_up_the_others(self):
        orders, press = self._press_new(3)
        bare_line_values = type(orders)._bridge_bare_line_values

        def fail_on_one(order):
            if order == orders[1]:
                raise ValueError("someone's addon")
            return bare_line_values(order)

        with patch.object(type(orders), "_bridge_bare_line_values", fail_on_one):
            self._run_cron()
        self.assertEqual(orders.mapped("bridge_state"), ["draft", False, "draft"])
        activity = orders.activity_ids
        self.assertEqual(activity.res_id, orders[1].id)
        self.assertEqual(activity.user_id, press.user_id)
        self.assertIn(orders[1].name, activity.note)
        self.assertRecordValues(press, [{"document_count": 2, "progress": 100}])
        self.assertTrue(self._press(orders[1] + self._sale_order()))

    # === WHAT BECOMES OF THE CONNECTION MEANWHILE === #

    def test_they_are_made_while_calls_are_held_up(self):
        orders, _press = self._press_new(2)
        self.connection.sudo().state = "reconnect"
        self._run_cron()
        documents = orders._bridge_documents()
        self.assertEqual(documents.mapped("state"), ["preparing"] * 2)

    def test_what_there_is_no_time_for_is_made_by_the_next_run(self):
        orders, _press = self._press_new(3)
        triggers = self.env["ir.cron.trigger"].sudo()
        of_cron = [("cron_id", "=", self.connection.cron_id.id)]
        triggers.search(of_cron).unlink()
        self.connection.sudo().state = "reconnect"
        with patch.object(accounting_bridge_bulk_part, "DOCUMENTS_AT_ONCE", 1):
            self._run_cron(seconds=0)
            self.assertEqual(len(orders._bridge_documents()), 1)
        soon = [("call_at", "<=", self._ahead(seconds=1))]
        self.assertTrue(triggers.search(of_cron + soon))
        self.connection.sudo().state = "connected"
        self._run_cron()
        self.assertEqual(orders._bridge_documents().mapped("state"), ["done"] * 3)

    def test_a_disconnection_leaves_documents(self):
        orders, _press = self._press_new(2)
        self.connection.action_disconnect()
        documents = orders._bridge_documents()
        self.assertEqual(documents.mapped("state"), ["preparing"] * 2)
        self.assertEqual(documents.connection_id, self.connection)

    def test_a_switch_takes_them_back(self):
        orders, _press = self._press_new(2)
        successor = self._make_connection(self.company, state="new", is_set_up=False)
        switch = self.env["accounting.bridge.switch.provider"].create(
            {"connection_id": successor.id}
        )
        self.assertEqual(switch.unsent_count, 2)
        successor._end_replaced()
        documents = orders._bridge_documents()
        self.assertEqual(documents.mapped("state"), ["cancel"] * 2)

    def test_the_queue_counts_them(self):
        self._press_new(2)
        queue = self.connection.get_queue()
        texts = {row["name"]: row["text"] for row in queue["rows"]}
        self.assertEqual(texts["waiting"], "2 documents")
        self.assertIn("still being made", self.connection.action_open_waiting()["help"])
        self.assertTrue(texts["through"])
        self._create_document(self._sale_order())
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.waiting_count, 3)

    def test_the_card_shows_them(self):
        [order, _other], _press = self._press_new(2)
        [row] = order._bridge_card()["rows"]
        self.assertIn(order.name, row["title"])
        self.assertEqual(row["badge"]["text"], "Preparing")
        order._bridge_make_noted_documents()
        [row] = order._bridge_card()["rows"]
        self.assertEqual(row["badge"]["text"], "Preparing")

    def test_bills_as_well(self):
        orders = self.env["purchase.order"]
        for number in range(3):
            orders += self._purchase_order(partner_ref=f"BULK-{number}")
        press = self._press(orders)
        self.assertRecordValues(press, [{"document_type": "bill", "document_count": 3}])
        self.assertEqual(orders.mapped("bridge_state"), ["waiting"] * 3)
        self._run_cron()
        self.assertEqual(press.document_ids.mapped("state"), ["done"] * 3)
        self.assertEqual(len(self._books("bill")), 3)

    def test_a_bill_whose_number_is_gone_waits_for_one(self):
        orders = self.env["purchase.order"]
        for number in range(2):
            orders += self._purchase_order(partner_ref=f"BULK-{number}")
        press = self._press(orders)
        orders[0].partner_ref = False
        self._run_cron()
        self.assertEqual(len(self._books("bill")), 1)
        failed = press.document_ids.filtered(lambda d: d.state == "failed")
        self.assertIn("Vendor Reference", failed.message)
        [activity] = press.activity_ids
        self.assertIn("1 failed.", activity.note)
        self.assertNotIn("0 arrived", activity.note)

        orders[0].partner_ref = "BULK-2"
        failed.action_retry()
        self._run_cron()
        self.assertRecordValues(failed, [{"state": "done", "number": "BULK-2"}])

    def test_the_list_says_that_documents_are_still_made(self):
        _orders, press = self._press_new(2)
        self.assertIn("still being made", press.action_open_on_the_way()["help"])
        self._run_cron()
        self.assertNotIn("still being made", press.action_open_on_the_way()["help"])

    # === STEPS === #

    def _translate_type(self, document_type, label):
        """:return: the language in which a type of documents is called so"""
        language = self.env["res.lang"]._activate_lang("fr_FR").code
        field = self.env["ir.model.fields"]._get(
            "accounting.bridge.document", "document_type"
        )
        selection = field.selection_ids.filtered(
            lambda option: option.value == document_type
        )
        selection.with_context(lang=language).name = label
        return language

    def _press_new(self, count):
        """
        :return: new orders, and the press on them
        """
        orders = self._new_orders(count)
        return orders, self._press(orders)

    def _new_orders(self, count):
        orders = self.env["sale.order"]
        for _number in range(count):
            orders += self._sale_order()
        return orders

    def _press(self, orders):
        return self._create(self._open(orders))

    def _open(self, orders):
        action = orders.action_bridge_create_document()
        return orders.env[action["res_model"]].browse(action["res_id"])

    def _create(self, dialog):
        press_id = dialog.action_create()["params"]["id"]
        return self.env["accounting.bridge.bulk.press"].browse(press_id)
