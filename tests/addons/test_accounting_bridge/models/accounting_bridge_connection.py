# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


def close(connections):
    connections.write({"state": "disconnected", "active": False})


class AccountingBridgeConnection(models.Model):
    _inherit = "accounting.bridge.connection"

    provider = fields.Selection(
        selection_add=[
            ("test", "Testbooks"),
            ("strict", "Strictbooks"),
            ("realm", "Realmbooks"),
        ],
        ondelete={code: close for code in ("test", "strict", "realm")},
    )
