# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..const import DOCUMENT_STATES
from ..models.accounting_bridge_bulk_press import PROGRESS_MESSAGE
from ..wizards import create_document_bulk
from .common_sending import SendingCommon

#: States in which a document has not been tried yet, or is at it.
ON_THE_WAY = ("preparing", "queued", "sending")
ALL_STATES = tuple(dict(DOCUMENT_STATES))


@tagged("post_install", "-at_install")
class TestBulkPress(SendingCommon):
    """Many orders pressed at once, and what the person is told of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(create_document_bulk, "SENT_AT_ONCE", 1))

    def test_how_the_documents_fare_is_counted(self):
        press, orders = self._press_many(3)
        self.assertRecordValues(
            press, [{"document_count": 3, "on_the_way_count": 3, "progress": 0}]
        )
        self.assertEqual(press.company_ids, self.company)
        failed, sent, _other = press.document_ids.sudo()
        failed.state, sent.state = "failed", "done"
        press.invalidate_recordset()
        self.assertRecordValues(
            press, [{"on_the_way_count": 1, "failed_count": 1, "sent_count": 1}]
        )
        [progress] = press.get_progress()
        self.assertEqual(progress["failed_count"], 1)

    def test_each_number_of_a_press_opens_its_documents(self):
        press, documents = self._press_of_each_state()
        self._press_of_each_state()
        for counted, action, states in (
            ("on_the_way_count", "action_open_on_the_way", ON_THE_WAY),
            ("waiting_count", "action_open_waiting", ("waiting",)),
            ("sent_count", "action_open_sent", ("done",)),
            ("failed_count", "action_open_failed", ("failed",)),
            ("cancel_count", "action_open_cancelled", ("cancel",)),
            ("document_count", "action_open_documents", ALL_STATES),
        ):
            with self.subTest(action):
                found = self._opened(getattr(press, action)())
                expected = documents.filtered(lambda each, of=states: each.state in of)
                self.assertEqual(found, expected)
                self.assertEqual(press[counted], len(found))
        self.assertFalse(self._opened(press.action_open_remarks()))
        done = documents.filtered(lambda document: document.state == "done")
        done.sudo().message = "The total differs."
        press.invalidate_recordset()
        self.assertEqual(self._opened(press.action_open_remarks()), done)
        self.assertEqual(press.remark_count, 1)

    def test_each_number_of_a_connection_opens_its_documents(self):
        _press, documents = self._press_of_each_state()
        _press, others = self._press_of_each_state()
        company = self.setup_other_company(name="Other company")["company"]
        other = self._make_connection(company, organization_id="other")
        others.sudo().connection_id = other
        for counted, action, states in (
            ("waiting_count", "action_open_waiting", (*ON_THE_WAY, "waiting")),
            ("failed_count", "action_open_failed", ("failed",)),
        ):
            for connection, own in ((self.connection, documents), (other, others)):
                with self.subTest(action, connection=connection.name):
                    found = self._opened(getattr(connection, action)())
                    expected = own.filtered(lambda each, of=states: each.state in of)
                    self.assertEqual(found, expected)
                    self.assertEqual(connection[counted], len(found))

    def _press_of_each_state(self):
        """
        :return: a press, and its documents, of which each is in another state
        """
        press, _orders = self._press_many(len(ALL_STATES))
        for document, state in zip(press.document_ids, ALL_STATES, strict=True):
            document.sudo().state = state
        press.invalidate_recordset()
        return press, press.document_ids

    def _opened(self, action):
        return self.env[action["res_model"]].search(action["domain"])

    def test_the_scheduled_action_sends_all_and_tells_once(self):
        press, orders = self._press_many(3)
        self.env["bus.bus"].sudo().search([]).unlink()
        self._run_cron()
        self.assertEqual(press.document_ids.mapped("state"), ["done"] * 3)
        self.assertNotIn("waiting", orders.mapped("bridge_state"))
        press.invalidate_recordset()
        self.assertRecordValues(press, [{"sent_count": 3, "progress": 100}])
        self.assertFalse(press.activity_ids)
        messages = self._bus_messages()
        self.assertEqual({message["type"] for message in messages}, {PROGRESS_MESSAGE})
        last = messages[-1]["payload"]
        self.assertEqual((last["sent_count"], last["on_the_way_count"]), (3, 0))

    def test_failures_make_one_activity_on_the_press_and_none_on_orders(self):
        press, orders = self._press_many(3)
        self.connection.account_mapping_ids.unlink()
        self._run_cron()
        self.assertEqual(orders.mapped("bridge_state"), ["failed"] * 3)
        self.assertFalse(orders.activity_ids)
        activity = press.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, press.user_id)
        self.assertIn("3", activity.summary)

        # Cancelled, they need nobody any more.
        press.document_ids.action_cancel()
        self.assertFalse(press.activity_ids)

    def test_what_is_on_its_way_already_is_not_pressed_again(self):
        press, orders = self._press_many(2)
        with self.assertRaisesRegex(UserError, "on their way already"):
            self._press(orders)
        more = self._sale_order()
        second = self._press(orders + more)
        self.assertEqual(second.document_ids.mapped("origin"), [more.name])

    def test_what_somebody_waits_for_goes_ahead_of_a_bulk_run(self):
        press, _orders = self._press_many(2)
        single = self._create_document(self._sale_order())
        provider = type(self.connection._provider())
        self.startPatcher(patch.object(provider, "_batch_size", lambda *_arguments: 1))
        self._run_cron()
        arrived = self._books("invoice").sorted("id").mapped("mark")
        self.assertEqual(len(arrived), 3)
        self.assertEqual(arrived[0], single.mark)
        self.assertEqual(set(arrived[1:]), set(press.document_ids.mapped("mark")))

    def test_a_press_is_told_as_a_whole_whichever_companies_are_chosen(self):
        press, _orders = self._press_many(2)
        other = self.env["res.company"].create({"name": "Other company"})
        colleague = self._make_user("colleague", "accounting_bridge.group_user")
        document = press.document_ids[0].sudo()
        document.company_id = other
        document.message = "See to it."
        for state, counted in (("waiting", "waiting_count"), ("done", "sent_count")):
            document.state = state
            press.invalidate_recordset()
            [progress] = press.with_user(colleague).get_progress()
            self.assertEqual(progress[counted], 1)
            # What the bus tells.
            self.assertEqual(progress, press.sudo()._progress())
        self.assertEqual(press.with_user(colleague).progress, 50)

    def test_a_press_is_seen_in_its_companies_alone(self):
        press, _orders = self._press_many(2)
        other = self.setup_other_company(name="Other company")["company"]
        stranger = new_test_user(
            self.env,
            login="stranger",
            groups="accounting_bridge.group_user",
            company_id=other.id,
            company_ids=[fields.Command.set(other.ids)],
        )
        as_stranger = press.with_user(stranger).with_company(other)
        self.assertEqual(as_stranger.get_progress(), [])
        with self.assertRaises(AccessError):
            as_stranger.action_open_documents()
        colleague = self._make_user("colleague", "accounting_bridge.group_user")
        self.assertTrue(press.with_user(colleague).get_progress())
        with self.assertRaises(AccessError):
            press.with_user(colleague).document_count = 5

    # === STEPS === #

    def _bus_messages(self):
        messages = self.env["bus.bus"].sudo().search([], order="id")
        return [json.loads(message) for message in messages.mapped("message")]

    def _press_many(self, count):
        orders = self.env["sale.order"]
        for _number in range(count):
            orders += self._sale_order()
        return self._press(orders), orders

    def _press(self, orders):
        action = orders.action_bridge_create_document()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        press_id = dialog.action_create()["params"]["id"]
        return self.env["accounting.bridge.bulk.press"].browse(press_id)
