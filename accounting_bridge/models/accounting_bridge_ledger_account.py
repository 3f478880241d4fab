# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class AccountingBridgeLedgerAccount(models.Model):
    """A read-only copy of an account of the organization's ledger."""

    _name = "accounting.bridge.ledger.account"
    _description = "Ledger account"
    _inherit = "accounting.bridge.directory.mixin"
    _rec_names_search = ["code", "name"]
    _order = "code, name, id"

    code = fields.Char(readonly=True)
    account_type = fields.Char("Type", readonly=True)
    account_class = fields.Selection(
        [
            ("asset", "Asset"),
            ("liability", "Liability"),
            ("equity", "Equity"),
            ("revenue", "Revenue"),
            ("expense", "Expense"),
        ],
        "Class",
        readonly=True,
    )
    is_selectable = fields.Boolean(readonly=True)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for account in self:
            account.display_name = f"{account.code or ''} {account.name or ''}".strip()
