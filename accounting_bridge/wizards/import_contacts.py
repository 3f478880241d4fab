# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeImportContacts(models.TransientModel):
    """Asks what an import of contacts is to do, and begins it."""

    _name = "accounting.bridge.import.contacts"
    _inherit = "accounting.bridge.import.contacts.mixin"
    _description = "Import of contacts: what to do"

    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    provider_name = fields.Char(
        related="connection_id.provider_name", related_sudo=False
    )

    def action_begin(self):
        """Begin, and close: the connection's form shows how it fares."""
        self.ensure_one()
        self._begin_import()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
