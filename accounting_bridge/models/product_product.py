# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Domain

from ..tools.cards import card

#: Prices of items can have more decimals than amounts.
PRICE_DIGITS = 4


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "accounting.bridge.linked.mixin"]

    def _bridge_card_setting(self):
        return "has_product_card"

    def _has_bridge_card(self):
        if not super()._has_bridge_card():
            return False
        connection = self._bridge_card_connection()
        return connection._provider()._has_items(connection)

    def _bridge_card(self):
        connection = self._bridge_card_connection()
        return card(connection.name, self._bridge_item_rows(connection))

    def _bridge_item_rows(self, connection, label=""):
        """The rows of this variant.

        :param str label: tells it from other variants on the same card
        """
        rows = self._bridge_link_rows(connection)
        for row in rows:
            row["label"] = label or row["label"]
            row["key"] = f"{self.id}-{row['key']}"
        return rows

    def _bridge_variant_label(self):
        values = self.product_template_attribute_value_ids.mapped("name")
        return ", ".join(values) or self.default_code or self.display_name

    # === LINK === #

    @api.model
    def _bridge_link_field(self):
        return "product_id"

    @api.model
    def _bridge_directory_field(self):
        return "item_id"

    def _bridge_link_kinds(self, connection):
        return {"": self.env._("Item")}

    def _bridge_linked_url(self, connection, linked):
        return connection._provider()._item_url(connection, linked.remote_id)

    def _bridge_linked_facts(self, linked):
        facts = []
        if linked.has_sales_price:
            text = self._bridge_price_text(linked.currency_id, linked.sales_price)
            facts.append((self.env._("Sales price"), text))
        if linked.has_purchase_price:
            text = self._bridge_price_text(linked.currency_id, linked.purchase_price)
            facts.append((self.env._("Purchase price"), text))
        return facts

    @api.model
    def _bridge_price_text(self, currency, price):
        """A price with the decimals it has, no fewer than amounts have."""
        if not currency or currency.is_zero(price - currency.round(price)):
            return currency.format(price)
        return f"{currency.symbol or currency.name} {price:.{PRICE_DIGITS}f}"

    def _bridge_linked_note(self, connection, linked):
        words = {"item": linked.name, "provider": connection.provider_name}
        if not linked.active:
            return self.env._(
                "“%(item)s” is archived in %(provider)s, or no longer there. Restore "
                "it there, or unlink it: documents can't carry it.",
                **words,
            ), "warning"
        notes = [
            linked._other_account_text(document_type, account)
            for document_type, account in self._bridge_mapped_accounts(connection)
        ]
        notes += self._bridge_unused_texts(words, linked)
        return " ".join(filter(None, notes)), "muted"

    def _bridge_mapped_accounts(self, connection):
        """The ledger accounts that the setup maps this product's documents to.

        :return: pairs of a document type and an account
        """
        if self.sale_ok:
            yield "invoice", connection._account_for("sale", self.categ_id)
        if self.purchase_ok:
            yield "bill", connection._account_for("purchase", self.categ_id)

    def _bridge_unused_texts(self, words, item):
        """What documents will not carry the item, though the product goes on them."""
        if self.sale_ok and not item._is_for("invoice"):
            yield self.env._(
                "“%(item)s” is not sold in %(provider)s: invoices don't carry it.",
                **words,
            )
        if self.purchase_ok and not item._is_for("bill"):
            yield self.env._(
                "“%(item)s” is not bought in %(provider)s: bills don't carry it.",
                **words,
            )

    def _bridge_choices(self, connection, kind):
        # Those that the bridge keeps for ledger accounts are no product's.
        marks = self.env["accounting.bridge.item.resolver"]._mark_pattern()
        is_mark = Domain("key", "=like", marks)
        can_be_used = Domain("is_sold", "=", True) | Domain("is_purchased", "=", True)
        return super()._bridge_choices(connection, kind) & can_be_used & ~is_mark

    def _bridge_choice_domain(self, text):
        return Domain.OR([(name, "ilike", text)] for name in ("name", "code"))

    def _bridge_choice_note(self, linked):
        return linked.code if linked.code != linked.name else ""

    def _bridge_create_over_there(self, connection, kind, timeout):
        item = self.env["accounting.bridge.item.maker"]._find_or_make(
            connection, self, timeout
        )
        self._bridge_link_to(connection, item)

    def _bridge_read_again(self, connection, linked, timeout):
        sync = self.env["accounting.bridge.directory.sync"]
        sync._refresh_items(connection, linked, timeout)

    def _bridge_read_directory(self, connection, timeout):
        sync = self.env["accounting.bridge.directory.sync"]
        sync._sync_items(connection, timeout)
