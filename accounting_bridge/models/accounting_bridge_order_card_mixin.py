# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..tools.cards import card, card_row


class AccountingBridgeOrderCardMixin(models.AbstractModel):
    """The card of an order: its documents over there."""

    _name = "accounting.bridge.order.card.mixin"
    _inherit = "accounting.bridge.card.mixin"
    _description = "Card of an order"

    def _bridge_card(self):
        connection = self._bridge_card_connection()
        # Who may not see some of the documents sees a card without them.
        documents = self._bridge_documents().sudo(False)._filtered_access("read")
        rows = [self._bridge_document_row(document) for document in documents]
        return card(connection.name, rows)

    def _bridge_document_row(self, document):
        return card_row(
            f"document-{document.id}", document.name, url=document.remote_url
        )
