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
        """See to it that the ledger account of each line has its item, where items
        are needed.

        :return: the documents that can be sent
        """
        with_items = self._unknown_items_needed(connection, documents)
        if not with_items:
            return documents
        return (documents - with_items) | self._resolve_in_time(
            connection, claim, with_items, deadline, self._resolve_accounts
        )

    @api.model
    def _unknown_items_needed(self, connection, documents):
        """The documents with items, where one of these has to be looked for."""
        with_items = self._with_items(connection, documents)
        if not with_items or self._was_refused(with_items):
            return with_items
        accounts = self._accounts_of(with_items)
        resolver = self.env["accounting.bridge.item.resolver"]
        are_known = len(resolver._find_usable(connection, accounts)) == len(accounts)
        return with_items.browse() if are_known else with_items

    @api.model
    def _with_items(self, connection, documents):
        provider = connection._provider()
        return documents.filtered(
            lambda document: provider._uses_items(connection, document.document_type)
        )

    @api.model
    def _accounts_of(self, documents):
        """The ledger accounts of the lines, without reading all of the lines."""
        groups = self.env["accounting.bridge.document.line"]._read_group(
            [
                ("document_id", "in", documents.ids),
                ("ledger_account_id", "!=", False),
            ],
            ["ledger_account_id"],
        )
        accounts = self.env["accounting.bridge.ledger.account"]
        return accounts.union(*(account for [account] in groups))

    @api.model
    def _was_refused(self, documents):
        """Whether the provider refused one before, which may have been for its item."""
        return "answered" in documents.attempt_ids.mapped("state")

    @api.model
    def _resolve_accounts(self, connection, documents, timeout):
        items, refused = self.env["accounting.bridge.item.resolver"]._resolve(
            connection,
            self._accounts_of(documents),
            timeout,
            is_stale=self._was_refused(documents),
        )
        for document in documents:
            lines = document.line_ids.filtered("ledger_account_id")
            without = lines.ledger_account_id.filtered(
                lambda account: account not in items
            )
            if without:
                reasons = [self._no_item_text(each, refused) for each in without]
                self._fail(
                    document,
                    self.env._("%s Then press Retry.", " ".join(reasons)),
                )

    @api.model
    def _use_known_items(self, connection, documents):
        """Give each line the item of its ledger account."""
        lines = self._with_items(connection, documents).line_ids
        resolver = self.env["accounting.bridge.item.resolver"]
        items = resolver._find_usable(connection, lines.ledger_account_id)
        for account, same in lines.grouped("ledger_account_id").items():
            if account:
                same.item_id = items.get(account)

    @api.model
    def _no_item_text(self, ledger_account, refused):
        return refused.get(ledger_account) or self.env._(
            "No item for the account %s could be made. Ask your administrator to look "
            "at the call log.",
            ledger_account.display_name,
        )
