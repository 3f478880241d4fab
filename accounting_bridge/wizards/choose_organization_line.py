# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeChooseOrganizationLine(models.TransientModel):
    """One organization that a consent reaches."""

    _name = "accounting.bridge.choose.organization.line"
    _description = "Organization to choose from"

    choice_id = fields.Many2one(
        "accounting.bridge.choose.organization",
        required=True,
        index=True,
        ondelete="cascade",
    )
    is_chosen = fields.Boolean("Connect this")
    name = fields.Char("Organization", required=True)
    organization_id = fields.Char("Organization ID", required=True)
    consequence = fields.Char("What it means", readonly=True)
    is_possible = fields.Boolean(default=True, readonly=True)
