# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeContact(models.Model):
    """A read-only copy of a contact of the organization."""

    _name = "accounting.bridge.contact"
    _description = "Accounting contact"
    _inherit = "accounting.bridge.directory.mixin"
    _rec_names_search = ["name", "email"]
    _order = "name, id"

    email = fields.Char(readonly=True)
    tax_number = fields.Char(readonly=True)
    key = fields.Char(
        "Partner key",
        readonly=True,
        index="btree_not_null",
        help="The key of our partner that the contact bears over there.",
    )
    name_key = fields.Char(
        readonly=True, index=True, help="The name as it is compared, see matching."
    )
    kind = fields.Char(
        readonly=True,
        help="Which of a partner's contacts it can be, as the provider tells them "
        "apart. Empty where one contact serves for all.",
    )
    status = fields.Selection(
        [
            ("active", "Active"),
            ("archived", "Archived"),
            ("merged", "Merged"),
            ("gone", "Gone"),
        ],
        readonly=True,
        help="Gone: not there any more. Where the provider does not tell of merges, it "
        "may have been merged into another one.",
    )
    merged_into = fields.Char(readonly=True)
    is_customer = fields.Boolean(readonly=True)
    is_supplier = fields.Boolean(readonly=True)
