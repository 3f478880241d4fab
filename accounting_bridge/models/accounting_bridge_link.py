# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeLink(models.Model):
    """A partner tied to a contact of the directory. A real many2one, so that Odoo's
    own merge of partners carries it."""

    _name = "accounting.bridge.link"
    _description = "Accounting link"

    connection_id = fields.Many2one(
        "accounting.bridge.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "accounting.bridge.contact", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Char(
        related="contact_id.kind",
        help="A partner has a link for each kind of contact that its documents need.",
    )
