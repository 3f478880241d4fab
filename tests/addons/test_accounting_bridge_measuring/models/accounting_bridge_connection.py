# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class AccountingBridgeConnection(models.Model):
    _inherit = "accounting.bridge.connection"

    def _minute_limits(self):
        """None: the sandbox's are lifted as well."""
        return []
