# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

#: What is shown of a line of the order as it is.
SHOWN_VALUES = ("sequence", "display_type", "name", "product_uom_id")


class AccountingBridgeLinkDocumentLine(models.TransientModel):
    """What a document made by hand covers of a line of the order."""

    _name = "accounting.bridge.link.document.line"
    _description = "Line covered by a document made by hand"
    _order = "dialog_id, sequence, id"

    dialog_id = fields.Many2one(
        "accounting.bridge.link.document",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(readonly=True)
    prepared = fields.Json(
        readonly=True, help="The document line as the order prepared it."
    )
    currency_id = fields.Many2one(related="dialog_id.currency_id")
    display_type = fields.Selection(
        [
            ("line_section", "Section"),
            ("line_subsection", "Subsection"),
            ("line_note", "Note"),
        ],
        readonly=True,
    )
    name = fields.Text("Description", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    quantity_left = fields.Float("Left", digits="Product Unit", readonly=True)
    quantity = fields.Float("Covered", digits="Product Unit")
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

    @api.model
    def _shown_values(self):
        """Names of the values that a line takes over from the prepared one.

        :rtype: tuple[str]
        """
        return SHOWN_VALUES

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
