# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from datetime import date
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import config, mute_logger

from odoo.addons.accounting_bridge.tools.faults import Kind

from ..models import (
    accounting_bridge_sender,
    accounting_bridge_sending_claim_mixin,
    accounting_bridge_sending_freezing_mixin,
)
from .common_sending import SendingCommon

#: The most documents in a call, and calls in a slice.
BATCH, BATCHES = 2, 2

#: Seconds in which a slice may begin calls, where they are made so slow that there is
#: one: on a busy machine, too, all that comes before it must fit in.
TIME_TO_BEGIN = 2

#: SQL queries that one more document of a call may cost: the books of the test
#: provider, which are rows, take two of them.
QUERIES_A_DOCUMENT = 3


@tagged("post_install", "-at_install")
class TestSlices(SendingCommon):
    """Many documents go in few calls, and ask little of the database."""

    def _new(self, invoices, bills=0):
        """
        :return: bare documents, in the order in which they are due
        """
        orders = [self._sale_order() for _number in range(invoices)]
        orders += [self._purchase_order() for _number in range(bills)]
        documents = self.env["accounting.bridge.document"]
        for order in orders:
            documents |= order._bridge_prepare_bare_document()
        return documents

    def _small_batches(self):
        provider = type(self.connection._provider())
        self.startPatcher(patch.object(provider, "_batch_size", lambda *_args: BATCH))
        self.startPatcher(
            patch.object(
                accounting_bridge_sending_claim_mixin, "BATCHES_PER_SLICE", BATCHES
            )
        )

    def _know_contacts_and_items(self):
        self._send(self._new(1, 1))
        self._calls()

    def test_calls_are_full_and_of_one_type(self):
        self._small_batches()
        self._know_contacts_and_items()
        bill, *others = self._new(0, 1) | self._new(3) | self._new(0, 1)
        self._run_cron()
        self.assertEqual(self._calls(), ["push bill", "push invoice", "push invoice"])
        documents = bill.union(*others)
        self.assertEqual(set(documents.mapped("state")), {"done"})

    def test_no_call_begins_when_the_time_of_a_slice_is_over(self):
        """The rest goes in the next slice, which Odoo may leave to another worker."""
        self._small_batches()
        self._know_contacts_and_items()
        documents = self._new(BATCH * BATCHES)
        self._leave_time_for_one_call("_push_documents")
        self._run_cron()
        self.assertEqual(set(documents.mapped("state")), {"done"})
        self.assertEqual(documents.mapped("tries"), [1, 1, 2, 2])

    def test_no_purchase_order_is_closed_when_the_time_of_a_slice_is_over(self):
        """The rest has its turn in another run, at once."""
        documents = self._purchase_orders_to_close()
        self._leave_time_for_one_call("_close_purchase_order")
        for left in (1, 0):
            self._triggers().unlink()
            self._run_cron()
            self.assertEqual(len(documents.filtered("is_to_close")), left)
            self.assertEqual(len(self._triggers()), left)

    def test_no_purchase_order_is_closed_after_odoo_s_time(self):
        documents = self._purchase_orders_to_close()
        self._triggers().unlink()
        self._run_cron(seconds=0)
        self.assertEqual(documents.filtered("is_to_close"), documents)
        self.assertTrue(self._triggers())
        self._run_cron(seconds=10)
        self.assertFalse(documents.filtered("is_to_close"))

    def _triggers(self):
        """When the scheduled action runs for another reason than its interval."""
        triggers = self.env["ir.cron.trigger"].sudo()
        return triggers.search([("cron_id", "=", self.connection.cron_id.id)])

    def test_a_slice_begun_is_over_before_odoo_ends_its_worker(self):
        usual_limit = config.options["limit_time_real"]
        self.assertLessEqual(2 * accounting_bridge_sender.SLICE_PATIENCE, usual_limit)

    def _leave_time_for_one_call(self, name):
        """Let a method of the provider take longer than a slice has for calls to
        begin."""
        provider = type(self.connection._provider())
        call = getattr(provider, name)

        def call_slowly(*arguments):
            time.sleep(TIME_TO_BEGIN)
            return call(*arguments)

        self.startPatcher(patch.object(provider, name, call_slowly))
        patience = accounting_bridge_sender.LEAST_PATIENCE + TIME_TO_BEGIN
        self.startPatcher(
            patch.object(accounting_bridge_sender, "SLICE_PATIENCE", patience)
        )

    @mute_logger(accounting_bridge_sending_freezing_mixin.__name__)
    def test_what_can_not_be_frozen_parts_no_others(self):
        self._know_contacts_and_items()
        documents = self._new(3)
        odd = documents[0].sudo()
        # Its bill would be due after the last day that there is.
        odd.date = date.max
        order = odd.line_ids.sale_order_id
        order.payment_term_id = self.env.ref("account.account_payment_term_30days")
        self._send(documents)
        self.assertEqual(documents.mapped("state"), ["failed", "done", "done"])
        self.assertFalse(odd.is_doubtful)
        self.assertEqual(self._calls(), ["push invoice"])

    def test_nobody_is_asked_again_once_an_administrator_must_act(self):
        self._small_batches()
        self._know_contacts_and_items()
        documents = self._new(BATCH * BATCHES + 1)
        with self._fault_over_there(Kind.CONSENT_GONE):
            self._run_cron()
        self.assertEqual(self.connection.state, "reconnect")
        self.assertEqual(self._calls(), ["push invoice"])
        self.assertNotIn("failed", documents.mapped("state"))

    def test_the_directory_is_read_once_a_minute(self):
        contacts = self.connection.sudo()
        partners = self.env["res.partner"].create(
            [{"name": f"Somebody {number}"} for number in range(3)]
        )
        invoices = [
            self._create_document(self._sale_order(partner_id=partner.id))
            for partner in partners
        ]
        self._send(invoices[0])
        self.assertIn("pull contacts", self._calls())
        self._send(invoices[1])
        self.assertEqual(self._calls(), ["push contacts", "push invoice"])
        contacts.contacts_synced_at = self._ago(seconds=70)
        self._send(invoices[2])
        self.assertEqual(
            self._calls(), ["pull contacts", "push contacts", "push invoice"]
        )

    def test_a_fresh_directory_is_read_again_where_a_name_is_taken(self):
        self._send(self._create_document(self._sale_order()))
        partner = self.env["res.partner"].create({"name": "Quick one"})
        contact = self._add_contact("Quick one", "customer USD")
        self._calls()
        document = self._create_document(self._sale_order(partner_id=partner.id))
        self._send(document)
        self.assertEqual(
            self._calls(), ["push contacts", "pull contacts", "push invoice"]
        )
        self.assertEqual(document.contact_id.remote_key, str(contact.id))

    def test_one_more_document_costs_few_queries(self):
        self._know_contacts_and_items()
        few, many = self._count_queries(self._new(2)), self._count_queries(self._new(8))
        self.assertLessEqual((many - few) / 6, QUERIES_A_DOCUMENT)

    def _count_queries(self, documents):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._run_cron()
        count = self.env.cr.sql_log_count - before
        self.assertEqual(set(documents.mapped("state")), {"done"})
        return count
