# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import DUE_STATES, ORDER_STATES
from .accounting_bridge_order_line_mixin import COUNTED_SIGNS

#: What the badge tells of documents. To name it spares the reading of all else.
FIELDS_OF_A_BADGE = (
    "document_type",
    "is_to_close",
    "open_since",
    "remote_state",
    "state",
)

#: What an order line tells of what is left to bill.
FIELDS_OF_WHAT_IS_LEFT = (
    "display_type",
    "is_downpayment",
    "order_id",
    "qty_to_invoice",
)

#: States of a document that has not left yet.
UNSENT_STATES = ("preparing", "queued", "waiting", "failed")

#: What a document is over there, from least to most settled.
REMOTE_PROGRESS = ("draft", "submitted", "approved", "part_paid", "paid")


class AccountingBridgeOrderMixin(models.AbstractModel):
    """An order that can be billed over there: what it gives to a document, what is
    left of it, and how it fares when it changes.

    Whatever an integrator wants different is a method here: inherit ``sale.order`` or
    ``purchase.order`` and override it.
    """

    _name = "accounting.bridge.order.mixin"
    _inherit = [
        "accounting.bridge.order.preparing.mixin",
        "accounting.bridge.order.creating.mixin",
        "accounting.bridge.order.bulk.mixin",
        "accounting.bridge.order.card.mixin",
        "accounting.bridge.order.freezing.mixin",
        "accounting.bridge.order.linking.mixin",
    ]
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

    def _bridge_shipping_partner(self):
        """Where the goods of the document go, empty where it is not told.

        :rtype: res.partner
        """
        return self.env["res.partner"]

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
                if order._bridge_has_left():
                    order.bridge_can_create = not why_off
                    order.bridge_why_off = why_off
                else:
                    order.bridge_why_off = order._bridge_why_nothing_left()

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
        for order in self:
            if not order._bridge_is_confirmed() or not order._bridge_has_left():
                continue
            order.bridge_why_off = self.env._(
                "%(provider)s is disconnected. An administrator can connect it again.",
                provider=connection.provider_name,
            )

    def _bridge_has_left(self):
        """Whether something is left to bill."""
        self.ensure_one()
        return any(line._bridge_has_left() for line in self.order_line)

    def _bridge_why_nothing_left(self):
        """Why the button is off on an order with nothing left that was never billed.
        Nothing needs to be said about one that was.

        :return: a sentence or False
        """
        self.ensure_one()
        was_billed = any(
            not line._bridge_is_zero(line.qty_invoiced) for line in self.order_line
        )
        return False if was_billed else self._bridge_nothing_left_message()

    # === CRUD METHODS === #

    def write(self, vals):
        # EXTENDS 'base': the form shows the badge right after the lines were saved
        result = super().write(vals)
        if "order_line" in vals:
            self.filtered("bridge_state")._bridge_refresh_state()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_bridge_documents(self):
        self._bridge_make_noted_documents()
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
            .search_fetch(
                [(self._bridge_order_field(), "in", self.ids)],
                [self._bridge_order_field(), "document_id"],
            )
        )

    def _bridge_documents(self):
        """:return: the documents of these orders, as superuser, the newest first"""
        return self._bridge_document_lines().document_id.sorted("id", reverse=True)

    def _bridge_documents_by_order(self):
        """:rtype: dict[order, accounting.bridge.document]"""
        documents = defaultdict(lambda: self.env["accounting.bridge.document"].sudo())
        lines = self._bridge_document_lines()
        lines.document_id.fetch(FIELDS_OF_A_BADGE)
        for line in lines:
            order = self.browse(line[self._bridge_order_field()].id)
            documents[order] |= line.document_id
        return documents

    # === THE BADGE === #

    def _bridge_refresh_state(self):
        """Bring the badge of these orders up to date with their documents. Writes
        nothing where it is right already."""
        # sudo: the badge follows from what happened to the documents, whoever or
        # whatever made it happen.
        orders = self.sudo().search_fetch([("id", "in", self.ids)], ["bridge_state"])
        documents = orders._bridge_documents_by_order()
        orders.order_line.fetch(FIELDS_OF_WHAT_IS_LEFT)
        states = {order: order._bridge_state_of(documents[order]) for order in orders}
        for order in orders._bridge_noted():
            states[order] = "failed" if states[order] == "failed" else "waiting"
        changed = orders.filtered(lambda order: order.bridge_state != states[order])
        # Nobody follows the badge: looking for who does would take a look at each.
        changed = changed.with_context(tracking_disable=True)
        for state, same in changed.grouped(states.get).items():
            same.bridge_state = state
        orders._bridge_after_refresh(documents)

    def _bridge_after_refresh(self, documents):
        """What else follows from the documents of these orders.

        :param dict[order, accounting.bridge.document] documents: of each order
        """

    def _bridge_state_of(self, documents):
        """The badge: what needs a person first, then what needs time, then how the
        documents stand over there, the least settled of them.

        :return: one of ``const.ORDER_STATES`` or False
        """
        self.ensure_one()
        states = set(documents.mapped("state"))
        if "failed" in states:
            return "failed"
        bills = documents.filtered(lambda d: d.document_type in COUNTED_SIGNS)
        if states_on_the_way(bills):
            return "waiting"
        sent = bills.filtered(lambda document: document.state == "done")
        alive = sent._alive()
        if not alive:
            return "gone" if sent else False
        if any(line._bridge_is_return() for line in self.order_line):
            return "over"
        if self._bridge_has_left():
            return "part"
        return least_settled(alive)

    # === ORDERS THAT CHANGE === #

    def _bridge_before_cancel(self):
        """Take back what has not left yet. Whoever may cancel the order may do so.

        :raise UserError: while a document of these orders is on its way, in doubt or
            alive over there
        """
        self._bridge_make_noted_documents()
        documents = self._bridge_documents()._alive()
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
        if document.is_linked_by_hand:
            return self.env._(
                "%(order)s can't be cancelled: “%(document)s” of %(provider)s is "
                "linked to it. Unlink it here, or void it there and refresh it, and "
                "cancel the order then.",
                order=document.origin,
                document=document.display_name,
                provider=document.provider_name,
            )
        return self.env._(
            "%(order)s can't be cancelled: “%(document)s” stands in %(provider)s. "
            "Void or delete it there, refresh the document here, and cancel the "
            "order then.",
            order=document.origin,
            document=document.display_name,
            provider=document.provider_name,
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
    return not set(DUE_STATES).isdisjoint(documents.mapped("state"))


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
