# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

import logging

from psycopg2.errors import OperationalError

from odoo import api, models

from ..const import ORDERS_AT_ONCE

_logger = logging.getLogger(__name__)


class AccountingBridgeSendingFreezingMixin(models.AbstractModel):
    """How the sender lets orders freeze the bare documents of a bulk press: together,
    and where one is in the way, each alone."""

    _name = "accounting.bridge.sending.freezing.mixin"
    _description = "Freezing before sending"

    @api.model
    def _freeze(self, claim, documents):
        """Freeze the bare documents of a bulk press, some at a time.

        :return: the documents that can be sent
        """
        bare = documents.filtered(lambda document: document.state == "preparing")
        for start in range(0, len(bare), ORDERS_AT_ONCE):
            self._freeze_some(claim, bare[start : start + ORDERS_AT_ONCE])
        return self._still_sending(documents)

    @api.model
    def _freeze_some(self, claim, documents):
        try:
            self._freeze_together(self._keep_claimed(documents, claim))
            self.env.cr.commit()
        except Exception:
            # Somebody is saving one of the orders, or other people's code on one
            # fails: the others need not wait for it.
            self.env.cr.rollback()
            for document in documents:
                self._freeze_alone(claim, document)

    @api.model
    def _freeze_alone(self, claim, document):
        try:
            self._freeze_together(self._keep_claimed(document, claim))
            self.env.cr.commit()  # this order alone
        except OperationalError:
            self.env.cr.rollback()
            self._wait_for_others(self._keep_claimed(document, claim))
            self.env.cr.commit()
        except Exception as error:
            _logger.exception("Document %s can't be frozen", document.id)
            self.env.cr.rollback()
            self._fail_by_our_fault(claim, document, error)

    @api.model
    def _freeze_together(self, documents):
        without_order = documents
        for orders in documents._orders():
            if orders:
                own = self._of_orders(documents, orders)
                orders._bridge_freeze(own)
                without_order -= own
        for document in without_order:
            self._fail(document, self.env._("Its order is gone. Cancel it."))
        by_state = documents.grouped("state")
        frozen = by_state.get("queued", documents.browse())
        frozen.write({"state": "sending", "next_try_at": self._lease_end()})
        still_bare = by_state.get("preparing", documents.browse())
        self._wait_for_others(still_bare)

    @api.model
    def _of_orders(self, documents, orders):
        """The documents among these that were made from some orders of one kind."""
        order_field = orders._bridge_order_field()
        return documents.line_ids.filtered(
            lambda line: line[order_field] in orders
        ).document_id
