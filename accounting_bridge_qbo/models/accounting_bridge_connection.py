# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeConnection(models.Model):
    _inherit = "accounting.bridge.connection"

    provider = fields.Selection(
        selection_add=[("qbo", "QuickBooks Online")],
        ondelete={"qbo": lambda connections: connections._retire()},
    )
