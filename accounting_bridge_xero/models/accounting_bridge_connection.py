# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeConnection(models.Model):
    _inherit = "accounting.bridge.connection"

    provider = fields.Selection(
        selection_add=[("xero", "Xero")],
        ondelete={"xero": lambda connections: connections._retire()},
    )

    def _retire(self):
        """Without the addon nothing can be called any more. The connections stay,
        archived and with their provider's code, so that their documents can still be
        read and are taken up again when the addon is back."""
        self._forget_organization()
        self.active = False
