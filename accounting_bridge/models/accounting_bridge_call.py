# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.constants import GC_UNLINK_LIMIT

#: Days for which the log is kept. What was sent and what came of it stays, with the
#: attempts and documents.
KEPT_DAYS = 90


class AccountingBridgeCall(models.Model):
    """The log of API calls. Written in a transaction of its own, so that it tells
    also of calls whose transaction was rolled back. Never holds a secret."""

    _name = "accounting.bridge.call"
    _description = "API call"
    _rec_name = "path"
    _order = "id desc"

    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, precompute=True
    )
    method = fields.Char(readonly=True)
    path = fields.Char(readonly=True)
    status = fields.Integer(readonly=True, help="HTTP status; 0 where no answer came.")
    duration = fields.Float("Seconds", digits=(8, 3), readonly=True)
    correlation_id = fields.Char("Correlation ID", readonly=True)
    request_body = fields.Text(readonly=True)
    response_body = fields.Text(readonly=True)

    @api.autovacuum
    def _gc_calls(self):
        oldest = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        calls = self.search([("create_date", "<", oldest)], limit=GC_UNLINK_LIMIT)
        calls.unlink()
        # How many were deleted, and whether there may be more.
        return len(calls), len(calls) == GC_UNLINK_LIMIT
