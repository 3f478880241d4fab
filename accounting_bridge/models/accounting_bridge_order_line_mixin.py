# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, float_is_zero

#: How the lines of a document count on the order line. A purchase order over there
#: bills nothing.
COUNTED_SIGNS = {"invoice": 1, "bill": 1, "credit_note": -1}


class AccountingBridgeOrderLineMixin(models.AbstractModel):
    """What a line of a sale or purchase order knows of its documents over there.

    A document counts as posted from when it counts at all, so in Odoo's posted
    figures too: from then on it is frozen, and Odoo must not bill it a second time.
    An Odoo invoice in draft can still be changed, a document can't.

    The inheriting model has ``bridge_line_ids``, the document lines made from it.
    """

    _name = "accounting.bridge.order.line.mixin"
    _description = "Line of an order that can be billed over there"

    # === WHAT THE DOCUMENTS COUNT === #

    def _bridge_counted_lines(self):
        """The counted document lines of these order lines, each with its sign.

        In the past (context key ``accrual_entry_date``) only the documents dated
        until then, as Odoo does with its own invoices.

        :rtype: list[tuple[order line, document line, int]]
        """
        accrual_date = fields.Date.to_date(self.env.context.get("accrual_entry_date"))
        return [
            (line, document_line, COUNTED_SIGNS[document.document_type])
            for line in self
            # sudo: quantities of an order are for whoever may see the order, also
            # without the bridge's rights.
            for document_line in line.sudo().bridge_line_ids
            for document in document_line.document_id
            if document_line.is_counted and document.document_type in COUNTED_SIGNS
            if not accrual_date or document.date <= accrual_date
        ]

    def _bridge_quantities(self):
        """The quantity that documents count on each line, in the line's own unit.

        :rtype: dict[order line, float]
        """
        quantities = defaultdict(float)
        for line, document_line, sign in self._bridge_counted_lines():
            quantity = document_line.quantity
            if document_line.product_uom_id and line.product_uom_id:
                quantity = document_line.product_uom_id._compute_quantity(
                    quantity, line.product_uom_id, rounding_method="HALF-UP"
                )
            quantities[line] += sign * quantity
        return quantities

    def _bridge_amounts(self, amount_field):
        """The amount that documents count on each line, in the order's currency.

        :param str amount_field: ``price_subtotal`` or ``price_total``
        :rtype: dict[order line, float]
        """
        amounts = defaultdict(float)
        for line, document_line, sign in self._bridge_counted_lines():
            amounts[line] += sign * document_line.currency_id._convert(
                document_line[amount_field],
                line.currency_id,
                line.company_id,
                document_line.document_id.date or fields.Date.context_today(self),
            )
        return amounts

    def _bridge_is_counted(self):
        """Whether something of this line is billed over there."""
        self.ensure_one()
        return not self._bridge_is_zero(self._bridge_quantities()[self])

    # === WHAT IS LEFT === #

    def _bridge_ordered_quantity(self):
        """:rtype: float"""
        raise NotImplementedError

    def _bridge_quantity_is_fixed(self):
        """Whether the quantity of a document follows from elsewhere (deliveries, a
        down payment made before), so that nobody may ask for more than is left.

        :rtype: bool
        """
        raise NotImplementedError

    def _bridge_is_return(self):
        """Whether more was billed than is due, after a return or a lowered quantity.

        A line that was ordered with a negative quantity is not: it is a part of the
        bargain. Neither is a down payment, which is deducted.
        """
        self.ensure_one()
        return (
            not self.display_type
            and not self.is_downpayment
            and self._bridge_compare(self.qty_to_invoice, 0) < 0
            and self._bridge_compare(self._bridge_ordered_quantity(), 0) >= 0
        )

    def _bridge_has_left(self):
        """Whether this line alone gives a reason for another document."""
        self.ensure_one()
        return (
            not self.display_type
            and not self.is_downpayment
            and not self._bridge_is_zero(self.qty_to_invoice)
            and not self._bridge_is_return()
        )

    def _bridge_without_empty_sections(self):
        """These lines, in their order, less the sections with nothing under them."""
        kept = self.browse()
        heading = self.browse()
        for line in self:
            if line.display_type == "line_section":
                heading = line
            elif line.display_type == "line_subsection":
                sections = heading.filtered(lambda h: h.display_type == "line_section")
                heading = sections | line
            elif line.display_type and heading:
                heading |= line
            elif line.is_downpayment:
                kept |= line
            else:
                kept |= heading | line
                heading = self.browse()
        return kept

    # === CHANGES === #

    def _compute_field_value(self, field):
        # EXTENDS 'base': the badge tells of what is left and of what was billed too
        # much, and both change with quantities and deliveries, not only with
        # documents.
        result = super()._compute_field_value(field)
        if field.compute == self._fields["qty_to_invoice"].compute:
            orders = self.filtered(lambda line: isinstance(line.id, int)).order_id
            # sudo: who receives goods has a say in the badge, without a right to
            # write orders. While a document waits, no quantity changes the badge.
            orders.sudo().filtered(
                lambda order: order.bridge_state not in (False, "waiting")
            )._bridge_refresh_state()
        return result

    def _bridge_check_unlink(self):
        """:raise UserError: when one of these lines is in a document"""
        # sudo: the history is kept from whom can't see it as well.
        in_documents = self.sudo().filtered(
            lambda line: not line.display_type and line.bridge_line_ids
        )
        if in_documents:
            raise UserError(
                self.env._(
                    "The line “%(line)s” can't be deleted: it is in the document "
                    "“%(document)s” of the accounting bridge. Set its quantity to 0 "
                    "instead.",
                    line=in_documents[0].name,
                    document=in_documents[0]
                    .bridge_line_ids[0]
                    .document_id.display_name,
                )
            )

    # === QUANTITIES === #

    def _bridge_compare(self, quantity, other):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_compare(quantity, other, precision_digits=digits)

    def _bridge_is_zero(self, quantity):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_is_zero(quantity, precision_digits=digits)
