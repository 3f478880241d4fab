# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeItem(models.Model):
    """A read-only copy of an item (product or service) of the organization."""

    _name = "accounting.bridge.item"
    _description = "Accounting item"
    _inherit = "accounting.bridge.directory.mixin"
    _order = "name, id"

    key = fields.Char(
        "Mark",
        readonly=True,
        index="btree_not_null",
        help="Tells which ledger account the bridge made the item for.",
    )
    account_key = fields.Char(
        "Sales account", readonly=True, help="Where sales of the item go."
    )
    remote_updated_at = fields.Datetime("Changed over there", readonly=True)
