# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from collections import defaultdict

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command, Domain

from ..const import GONE_REMOTE_STATES, NEW_DOCUMENT_STATUSES, ORDER_STATES

_logger = logging.getLogger(__name__)

#: States of a document that has not left yet.
UNSENT_STATES = ("preparing", "queued", "waiting", "failed")

#: What a document is over there, from least to most settled.
REMOTE_PROGRESS = ("draft", "submitted", "approved", "part_paid", "paid")

#: Document types that bill something: the others don't make the badge.
BILLING_TYPES = ("invoice", "bill", "credit_note")


class AccountingBridgeOrderMixin(models.AbstractModel):
    """An order that can be billed over there: what it gives to a document, what is
    left of it, and how it fares when it changes.

    Whatever an integrator wants different is a method here: inherit ``sale.order`` or
    ``purchase.order`` and override it.
    """

    _name = "accounting.bridge.order.mixin"
    _description = "Order that can be billed over there"

    # Plain and stored, so that the column appears at once on a million orders, and
    # that sending documents needs no order: see _bridge_refresh_state.
    bridge_state = fields.Selection(
        ORDER_STATES, "Accounting", readonly=True, copy=False, index="btree_not_null"
    )
    bridge_document_ids = fields.Many2many(
        "accounting.bridge.document",
        compute="_compute_bridge_documents",
        compute_sudo=True,
        string="Accounting Documents",
        groups="accounting_bridge.group_user",
    )
    bridge_document_count = fields.Integer(
        compute="_compute_bridge_documents",
        compute_sudo=True,
        groups="accounting_bridge.group_user",
    )
    bridge_provider_name = fields.Char(
        compute="_compute_bridge_offer",
        compute_sudo=True,
        help="The accounting product that documents of this order go to.",
    )
    bridge_can_create = fields.Boolean(
        compute="_compute_bridge_offer",
        compute_sudo=True,
        help="Something is left to bill, and nothing stands against doing so.",
    )
    bridge_why_off = fields.Char(
        compute="_compute_bridge_offer",
        compute_sudo=True,
        help="Why nothing can be billed over there just now.",
    )

    # === FACTS OF THE ORDER, FOR THE INHERITING MODELS === #

    def _bridge_document_type(self):
        """:return: ``invoice`` or ``bill``"""
        raise NotImplementedError

    def _bridge_direction(self):
        """:return: the direction of its taxes, ``sale`` or ``purchase``"""
        raise NotImplementedError

    @api.model
    def _bridge_order_field(self):
        """:return: the field of a document line that names this order"""
        raise NotImplementedError

    @api.model
    def _bridge_line_field(self):
        """:return: the field of a document line that names a line of this order"""
        raise NotImplementedError

    def _bridge_is_confirmed(self):
        """:rtype: bool"""
        raise NotImplementedError

    def _bridge_partner(self):
        """Whom the document is made out to.

        :rtype: res.partner
        """
        raise NotImplementedError

    def _bridge_reference(self):
        """What the document says of the order.

        :rtype: str
        """
        raise NotImplementedError

    def _bridge_number(self, connection, document_type):
        """The number that is asked for over there, empty where the provider numbers.

        :rtype: str
        """
        raise NotImplementedError

    def _bridge_source_lines(self):
        """The lines that a document would take now, with their sections and notes,
        in the order of Odoo's own invoice.

        :return: order lines
        """
        raise NotImplementedError

    def _bridge_prepare_source_line(self, order_line, document_type):
        """What Odoo's own invoice would hold of an order line.

        :return: values of ``account.move.line``
        :rtype: list[dict]
        """
        raise NotImplementedError

    def _bridge_account_purpose(self, connection, order_line):
        """:return: one of ``const.ACCOUNT_PURPOSES``"""
        raise NotImplementedError

    def _bridge_nothing_left_message(self):
        """Why there is nothing to bill, and what would change that.

        :rtype: str
        """
        raise NotImplementedError

    # === COMPUTE METHODS === #

    def _compute_bridge_documents(self):
        for order in self:
            documents = order._bridge_documents()
            order.bridge_document_ids = documents
            order.bridge_document_count = len(documents)

    # The connection belongs to the company, and what it allows depends on who asks.
    @api.depends("company_id", "state", "order_line.qty_to_invoice")
    @api.depends_context("uid")
    def _compute_bridge_offer(self):
        self.bridge_provider_name = False
        self.bridge_can_create = False
        self.bridge_why_off = False
        orders_with_company = self.filtered("company_id")
        for company, orders in orders_with_company.grouped("company_id").items():
            connection = company._accounting_bridge_connection().sudo()
            if not connection:
                orders._bridge_offer_after_disconnect()
                continue
            orders.bridge_provider_name = connection.provider_name
            why_off = connection._why_off(orders[:1]._bridge_document_type())
            for order in orders.filtered(lambda order: order._bridge_is_confirmed()):
                is_left = order._bridge_has_left()
                order.bridge_can_create = is_left and not why_off
                order.bridge_why_off = why_off or order._bridge_why_nothing_left()

    def _bridge_offer_after_disconnect(self):
        """Say that the connection is gone, where there was one."""
        connection = self.env["accounting.bridge.connection"].search(
            [
                ("company_id", "parent_of", self.company_id[:1].ids),
                ("state", "=", "disconnected"),
            ],
            limit=1,
        )
        if not connection:
            return
        self.bridge_provider_name = connection.provider_name
        for order in self.filtered(lambda order: order._bridge_is_confirmed()):
            order.bridge_why_off = self.env._(
                "%(provider)s is disconnected. An administrator can connect it again.",
                provider=connection.provider_name,
            )

    def _bridge_has_left(self):
        """Whether something is left to bill."""
        self.ensure_one()
        return any(line._bridge_has_left() for line in self.order_line)

    def _bridge_why_nothing_left(self):
        """Why the button is off on an order that was never billed. Nothing needs to
        be said about one that was billed.

        :return: a sentence or False
        """
        self.ensure_one()
        was_billed = any(
            not line._bridge_is_zero(line.qty_invoiced) for line in self.order_line
        )
        if was_billed or self._bridge_has_left():
            return False
        return self._bridge_nothing_left_message()

    # === DOCUMENTS OF AN ORDER === #

    def _bridge_document_lines(self):
        """The document lines that name one of these orders, as superuser.

        :rtype: accounting.bridge.document.line
        """
        # sudo: what an order may do follows from its documents for everybody, also
        # for those who may not read them.
        return (
            self.env["accounting.bridge.document.line"]
            .sudo()
            .search([(self._bridge_order_field(), "in", self.ids)])
        )

    def _bridge_documents(self):
        """:return: the documents of these orders, as superuser, the newest first"""
        return self._bridge_document_lines().document_id.sorted("id", reverse=True)

    def _bridge_documents_by_order(self):
        """:rtype: dict[order, accounting.bridge.document]"""
        documents = defaultdict(lambda: self.env["accounting.bridge.document"].sudo())
        for line in self._bridge_document_lines():
            order = self.browse(line[self._bridge_order_field()].id)
            documents[order] |= line.document_id
        return documents

    # === THE BADGE === #

    def _bridge_refresh_state(self):
        """Bring the badge of these orders up to date with their documents. Writes
        nothing where it is right already."""
        orders = self.exists()
        documents = orders._bridge_documents_by_order()
        # sudo: the badge follows from what happened to the documents, whoever or
        # whatever made it happen.
        for order in orders.sudo():
            state = order._bridge_state_of(documents[order])
            if order.bridge_state != state:
                order.bridge_state = state

    def _bridge_state_of(self, documents):
        """The badge: what needs a person first, then what needs time, then how the
        documents stand over there, the least settled of them.

        :return: one of ``const.ORDER_STATES`` or False
        """
        self.ensure_one()
        states = set(documents.mapped("state"))
        if "failed" in states:
            return "failed"
        bills = documents.filtered(lambda d: d.document_type in BILLING_TYPES)
        if states_on_the_way(bills):
            return "waiting"
        sent = bills.filtered(lambda document: document.state == "done")
        alive = sent.filtered(lambda d: d.remote_state not in GONE_REMOTE_STATES)
        if not alive:
            return "gone" if sent else False
        if any(line._bridge_is_return() for line in self.order_line):
            return "over"
        if self._bridge_has_left():
            return "part"
        return least_settled(alive)

    # === WHAT A DOCUMENT STARTS FROM === #

    def _bridge_document_values(self, connection):
        """The header of a document of this order, as the dialog proposes it.

        :return: values of ``accounting.bridge.document``, without lines
        :rtype: dict
        """
        self.ensure_one()
        document_type = self._bridge_document_type()
        date = self._bridge_today()
        return {
            "connection_id": connection.id,
            "company_id": self.company_id.id,
            "document_type": document_type,
            "partner_id": self._bridge_partner().commercial_partner_id.id,
            "origin": self.name,
            "date": date,
            "due_date": self._bridge_due_date(date),
            "number": self._bridge_number(connection, document_type),
            "reference": self._bridge_reference(),
            "currency_id": self.currency_id.id,
            "currency_rate": self._bridge_currency_rate(connection, date),
            "tax_mode": self._bridge_tax_mode(self.order_line.mapped("tax_ids")),
            "status": connection._allowed_status(document_type),
        }

    def _bridge_today(self):
        """Today where the company is.

        :rtype: date
        """
        self.ensure_one()
        # sudo: the company's own address may be out of a user's reach.
        timezone = self.company_id.sudo().partner_id.tz or self.env.user.tz
        return fields.Date.context_today(self.with_context(tz=timezone))

    def _bridge_due_date(self, date):
        """The last instalment of the payment terms; none = the date itself.

        :param date date: of the document
        :rtype: date
        """
        self.ensure_one()
        instalments = self.payment_term_id.line_ids
        return max((line._get_due_date(date) for line in instalments), default=date)

    def _bridge_currency_rate(self, connection, date):
        """Units of the order's currency for one of the company's own at a date.

        :return: 0 where the currency is the organization's own
        :rtype: float
        """
        self.ensure_one()
        own_currency = connection.sudo().currency_id or self.company_id.currency_id
        if self.currency_id == own_currency:
            return 0.0
        return self.env["res.currency"]._get_conversion_rate(
            self.company_id.currency_id, self.currency_id, self.company_id, date
        )

    @api.model
    def _bridge_tax_mode(self, taxes):
        """Unit prices contain the tax when each tax says so; in a mixture of both
        they travel without.

        :param account.tax taxes: all taxes of the document's lines
        :return: ``inclusive`` or ``exclusive``
        """
        taxes = taxes.flatten_taxes_hierarchy()
        if taxes and all(tax.price_include for tax in taxes):
            return "inclusive"
        return "exclusive"

    def _bridge_numbered(self, connection, document_type):
        """The order's name, with its part from the second document on: a number that
        no document bears yet.

        :rtype: str
        """
        self.ensure_one()
        # sudo: a number must be unique also among documents that the user can't see.
        taken = set(
            self.env["accounting.bridge.document"]
            .sudo()
            .search(
                Domain("number", "=like", f"{self.name}%")
                & self._bridge_domain_numbers(connection, document_type)
            )
            .mapped("number")
        )
        number, part = self.name, 1
        while number in taken:
            part += 1
            number = f"{self.name}-{part}"
        return number

    @api.model
    def _bridge_domain_numbers(self, connection, document_type):
        """The documents whose numbers are used up: all but those that were cancelled
        before they arrived."""
        return (
            Domain("connection_id", "=", connection.id)
            & Domain("document_type", "=", document_type)
            & (Domain("state", "!=", "cancel") | Domain("remote_id", "!=", False))
        )

    def _bridge_prepare_lines(self, connection):
        """What is left of this order, as a document would freeze it: product, unit,
        taxes, discount, price, analytic distribution, names, accounts, tax codes.

        ``price_unit`` is Odoo's own here; creating the document brings it to the
        document's tax mode.

        :return: values of ``accounting.bridge.document.line``, without amounts
        :rtype: list[dict]
        """
        self.ensure_one()
        return self._bridge_prepare_document_lines(
            connection, self._bridge_source_lines(), self._bridge_document_type()
        )

    def _bridge_prepare_document_lines(self, connection, order_lines, document_type):
        """The values of document lines for some order lines.

        :rtype: list[dict]
        """
        self.ensure_one()
        values_list = []
        for order_line in order_lines:
            for source in self._bridge_prepare_source_line(order_line, document_type):
                values = self._bridge_line_values(order_line, source)
                values["sequence"] = 10 * (len(values_list) + 1)
                if not values["display_type"]:
                    self._bridge_add_mapping(connection, order_line, values)
                values_list.append(values)
        return values_list

    def _bridge_line_values(self, order_line, source):
        """Freeze what Odoo's own invoice line would hold.

        :param order_line: the order line, empty for a section that Odoo adds
        :param dict source: values of ``account.move.line``
        :return: values of ``accounting.bridge.document.line``
        :rtype: dict
        """
        display_type = source.get("display_type")
        return {
            "display_type": display_type if display_type != "product" else False,
            self._bridge_order_field(): self.id,
            self._bridge_line_field(): order_line.id,
            "name": source.get("name"),
            "product_id": source.get("product_id"),
            "product_uom_id": source.get("product_uom_id"),
            "quantity": source.get("quantity") or 0.0,
            "price_unit": source.get("price_unit") or 0.0,
            "discount": source.get("discount") or 0.0,
            "tax_ids": [Command.set(self._bridge_taxes(source).ids)],
            "analytic_distribution": source.get("analytic_distribution")
            or (not display_type or display_type == "product")
            and order_line.analytic_distribution,
            "extra_tax_data": source.get("extra_tax_data"),
            "is_downpayment": source.get("is_downpayment", False),
        }

    def _bridge_taxes(self, values):
        """The taxes in a line's values.

        :param dict values: with ``tax_ids`` as a single ``Command.set``
        :rtype: account.tax
        """
        tax_ids = [
            tax_id for command in values.get("tax_ids") or [] for tax_id in command[2]
        ]
        return self.env["account.tax"].browse(tax_ids)

    def _bridge_add_mapping(self, connection, order_line, values):
        """Add the ledger account and the tax code that a line stands for today."""
        purpose = self._bridge_account_purpose(connection, order_line)
        account = connection._account_for(purpose)
        tax_code = connection._tax_code_for(
            self._bridge_direction(), self._bridge_taxes(values)
        )
        values.update(
            purpose=purpose, ledger_account_id=account.id, tax_code_id=tax_code.id
        )

    # === AMOUNTS === #

    def _bridge_add_amounts(self, lines):
        """Add ``price_subtotal``, ``price_tax`` and ``price_total`` to the lines, as
        Odoo's tax engine gives them for all lines together: their sums are the totals
        of Odoo's own invoice of the same lines, whatever the company's rounding.

        :param list[dict] lines: values of ``accounting.bridge.document.line`` with
            Odoo's own ``price_unit``
        :return: the same dicts
        :rtype: list[dict]
        """
        for values, base_line in self._bridge_base_lines(lines):
            values.update(self._bridge_amounts_of(base_line))
        return lines

    def _bridge_base_lines(self, lines):
        """:return: each line that has a price, with its computed base line
        :rtype: list[tuple[dict, dict]]
        """
        AccountTax = self.env["account.tax"]
        priced = [values for values in lines if not values.get("display_type")]
        base_lines = [self._bridge_base_line(values) for values in priced]
        company = self.company_id[:1]
        AccountTax._add_tax_details_in_base_lines(base_lines, company)
        AccountTax._round_base_lines_tax_details(base_lines, company)
        return list(zip(priced, base_lines, strict=True))

    def _bridge_base_line(self, values):
        """The line as Odoo's tax engine takes it."""
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            {"extra_tax_data": values.get("extra_tax_data")},
            product_id=self.env["product.product"].browse(values.get("product_id")),
            product_uom_id=self.env["uom.uom"].browse(values.get("product_uom_id")),
            tax_ids=self._bridge_taxes(values),
            quantity=values["quantity"],
            price_unit=values["price_unit"],
            discount=values.get("discount") or 0.0,
            currency_id=self.currency_id[:1],
            rate=self[:1].currency_rate or 1.0,
            partner_id=self[:1].partner_id,
            name=values.get("name"),
        )

    def _bridge_amounts_of(self, base_line):
        """The rounded amounts of a computed base line, its share of the document's
        rounding included."""
        details = base_line["tax_details"]
        currency = base_line["currency_id"]
        subtotal = currency.round(
            details["total_excluded_currency"]
            + details["delta_total_excluded_currency"]
        )
        tax = currency.round(
            sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
        )
        return {
            "price_subtotal": subtotal,
            "price_tax": tax,
            "price_total": currency.round(subtotal + tax),
        }

    def _bridge_unit_price(self, base_line, tax_mode):
        """The unit price in the document's tax mode: Odoo's own where it comes to the
        line's amount, else the one that does (a price that contains a tax, on a
        document without; an amount that Odoo fixed, as for down payments).

        :rtype: float
        """
        details = base_line["tax_details"]
        price_unit = base_line["price_unit"]
        share = base_line["quantity"] * (1 - base_line["discount"] / 100)
        if not share:
            return price_unit
        rounded = details["total_excluded_currency"]
        exact = details["raw_total_excluded_currency"]
        if tax_mode == "inclusive":
            tax = sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
            rounded += tax
            exact = details["raw_total_included_currency"]
        compare = base_line["currency_id"].compare_amounts
        if compare(price_unit * share, rounded) == 0:
            return price_unit
        is_rounding_alone = compare(exact, rounded) == 0
        return (exact if is_rounding_alone else rounded) / share

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
        document = (
            self.env["accounting.bridge.document"]
            .sudo()
            .create(
                {
                    **values,
                    "user_id": self.env.uid,
                    "pressed_at": fields.Datetime.now(),
                    "line_ids": [Command.create(line) for line in lines],
                }
            )
        )
        document._queue()
        self._bridge_refresh_state()
        return document.sudo(self.env.su)

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

    def _bridge_frozen_values(self, values, lines, allow_more=False):
        """Check the lines and freeze them with their amounts and totals.

        :return: header and lines, ready to be written
        :rtype: tuple[dict, list[dict]]
        :raise UserError: when the document can't be made
        """
        lines = self._bridge_clean_lines(lines)
        document_type = values["document_type"]
        self._bridge_check_number(values)
        if document_type in BILLING_TYPES:
            self._bridge_check_left(lines, allow_more)
        self._bridge_check_mapping(values, lines)
        priced = self._bridge_base_lines(lines)
        taxes = self.env["account.tax"].union(
            *(base_line["tax_ids"] for _line, base_line in priced)
        )
        tax_mode = self._bridge_tax_mode(taxes)
        for line, base_line in priced:
            line.update(self._bridge_amounts_of(base_line))
            line["price_unit"] = self._bridge_unit_price(base_line, tax_mode)
        for line in lines:
            line["is_counted"] = document_type in BILLING_TYPES
        totals = self._bridge_totals(lines)
        self._bridge_check_total(totals["amount_total"])
        return {**values, **totals, "tax_mode": tax_mode}, lines

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
        """:raise UserError: when the number asked for is another document's. Bills
        bear the supplier's numbers, which are not ours to judge."""
        if not values.get("number") or values["document_type"] == "bill":
            return
        connection = self.env["accounting.bridge.connection"].browse(
            values["connection_id"]
        )
        # sudo: a number must be unique also among documents that the user can't see.
        taken = (
            self.env["accounting.bridge.document"]
            .sudo()
            .search_count(
                Domain("number", "=", values["number"])
                & self._bridge_domain_numbers(connection, values["document_type"]),
                limit=1,
            )
        )
        if taken:
            raise UserError(
                self.env._(
                    "The number %(number)s is another document's already. Choose "
                    "another one.",
                    number=values["number"],
                )
            )

    def _bridge_check_mapping(self, values, lines):
        """:raise UserError: when a line has no ledger account or no tax code"""
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
            if not line.get("tax_code_id"):
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

    # === MANY ORDERS AT ONCE === #

    def _bridge_prepare_bare_document(self, values=None):
        """Note for each of these orders that a document is meant. The scheduled
        action freezes them in slices, and what can't be frozen fails alone.

        An order whose document is being prepared already gets no second one.

        :param dict values: of the header, where the user chose; the rest is filled
            in when the document is frozen
        :return: one document an order, in state ``preparing``
        :rtype: accounting.bridge.document
        """
        self._bridge_check_rights()
        prepared = self._bridge_documents_being_prepared()
        values_list = []
        for order in self - self.browse(prepared):
            connection = order.company_id._accounting_bridge_connection()
            connection._check_can_send(order._bridge_document_type())
            values_list.append(
                {**order._bridge_bare_values(connection), **(values or {})}
            )
        # sudo: as for all documents, see _bridge_create_document.
        documents = self.env["accounting.bridge.document"].sudo().create(values_list)
        self._bridge_refresh_state()
        documents = documents.union(*prepared.values())
        documents.connection_id._trigger_sending()
        return documents.sudo(self.env.su)

    def _bridge_documents_being_prepared(self):
        """:return: the bare document of each order that has one, by the order's id
        :rtype: dict[int, accounting.bridge.document]
        """
        bare_lines = self._bridge_document_lines().filtered(
            lambda line: (
                line.display_type == "to_prepare"
                and line.document_id.state == "preparing"
            )
        )
        return {
            line[self._bridge_order_field()].id: line.document_id for line in bare_lines
        }

    def _bridge_bare_values(self, connection):
        """:return: values of a document that names its order and little else"""
        self.ensure_one()
        document_type = self._bridge_document_type()
        bare_line = {
            "display_type": "to_prepare",
            self._bridge_order_field(): self.id,
        }
        return {
            "connection_id": connection.id,
            "company_id": self.company_id.id,
            "document_type": document_type,
            "partner_id": self._bridge_partner().commercial_partner_id.id,
            "origin": self.name,
            "status": connection._allowed_status(document_type),
            "currency_id": self.currency_id.id,
            "user_id": self.env.uid,
            "pressed_at": fields.Datetime.now(),
            "line_ids": [Command.create(bare_line)],
        }

    def _bridge_freeze(self, document):
        """Turn a bare document of this order into a frozen and queued one. What
        stands in the way makes the document fail, and nothing else.

        :param accounting.bridge.document document: in state ``preparing``
        :return: whether it was frozen
        :rtype: bool
        """
        self.ensure_one()
        document = document.sudo()
        try:
            with self.env.cr.savepoint():
                self._bridge_freeze_or_raise(document)
        except psycopg2.OperationalError:
            # A conflict with another transaction: Odoo runs this one again.
            raise
        except LockError:
            # Somebody is at the order; it stays bare, for the next round.
            return False
        except UserError as error:
            self._bridge_fail(document, str(error))
        except Exception:
            _logger.exception("Document %s could not be prepared", document.id)
            message = self.env._(
                "%(order)s could not be prepared because of an unexpected error. Try "
                "again, and ask your administrator to look at the log if it stays.",
                order=self.display_name,
            )
            self._bridge_fail(document, message)
        self._bridge_refresh_state()
        return document.state != "failed"

    def _bridge_fail(self, document, message):
        self.env["accounting.bridge.sender"]._fail(document, message)
        document.connection_id._trigger_sending()  # to tell the order

    def _bridge_freeze_or_raise(self, document):
        connection = document.connection_id
        document_type = document.document_type
        if not self._bridge_is_confirmed():
            raise UserError(
                self.env._(
                    "%(order)s is not confirmed any more.", order=self.display_name
                )
            )
        self._bridge_lock_lines()
        if document_type in BILLING_TYPES:
            order_lines = self._bridge_source_lines()
        else:
            order_lines = self.order_line
        lines = self._bridge_prepare_document_lines(
            connection, order_lines, document_type
        )
        values, lines = self._bridge_frozen_values(
            self._bridge_freeze_header(document), lines
        )
        # The bare line becomes the first one: deleting a record would empty Odoo's
        # cache for each document of a slice.
        commands = [
            Command.update(document.line_ids.id, lines[0]),
            *[Command.create(line) for line in lines[1:]],
        ]
        document.write({**values, "line_ids": commands})
        document._queue()

    def _bridge_freeze_header(self, document):
        """The header as for a single press, save what was chosen already."""
        header = self._bridge_document_values(document.connection_id)
        chosen = ("date", "due_date", "number", "reference", "status", "document_type")
        header.update({name: document[name] for name in chosen if document[name]})
        if not document.number:
            header["number"] = self._bridge_number(
                document.connection_id, document.document_type
            )
        if document.date and not document.due_date:
            header["due_date"] = self._bridge_due_date(document.date)
        header["currency_rate"] = self._bridge_currency_rate(
            document.connection_id, header["date"]
        )
        return header

    # === ORDERS THAT CHANGE === #

    def _bridge_before_cancel(self):
        """Take back what has not left yet. Whoever may cancel the order may do so.

        :raise UserError: while a document of these orders is on its way, in doubt or
            alive over there
        """
        documents = self._bridge_documents().filtered(
            lambda document: (
                document.state != "cancel"
                and document.remote_state not in GONE_REMOTE_STATES
            )
        )
        for document in documents:
            if document.is_doubtful or document.state == "sending":
                raise UserError(self._bridge_in_doubt_message(document))
            if document.state not in UNSENT_STATES:
                raise UserError(self._bridge_alive_message(document))
        documents._cancel_unsent()

    def _bridge_in_doubt_message(self, document):
        return self.env._(
            "%(order)s can't be cancelled now: “%(document)s” is on its way to "
            "%(provider)s, and whether it arrived is not known yet. Try again in a "
            "few minutes.",
            order=document.origin,
            document=document.display_name,
            provider=document.provider_name,
        )

    def _bridge_alive_message(self, document):
        return self.env._(
            "%(order)s can't be cancelled: “%(document)s” stands in %(provider)s. "
            "Void or delete it there, refresh the document here, and cancel the "
            "order then.",
            order=document.origin,
            document=document.display_name,
            provider=document.provider_name,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_bridge_documents(self):
        documents = self._bridge_documents()
        if documents:
            raise UserError(
                self.env._(
                    "%(order)s can't be deleted: the document “%(document)s” of the "
                    "accounting bridge was made from it, and that history is kept.",
                    order=documents[0].origin,
                    document=documents[0].display_name,
                )
            )

    # === ACTIONS === #

    def action_bridge_create_document(self):
        """Open the dialog: one order with its lines, or a row an order."""
        return self.env["accounting.bridge.create.document"]._open(self)

    def action_open_bridge_documents(self):
        """Open the documents of this order."""
        documents = self._bridge_documents()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Accounting Documents"),
            "res_model": "accounting.bridge.document",
            "view_mode": "list,form",
            "domain": [("id", "in", documents.ids)],
        }
        if len(documents) == 1:
            action.update(view_mode="form", res_id=documents.id)
        return action


def states_on_the_way(documents):
    """Whether some of the documents are not over there yet, and will be."""
    on_the_way = {"preparing", "queued", "sending", "waiting"}
    return bool(on_the_way & set(documents.mapped("state")))


def least_settled(documents):
    """How documents stand over there, in one word: the least settled of them, and
    part paid where some are paid and others are not.

    :rtype: str
    """
    states = {document.remote_state or "draft" for document in documents}
    states.discard("billed")
    if "paid" in states and len(states) > 1 and states <= {"paid", "approved"}:
        return "part_paid"
    return min(states, key=REMOTE_PROGRESS.index)
