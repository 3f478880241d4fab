# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class AccountingBridgeTaxMapping(models.Model):
    """Which tax code stands for a set of taxes that stand together on a line."""

    _name = "accounting.bridge.tax.mapping"
    _description = "Tax mapping"
    _order = "connection_id, direction, id"

    connection_id = fields.Many2one(
        "accounting.bridge.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    direction = fields.Selection(
        [("sale", "Sales"), ("purchase", "Purchases")], required=True
    )
    tax_key = fields.Char(
        readonly=True, help="The ids of the taxes, sorted; empty for no tax."
    )
    tax_ids = fields.Many2many("account.tax", context={"active_test": False})
    tax_names = fields.Char("Taxes in Odoo", compute="_compute_tax_names")
    tax_code_id = fields.Many2one("accounting.bridge.tax.code", ondelete="restrict")

    @api.depends("tax_ids")
    def _compute_tax_names(self):
        for mapping in self:
            # sudo: taxes of a branch are named also to those who don't work in it.
            names = mapping.sudo().tax_ids.mapped("name")
            mapping.tax_names = " + ".join(names) or self.env._("No tax")
