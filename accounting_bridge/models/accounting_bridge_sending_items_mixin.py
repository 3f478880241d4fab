# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class AccountingBridgeSendingItemsMixin(models.AbstractModel):
    """How the sender comes to the items that lines name, where the provider wants
    them: one for each ledger account."""

    _name = "accounting.bridge.sending.items.mixin"
    _inherit = "accounting.bridge.sending.resolution.mixin"
    _description = "Items of documents that are sent"

    @api.model
    def _resolve_items(self, connection, claim, documents, deadline):
        """Give each line the item of its ledger account, where it needs one.

        :return: the documents that can be sent
        """
        provider = connection._provider()
        with_items = documents.filtered(
            lambda document: provider._uses_items(connection, document.document_type)
        )
        if not with_items:
            return documents
        timeout = self._timeout(deadline)
        if not timeout:
            self._release(with_items)
            return documents - with_items
        own = self._resolve_repeatedly(
            connection,
            claim,
            with_items,
            lambda own: self._resolve_accounts(connection, own, timeout),
        )
        return (documents - with_items) | self._still_sending(own)

    @api.model
    def _resolve_accounts(self, connection, documents, timeout):
        # What was refused before may have been so for its item.
        was_refused = "answered" in documents.attempt_ids.mapped("state")
        items, refused = self.env["accounting.bridge.item.resolver"]._resolve(
            connection,
            documents.line_ids.ledger_account_id,
            timeout,
            is_stale=was_refused,
        )
        for document in documents:
            lines = document.line_ids.filtered("ledger_account_id")
            for line in lines:
                line.item_id = items.get(line.ledger_account_id)
            without = lines.filtered(lambda line: not line.item_id).ledger_account_id
            if without:
                reasons = [self._no_item_text(each, refused) for each in without]
                self._fail(
                    document,
                    self.env._("%s Then press Retry.", " ".join(reasons)),
                )

    @api.model
    def _no_item_text(self, ledger_account, refused):
        return refused.get(ledger_account) or self.env._(
            "No item for the account %s could be made. Ask your administrator to look "
            "at the call log.",
            ledger_account.display_name,
        )
