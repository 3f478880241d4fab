# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.exceptions import UserError

#: What preparing and counting a bill reads.
FIELDS_TO_PREPARE = (
    "bridge_state",
    "company_id",
    "currency_id",
    "currency_rate",
    "invoice_status",
    "name",
    "partner_id",
    "partner_ref",
    "payment_term_id",
    "state",
)
LINE_FIELDS_TO_PREPARE = (
    "analytic_distribution",
    "company_id",
    "discount",
    "display_type",
    "invoice_lines",
    "is_downpayment",
    "name",
    "order_id",
    "price_unit",
    "product_id",
    "product_qty",
    "product_uom_id",
    "qty_invoiced",
    "qty_to_invoice",
    "tax_ids",
)


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "accounting.bridge.order.mixin"]

    # === COMPUTE METHODS === #

    @api.depends("order_line.bridge_line_ids.is_counted")
    def _get_invoiced(self):
        # EXTENDS 'purchase': Odoo calls an order billed when nothing is left to bill
        # and one of its own bills exists. A document over there is a bill too.
        result = super()._get_invoiced()
        for order in self:
            if order.state != "purchase" or order.invoice_status != "no":
                continue
            if order.order_line._bridge_counted_lines():
                order.invoice_status = "invoiced"
        return result

    # === ACTION METHODS === #

    def button_approve(self, force=False):
        # EXTENDS 'purchase'
        confirmed_before = self.filtered(lambda order: order.state == "purchase")
        result = super().button_approve(force=force)
        confirmed = self.filtered(lambda order: order.state == "purchase")
        (confirmed - confirmed_before)._bridge_after_confirm()
        return result

    def button_cancel(self):
        # EXTENDS 'purchase': refuse before anything of the order is touched
        self._bridge_before_cancel()
        return super().button_cancel()

    def action_create_invoice(self, attachment_ids=False):
        # EXTENDS 'purchase': Odoo puts every line on the bill, also with a quantity
        # of 0. Of what was billed over there only the rest is offered.
        covered = self.filtered(lambda order: order.order_line._bridge_counted_lines())
        for order in covered:
            if not order._bridge_has_left():
                raise UserError(order._bridge_nothing_left_in_odoo_message())
        bills_before = self.invoice_ids
        action = super().action_create_invoice(attachment_ids=attachment_ids)
        bills = self.invoice_ids - bills_before
        bills._bridge_drop_empty_lines(covered)
        return action

    # === BRIDGE === #

    def _bridge_document_type(self):
        return "bill"

    def _bridge_direction(self):
        return "purchase"

    def _bridge_order_field(self):
        return "purchase_order_id"

    def _bridge_line_field(self):
        return "purchase_line_id"

    def _bridge_fields_to_prepare(self):
        return FIELDS_TO_PREPARE, LINE_FIELDS_TO_PREPARE

    def _bridge_is_confirmed(self):
        self.ensure_one()
        return self.state == "purchase"

    def _bridge_card_setting(self):
        return "has_purchase_card"

    def _bridge_partner(self):
        self.ensure_one()
        invoice_address = self.partner_id.address_get(["invoice"])["invoice"]
        return self.env["res.partner"].browse(invoice_address)

    def _bridge_reference(self):
        self.ensure_one()
        return self.name

    def _bridge_number(self, connection, document_type):
        if document_type == "purchase_order":
            # It is found again by its number, so it always bears one of ours.
            return self._bridge_numbered(connection, document_type)
        return self.partner_ref or ""

    def _bridge_source_lines(self):
        self.ensure_one()
        lines = self.order_line.filtered(
            lambda line: (
                line.display_type
                or line._bridge_has_left()
                or (line.is_downpayment and line.qty_to_invoice)
            )
        )
        return lines._bridge_without_empty_sections()

    def _bridge_prepare_source_line(self, order_line, document_type):
        values = order_line._prepare_account_move_line()
        if document_type == "purchase_order":
            values["quantity"] = order_line.product_qty
        return [values]

    def _bridge_account_purpose(self, connection, order_line):
        is_tracked = connection.sudo().process_method == "tracked"
        return order_line._bridge_account_purpose(is_tracked)

    def _bridge_nothing_left_message(self):
        waiting = self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line._bridge_quantity_is_fixed()
                and line._bridge_compare(line.product_qty, line.qty_received) > 0
            )
        )
        if waiting:
            return self.env._(
                "Nothing is left to bill on %(orders)s: “%(line)s” is billed on "
                "received quantities. Receive more, or change the product's bill "
                "control policy.",
                orders=", ".join(self.mapped("name")),
                line=waiting[0].product_id.display_name,
            )
        return self.env._(
            "Nothing is left to bill on %(orders)s.",
            orders=", ".join(self.mapped("name")),
        )

    def _bridge_nothing_left_in_odoo_message(self):
        return self.env._(
            "Nothing is left to bill in Odoo on %(order)s: what was billed in the "
            "accounting software counts as billed here. What was billed too much "
            "there has to be credited there.",
            order=self.display_name,
        )

    # === TRACKED: THE ORDER TRAVELS AS WELL === #

    def _bridge_after_confirm(self):
        """Send the orders themselves, where the setup says so. Whatever stands
        against it shows on the document; the confirmation goes through."""
        for order in self:
            connection = order.company_id._accounting_bridge_connection().sudo()
            if order._bridge_is_tracked(connection):
                # sudo: the setup says that each confirmed order travels, whoever
                # confirms it.
                document = order.sudo()._bridge_prepare_purchase_order(connection)
                order.sudo()._bridge_freeze_aside(document)

    def _bridge_is_tracked(self, connection):
        """Whether the order is to travel as a purchase order, and has not yet."""
        self.ensure_one()
        if not (
            connection.is_set_up
            and connection.sync_purchases
            and connection.process_method == "tracked"
        ):
            return False
        return not self._bridge_purchase_orders()

    def _bridge_purchase_orders(self):
        """:return: the documents that stand for these orders themselves over there"""
        documents = self._bridge_documents()._alive()
        return documents.filtered(
            lambda document: document.document_type == "purchase_order"
        )

    def _bridge_prepare_purchase_order(self, connection):
        """:return: a bare document for the order itself"""
        self.ensure_one()
        shared = {
            **self._bridge_shared_bare_values(connection),
            "document_type": "purchase_order",
            "status": connection._allowed_status("purchase_order"),
        }
        values_list = self._bridge_bare_values_list(shared)
        return self.env["accounting.bridge.document"].create(values_list)

    def _bridge_after_refresh(self, documents):
        """Close the purchase orders over there whose last bill has arrived there."""
        for order in self:
            to_close = can_be_closed(documents[order])
            if to_close and order._bridge_is_billed_wholly():
                to_close._mark_to_close()

    def _bridge_is_billed_wholly(self):
        """Whether all that was ordered is billed, at least in part over there."""
        self.ensure_one()
        lines = self.order_line.filtered(
            lambda line: not line.display_type and not line.is_downpayment
        )
        return lines._bridge_counted_lines() and all(
            line._bridge_compare(line.qty_invoiced, line.product_qty) >= 0
            for line in lines
        )


def can_be_closed(documents):
    """The purchase orders over there that nothing holds open but what is left to bill.

    :param accounting.bridge.document documents: all of one order
    :rtype: accounting.bridge.document
    """
    to_close = documents._open_purchase_orders().filtered(
        lambda document: not document.is_to_close and not document.open_since
    )
    bills = documents.filtered(lambda document: document.document_type == "bill")
    if to_close and set(bills.mapped("state")) - {"done", "cancel"}:
        return documents.browse()
    return to_close
