# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models import accounting_bridge_document
from .common_orders import OrdersCommon

#: Queries that more documents may cost: Odoo writes rows in parts.
MORE_QUERIES = 3


@tagged("post_install", "-at_install")
class TestRetry(OrdersCommon):
    """Failed documents, tried again together."""

    def test_many_cost_hardly_more_than_a_few(self):
        few, many = self._failed_invoices(3), self._failed_invoices(15)
        self._count_queries(few)  # fill Odoo's own caches
        few.sudo().state = "failed"
        cost_of_few = self._count_queries(few)
        self.assertLessEqual(self._count_queries(many), cost_of_few + MORE_QUERIES)
        self.assertEqual(set(many.mapped("state")), {"queued"})

    def test_each_line_takes_its_own_mapping(self):
        exempt = self._make_tax(0)
        lines = ({}, {"tax_ids": [fields.Command.set(exempt.ids)]})
        invoice = self._create_document(self._sale_order(*lines))
        bill = self._create_document(self._purchase_order())
        self._fail(invoice + bill)
        sales = self._make_account(self.connection, "201", "revenue")
        goods = self._make_account(self.connection, "301", "expense")
        self.connection._map_account("sale", sales)
        self.connection._map_account("purchase", goods)
        self.connection._map_taxes("sale", exempt, self.no_tax_code)

        (invoice + bill).action_retry()
        self.assertRecordValues(
            invoice.line_ids,
            [
                {"ledger_account_id": sales.id, "tax_code_id": self.tax_code.id},
                {"ledger_account_id": sales.id, "tax_code_id": self.no_tax_code.id},
            ],
        )
        self.assertEqual(bill.line_ids.ledger_account_id, goods)

    def test_what_is_in_doubt_is_repeated_as_it_was(self):
        doubtful, plain = documents = self._failed_invoices(2)
        doubtful.sudo().is_doubtful = True
        before = doubtful.line_ids.ledger_account_id
        sales = self._make_account(self.connection, "201", "revenue")
        self.connection._map_account("sale", sales)
        documents.action_retry()
        self.assertEqual(doubtful.line_ids.ledger_account_id, before)
        self.assertEqual(plain.line_ids.ledger_account_id, sales)

    @patch.object(accounting_bridge_document, "SENT_AT_ONCE", 1)
    def test_many_are_left_to_the_scheduled_action_at_once(self):
        documents = self._failed_invoices(2)
        action = documents.action_retry()
        self.assertEqual(action["tag"], "display_notification")
        self.assertIn("2 document(s) are on their way", action["params"]["message"])
        for document in documents:
            self.assertLessEqual(document.next_try_at, fields.Datetime.now())
        self._fail(documents[0])
        self.assertEqual(documents[0].action_retry()["tag"], "accounting_bridge_send")

    def test_one_that_may_not_be_retried_stops_all(self):
        documents = self._failed_invoices(2)
        bill = self._create_document(self._purchase_order())
        self._fail(bill)
        with self.assertRaises(AccessError):
            (documents + bill).with_user(self.salesperson).action_retry()
        bill.sudo().state = "done"
        with self.assertRaisesRegex(UserError, "is not waiting to be tried again"):
            (documents + bill).action_retry()

    # === STEPS === #

    def _failed_invoices(self, count):
        documents = self.env["accounting.bridge.document"]
        for _number in range(count):
            documents += self._create_document(self._sale_order())
        self._fail(documents)
        return documents

    def _fail(self, documents):
        # sudo: documents are written by the bridge alone.
        documents.sudo().state = "failed"
        documents._refresh_orders()

    def _count_queries(self, documents):
        """What a retry costs."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        documents.action_retry()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
