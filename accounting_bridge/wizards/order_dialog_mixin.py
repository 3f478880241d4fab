# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json

from odoo import api, fields, models
from odoo.tools import json_default

from ..const import DOCUMENT_TYPES


class AccountingBridgeOrderDialogMixin(models.AbstractModel):
    """A dialog about one order and its invoice or bill over there."""

    _name = "accounting.bridge.order.dialog.mixin"
    _description = "Dialog about an order's document"

    sale_order_id = fields.Many2one("sale.order", readonly=True)
    purchase_order_id = fields.Many2one("purchase.order", readonly=True)
    connection_id = fields.Many2one(
        "accounting.bridge.connection", required=True, readonly=True
    )
    provider_name = fields.Char(related="connection_id.provider_name")
    document_type = fields.Selection(DOCUMENT_TYPES, required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)

    def _title(self):
        """:return: what stands above the dialog"""
        raise NotImplementedError

    def _show(self):
        """:return: the window action of this dialog
        :rtype: dict
        """
        return {
            "type": "ir.actions.act_window",
            "name": self._title(),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _source_order(self):
        self.ensure_one()
        order = self.sale_order_id or self.purchase_order_id
        return order.with_company(order.company_id)

    @api.model
    def _plain(self, values):
        """Values as JSON gives them back, so that they can be compared."""
        return json.loads(json.dumps(values, default=json_default))
