# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

#: States in which the scheduled action works on a run.
LIVE_STATES = ("queued", "running")


class AccountingBridgeContactRun(models.Model):
    """An import or export of contacts, worked in slices by the connection's scheduled
    action. Each slice's records and its new position are one transaction: a run that
    was stopped or killed goes on where it was."""

    _name = "accounting.bridge.contact.run"
    _description = "Import or export of contacts"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    kind = fields.Selection(
        [("import", "Import"), ("export", "Export")], required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="queued",
    )
    phase = fields.Selection(
        [("reading", "Reading"), ("matching", "Matching")],
        required=True,
        readonly=True,
        default="reading",
    )
    user_id = fields.Many2one(
        "res.users",
        "Started by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
    )
    started_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    ended_at = fields.Datetime(readonly=True)

    # --- Options
    roles = fields.Selection(
        [
            ("both", "Customers and suppliers"),
            ("customer", "Customers"),
            ("supplier", "Suppliers"),
        ],
        default="both",
        required=True,
        readonly=True,
    )
    on_existing = fields.Selection(
        [
            ("keep", "Leave them as they are"),
            ("complete", "Complete what is empty"),
            ("overwrite", "Overwrite with what is over there"),
        ],
        "Partners that exist",
        default="complete",
        required=True,
        readonly=True,
    )
    partner_ids = fields.Json(readonly=True, help="Ids of what is to be exported.")

    # --- Where it is
    position = fields.Integer(
        readonly=True, help="Id of the last record of the directory that was worked."
    )
    total_count = fields.Integer("Contacts", readonly=True)
    worked_count = fields.Integer("Worked", readonly=True)
    read_count = fields.Integer("Read", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    message = fields.Char(readonly=True, help="Why it waits or failed, in words.")
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(readonly=True)

    # --- What came of it
    created_count = fields.Integer("Created", readonly=True)
    linked_count = fields.Integer("Linked", readonly=True)
    updated_count = fields.Integer("Updated", readonly=True)
    unchanged_count = fields.Integer("Unchanged", readonly=True)
    decide_count = fields.Integer("To Decide", readonly=True)
    skipped_count = fields.Integer("Skipped", readonly=True)
    failed_count = fields.Integer("Failed", readonly=True)
    remarks = fields.Text(readonly=True, help="What could not be taken over as it is.")

    _live_uniq = models.UniqueIndex(
        "(connection_id, kind) WHERE state IN ('queued', 'running')",
        "An import or export of this connection is under way already.",
    )

    # === COMPUTE === #

    @api.depends("kind", "connection_id.provider_name")
    def _compute_name(self):
        for run in self:
            provider_name = run.connection_id.provider_name
            if run.kind == "import":
                run.name = self.env._("Import of contacts from %s", provider_name)
            else:
                run.name = self.env._("Export of contacts to %s", provider_name)

    @api.depends("state", "worked_count", "total_count")
    def _compute_progress(self):
        for run in self:
            if run.state == "done":
                run.progress = 100
            else:
                worked, total = run.worked_count, run.total_count
                run.progress = min(100 * worked / total, 100) if total else 0
