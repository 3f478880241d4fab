# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    accounting_bridge_connection_ids = fields.One2many(
        "accounting.bridge.connection", "company_id"
    )

    def _accounting_bridge_connection(self):
        """The live connection of this company, else of its nearest ancestor.

        :return: a connection, empty where there is none
        :rtype: accounting.bridge.connection
        """
        self.ensure_one()
        # sudo: someone without the bridge's rights opens orders whose buttons depend
        # on it.
        connections = (
            self.env["accounting.bridge.connection"]
            .sudo()
            .search([("company_id", "parent_of", self.id), ("is_live", "=", True)])
        )
        by_company = {
            connection.company_id.id: connection for connection in connections
        }
        for company_id in reversed(self.sudo().parent_ids.ids):
            if company_id in by_company:
                return by_company[company_id].sudo(False)
        return connections.browse().sudo(False)
