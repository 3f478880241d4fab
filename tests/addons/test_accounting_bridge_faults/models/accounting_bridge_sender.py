# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from ..tools import kill_points, work_lock


class AccountingBridgeSender(models.AbstractModel):
    _inherit = "accounting.bridge.sender"

    @api.model
    def _send_due(self, connection):
        with kill_points.watched():
            return super()._send_due(connection)

    @api.model
    def _send_documents(self, documents, deadline):
        with kill_points.watched():
            return super()._send_documents(documents, deadline)

    @api.model
    def _send_slice(self, connection, deadline, pressed=None):
        with work_lock.at_work(self.env.registry):
            return super()._send_slice(connection, deadline, pressed)
