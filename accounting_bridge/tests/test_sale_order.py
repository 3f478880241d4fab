# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_orders import OrdersCommon


@tagged("post_install", "-at_install")
class TestSaleOrderCounts(OrdersCommon):
    """A document over there counts as an invoice in Odoo."""

    def test_whole_order_counts_as_invoiced(self):
        order = self._sale_order({"product_uom_qty": 3})
        line = order.order_line

        document = self._create_document(order)

        self.assertEqual(document.state, "queued")
        self.assertRecordValues(
            line,
            [
                {
                    "qty_invoiced": 3,
                    "qty_invoiced_posted": 3,
                    "qty_invoiced_at_date": 3,
                    "qty_to_invoice": 0,
                    "untaxed_amount_invoiced": 300,
                    "untaxed_amount_to_invoice": 0,
                    "amount_invoiced": 345,
                    "amount_to_invoice": 0,
                    "invoice_status": "invoiced",
                }
            ],
        )
        self.assertRecordValues(
            order,
            [
                {
                    "invoice_status": "invoiced",
                    "amount_invoiced": 345,
                    "amount_to_invoice": 0,
                    "bridge_state": "waiting",
                }
            ],
        )

    def test_part_leaves_the_rest_to_odoo(self):
        order = self._sale_order({"product_uom_qty": 10})
        document = self._create_document(order, {order.order_line: 4})
        self.assertEqual(document.amount_total, 460)
        self.assertEqual(order.order_line.qty_to_invoice, 6)
        self.assertEqual(order.invoice_status, "to invoice")
        self.assertIn(order, order.search([("invoice_status", "=", "to invoice")]))

        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        )
        wizard.create({"advance_payment_method": "delivered"}).create_invoices()

        self.assertEqual(order.invoice_ids.invoice_line_ids.quantity, 6)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_nothing_left_is_said_in_words(self):
        order = self._sale_order()
        self._create_document(order)
        with self.assertRaisesRegex(UserError, "counts as invoiced here"):
            order._create_invoices(final=True)
        with self.assertRaisesRegex(UserError, "Nothing is left to invoice"):
            self._create_document(order, allow_more=False)

    def test_down_payment_is_at_most_the_rest(self):
        order = self._sale_order({"product_uom_qty": 10})
        self._create_document(order, {order.order_line: 8})
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        )
        with self.assertRaisesRegex(UserError, "230.00 that are left"):
            wizard.create(
                {"advance_payment_method": "percentage", "amount": 50}
            ).create_invoices()
        wizard.create(
            {"advance_payment_method": "percentage", "amount": 10}
        ).create_invoices()
        self.assertEqual(order.invoice_ids.amount_total, 115)

    def test_voided_deleted_and_cancelled_give_it_back(self):
        for give_back in (
            lambda document: self._refresh(document, "voided"),
            lambda document: self._refresh(document, "deleted"),
            lambda document: document.action_cancel(),
        ):
            order = self._sale_order()
            give_back(self._create_document(order))
            self.assertEqual(order.order_line.qty_to_invoice, 1)
            self.assertEqual(order.invoice_status, "to invoice")
            self.assertEqual(order.amount_to_invoice, 115)

    def test_quantity_in_another_unit(self):
        order = self._sale_order({"product_uom_qty": 24})
        document = self._create_document(order)
        document.line_ids.sudo().product_uom_id = self.uom_dozen
        document.line_ids.sudo().quantity = 1
        self.assertEqual(order.order_line.qty_invoiced, 12)
        self.assertEqual(order.order_line.qty_invoiced_posted, 12)

    def test_quantity_invoiced_at_a_past_date(self):
        order = self._sale_order({"product_uom_qty": 2})
        line = order.order_line
        self._create_document(order, {line: 1}, date=date(2020, 1, 1))
        self._create_document(order, {line: 1}, date=date(2020, 3, 1))
        at_date = line.with_context(accrual_entry_date="2020-02-01")
        self.assertEqual(at_date.qty_invoiced_at_date, 1)
        self.assertEqual(line.qty_invoiced_at_date, 2)

    def test_other_discount_on_odoo_invoice(self):
        order = self._sale_order({"product_uom_qty": 10})
        self._create_document(order, {order.order_line: 4})
        invoice = order._create_invoices()
        invoice.invoice_line_ids.write({"discount": 50, "quantity": 2})
        invoice.action_post()
        self.assertEqual(order.order_line.untaxed_amount_to_invoice, 400)

    def test_report_and_credit_follow(self):
        self.company.account_use_credit_limit = True
        order = self._sale_order({"product_uom_qty": 2})
        self.assertEqual(self.customer.credit_to_invoice, 230)
        document = self._create_document(order)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.customer.credit_to_invoice, 0)
        row = self.env["sale.report"].search(
            [("order_reference", "=", f"sale.order,{order.id}")]
        )
        self.assertEqual(row.qty_invoiced, 2)
        self.assertEqual(row.qty_to_invoice, 0)
        self.assertEqual(row.untaxed_amount_invoiced, 200)
        self.assertEqual(row.line_invoice_status, "invoiced")

        # What is owed over there uses up the limit until it is paid.
        self.customer.credit_limit = 300
        next_order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        self.assertIn("345", next_order.partner_credit_warning)
        self._arrive(document, "paid", paid=230)
        next_order.invalidate_recordset()
        self.assertFalse(next_order.partner_credit_warning)

    def test_purchase_orders_never_count(self):
        order = self._sale_order()
        document = self._create_document(order)
        document.sudo().document_type = "purchase_order"
        order.order_line.invalidate_recordset()
        self.assertFalse(order.order_line._bridge_counted_lines())


