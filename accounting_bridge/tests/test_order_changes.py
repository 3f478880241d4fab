# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import LockError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_orders import OrdersCommon


@tagged("post_install", "-at_install")
class TestOrderChanges(OrdersCommon):
    """Orders are cancelled, lowered and deleted after they were billed."""

    # === CANCELLING === #

    def test_cancelling_takes_back_what_is_unsent(self):
        for state in ("preparing", "queued", "waiting", "failed"):
            for order in (self._sale_order(), self._purchase_order()):
                document = self._create_document(order)
                document.sudo().state = state
                self._cancel(order)
                self.assertEqual(order.state, "cancel")
                self.assertEqual(document.state, "cancel")
                self.assertFalse(document.line_ids.is_counted)

    def test_cancelling_is_refused_in_doubt(self):
        for values in (
            {"state": "sending"},
            {"state": "waiting", "is_doubtful": True},
            {"state": "failed", "is_doubtful": True},
        ):
            for order in (self._sale_order(), self._purchase_order()):
                self._create_document(order).sudo().write(values)
                with self.assertRaisesRegex(UserError, "is not known yet"):
                    self._cancel(order)

    def test_cancelling_is_refused_while_alive(self):
        for order in (self._sale_order(), self._purchase_order()):
            document = self._create_document(order)
            self._arrive(document)
            with self.assertRaisesRegex(UserError, "Void or delete it there"):
                self._cancel(order)
            self._refresh(document, "voided")
            self._cancel(order)
            self.assertEqual(order.state, "cancel")

    def test_salesperson_cancels(self):
        order = self._sale_order()
        document = self._create_document(order)
        order.with_user(self.salesperson).action_cancel()
        self.assertEqual(document.state, "cancel")

    def _cancel(self, order):
        if order._name == "sale.order":
            return order.action_cancel()
        return order.button_cancel()

    # === DELETING === #

    def test_orders_with_documents_stay(self):
        for order in (self._sale_order(), self._purchase_order()):
            self._create_document(order)
            self._cancel(order)
            with self.assertRaisesRegex(UserError, "that history is kept"):
                order.unlink()

    def test_lines_with_documents_stay(self):
        for order in (self._sale_order({}, {}), self._purchase_order({}, {})):
            billed, other = order.order_line
            self._create_document(order, {billed: 1})
            self._cancel(order)
            order.state = "draft"
            other.unlink()
            with self.assertRaisesRegex(UserError, "Set its quantity to 0"):
                billed.unlink()

    # === TOO MUCH === #

    def test_lowered_quantity_shows_and_odoo_credits_nothing(self):
        order = self._sale_order({"product_uom_qty": 5}, {"product_uom_qty": 1})
        lowered, other = order.order_line
        document = self._create_document(order, {lowered: 5})
        self._arrive(document)
        order.order_line = [Command.update(lowered.id, {"product_uom_qty": 3})]
        self.assertEqual(order.bridge_state, "over")
        self.assertEqual(lowered.qty_to_invoice, -2)
        self.assertEqual(order.bridge_state, "over")

        invoice = order._create_invoices(final=True)
        self.assertEqual(invoice.move_type, "out_invoice")
        self.assertEqual(invoice.invoice_line_ids.sale_line_ids, other)
        with self.assertRaisesRegex(UserError, "has to be credited there"):
            order._create_invoices(final=True)

        lowered.product_uom_qty = 5
        self.env.flush_all()
        self.assertEqual(order.bridge_state, "approved")

    def test_odoo_still_credits_its_own(self):
        order = self._sale_order({"product_uom_qty": 5})
        order._create_invoices().action_post()
        order.order_line.product_uom_qty = 3
        credit_note = order._create_invoices(final=True)
        self.assertEqual(credit_note.move_type, "out_refund")

    def test_lowered_purchase_is_not_refunded(self):
        order = self._purchase_order({"product_qty": 5}, {"product_qty": 1})
        lowered, other = order.order_line
        self._arrive(self._create_document(order, {lowered: 5}))
        lowered.product_qty = 3
        self.env.flush_all()
        self.assertEqual(order.bridge_state, "over")

        order.action_create_invoice()
        self.assertEqual(order.invoice_ids.move_type, "in_invoice")
        self.assertEqual(order.invoice_ids.invoice_line_ids.purchase_line_id, other)
        with self.assertRaisesRegex(UserError, "has to be credited there"):
            order.action_create_invoice()

    # === THE BADGE === #

    def test_badge_tells_the_most_urgent(self):
        order = self._sale_order({"product_uom_qty": 3})
        line = order.order_line
        self.assertFalse(order.bridge_state)
        first = self._create_document(order, {line: 1})
        self.assertEqual(order.bridge_state, "waiting")
        self._arrive(first, "draft")
        self.assertEqual(order.bridge_state, "part")
        second = self._create_document(order)
        self._arrive(second, "approved")
        self.assertEqual(order.bridge_state, "draft")
        self._refresh(first, "paid", paid=115)
        self.assertEqual(order.bridge_state, "part_paid")
        self._refresh(second, "paid", paid=230)
        self.assertEqual(order.bridge_state, "paid")
        self._refresh(second, "voided")
        self.assertEqual(order.bridge_state, "part")
        third = self._create_document(order)
        third.sudo().state = "failed"
        third._refresh_orders()
        self.assertEqual(order.bridge_state, "failed")
        third.action_cancel()
        self._refresh(first, "deleted")
        self.assertEqual(order.bridge_state, "gone")

    def test_badge_is_written_only_when_it_changes(self):
        order = self._sale_order()
        self._create_document(order)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order SET write_date = '2020-01-01' WHERE id = %s", [order.id]
        )
        self.env.invalidate_all()
        order._bridge_refresh_state()
        self.env.flush_all()
        self.assertEqual(order.write_date.year, 2020)

    # === TWO AT ONCE === #

    def test_two_tabs_make_one_document(self):
        order = self._sale_order()
        values = order._bridge_document_values(self.connection)
        lines = order._bridge_prepare_lines(self.connection)
        order._bridge_create_document(dict(values), [dict(line) for line in lines])
        with self.assertRaisesRegex(UserError, "Nothing is left to invoice"):
            order._bridge_create_document(values, lines)

    # === MANY AT ONCE === #

    def test_bare_documents_are_frozen_together_and_fail_alone(self):
        good = self._sale_order({"product_uom_qty": 2})
        tax = self._make_tax(9)
        self.connection._map_taxes("sale", tax, self.env["accounting.bridge.tax.code"])
        bad = self._sale_order({"tax_ids": [Command.set(tax.ids)]})
        orders = good + bad

        documents = orders._bridge_prepare_bare_document({"date": "2026-02-03"})

        self.assertEqual(documents.mapped("state"), ["preparing", "preparing"])
        self.assertEqual(good.order_line.qty_to_invoice, 2)
        self.assertEqual(orders.mapped("bridge_state"), ["waiting", "waiting"])

        orders._bridge_freeze(documents)

        self.assertEqual(documents.mapped("state"), ["queued", "failed"])
        self.assertEqual(documents[0].amount_total, 230)
        self.assertEqual(str(documents[0].date), "2026-02-03")
        self.assertEqual(good.order_line.qty_to_invoice, 0)
        self.assertEqual(bad.bridge_state, "failed")
        self.assertIn("No tax code", documents[1].message)
        self.assertTrue(documents[1].needs_follow_up)

    def test_second_press_on_many_makes_no_second_document(self):
        order, other = self._sale_order(), self._sale_order()
        first = order._bridge_prepare_bare_document()
        both = (order + other)._bridge_prepare_bare_document()
        self.assertEqual(len(both), 2)
        self.assertIn(first, both)
        self.assertEqual(order._bridge_documents(), first)

    def test_bare_document_finds_nothing_left(self):
        order = self._sale_order()
        bare = order._bridge_prepare_bare_document()
        order.order_line.product_uom_qty = 0
        order._bridge_freeze(bare)
        self.assertEqual(bare.state, "failed")
        self.assertIn("Nothing is left", bare.message)

    def test_bare_document_is_not_needed_any_more(self):
        """Somebody has pressed on the order alone meanwhile."""
        order = self._sale_order()
        bare = order._bridge_prepare_bare_document()
        document = self._create_document(order)
        order._bridge_freeze(bare)
        self.assertEqual(bare.state, "cancel")
        self.assertIn(f"is on {document.name}", bare.message)
        self.assertEqual(order.bridge_state, "waiting")
        self.assertEqual(order.order_line.qty_to_invoice, 0)

    def test_bare_document_takes_what_another_one_left(self):
        order = self._sale_order({"product_uom_qty": 5})
        bare = order._bridge_prepare_bare_document()
        self._create_document(order, {order.order_line: 2})
        order._bridge_freeze(bare)
        self.assertRecordValues(bare, [{"state": "queued", "amount_total": 345}])


