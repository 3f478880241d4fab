# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ..const import DOCUMENT_TYPES


class AccountingBridgeBulkPress(models.Model):
    """One press on many orders: who meant their documents, when, and how they fare.

    Nobody waits for these documents. The scheduled actions freeze and send them, and
    what is to be told of them is told here once, not order by order.
    """

    _name = "accounting.bridge.bulk.press"
    _description = "Press on many orders"
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users",
        "Pressed by",
        readonly=True,
        index=True,
        default=lambda self: self.env.uid,
    )
    pressed_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    document_type = fields.Selection(DOCUMENT_TYPES, required=True, readonly=True)
    company_ids = fields.Many2many("res.company", string="Companies", readonly=True)
    document_ids = fields.One2many(
        "accounting.bridge.document", "bulk_press_id", readonly=True
    )
    document_count = fields.Integer("Documents", readonly=True)
