# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from psycopg2 import OperationalError

from odoo import models
from odoo.exceptions import UserError

from .accounting_bridge_order_line_mixin import COUNTED_SIGNS

_logger = logging.getLogger(__name__)


class AccountingBridgeOrderFreezingMixin(models.AbstractModel):
    """How bare documents become frozen and queued ones, those of many orders together:
    first everything is read and computed, then everything is written at once. What
    stands in the way of one order makes its document fail, and nothing else."""

    _name = "accounting.bridge.order.freezing.mixin"
    _description = "Freezing documents of orders"

    def _bridge_freeze(self, documents):
        """Freeze the bare documents of these orders. A document whose order somebody
        is at stays bare, for the next round.

        :param accounting.bridge.document documents: in state ``preparing``, one an
            order
        """
        documents = documents.sudo()
        by_order = self._bridge_bare_documents_by_order(documents)
        frozen = []
        for order in self._bridge_lock_free_lines():
            document = by_order[order]
            try:
                values, lines = order._bridge_compute_frozen(document)
            except UserError as error:
                order._bridge_withdraw_or_fail(document, str(error))
            else:
                frozen.append((document, values, lines))
        self._bridge_write_frozen(frozen)
        self._bridge_refresh_state()

    def _bridge_freeze_aside(self, document):
        """Freeze the bare document of this order in somebody else's transaction, which
        goes on whatever comes of it.

        :param accounting.bridge.document document: in state ``preparing``
        """
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._bridge_freeze(document)
        except OperationalError:
            # A conflict with another transaction: Odoo runs this one again.
            raise
        except Exception:
            _logger.exception("Document %s could not be prepared", document.id)
            self._bridge_fail(document.sudo(), self._bridge_unexpected_error_text())
            self._bridge_refresh_state()

    def _bridge_unexpected_error_text(self):
        return self.env._(
            "%(order)s could not be prepared because of an unexpected error. Try "
            "again, and ask your administrator to look at the log if it stays.",
            order=self.display_name,
        )

    def _bridge_bare_documents_by_order(self, documents):
        """:rtype: dict[order, accounting.bridge.document]"""
        field = self._bridge_order_field()
        return {
            self.browse(line[field].id): line.document_id for line in documents.line_ids
        }

    def _bridge_lock_free_lines(self):
        """Lock the lines of these orders until the end of the transaction.

        :return: the orders of which nobody else holds a line
        """
        # A pending write of ours must be on its row before the row is locked.
        self.env.flush_all()
        lines = self.order_line
        held = lines - lines.try_lock_for_update()
        free = self - held.order_id
        free._bridge_read_ahead()
        return free

    def _bridge_compute_frozen(self, document):
        """:return: the values of the frozen document, and those of its lines
        :rtype: tuple[dict, list[dict]]
        :raise UserError: when it can't be made
        """
        self.ensure_one()
        connection = document.connection_id
        document_type = document.document_type
        if not self._bridge_is_confirmed():
            raise UserError(
                self.env._(
                    "%(order)s is not confirmed any more.", order=self.display_name
                )
            )
        if document_type in COUNTED_SIGNS:
            order_lines = self._bridge_source_lines()
        else:
            order_lines = self.order_line
        lines = self._bridge_prepare_document_lines(
            connection, order_lines, document_type
        )
        header = self._bridge_freeze_header(document)
        if document_type == "bill" and not header["number"]:
            raise UserError(
                self.env._(
                    "The number of the supplier's bill is missing. Enter it on "
                    "%(order)s as Vendor Reference, and press Retry.",
                    order=self.name,
                )
            )
        return self._bridge_frozen_values(header, lines)

    def _bridge_cover_without(self, document):
        """Where other documents hold all of this order, as after a press on it alone:
        those documents, which make a bare one needless.

        :rtype: accounting.bridge.document
        """
        nothing = document.browse()
        if document.document_type not in COUNTED_SIGNS or self._bridge_has_left():
            return nothing
        others = (self._bridge_documents() - document)._alive()
        return others.filtered(
            lambda other: (
                other.document_type in COUNTED_SIGNS and other.state != "preparing"
            )
        )

    def _bridge_withdraw_or_fail(self, document, reason):
        """
        :param str reason: why a bare document can't be frozen
        """
        cover = self._bridge_cover_without(document)
        if not cover:
            self._bridge_fail(document, reason)
            return
        document.write(
            {
                "state": "cancel",
                "next_try_at": False,
                "message": self.env._(
                    "Not needed any more: all of %(order)s is on %(documents)s.",
                    order=self.display_name,
                    documents=", ".join(cover.mapped("name")),
                ),
            }
        )

    def _bridge_freeze_header(self, document):
        """The header as for a single press, save what was chosen already."""
        names = ("date", "due_date", "number", "reference", "status", "document_type")
        chosen = {name: document[name] for name in names if document[name]}
        return self._bridge_document_values(document.connection_id, chosen)

    def _bridge_write_frozen(self, frozen):
        """Write frozen documents with their lines, in place of the bare ones.

        :param list frozen: triples of a document, its values and those of its lines
        """
        documents = self.env["accounting.bridge.document"].sudo()
        documents = documents.union(*(document for document, _v, _l in frozen))
        bare_lines = documents.line_ids
        documents.line_ids.create(
            [
                {
                    **line,
                    "document_id": document.id,
                    "company_id": document.company_id.id,
                }
                for document, _values, lines in frozen
                for line in lines
            ]
        )
        for document, values, _lines in frozen:
            document.write(values)
        bare_lines.unlink()
        documents._mark_queued()

    def _bridge_fail(self, document, message):
        self.env["accounting.bridge.sender"]._fail(document, message)
        document.connection_id._trigger_sending()  # to tell the order
