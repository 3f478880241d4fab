# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

#: Types of documents whose lines sell.
SALE_DOCUMENTS = ("invoice", "credit_note")


class AccountingBridgeItem(models.Model):
    """A read-only copy of an item (product or service) of the organization."""

    _name = "accounting.bridge.item"
    _description = "Accounting item"
    _inherit = "accounting.bridge.directory.mixin"
    _rec_names_search = ["name", "code"]
    _order = "name, id"

    key = fields.Char(
        "Mark",
        readonly=True,
        index="btree_not_null",
        help="Tells which ledger account the bridge made the item for.",
    )
    code = fields.Char(
        readonly=True, index="btree_not_null", help="Its code or SKU over there."
    )
    description = fields.Char(readonly=True)
    account_key = fields.Char(
        "Sales account", readonly=True, help="Where sales of the item go."
    )
    purchase_account_key = fields.Char(
        "Purchase account", readonly=True, help="Where purchases of the item go."
    )
    has_sales_price = fields.Boolean(readonly=True)
    sales_price = fields.Float(
        readonly=True,
        digits=0,
        help="Without tax, in the organization's currency.",
    )
    has_purchase_price = fields.Boolean(readonly=True)
    purchase_price = fields.Float(
        readonly=True,
        digits=0,
        help="Without tax, in the organization's currency.",
    )
    currency_id = fields.Many2one(related="connection_id.currency_id")
    is_sold = fields.Boolean(readonly=True)
    is_purchased = fields.Boolean(readonly=True)
    remote_updated_at = fields.Datetime("Changed over there", readonly=True)
    synced_at = fields.Datetime("Last synced", readonly=True)
    linked_at = fields.Datetime(
        "Last linked", readonly=True, help="See the link, which counts on it."
    )

    def _is_for(self, document_type):
        """Whether a line of such a document can name the item.

        :rtype: bool
        """
        self.ensure_one()
        is_sale = document_type in SALE_DOCUMENTS
        return self.is_sold if is_sale else self.is_purchased

    def _own_account(self, document_type):
        """The ledger account that a line of such a document goes to because it names
        the item; empty where the line's own counts.

        :rtype: accounting.bridge.ledger.account
        """
        self.ensure_one()
        accounts = self.env["accounting.bridge.ledger.account"]
        connection = self.connection_id
        provider = connection._provider()
        is_sale = document_type in SALE_DOCUMENTS
        key = self.account_key if is_sale else self.purchase_account_key
        if not key or not provider._takes_account_of_item(connection, document_type):
            return accounts
        return accounts.with_context(active_test=False).search(
            [
                ("connection_id", "=", connection.id),
                ("organization_id", "=", self.organization_id),
                ("remote_key", "=", key),
            ],
            limit=1,
        )

    def _other_account_text(self, document_type, ledger_account):
        """Where a line goes that names the item, if not where it was mapped to.

        :param accounting.bridge.ledger.account ledger_account: that is mapped
        :return: a sentence, empty where both are the same
        :rtype: str
        """
        account = self._own_account(document_type)
        if not account or not ledger_account or account == ledger_account:
            return ""
        words = {
            "item": self.name,
            "provider": self.connection_id.provider_name,
            "account": account.display_name,
            "mapped": ledger_account.display_name,
        }
        if document_type in SALE_DOCUMENTS:
            return self.env._(
                "Sales of “%(item)s” go to its own account %(account)s in "
                "%(provider)s, not to %(mapped)s.",
                **words,
            )
        return self.env._(
            "Purchases of “%(item)s” go to its own account %(account)s in "
            "%(provider)s, not to %(mapped)s.",
            **words,
        )