@tagged("post_install", "-at_install")
class TestWithoutRights(OrdersCommon):
    """People without the bridge's rights work with orders that have documents."""

    def test_salesperson_opens_edits_and_invoices(self):
        order = self._sale_order({"product_uom_qty": 5}, {})
        self._create_document(order, {order.order_line[0]: 2})
        self.env.invalidate_all()
        as_salesperson = order.with_user(self.salesperson)

        with Form(as_salesperson) as form:
            form.client_order_ref = "changed"
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 4
        self.assertEqual(order.order_line[0].qty_to_invoice, 2)
        self.assertEqual(as_salesperson.order_line[0].qty_invoiced_posted, 2)
        self.assertEqual(as_salesperson.amount_invoiced, 230)

        invoice = as_salesperson._create_invoices(final=True)
        self.assertEqual(invoice.invoice_line_ids.mapped("quantity"), [2, 1])

    def test_salesperson_confirms(self):
        order = (
            self.env["sale.order"]
            .with_user(self.salesperson)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            )
        )
        order.action_confirm()
        self.assertEqual(order.bridge_provider_name, self.connection.provider_name)

    def test_buyer_opens_edits_and_receives(self):
        order = self._purchase_order({"product_qty": 5})
        self._arrive(self._create_document(order, {order.order_line: 2}))
        self.env.invalidate_all()
        as_buyer = order.with_user(self.buyer)
        with Form(as_buyer) as form:
            form.partner_ref = "changed"
            with form.order_line.edit(0) as line:
                line.product_qty = 4
        self.assertEqual(order.order_line.qty_to_invoice, 2)
        self.assertEqual(as_buyer.invoice_status, "to invoice")
        self.assertEqual(as_buyer.bridge_state, "part")

    def test_branch_uses_the_connection_of_its_company(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.env.user.company_ids += branch
        order = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=[branch.id, self.company.id])
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": branch.id,
                    "order_line": [Command.create({"product_id": self.product.id})],
                }
            )
        )
        order.action_confirm()
        document = self._create_document(order)
        self.assertEqual(document.company_id, branch)
        self.assertEqual(document.connection_id, self.connection)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_disconnected_company_says_so(self):
        order = self._sale_order()
        self.connection.sudo().state = "disconnected"
        order.invalidate_recordset()
        self.assertFalse(order.bridge_can_create)
        self.assertIn("is disconnected", order.bridge_why_off)

    def test_company_without_connection_offers_nothing(self):
        order = self._sale_order()
        self.connection.sudo().state = "new"
        order.invalidate_recordset()
        self.assertFalse(order.bridge_can_create)
        self.assertFalse(order.bridge_why_off)

    def test_lists_cost_no_query_more(self):
        """The badge is a column of the order's own table."""
        orders = self.env["sale.order"]
        for position in range(8):
            order = self._sale_order({}, {})
            orders += order
            if position % 2:
                self._create_document(order)
        for model in (orders, self.env["purchase.order"]):
            field = model._fields["bridge_state"]
            self.assertTrue(field.store)
            self.assertFalse(field.compute)
            self.assertTrue(field.prefetch)
        fields = ["name", "invoice_status", "amount_total"]
        orders.env.flush_all()
        queries = []
        # The first reading fills Odoo's caches of access rights.
        for names in (fields, fields, [*fields, "bridge_state"]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.with_user(self.salesperson).web_read(dict.fromkeys(names, {}))
            queries.append(self.env.cr.sql_log_count - before)
        self.assertEqual(queries[2], queries[1])

    def test_quantities_of_many_lines_in_few_queries(self):
        orders = self.env["sale.order"]
        for _position in range(5):
            order = self._sale_order({}, {})
            self._create_document(order)
            orders += order
        self.env.flush_all()
        self.env.invalidate_all()
        lines = orders.order_line
        lines.mapped("product_uom_id.factor")
        before = self.env.cr.sql_log_count
        lines._bridge_quantities()
        first = self.env.cr.sql_log_count - before
        self.assertLessEqual(first, 6)


@tagged("post_install", "-at_install")
class TestWithRights(OrdersCommon):
    """People who may send, and have no right to accounting besides."""

    def test_salesperson_presses(self):
        user = self._make_user(
            "bridge_sender",
            "sales_team.group_sale_salesman_all_leads,accounting_bridge.group_user",
        )
        order = self._sale_order(
            {"product_uom_qty": 5}, payment_term_id=self.pay_terms_b.id
        )
        self.env.invalidate_all()
        as_user = order.with_user(user)
        self.assertTrue(as_user.bridge_can_create)
        document = self._create_document(as_user)
        self.assertEqual(document.user_id, user)
        self.assertEqual(document.amount_total, 575)
        self.assertEqual(as_user.bridge_document_count, 1)

    def test_buyer_presses(self):
        user = self._make_user(
            "bridge_sender",
            "purchase.group_purchase_user,accounting_bridge.group_user",
        )
        order = self._purchase_order({"product_qty": 5})
        self.env.invalidate_all()
        as_user = order.with_user(user)
        self.assertTrue(as_user.bridge_can_create)
        self.assertEqual(self._create_document(as_user).amount_total, 345)


@tagged("post_install", "-at_install")
class TestLock(OrdersCommon):
    def test_order_that_is_being_changed(self):
        """Another transaction holds a line: the press is refused in words."""
        line_id = self._committed_line()
        # sudo: whichever order it is, of whichever company.
        order = self.env["sale.order.line"].sudo().browse(line_id).order_id
        with self.registry.cursor() as other:
            other.execute(
                "SELECT id FROM sale_order_line WHERE id = %s FOR UPDATE", [line_id]
            )
            with self.assertRaisesRegex(LockError, "by somebody else just now"):
                order._bridge_lock_lines()

    def _committed_line(self):
        """A line of an order that other transactions see."""
        with self.registry.cursor() as cr:
            cr.execute("SELECT id FROM sale_order_line ORDER BY id LIMIT 1")
            row = cr.fetchone()
        if not row:
            self.skipTest("The database holds no order that is committed.")
        return row[0]
