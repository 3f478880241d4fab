# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..const import CALL_BODY_DAYS, CALL_BODY_DAYS_PARAMETER, CALL_DAYS


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
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, precompute=True
    )
    method = fields.Char(readonly=True)
    path = fields.Char(readonly=True)
    status = fields.Integer(readonly=True, help="HTTP status; 0 where no answer came.")
    duration = fields.Float("Seconds", digits=(8, 3), readonly=True)
    is_for_tokens = fields.Boolean(
        readonly=True, help="Such calls count towards no limit on calls."
    )
    correlation_id = fields.Char("Correlation ID", readonly=True)
    request_body = fields.Text(readonly=True)
    response_body = fields.Text(readonly=True)

    # Also counted by, to keep to the provider's limits.
    _lately_idx = models.Index("(connection_id, create_date)")

    # === CLEANING UP === #

    # What was sent and what came of it stays, with documents and their attempts.

    @api.autovacuum
    def _gc_calls(self):
        calls = self.search(
            [("create_date", "<", _days_ago(CALL_DAYS))], limit=GC_UNLINK_LIMIT
        )
        calls.unlink()
        # How many were deleted, and whether there may be more.
        return len(calls), len(calls) == GC_UNLINK_LIMIT

    @api.autovacuum
    def _gc_bodies(self):
        """Bodies hold what a company sells and to whom, and are most of the log."""
        is_old = Domain("create_date", "<", self._oldest_body())
        has_body = Domain("request_body", "!=", False) | Domain(
            "response_body", "!=", False
        )
        calls = self.search(is_old & has_body, limit=GC_UNLINK_LIMIT)
        calls.write({"request_body": False, "response_body": False})
        return len(calls), len(calls) == GC_UNLINK_LIMIT

    @api.model
    def _oldest_body(self):
        """The moment before which bodies are not kept any more.

        :rtype: datetime.datetime
        """
        # sudo: only administrators read parameters.
        parameters = self.env["ir.config_parameter"].sudo()
        days = parameters.get_param(CALL_BODY_DAYS_PARAMETER)
        return _days_ago(int(days) if str(days).isdecimal() else CALL_BODY_DAYS)


def _days_ago(days):
    return fields.Datetime.now() - timedelta(days=days)