@tagged("post_install", "-at_install")
class TestSaleDocument(OrdersCommon):
    """What a document holds of an order."""

    def test_header(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half in 30 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50}),
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": 30}
                    ),
                ],
            }
        )
        child = self.env["res.partner"].create(
            {"name": "Accounts", "parent_id": self.customer.id, "type": "invoice"}
        )
        order = self._sale_order(
            payment_term_id=term.id,
            client_order_ref="PO-77",
            partner_invoice_id=child.id,
        )
        with freeze_time("2026-05-31 20:00:00"):
            document = self._create_document(order)
        self.assertRecordValues(
            document,
            [
                {
                    "date": date(2026, 6, 1),
                    "due_date": date(2026, 7, 1),
                    "reference": f"{order.name} / PO-77",
                    "number": "",
                    "origin": order.name,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "currency_rate": 0,
                    "tax_mode": "exclusive",
                    "status": self._new_status(),
                    "user_id": self.env.uid,
                }
            ],
        )

    def test_due_without_terms_is_the_date(self):
        order = self._sale_order()
        order.payment_term_id = False
        document = self._create_document(order)
        self.assertEqual(document.due_date, document.date)

    def test_terms_that_lower_the_tax_are_refused(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2% within 7 days",
                "early_discount": True,
                "discount_percentage": 2,
                "early_pay_discount_computation": "mixed",
            }
        )
        order = self._sale_order(payment_term_id=term.id)
        with self.assertRaisesRegex(UserError, "lower the tax at once"):
            self._create_document(order)
        term.early_pay_discount_computation = "included"
        self.assertEqual(self._create_document(order).amount_total, 115)

    def test_order_numbers_with_parts(self):
        # sudo: a provider's facts are written by the bridge alone.
        self.connection.sudo().write(self._own_number_values())
        self.connection.number_policy = "order"
        order = self._sale_order({"product_uom_qty": 4})
        line = order.order_line
        first, second = (self._create_document(order, {line: 1}) for _part in range(2))
        self.assertEqual(first.number, order.name)
        self.assertEqual(second.number, f"{order.name}-2")

        second.action_cancel()  # never arrived, so its number is free
        self.assertEqual(
            self._create_document(order, {line: 1}).number, f"{order.name}-2"
        )
        with self.assertRaisesRegex(UserError, "another document's already"):
            self._create_document(order, {line: 1}, number=order.name)

    def test_foreign_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 0.5)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id}
        )
        order = self._sale_order(pricelist_id=pricelist.id)
        self.assertEqual(order.currency_id, euro)
        with freeze_time("2026-05-31"):
            document = self._create_document(order)
        self.assertEqual(document.currency_id, euro)
        self.assertEqual(document.currency_rate, 0.5)
        self.assertEqual(document.amount_total, order.amount_total)
        self.assertEqual(order.amount_to_invoice, 0)

    def test_lines_as_on_odoo_invoice(self):
        order = self._sale_order(
            {"display_type": "line_section", "name": "Empty", "product_id": False},
            {"display_type": "line_section", "name": "Full", "product_id": False},
            {"name": "In oak", "discount": 10},
            {"display_type": "line_note", "name": "A note", "product_id": False},
        )
        document = self._create_document(order)
        self.assertRecordValues(
            document.line_ids,
            [
                {"display_type": "line_section", "name": "Full", "quantity": 0},
                {"display_type": False, "name": "Desk\nIn oak", "quantity": 1},
                {"display_type": "line_note", "name": "A note", "quantity": 0},
            ],
        )
        line = document.line_ids[1]
        self.assertEqual(line.ledger_account_id.code, "200")
        self.assertEqual(line.tax_code_id, self.tax_code)
        self.assertEqual((line.price_unit, line.discount), (100, 10))
        self.assertEqual(line.price_total, 103.5)

    def test_small_unit_price_is_kept(self):
        order = self._sale_order({"price_unit": 0.0035, "product_uom_qty": 1000})
        document = self._create_document(order)
        self.env.flush_all()
        document.invalidate_recordset()
        self.assertEqual(document.line_ids.price_unit, 0.0035)
        self.assertEqual(document.amount_untaxed, 3.5)

    def test_combo_is_covered(self):
        combo_item_product = self._make_product("Lamp", list_price=10)
        combo = self.env["product.combo"].create(
            {
                "name": "Choice",
                "combo_item_ids": [
                    Command.create({"product_id": combo_item_product.id})
                ],
            }
        )
        combo_product = self._make_product(
            "Desk with lamp", type="combo", combo_ids=[Command.set(combo.ids)]
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": combo_product.id, "product_uom_qty": 2}
                    )
                ],
            }
        )
        combo_line = order.order_line
        order.order_line = [
            Command.create(
                {
                    "product_id": combo_item_product.id,
                    "product_uom_qty": 2,
                    "combo_item_id": combo.combo_item_ids.id,
                    "linked_line_id": combo_line.id,
                }
            )
        ]
        order.action_confirm()
        item_line = order.order_line - combo_line

        first = self._create_document(order, {combo_line: 2, item_line: 1})
        self.assertEqual(first.line_ids.mapped("quantity"), [1, 1])
        self.assertEqual(order.invoice_status, "to invoice")

        second = self._create_document(order)
        self.assertEqual(second.amount_total + first.amount_total, order.amount_total)
        self.assertEqual(order.invoice_status, "invoiced")
        self.assertEqual(combo_line.qty_invoiced, 2)

    def test_down_payment_is_deducted(self):
        # Seven rounded taxes are two cents more than the tax of the sum: the deposit's
        # tax is fixed in its extra tax data, and deducted as it was.
        self.company.tax_calculation_rounding_method = "round_per_line"
        order = self._sale_order(*[{"price_unit": 10.05}] * 7)
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        )
        wizard.create(
            {"advance_payment_method": "percentage", "amount": 100}
        ).create_invoices()
        deposit = order.invoice_ids
        deposit.action_post()
        down_payment = order.order_line.filtered(
            lambda line: line.is_downpayment and not line.display_type
        )

        document = self._create_document(order)

        self.assertEqual(
            document.line_ids.mapped("display_type")[-2:], ["line_section", False]
        )
        self.assertEqual(document.line_ids[-1].quantity, -1)
        self.assertEqual(document.line_ids[-1].ledger_account_id.code, "800")
        self.assertAlmostEqual(
            document.amount_total, order.amount_total - deposit.amount_total
        )
        self.assertEqual(down_payment.qty_invoiced, 0)
        self.assertEqual(down_payment.invoice_status, "invoiced")
        self.assertEqual(order.invoice_status, "invoiced")

        document.action_cancel()
        self.assertEqual(down_payment.qty_invoiced, 1)

    def test_negative_total_is_refused(self):
        order = self._sale_order({"price_unit": -10})
        with self.assertRaisesRegex(UserError, "would be negative"):
            self._create_document(order)

    def test_more_than_left_needs_confirmation(self):
        order = self._sale_order({"product_uom_qty": 2})
        with self.assertRaisesRegex(UserError, "confirm that you mean it"):
            self._create_document(order, {order.order_line: 3})
        self._create_document(order, {order.order_line: 3}, allow_more=True)
        self.assertEqual(order.bridge_state, "waiting")

    def test_deliveries_decide(self):
        order = self._sale_order(
            {"product_id": self.delivered_product.id, "product_uom_qty": 5}
        )
        self.assertIn("delivered quantities", order.bridge_why_off)
        self.assertFalse(order.bridge_can_create)
        self._receive(order.order_line, 2)
        self.assertTrue(order.order_line._bridge_quantity_is_fixed())
        with self.assertRaisesRegex(UserError, "deliveries decide"):
            self._create_document(order, {order.order_line: 5}, allow_more=True)
        document = self._create_document(order)
        self._arrive(document)
        self.assertEqual(order.bridge_state, "approved")
        self._receive(order.order_line, 5)
        self.env.flush_all()
        self.assertEqual(order.bridge_state, "part")

    def test_missing_mapping_is_said_in_words(self):
        tax = self._make_tax(7)
        self.connection._map_taxes("sale", tax, self.env["accounting.bridge.tax.code"])
        order = self._sale_order({"tax_ids": [Command.set(tax.ids)]})
        with self.assertRaisesRegex(UserError, f"No tax code.*{tax.name[:5]}"):
            self._create_document(order)
        self.connection._map_account(
            "sale", self.env["accounting.bridge.ledger.account"]
        )
        with self.assertRaisesRegex(UserError, "No ledger account"):
            self._create_document(order)

    def test_status_is_no_more_than_allowed(self):
        self._needs_statuses()
        order = self._sale_order()
        with self.assertRaisesRegex(UserError, "The most you may give"):
            self._create_document(order, status="approved")
        self.connection.invoice_status = "approved"
        self.assertEqual(self._create_document(order).status, "approved")

    def test_only_senders_press(self):
        order = self._sale_order(user_id=self.salesperson.id)
        values = order._bridge_document_values(self.connection)
        lines = order._bridge_prepare_lines(self.connection)
        as_salesperson = order.with_user(self.salesperson)
        with self.assertRaises(AccessError):
            as_salesperson._bridge_create_document(values, lines)
        with self.assertRaises(AccessError):
            as_salesperson._bridge_prepare_bare_document()


