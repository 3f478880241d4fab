# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeDirectoryMixin(models.AbstractModel):
    """What all copies of the provider's master records have in common."""

    _name = "accounting.bridge.directory.mixin"
    _description = "Directory record"

    name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(default=True, readonly=True)
    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    organization_id = fields.Char(
        readonly=True, help="The organization it was copied from."
    )
    remote_id = fields.Char("Remote ID", required=True, readonly=True)
    remote_key = fields.Char("Key", readonly=True)

    _remote_uniq = models.UniqueIndex(
        "(connection_id, organization_id, remote_id)",
        "A record of the directory exists once in an organization.",
    )
