# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

#: What is shown of a prepared document line as it is.
SHOWN_VALUES = ("sequence", "display_type", "name", "product_uom_id")


class AccountingBridgePreparedLineMixin(models.AbstractModel):
    """A line of a dialog that stands for a document line as the order prepared it."""

    _name = "accounting.bridge.prepared.line.mixin"
    _description = "Line of a dialog about an order's document"

    sequence = fields.Integer(readonly=True)
    prepared = fields.Json(
        readonly=True, help="The document line as the order prepared it."
    )
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
    quantity = fields.Float(digits="Product Unit")

    @api.model
    def _shown_values(self):
        """Names of the values that a line takes over from the prepared one.

        :rtype: tuple[str]
        """
        return SHOWN_VALUES

    @api.model
    def _values_of(self, dialog, prepared):
        """The values of a line of a dialog.

        :param dialog: of ``accounting.bridge.order.dialog.mixin``
        :param dict prepared: values of ``accounting.bridge.document.line``
        :rtype: dict
        """
        return {
            "prepared": dialog._plain(prepared),
            **{name: prepared.get(name) for name in self._shown_values()},
        }
