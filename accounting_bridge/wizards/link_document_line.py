# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class AccountingBridgeLinkDocumentLine(models.TransientModel):
    """What a document made by hand covers of a line of the order."""

    _name = "accounting.bridge.link.document.line"
    _inherit = "accounting.bridge.prepared.line.mixin"
    _description = "Line covered by a document made by hand"
    _order = "dialog_id, sequence, id"

    dialog_id = fields.Many2one(
        "accounting.bridge.link.document",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="dialog_id.currency_id")
    quantity = fields.Float("Covered")
    price_total = fields.Monetary("Total", compute="_compute_price_total")

    @api.depends("dialog_id.line_ids.quantity")
    def _compute_price_total(self):
        """All lines at once: where taxes are rounded on the whole document, a line's
        share depends on the others."""
        self.price_total = 0.0
        for dialog in self.dialog_id:
            lines = dialog.line_ids.filtered(lambda line: not line.display_type)
            values = [line._document_line_values() for line in lines]
            values = dialog._source_order()._bridge_add_amounts(values)
            for line, amounts in zip(lines, values, strict=True):
                line.price_total = amounts["price_total"]

    def _quantity_covered(self, share):
        """:param float share: of what is left, 1 = all"""
        order = self.dialog_id._source_order()
        return order._bridge_quantity_covered(self.quantity_left, share)

    def _document_line_values(self):
        """The values of the document line.

        :rtype: dict
        """
        self.ensure_one()
        if self.display_type:
            return dict(self.prepared)
        return {**self.prepared, "quantity": self.quantity}
