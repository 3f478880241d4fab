# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class AccountingBridgeDirectorySync(models.AbstractModel):
    _inherit = "accounting.bridge.directory.sync"

    @api.model
    def _sync_organization(self, connection):
        """Where sales tax was turned on over there, the tax codes come with the facts:
        from now on documents wait for their mapping."""
        was_off = connection._qbo_is_tax_off()
        result = super()._sync_organization(connection)
        if was_off and connection._qbo_has_tax_codes():
            self._sync_tax_codes(connection)
        return result
