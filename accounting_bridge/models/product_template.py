# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..tools.cards import card, card_row

#: The most variants whose rows the card of a product shows.
MOST_VARIANTS = 5


class ProductTemplate(models.Model):
    """Items stand for variants: the card of a product shows those of its variants."""

    _name = "product.template"
    _inherit = ["product.template", "accounting.bridge.card.mixin"]

    def _bridge_card_setting(self):
        return "has_product_card"

    def _has_bridge_card(self):
        if not self.product_variant_ids or not super()._has_bridge_card():
            return False
        return self.product_variant_ids[0]._has_bridge_card()

    def _bridge_card(self):
        connection = self._bridge_card_connection()
        variants = self.product_variant_ids
        rows = []
        for variant in variants[:MOST_VARIANTS]:
            label = variant._bridge_variant_label() if len(variants) > 1 else ""
            rows += variant._bridge_item_rows(connection, label)
        if len(variants) > MOST_VARIANTS:
            rows.append(self._bridge_more_variants_row(len(variants) - MOST_VARIANTS))
        return card(connection.name, rows)

    def _bridge_more_variants_row(self, count):
        return card_row(
            "more",
            self.env._("%s more variants: link them on their own forms.", count),
            level="muted",
        )
