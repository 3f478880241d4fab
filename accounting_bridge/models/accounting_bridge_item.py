# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeItem(models.Model):
    """A read-only copy of an item (product or service) of the organization."""

    _name = "accounting.bridge.item"
    _description = "Accounting item"
    _inherit = "accounting.bridge.directory.mixin"
    _rec_names_search = ["name", "code"]
    _order = "name, id"

    key = fields.Char(
        "Mark",
        readonly=True,
        index="btree_not_null",
        help="Tells which ledger account the bridge made the item for.",
    )
    code = fields.Char(
        readonly=True, index="btree_not_null", help="Its code or SKU over there."
    )
    description = fields.Char(readonly=True)
    account_key = fields.Char(
        "Sales account", readonly=True, help="Where sales of the item go."
    )
    purchase_account_key = fields.Char(
        "Purchase account", readonly=True, help="Where purchases of the item go."
    )
    has_sales_price = fields.Boolean(readonly=True)
    sales_price = fields.Float(
        readonly=True,
        digits=0,
        help="Without tax, in the organization's currency.",
    )
    has_purchase_price = fields.Boolean(readonly=True)
    purchase_price = fields.Float(
        readonly=True,
        digits=0,
        help="Without tax, in the organization's currency.",
    )
    currency_id = fields.Many2one(related="connection_id.currency_id")
    is_sold = fields.Boolean(readonly=True)
    is_purchased = fields.Boolean(readonly=True)
    remote_updated_at = fields.Datetime("Changed over there", readonly=True)
    synced_at = fields.Datetime("Last synced", readonly=True)
