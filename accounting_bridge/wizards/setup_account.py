# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

from ..const import ACCOUNT_PURPOSES, CATEGORY_PURPOSES


class AccountingBridgeSetupAccount(models.TransientModel):
    """A product category in the setup, and the ledger account for its products."""

    _name = "accounting.bridge.setup.account"
    _description = "Ledger account of a product category in the setup"
    _order = "setup_id, id"

    setup_id = fields.Many2one(
        "accounting.bridge.setup", required=True, index=True, ondelete="cascade"
    )
    offered_purposes = fields.Char(related="setup_id.offered_purposes")
    purpose = fields.Selection(
        [
            (purpose, label)
            for purpose, label in ACCOUNT_PURPOSES
            if purpose in CATEGORY_PURPOSES
        ],
        "For",
        required=True,
    )
    product_category_id = fields.Many2one(
        "product.category", "Product category", required=True, ondelete="cascade"
    )
    ledger_account_id = fields.Many2one(
        "accounting.bridge.ledger.account",
        "Ledger account",
        required=True,
        ondelete="cascade",
    )
    ledger_account_domain = fields.Binary(compute="_compute_ledger_account_domain")
    order_count = fields.Integer(
        "Open orders that change",
        compute="_compute_order_count",
        help="Confirmed orders, not wholly billed yet, of which a line will take "
        "another account than today because of this row.",
    )

    @api.depends("purpose", "setup_id.connection_id")
    def _compute_ledger_account_domain(self):
        for row in self:
            domain = row.setup_id._account_domain(row.purpose) if row.purpose else []
            row.ledger_account_domain = list(domain)

    @api.depends("purpose", "product_category_id", "setup_id.account_effect")
    def _compute_order_count(self):
        for row in self:
            counts = (row.setup_id.account_effect or {}).get("rows", {})
            row.order_count = counts.get(row._effect_key(), 0)

    def _effect_key(self):
        """Names the row in the counts of the setup.

        :return: empty while the row is not complete
        :rtype: str
        """
        category = self.product_category_id
        return f"{self.purpose} {category.id}" if self.purpose and category else ""
