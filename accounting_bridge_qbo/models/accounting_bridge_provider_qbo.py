# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..const import SCOPES


class AccountingBridgeProviderQbo(models.AbstractModel):
    """QuickBooks Online, behind the contract of the bridge."""

    _name = "accounting.bridge.provider.qbo"
    _inherit = "accounting.bridge.provider"
    _description = "QuickBooks Online"

    # === FACTS === #

    def _label(self):
        return "QuickBooks Online"

    def _default_scopes(self):
        return SCOPES

    def _batch_size(self, document_type):
        return 30

    def _document_statuses(self):
        return ("approved",)

    def _check_redirect_url(self, url):
        return None
