# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ..const import ACCOUNT_PURPOSES


class AccountingBridgeAccountMapping(models.Model):
    """Which ledger account stands for a use in Odoo."""

    _name = "accounting.bridge.account.mapping"
    _description = "Ledger account mapping"
    _order = "connection_id, purpose"

    connection_id = fields.Many2one(
        "accounting.bridge.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    purpose = fields.Selection(ACCOUNT_PURPOSES, required=True)
    ledger_account_id = fields.Many2one(
        "accounting.bridge.ledger.account", required=True, ondelete="restrict"
    )

    _purpose_uniq = models.UniqueIndex(
        "(connection_id, purpose)", "A use is mapped to one ledger account."
    )
