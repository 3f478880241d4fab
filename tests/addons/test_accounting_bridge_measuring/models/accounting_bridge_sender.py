# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from ..tools.meter import FREEZING


class AccountingBridgeSender(models.AbstractModel):
    _inherit = "accounting.bridge.sender"

    @api.model
    def _make_noted_documents(self, connection, least_time):
        with FREEZING.running():
            return super()._make_noted_documents(connection, least_time)

    @api.model
    def _freeze(self, claim, documents):
        with FREEZING.running():
            return super()._freeze(claim, documents)
