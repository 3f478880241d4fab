# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ..const import ACCOUNT_PURPOSES


class AccountingBridgeAccountMapping(models.Model):
    """Which ledger account stands for a use in Odoo: the single account, or that of
    the products of a category and of those below it."""

    _name = "accounting.bridge.account.mapping"
    _description = "Ledger account mapping"
    _order = "connection_id, purpose, product_category_id NULLS FIRST"

    connection_id = fields.Many2one(
        "accounting.bridge.connection", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    purpose = fields.Selection(ACCOUNT_PURPOSES, required=True)
    product_category_id = fields.Many2one(
        "product.category",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the single account, for all that no category decides on.",
    )
    ledger_account_id = fields.Many2one(
        "accounting.bridge.ledger.account", required=True, ondelete="restrict"
    )

    _purpose_uniq = models.UniqueIndex(
        "(connection_id, purpose) WHERE product_category_id IS NULL",
        "A use is mapped to one ledger account.",
    )
    _category_uniq = models.UniqueIndex(
        "(connection_id, purpose, product_category_id) "
        "WHERE product_category_id IS NOT NULL",
        "A use is mapped to one ledger account for each product category.",
    )
