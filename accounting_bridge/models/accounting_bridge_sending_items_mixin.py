# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class AccountingBridgeSendingItemsMixin(models.AbstractModel):
    """How the sender comes to the items that lines name: those that their products are
    linked to, and one for each ledger account where the provider wants items."""

    _name = "accounting.bridge.sending.items.mixin"
    _inherit = "accounting.bridge.sending.resolution.mixin"
    _description = "Items of documents that are sent"

    @api.model
    def _resolve_items(self, connection, claim, documents, deadline):
        """See to it that the items of products can be used, and that the ledger account
        of each other line has its item, where items are needed.

        :return: the documents that can be sent
        """
        documents = self._check_linked_items(connection, claim, documents, deadline)
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
        accounts = self._accounts_of(connection, with_items)
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
    def _accounts_of(self, connection, documents):
        """The ledger accounts of the lines whose products have no item, without reading
        all of the lines."""
        accounts = self.env["accounting.bridge.ledger.account"]
        for document_type, same in documents.grouped("document_type").items():
            items = self._items_for(connection, document_type, same)
            products = self.env["product.product"].union(*items)
            groups = self.env["accounting.bridge.document.line"]._read_group(
                [
                    ("document_id", "in", same.ids),
                    ("ledger_account_id", "!=", False),
                    ("product_id", "not in", products.ids),
                ],
                ["ledger_account_id"],
            )
            accounts = accounts.union(*(account for [account] in groups))
        return accounts

    @api.model
    def _was_refused(self, documents):
        """Whether the provider refused one before, which may have been for its item."""
        return "answered" in documents.attempt_ids.mapped("state")

    @api.model
    def _resolve_accounts(self, connection, documents, timeout):
        items, refused = self.env["accounting.bridge.item.resolver"]._resolve(
            connection,
            self._accounts_of(connection, documents),
            timeout,
            is_stale=self._was_refused(documents),
        )
        for document in documents:
            by_product = self._items_for(connection, document.document_type, document)
            lines = document.line_ids.filtered(
                lambda line, by_product=by_product: line.product_id not in by_product
            )
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
        """Give each line the item of its product, else that of its ledger account.

        :param documents: of one type
        """
        if not connection._provider()._has_items(connection):
            return
        lines = documents.line_ids
        document_type = documents[:1].document_type
        by_product = self._items_for(connection, document_type, documents)
        if by_product:
            of_products = lines.filtered(lambda line: line.product_id in by_product)
            for product, same in of_products.grouped("product_id").items():
                same.item_id = by_product[product]
            lines -= of_products
        if connection._provider()._uses_items(connection, document_type):
            self._use_items_of_accounts(connection, lines)
        else:
            # The product may have been unlinked since the last try.
            lines.filtered("item_id").item_id = False

    @api.model
    def _use_items_of_accounts(self, connection, lines):
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

    # === ITEMS OF PRODUCTS === #

    @api.model
    def _linked_items(self, connection, documents):
        """The items that products on these documents are linked to.

        :rtype: dict[product.product, accounting.bridge.item]
        """
        links = self.env["accounting.bridge.link"]
        if not links._has_item_links(connection):
            return {}
        groups = self.env["accounting.bridge.document.line"]._read_group(
            [("document_id", "in", documents.ids), ("product_id", "!=", False)],
            ["product_id"],
        )
        products = self.env["product.product"].union(*(each for [each] in groups))
        return {
            product: link.item_id
            for product, link in links._item_links(connection, products).items()
        }

    @api.model
    def _items_for(self, connection, document_type, documents):
        """The items of products that such documents name.

        :rtype: dict[product.product, accounting.bridge.item]
        """
        return {
            product: item
            for product, item in self._linked_items(connection, documents).items()
            if item._is_for(document_type)
        }

    @api.model
    def _check_linked_items(self, connection, claim, documents, deadline):
        """Refuse what names an item that is archived over there. After a refusal, and
        where one seems to be archived, they are read again first: a person may have
        mended them.

        :return: the documents that can be sent
        """
        items = self._linked_items(connection, documents)
        if not items:
            return documents
        in_doubt = self.env["accounting.bridge.item"].union(*items.values())
        if not self._was_refused(documents):
            in_doubt = in_doubt.filtered(lambda item: not item.active)
        if not in_doubt:
            return documents
        timeout = self._timeout(deadline)
        if not timeout:
            self._release(self._keep_claimed(documents, claim))
            return documents.browse()
        documents = self._resolve_repeatedly(
            connection,
            claim,
            documents,
            lambda own: self._refuse_archived_items(connection, own, in_doubt, timeout),
        )
        return self._still_sending(documents)

    @api.model
    def _refuse_archived_items(self, connection, documents, in_doubt, timeout):
        sync = self.env["accounting.bridge.directory.sync"]
        sync._refresh_items(connection, in_doubt, timeout)
        for document in documents:
            items = self._items_for(connection, document.document_type, document)
            archived = {
                product: item for product, item in items.items() if not item.active
            }
            if archived:
                texts = (self._archived_item_text(*pair) for pair in archived.items())
                self._fail(document, " ".join(texts))

    @api.model
    def _archived_item_text(self, product, item):
        return self.env._(
            "The item “%(item)s” of %(product)s is archived in %(provider)s, or no "
            "longer there. Restore it there, or unlink it from the product, then press "
            "Retry.",
            item=item.name,
            product=product.display_name,
            provider=item.connection_id.provider_name,
        )
