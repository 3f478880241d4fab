# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class AccountingBridgeContactCandidate(models.Model):
    """One of the records that a decision can be answered with: a partner where a
    contact is asked about, a contact where a partner is."""

    _name = "accounting.bridge.contact.candidate"
    _description = "Candidate of a contact decision"
    _order = "score desc, id"

    decision_id = fields.Many2one(
        "accounting.bridge.contact.decision",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="decision_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "accounting.bridge.contact",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    name = fields.Char(compute="_compute_name")
    score = fields.Integer(
        readonly=True, help="How likely it is the same: 100 = certainly."
    )
    reasons = fields.Char("What Speaks for It, and Against", readonly=True)

    can_link = fields.Boolean(
        compute="_compute_can_link", help="Whether it can be the answer."
    )
    remote_url = fields.Char(compute="_compute_remote_url")

    _one_of_two = models.Constraint(
        "CHECK (partner_id IS NULL OR contact_id IS NULL)",
        "A candidate is a partner or a contact.",
    )

    def _compute_name(self):
        for candidate in self:
            # sudo: whoever decides sees whom the choice is between.
            own = candidate.sudo()
            candidate.name = own.partner_id.display_name or own.contact_id.display_name

    @api.depends("contact_id", "decision_id.kind")
    def _compute_can_link(self):
        for candidate in self:
            contact = candidate.contact_id
            kind = candidate.decision_id.kind
            candidate.can_link = not contact or contact._takes_documents(kind)

    @api.depends("contact_id")
    def _compute_remote_url(self):
        for candidate in self:
            connection = candidate.decision_id.connection_id
            contact = candidate.contact_id
            candidate.remote_url = (
                connection._provider()._contact_url(connection, contact.remote_id)
                if contact and connection._has_provider()
                else False
            )

    def action_link(self):
        """Answer the question with this one."""
        self.ensure_one()
        self.decision_id._give_answer("link", self)
        return self.decision_id._after_answer()
