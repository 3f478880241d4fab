# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

TAX_KINDS = [
    ("normal", "Normal"),
    ("zero", "Zero-rated"),
    ("exempt", "Exempt"),
    ("none", "No tax"),
    ("out_of_scope", "Out of scope"),
    ("reverse_charge", "Reverse charge"),
    ("import", "Import"),
    ("withholding", "Withholding"),
]


class AccountingBridgeTaxCode(models.Model):
    """A read-only copy of a tax code of the organization."""

    _name = "accounting.bridge.tax.code"
    _description = "Tax code"
    _inherit = "accounting.bridge.directory.mixin"
    _rec_names_search = ["name", "remote_key"]
    _order = "name, id"

    rate = fields.Float("Rate (%)", digits=(16, 4), readonly=True)
    direction = fields.Selection(
        [("sale", "Output"), ("purchase", "Input"), ("both", "Both")],
        "Type",
        readonly=True,
    )
    kind = fields.Selection(TAX_KINDS, readonly=True)
    account_classes = fields.Char(
        readonly=True, help="Classes of account it may be used with. Empty: all."
    )
