# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import formatLang
from odoo.tools.misc import format_datetime

from ..const import GONE_REMOTE_STATES
from ..tools.cards import card, card_button, card_row
from .accounting_bridge_order_line_mixin import COUNTED_SIGNS

#: How the badge of a document looks, by its state over there, else by its own.
REMOTE_LEVELS = {
    "draft": "muted",
    "submitted": "warning",
    "approved": "info",
    "part_paid": "info",
    "paid": "success",
    "billed": "success",
    "voided": "muted",
    "deleted": "muted",
}
STATE_LEVELS = {"waiting": "warning", "failed": "danger"}


class AccountingBridgeOrderCardMixin(models.AbstractModel):
    """The card of an order: its documents over there."""

    _name = "accounting.bridge.order.card.mixin"
    _inherit = "accounting.bridge.card.mixin"
    _description = "Card of an order"

    def _bridge_card(self):
        connection = self._bridge_card_connection()
        documents = self._bridge_readable_documents()
        alive = documents.filtered(lambda document: document.state != "cancel")
        rows = [self._bridge_document_row(document) for document in alive]
        rows += [order._bridge_noted_row() for order in self._bridge_noted()]
        return card(connection.name, rows, self._bridge_card_buttons(connection))

    def _bridge_readable_documents(self):
        """Who may not see some of the documents sees a card without them."""
        return self._bridge_documents().sudo(False)._filtered_access("read")

    def _bridge_card_buttons(self, connection):
        if not self._bridge_is_confirmed() or not self.has_access("write"):
            return []
        is_bill = self._bridge_document_type() == "bill"
        return [
            card_button(
                "link_document",
                self.env._("Link an existing bill")
                if is_bill
                else self.env._("Link an existing invoice"),
                icon="fa-link",
                hint=self.env._("Made by hand in %s", connection.provider_name),
                is_reloading=True,
            )
        ]

    # === ROWS === #

    def _bridge_document_row(self, document):
        return card_row(
            f"document-{document.id}",
            document.name,
            url=document.remote_url,
            hint=self._bridge_refreshed_text(document),
            note=document.message,
            level=STATE_LEVELS.get(document.state, "warning"),
            badge=self._bridge_document_badge(document),
            facts=self._bridge_document_facts(document),
            buttons=self._bridge_document_buttons(document),
        )

    def _bridge_noted_row(self):
        """The row of a document that a bulk press has noted, and nothing more."""
        documents = self.env["accounting.bridge.document"]
        label = documents._type_labels()[self._bridge_document_type()]
        badge = documents._state_labels()["preparing"], "info"
        return card_row("noted", f"{label} {self.name}", badge=badge)

    def _bridge_document_badge(self, document):
        """:return: how it stands over there, or on its way there, and a level"""
        if document.remote_state:
            labels = document._remote_state_labels()
            level = REMOTE_LEVELS.get(document.remote_state, "")
            return labels[document.remote_state], level
        label = document._state_labels()[document.state]
        return label, STATE_LEVELS.get(document.state, "info")

    def _bridge_document_facts(self, document):
        """:return: pairs of a label and a text"""
        facts = []
        if document.document_type in COUNTED_SIGNS and document.state != "preparing":
            facts.append((self.env._("Covers"), self._bridge_covered_text(document)))
        is_alive = document.remote_state not in (False, *GONE_REMOTE_STATES)
        if is_alive and document.document_type in COUNTED_SIGNS:
            amount = document.currency_id.format
            facts += [
                (self.env._("Due"), amount(document.amount_due)),
                (self.env._("Paid"), amount(document.amount_paid)),
            ]
        return facts

    def _bridge_covered_text(self, document):
        """The share of the order that a document counts for, in percent."""
        order_field = self._bridge_order_field()
        # sudo: the lines of a document that the user may read.
        counted = document.sudo().line_ids.filtered(
            lambda line: line.is_counted and line[order_field] == self.sudo()
        )
        total = sum(counted.mapped("price_total"))
        share = 100 * total / self.amount_total if self.amount_total else 0
        digits = 0 if abs(share - round(share)) < 0.05 else 1
        return self.env._("%s %%", formatLang(self.env, share, digits))

    def _bridge_refreshed_text(self, document):
        if not document.refreshed_at:
            return ""
        return self.env._(
            "Last refreshed %s", format_datetime(self.env, document.refreshed_at)
        )

    def _bridge_document_buttons(self, document):
        if not document.remote_id:
            return []
        buttons = [
            self._bridge_open_button(document.provider_name, document.remote_url),
            card_button(
                "refresh",
                self.env._("Refresh"),
                icon="fa-refresh",
                hint=self._bridge_refreshed_text(document),
                args={"document_id": document.id},
                is_reloading=True,
            ),
        ]
        if document.is_linked_by_hand and self.has_access("write"):
            buttons.append(self._bridge_unlink_document_button(document))
        return buttons

    def _bridge_unlink_document_button(self, document):
        return card_button(
            "unlink_document",
            self.env._("Unlink"),
            icon="fa-chain-broken",
            confirm=self.env._(
                "“%(document)s” will not count as covering %(order)s any more, and "
                "stays in %(provider)s as it is.",
                document=document.name,
                order=self.display_name,
                provider=document.provider_name,
            ),
            args={"document_id": document.id},
            is_reloading=True,
        )

    # === BUTTONS === #

    def _bridge_card_run_link_document(self):
        return self.env["accounting.bridge.link.document"]._open(self)

    def _bridge_card_run_refresh(self, document_id):
        return self._bridge_own_document(document_id).action_refresh()

    def _bridge_card_run_unlink_document(self, document_id):
        self._bridge_own_document(document_id).action_unlink_from_order()

    def _bridge_own_document(self, document_id):
        """:return: the document of this order that a button is for
        :raise UserError: where it is none of its
        """
        documents = self._bridge_readable_documents()
        document = documents.filtered(lambda document: document.id == document_id)
        if not document:
            raise UserError(self.env._("This is no document of %s.", self.display_name))
        return document
