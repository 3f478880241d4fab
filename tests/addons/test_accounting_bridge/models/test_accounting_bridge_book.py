# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class TestAccountingBridgeBook(models.Model):
    """One record in the books of the test provider."""

    _name = "test.accounting.bridge.book"
    _description = "Record of the test provider"
    _order = "id"

    organization_id = fields.Char(required=True)
    kind = fields.Char(
        required=True, help="A document type, contact, item, key or call."
    )
    number = fields.Char()
    state = fields.Char()
    mark = fields.Char()
    data = fields.Json(help="What came in; amounts are text.")
