# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from markupsafe import Markup
from psycopg2 import OperationalError

from odoo import api, fields, models

from ..const import DOCUMENT_TYPES, DOCUMENTS_AT_ONCE, NEW_DOCUMENT_STATUSES

_logger = logging.getLogger(__name__)


class AccountingBridgeBulkPart(models.Model):
    """Orders of a bulk press that have no document yet: those of one company.

    To write thousands of documents takes seconds, for which nobody should wait. The
    press notes the orders alone, in one row, and the scheduled action makes bare
    documents of them, some at a time. An order leaves its part in the transaction that
    makes its document, and the part goes with its last order.
    """

    _name = "accounting.bridge.bulk.part"
    _description = "Orders of a bulk press without a document"
    _order = "id"

    press_id = fields.Many2one(
        "accounting.bridge.bulk.press",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    document_type = fields.Selection(DOCUMENT_TYPES, required=True, readonly=True)
    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    # Not many2many: thousands of rows would be written, to be gone in a minute.
    order_ids = fields.Json(
        readonly=True, help="Ids of the sale orders or purchase orders."
    )
    order_count = fields.Integer("Orders", readonly=True)

    # --- Of its documents, as the person who pressed chose and may
    date = fields.Date("Document date", readonly=True)
    status = fields.Selection(NEW_DOCUMENT_STATUSES, "Status asked for", readonly=True)

    # === WHAT IS NOTED === #

    @api.model
    def _noted_among(self, orders):
        """
        :param orders: of one model
        :return: the parts that name some of these orders, and those orders
        :rtype: dict[part, orders]
        """
        # sudo: nobody makes a second document, also who can't see the first.
        parts = self.sudo().search(
            [("document_type", "=", orders._bridge_document_type())]
        )
        noted = {part: orders & orders.browse(part.order_ids) for part in parts}
        return {part: own for part, own in noted.items() if own}

    def _why_no_documents(self):
        """What a list says that has no documents, as those of these parts, which may
        be none, are still to be made.

        :rtype: Markup
        """
        if self:
            text = self.env._(
                "Documents are still being made. Reload this list in a moment."
            )
        else:
            text = self.env._("No documents here")
        return Markup('<p class="o_view_nocontent_smiling_face">%s</p>') % text

    # === MAKING THE DOCUMENTS === #

    def _make_some(self):
        """Make the next documents. An order of which none can be made leaves the part
        without, and the person who pressed is told.

        :raise OperationalError: when another transaction is at the same rows
        """
        self.ensure_one()
        ids = self.order_ids[:DOCUMENTS_AT_ONCE]
        if not self._try_to_make(ids):
            return
        # Other people's code on one of the orders: the others need not suffer.
        for order_id in ids:
            error = self._try_to_make([order_id])
            if error:
                _logger.error(
                    "No document of order %s could be made", order_id, exc_info=error
                )
                self._give_up(order_id)

    def _try_to_make(self, ids):
        """
        :return: what went wrong, None where nothing did
        :rtype: Exception | None
        """
        try:
            with self.env.cr.savepoint():
                self._make_documents(ids)
        except OperationalError:
            raise
        except Exception as error:
            return error
        return None

    def _make_documents(self, ids):
        """Make the bare documents of orders that this part names.

        Two transactions never make those of one order: each writes to the part, and
        the database lets one of them through.

        :param list[int] ids: of orders
        """
        self.ensure_one()
        orders = self._orders(ids)
        values_list = orders._bridge_bare_values_list(self._shared_values(orders))
        self._forget(ids)
        # sudo: as for all documents, see _bridge_create_document.
        self.env["accounting.bridge.document"].sudo().create(values_list)

    def _orders(self, ids):
        """:return: those that are still there, in the language of who pressed"""
        documents = self.env["accounting.bridge.document"]
        orders = documents._order_model(self.document_type)
        language = self.press_id.user_id.lang
        # sudo: who pressed was checked, and may work in other companies than who
        # makes the documents.
        return orders.sudo().with_context(lang=language).browse(ids).exists()

    def _shared_values(self, orders):
        return {
            **orders._bridge_shared_bare_values(self.connection_id),
            "date": self.date,
            "status": self.status,
            "user_id": self.press_id.user_id.id,
            "pressed_at": self.press_id.pressed_at,
            **self.press_id._document_values(),
        }

    def _forget(self, ids):
        gone = set(ids)
        left = [order_id for order_id in self.order_ids if order_id not in gone]
        if left:
            self.write({"order_ids": left, "order_count": len(left)})
        else:
            self.unlink()

    def _give_up(self, order_id):
        """Nothing can be made of an order, for a reason that nobody foresaw."""
        press, order = self.press_id, self._orders([order_id])
        self._forget([order_id])
        press.document_count -= 1
        order._bridge_refresh_state()
        order.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=order.env._("No document was made of %s", order.display_name),
            note=order._bridge_unexpected_error_text(),
            user_id=press.user_id.id or self.env.uid,
        )
