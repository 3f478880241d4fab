# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..const import DOCUMENT_TYPES


class AccountingBridgeAttempt(models.Model):
    """One request that makes documents: its key, the documents in it and its exact
    bytes, stored and committed before it leaves."""

    _name = "accounting.bridge.attempt"
    _description = "Sending attempt"
    _order = "id desc"

    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, precompute=True
    )
    document_type = fields.Selection(DOCUMENT_TYPES, required=True, readonly=True)
    document_ids = fields.Many2many(
        "accounting.bridge.document",
        "accounting_bridge_attempt_document_rel",
        "attempt_id",
        "document_id",
        readonly=True,
    )
    document_order = fields.Json(
        readonly=True, help="Ids of the documents, in the order of the body."
    )
    key = fields.Char("Idempotency key", required=True, readonly=True)
    body = fields.Text(readonly=True)
    answer = fields.Text(readonly=True)
    state = fields.Selection(
        [
            ("open", "On its way"),
            ("answered", "Answered"),
            ("lost", "Answer lost"),
            ("settled", "Settled by look-up"),
            ("unsent", "Not carried out"),
        ],
        default="open",
        required=True,
        readonly=True,
    )
    sent_at = fields.Datetime(readonly=True)
    last_sent_at = fields.Datetime(
        readonly=True, help="When the same bytes left for the last time."
    )
    is_key_spent = fields.Boolean(
        readonly=True,
        help="The provider won't answer to the key any more: only a look-up tells.",
    )
    answered_at = fields.Datetime(readonly=True)

    # === CLEANING UP === #

    @api.autovacuum
    def _gc_unsent_bodies(self):
        """What was not carried out tells nothing that the next attempt does not. The
        last attempt of a document stays as it is: it says why the document failed."""
        too_old = self.env["accounting.bridge.call"]._oldest_body()
        unsent = self.search(
            Domain("state", "=", "unsent")
            & Domain("create_date", "<", too_old)
            & Domain("body", "!=", False)
            & Domain.custom(to_sql=_is_followed),
            limit=GC_UNLINK_LIMIT,
        )
        unsent.body = False
        return len(unsent), len(unsent) == GC_UNLINK_LIMIT


def _is_followed(_attempts, alias, _query):
    """Whether each document of an attempt has a newer one.

    SQL, since no domain compares two records of one relation; and not in Python, where
    those that stay would be met again in each run, and the rest never.
    """
    return SQL(
        """NOT EXISTS (
            SELECT FROM accounting_bridge_attempt_document_rel own
            WHERE own.attempt_id = %s AND NOT EXISTS (
                SELECT FROM accounting_bridge_attempt_document_rel newer
                WHERE newer.document_id = own.document_id
                    AND newer.attempt_id > own.attempt_id
            )
        )""",
        SQL.identifier(alias, "id"),
    )
