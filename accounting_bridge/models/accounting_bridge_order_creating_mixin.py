# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command, Domain

from ..const import NEW_DOCUMENT_STATUSES
from .accounting_bridge_order_line_mixin import COUNTED_SIGNS


class AccountingBridgeOrderCreatingMixin(models.AbstractModel):
    """How a document comes of an order: checked, frozen, counted and queued, for the
    person who presses. What is checked and frozen here is so for many orders too."""

    _name = "accounting.bridge.order.creating.mixin"
    _description = "Creating documents of an order"

    # === CREATING A DOCUMENT === #

    def _bridge_create_document(self, values, lines, allow_more=False):
        """Make a document of this order, frozen, counted and queued for sending.

        The order's lines are locked and what is left is read again, so that two
        people, or two tabs, that press at once make one document.

        :param dict values: the header, see :meth:`_bridge_document_values`
        :param list[dict] lines: see :meth:`_bridge_prepare_lines`
        :param bool allow_more: quantities above what is left were confirmed
        :raise UserError: when it can't be made; says why and what to do
        :rtype: accounting.bridge.document
        """
        self._bridge_check_rights()
        connection = self.env["accounting.bridge.connection"].browse(
            values["connection_id"]
        )
        connection._check_can_send(values["document_type"])
        self._bridge_check_status(connection, values)
        self._bridge_lock_lines()
        values, lines = self._bridge_frozen_values(values, lines, allow_more)
        # sudo: documents are made by the bridge alone, which checked above that the
        # user may send this order.
        documents = self.env["accounting.bridge.document"].sudo()
        document = documents.create(
            {
                **values,
                "user_id": self.env.uid,
                "pressed_at": fields.Datetime.now(),
                "line_ids": [Command.create(line) for line in lines],
                # At once, not by a second write: somebody waits.
                "state": "queued",
                "mark": documents._new_mark(values["origin"]),
                "next_try_at": documents._scheduled_time(),
            }
        )
        connection._trigger_sending(document.next_try_at)
        self._bridge_show_waiting()
        return document.sudo(self.env.su)

    # === CHECKS BEFORE === #

    def _bridge_check_rights(self):
        """:raise AccessError: when the user may not send these orders"""
        if not self.env.su and not self.env.user.has_group(
            "accounting_bridge.group_user"
        ):
            raise AccessError(
                self.env._(
                    "You may not send documents of %(orders)s to the accounting "
                    "software. An administrator can give you the right to.",
                    orders=", ".join(self.mapped("display_name")),
                )
            )
        self.check_access("write")

    def _bridge_check_status(self, connection, values):
        """:raise UserError: when the user may not give a document this status"""
        ranks = [status for status, _label in NEW_DOCUMENT_STATUSES]
        allowed = connection._allowed_status(values["document_type"])
        values.setdefault("status", allowed)
        if ranks.index(values["status"]) > ranks.index(allowed):
            labels = dict(
                self.env["accounting.bridge.document"]
                ._fields["status"]
                ._description_selection(self.env)
            )
            raise UserError(
                self.env._(
                    "You may not send documents as “%(asked)s”. The most you may give "
                    "them is “%(allowed)s”.",
                    asked=labels[values["status"]],
                    allowed=labels[allowed],
                )
            )

    def _bridge_lock_lines(self):
        """Lock the lines of these orders until the end of the transaction.

        A line that changed since the transaction began makes the lock fail with a
        serialization failure, and Odoo runs the request again. So what is read of
        the lines, before or after, is what is left of them.

        :raise LockError: when somebody else is at them
        """
        # A pending write of ours must be on its row before the row is locked.
        self.env.flush_all()
        try:
            self.order_line.lock_for_update()
        except LockError as error:
            raise LockError(
                self.env._(
                    "%(orders)s is being changed or billed by somebody else just now. "
                    "Try again in a moment.",
                    orders=", ".join(self.mapped("display_name")),
                )
            ) from error

    # === FREEZING === #

    def _bridge_frozen_values(self, values, lines, allow_more=False):
        """Check the lines and freeze them with their amounts and totals.

        :return: header and lines, ready to be written
        :rtype: tuple[dict, list[dict]]
        :raise UserError: when the document can't be made
        """
        lines = self._bridge_clean_lines(lines)
        document_type = values["document_type"]
        self._bridge_check_number(values)
        if document_type in COUNTED_SIGNS:
            self._bridge_check_payment_terms()
            self._bridge_check_left(lines, allow_more)
        self._bridge_check_mapping(values, lines)
        tax_mode = self._bridge_freeze_amounts(lines, document_type)
        totals = self._bridge_totals(lines)
        self._bridge_check_total(totals["amount_total"])
        return {**values, **totals, "tax_mode": tax_mode}, lines

    def _bridge_freeze_amounts(self, lines, document_type):
        """Add to the lines their amounts, their unit price in the document's tax mode,
        and whether they count.

        :return: the tax mode
        """
        priced = self._bridge_base_lines(lines)
        taxes = self.env["account.tax"].union(
            *(base_line["tax_ids"] for _line, base_line in priced)
        )
        tax_mode = self._bridge_tax_mode(taxes)
        for line, base_line in priced:
            line.update(self._bridge_amounts_of(base_line))
            line["price_unit"] = self._bridge_unit_price(base_line, tax_mode)
        for line in lines:
            line["is_counted"] = document_type in COUNTED_SIGNS
        return tax_mode

    def _bridge_clean_lines(self, lines):
        """Copies of the lines that say something: a priced line needs a quantity,
        and combos take theirs from their items."""
        lines = [
            dict(values)
            for values in lines
            if values.get("display_type")
            or not self._bridge_line_of(values)._bridge_is_zero(values["quantity"])
        ]
        quantities = defaultdict(float)
        for values in lines:
            if not values.get("display_type"):
                quantities[self._bridge_line_of(values)] += values["quantity"]
        for values in lines:
            order_line = self._bridge_line_of(values)
            if values.get("display_type"):
                is_combo = order_line and order_line._bridge_is_combo()
                values["quantity"] = (
                    order_line._bridge_combo_quantity(quantities) if is_combo else 0.0
                )
        return lines

    def _bridge_line_of(self, values):
        """:return: the order line that a document line is made from, may be empty"""
        return self.order_line.browse(values.get(self._bridge_line_field()) or ())

    # === CHECKS OF WHAT IS FROZEN === #

    def _bridge_check_left(self, lines, allow_more):
        """:raise UserError: when nothing is left, or less than is asked for"""
        asked = defaultdict(float)
        for values in lines:
            if not values.get("display_type"):
                asked[self._bridge_line_of(values)] += values["quantity"]
        is_something_left = any(
            allow_more or not line._bridge_is_zero(line.qty_to_invoice)
            for line in asked
            if line
        )
        if not is_something_left:
            raise UserError(self._bridge_nothing_left_message())
        for line, quantity in asked.items():
            if line and self._bridge_is_more(line, quantity):
                if line._bridge_quantity_is_fixed() or not allow_more:
                    raise UserError(self._bridge_more_message(line, quantity))

    def _bridge_is_more(self, line, quantity):
        """Whether a quantity goes beyond what is left of an order line."""
        left = line.qty_to_invoice
        return quantity * left < 0 or line._bridge_compare(abs(quantity), abs(left)) > 0

    def _bridge_more_message(self, line, quantity):
        if line._bridge_quantity_is_fixed():
            return self.env._(
                "%(quantity)g of “%(line)s” is more than the %(left)g that are left "
                "to bill on %(order)s, and here deliveries decide. Take at most what "
                "is left.",
                quantity=quantity,
                line=line.name,
                left=line.qty_to_invoice,
                order=line.order_id.display_name,
            )
        return self.env._(
            "%(quantity)g of “%(line)s” is more than the %(left)g that are left to "
            "bill on %(order)s. Take less, or confirm that you mean it.",
            quantity=quantity,
            line=line.name,
            left=line.qty_to_invoice,
            order=line.order_id.display_name,
        )

    def _bridge_check_number(self, values):
        """:raise UserError: when the provider would refuse the number asked for, or
        when it is another document's. That bills of one number are two is not ours to
        judge: it is the supplier's."""
        number, document_type = values.get("number"), values["document_type"]
        connection = self.env["accounting.bridge.connection"].browse(
            values["connection_id"]
        )
        problem = self.env["accounting.bridge.checks"]._number_problem(
            connection, document_type, number
        )
        if problem:
            raise UserError(problem)
        if not number or document_type == "bill":
            return
        # sudo: a number must be unique also among documents that the user can't see.
        taken = (
            self.env["accounting.bridge.document"]
            .sudo()
            .search_count(
                Domain("number", "=", number)
                & self._bridge_domain_numbers(connection, document_type),
                limit=1,
            )
        )
        if taken:
            raise UserError(
                self.env._(
                    "The number %(number)s is another document's already. Choose "
                    "another one.",
                    number=number,
                )
            )

    def _bridge_check_payment_terms(self):
        """:raise UserError: when Odoo lowers the tax for an early payment that may
        never come: no sum of lines over there gives such a total"""
        terms = self.payment_term_id
        if (
            terms.early_discount
            and terms.early_pay_discount_computation == "mixed"
            and terms.discount_percentage
        ):
            raise UserError(
                self.env._(
                    "The payment terms “%(terms)s” of %(order)s lower the tax at once "
                    "for an early payment. The accounting software can't do that: "
                    "choose other payment terms on the order.",
                    terms=terms.name,
                    order=self.display_name,
                )
            )

    def _bridge_check_mapping(self, values, lines):
        """:raise UserError: when a line has no ledger account, or no tax code where
        the provider wants one"""
        connection = self.env["accounting.bridge.connection"].browse(
            values["connection_id"]
        )
        needs_tax_code = connection._provider()._uses_tax_codes(
            connection, self._bridge_direction()
        )
        for line in lines:
            if line.get("display_type"):
                continue
            if not line.get("ledger_account_id"):
                message = self.env._(
                    "No ledger account is known for “%(line)s”. Choose one on the "
                    "line, or ask an administrator to map it in the setup.",
                    line=line.get("name"),
                )
                raise UserError(message)
            if needs_tax_code and not line.get("tax_code_id"):
                taxes = self._bridge_taxes(line)
                message = self.env._(
                    "No tax code is known for “%(line)s” (%(taxes)s). Choose one on "
                    "the line, or ask an administrator to map it in the setup.",
                    line=line.get("name"),
                    taxes=", ".join(taxes.mapped("name")) or self.env._("no tax"),
                )
                raise UserError(message)

    def _bridge_totals(self, lines):
        """:return: the sums of the lines' amounts, as a document holds them"""
        priced = [line for line in lines if not line.get("display_type")]
        currency = self.currency_id[:1]
        return {
            "amount_untaxed": currency.round(sum(v["price_subtotal"] for v in priced)),
            "amount_tax": currency.round(sum(v["price_tax"] for v in priced)),
            "amount_total": currency.round(sum(v["price_total"] for v in priced)),
        }

    def _bridge_check_total(self, total):
        """:raise UserError: when the total is negative"""
        if self.currency_id[:1].compare_amounts(total, 0) < 0:
            raise UserError(
                self.env._(
                    "The total would be negative (%(total)s). Only invoices and bills "
                    "are made here: untick lines until the total is positive, or "
                    "write the credit note by hand in the accounting software.",
                    total=self.currency_id[:1].format(total),
                )
            )
