# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models


class AccountingBridgeRate(models.Model):
    """What the provider last said about the calls that remain, and when it last
    spoke. A row of its own a connection: it changes with every call, and nothing
    else may wait for it."""

    _name = "accounting.bridge.rate"
    _description = "Remaining API calls"

    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    minute_left = fields.Integer(readonly=True)
    day_left = fields.Integer(readonly=True)
    not_before = fields.Datetime(
        readonly=True, help="The provider wants no call before this moment."
    )
    last_call_at = fields.Datetime(readonly=True)

    _connection_uniq = models.UniqueIndex("(connection_id)", "One row a connection.")
