# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import UserError

#: What preparing and counting an invoice reads.
FIELDS_TO_PREPARE = (
    "amount_total",
    "amount_untaxed",
    "bridge_state",
    "company_id",
    "currency_id",
    "currency_rate",
    "invoice_status",
    "locked",
    "name",
    "partner_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "payment_term_id",
    "pricelist_id",
    "state",
    "team_id",
    "user_id",
)
LINE_FIELDS_TO_PREPARE = (
    "analytic_distribution",
    "collapse_composition",
    "collapse_prices",
    "combo_item_id",
    "company_id",
    "currency_id",
    "discount",
    "display_type",
    "extra_tax_data",
    "invoice_lines",
    "invoice_status",
    "is_downpayment",
    "name",
    "order_id",
    "price_unit",
    "product_id",
    "product_uom_id",
    "product_uom_qty",
    "qty_delivered",
    "qty_invoiced",
    "qty_to_invoice",
    "sequence",
    "state",
    "tax_ids",
    "untaxed_amount_invoiced",
)


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "accounting.bridge.order.mixin"]

    # === ACTION METHODS === #

    def _action_cancel(self):
        # EXTENDS 'sale': refuse before anything of the order is touched
        self._bridge_before_cancel()
        return super()._action_cancel()

    # === BUSINESS METHODS === #

    def _get_invoiceable_lines(self, final=False):
        # EXTENDS 'sale': a final invoice takes back what was invoiced too much. What
        # was invoiced over there can only be taken back over there.
        lines = super()._get_invoiceable_lines(final)
        if not final:
            return lines
        kept = lines.filtered(
            lambda line: not (line._bridge_is_return() and line._bridge_is_counted())
        )
        return kept if kept == lines else kept._bridge_without_empty_sections()

    def _nothing_to_invoice_error_message(self):
        # EXTENDS 'sale'
        names = self.filtered("bridge_state").mapped("name")
        if not names:
            return super()._nothing_to_invoice_error_message()
        return self.env._(
            "Nothing is left to invoice in Odoo on %(orders)s: what was invoiced in "
            "the accounting software counts as invoiced here. What was invoiced too "
            "much there has to be credited there.",
            orders=", ".join(names),
        )

    def _create_down_payment_lines_from_base_lines(self, down_payment_base_lines):
        # EXTENDS 'sale': what was invoiced over there can't be paid down here
        if self.order_line._bridge_counted_lines():
            self._bridge_check_down_payment(down_payment_base_lines)
        return super()._create_down_payment_lines_from_base_lines(
            down_payment_base_lines
        )

    def _bridge_check_down_payment(self, base_lines):
        """:raise UserError: when a down payment exceeds what is left to invoice"""
        total = sum(
            details["total_excluded_currency"]
            + details["delta_total_excluded_currency"]
            + sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
            for details in (base_line["tax_details"] for base_line in base_lines)
        )
        if self.currency_id.compare_amounts(total, self.amount_to_invoice) > 0:
            raise UserError(
                self.env._(
                    "A down payment of %(amount)s is more than the %(left)s that are "
                    "left to invoice on %(order)s: what was invoiced in the "
                    "accounting software counts as invoiced here.",
                    amount=self.currency_id.format(total),
                    left=self.currency_id.format(self.amount_to_invoice),
                    order=self.name,
                )
            )

    # === BRIDGE === #

    def _bridge_document_type(self):
        return "invoice"

    def _bridge_direction(self):
        return "sale"

    def _bridge_order_field(self):
        return "sale_order_id"

    def _bridge_line_field(self):
        return "sale_line_id"

    def _bridge_fields_to_prepare(self):
        return FIELDS_TO_PREPARE, LINE_FIELDS_TO_PREPARE

    def _bridge_is_confirmed(self):
        self.ensure_one()
        return self.state == "sale"

    def _bridge_card_setting(self):
        return "has_sale_card"

    def _bridge_partner(self):
        self.ensure_one()
        return self.partner_invoice_id

    def _bridge_shipping_partner(self):
        self.ensure_one()
        return self.partner_shipping_id

    def _bridge_reference(self):
        self.ensure_one()
        return " / ".join(filter(None, [self.name, self.client_order_ref]))

    def _bridge_number(self, connection, document_type):
        if connection.sudo()._allowed_number_policy() == "provider":
            return ""
        return self._bridge_numbered(connection, document_type)

    def _bridge_source_lines(self):
        self.ensure_one()
        lines = self._get_invoiceable_lines(final=True).filtered(
            lambda line: not line._bridge_is_return()
        )
        return lines._bridge_without_empty_sections()

    def _bridge_unmapped_lines(self, order_lines, document_type):
        # In the customer's language and the order's company, as Odoo's own invoice.
        order = self.with_company(self.company_id).with_context(
            lang=self.partner_invoice_id.lang or self.env.lang
        )
        return super(SaleOrder, order)._bridge_unmapped_lines(
            order_lines.with_env(order.env), document_type
        )

    def _bridge_prepare_source_line(self, order_line, document_type):
        if not order_line.is_downpayment or order_line.display_type:
            return order_line._prepare_invoice_lines_vals_list()
        # Down payments are deducted, all that is left of each, under a heading.
        reverse = self.env["account.tax"]._reverse_quantity_base_line_extra_tax_data
        deduction = order_line._prepare_invoice_lines_vals_list(
            quantity=order_line.qty_to_invoice,
            extra_tax_data=reverse(order_line.extra_tax_data),
        )
        first = self.order_line.filtered(
            lambda line: (
                line.is_downpayment and not line.display_type and line.qty_to_invoice
            )
        )[:1]
        if order_line != first:
            return deduction
        return [self._prepare_down_payment_section_line(), *deduction]

    def _bridge_account_purpose(self, connection, order_line):
        if not order_line.is_downpayment:
            return "sale"
        # The account for down payments is optional.
        return "down_payment" if connection._account_for("down_payment") else "sale"

    def _bridge_nothing_left_message(self):
        waiting = self.order_line.filtered(
            lambda line: (
                line._bridge_quantity_is_fixed()
                and not line.is_downpayment
                and line._bridge_compare(line.product_uom_qty, line.qty_delivered) > 0
            )
        )
        if waiting:
            return self.env._(
                "Nothing is left to invoice on %(orders)s: “%(line)s” is invoiced on "
                "delivered quantities. Deliver more, or change the product's "
                "invoicing policy.",
                orders=", ".join(self.mapped("name")),
                line=waiting[0].product_id.display_name,
            )
        return self.env._(
            "Nothing is left to invoice on %(orders)s.",
            orders=", ".join(self.mapped("name")),
        )