@tagged("post_install", "-at_install")
class TestSaleAmounts(OrdersCommon):
    """Amounts are those of Odoo's own invoice of the same lines, to the cent."""

    def _check_as_odoo(self, *lines, tax_mode="exclusive"):
        for rounding in ("round_per_line", "round_globally"):
            with self.subTest(rounding=rounding):
                self.company.tax_calculation_rounding_method = rounding
                order = self._sale_order(*lines)
                for taxes in order.order_line.grouped("tax_ids"):
                    if taxes:
                        self._map_taxes(self.connection, taxes)
                expected = self._odoo_totals(order)
                document = self._create_document(order)
                self.assertEqual(
                    (
                        document.amount_untaxed,
                        document.amount_tax,
                        document.amount_total,
                    ),
                    expected,
                )
                self._check_lines_sum_up(document)
                self.assertEqual(document.tax_mode, tax_mode)

    def _odoo_totals(self, order):
        """The totals of Odoo's own invoice, which is thrown away again."""
        savepoint = self.env.cr.savepoint()
        invoice = order._create_invoices(final=True)
        totals = (invoice.amount_untaxed, invoice.amount_tax, invoice.amount_total)
        savepoint.close(rollback=True)
        self.env.invalidate_all()
        return totals

    def _check_lines_sum_up(self, document):
        currency = document.currency_id
        for line in document.line_ids.filtered(lambda line: not line.display_type):
            self.assertEqual(
                currency.compare_amounts(
                    line.price_subtotal + line.price_tax, line.price_total
                ),
                0,
            )
            share = line.quantity * (1 - line.discount / 100)
            amount = (
                line.price_total
                if document.tax_mode == "inclusive"
                else line.price_subtotal
            )
            # A cent of the document's rounding may lie on a line.
            self.assertAlmostEqual(line.price_unit * share, amount, delta=0.011)
        for name, total in (
            ("price_subtotal", document.amount_untaxed),
            ("price_tax", document.amount_tax),
            ("price_total", document.amount_total),
        ):
            lines_total = sum(document.line_ids.mapped(name))
            self.assertEqual(currency.compare_amounts(lines_total, total), 0)

    def _line(self, price, quantity, taxes, **values):
        return {
            "price_unit": price,
            "product_uom_qty": quantity,
            "tax_ids": [Command.set(taxes.ids)],
            **values,
        }

    def test_thirds(self):
        self._check_as_odoo(
            self._line(0.05, 3, self.tax_15), self._line(33.33, 3, self.tax_15)
        )

    def test_many_halves(self):
        tax = self._make_tax(23)
        self._check_as_odoo(*[self._line(12.12, 12.12, tax)] * 7)

    def test_discounts(self):
        self._check_as_odoo(
            self._line(19.99, 7, self.tax_15, discount=12.5),
            self._line(0.33, 11, self.tax_15, discount=33.33),
        )

    def test_price_included(self):
        included = self._make_tax(15, price_include_override="tax_included")
        self._check_as_odoo(
            self._line(21.53, 1, included),
            self._line(21.53, 1, included),
            self._line(100, 3, included, discount=10),
            tax_mode="inclusive",
        )

    def test_price_included_and_excluded(self):
        included = self._make_tax(21, price_include_override="tax_included")
        self._check_as_odoo(
            self._line(21.53, 3, included),
            self._line(99.99, 2, included, discount=5),
            self._line(33.33, 3, self.tax_15),
        )

    def test_fixed_and_percent(self):
        fixed = self._make_tax(0.35, amount_type="fixed", include_base_amount=True)
        self._check_as_odoo(
            self._line(33.33, 3, fixed + self.tax_15),
            self._line(10.01, 7, fixed),
        )

    def test_fixed_included(self):
        fixed = self._make_tax(
            0.35, amount_type="fixed", price_include_override="tax_included"
        )
        percent = self._make_tax(15, price_include_override="tax_included")
        self._check_as_odoo(self._line(33.33, 3, fixed + percent), tax_mode="inclusive")

    def test_several_taxes(self):
        self._check_as_odoo(
            self._line(33.33, 3, self.tax_15 + self._make_tax(7.7)),
            self._line(0.07, 9, self._make_tax(2.5) + self.tax_15),
            self._line(5, 1, self.env["account.tax"]),
        )

    def test_global_discount(self):
        order = self._sale_order(
            self._line(33.33, 3, self.tax_15), self._line(10.01, 7, self._make_tax(7))
        )
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.07,
            }
        ).action_apply_discount()
        expected = self._odoo_totals(order)
        document = self._create_document(order)
        self.assertEqual(
            (document.amount_untaxed, document.amount_tax, document.amount_total),
            expected,
        )

    def test_amounts_follow_the_quantity(self):
        order = self._sale_order({"product_uom_qty": 3, "price_unit": 33.33})
        lines = order._bridge_prepare_lines(self.connection)
        lines[0]["quantity"] = 2
        (line,) = order._bridge_add_amounts(lines)
        self.assertEqual(
            (line["price_subtotal"], line["price_tax"], line["price_total"]),
            (66.66, 10.0, 76.66),
        )
