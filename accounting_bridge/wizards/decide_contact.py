# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import PRESS_PATIENCE
from ..exceptions import BridgeError


class AccountingBridgeDecideContact(models.TransientModel):
    """The dialog in which a person says which record over there a partner is, or which
    partner a contact. The answer stays with the decision."""

    _name = "accounting.bridge.decide.contact"
    _description = "Decide about a contact"

    decision_id = fields.Many2one(
        "accounting.bridge.contact.decision",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    provider_name = fields.Char(related="decision_id.provider_name")
    cause = fields.Selection(related="decision_id.cause")
    message = fields.Char(related="decision_id.message")
    partner_id = fields.Many2one(related="decision_id.partner_id")
    contact_id = fields.Many2one(related="decision_id.contact_id")
    answer = fields.Selection(related="decision_id.answer")
    candidate_ids = fields.One2many(related="decision_id.candidate_ids")
    other_contact_id = fields.Many2one("accounting.bridge.contact", "Another contact")
    other_contact_domain = fields.Binary(compute="_compute_other_domains")
    other_partner_id = fields.Many2one("res.partner", "Another partner")
    other_partner_domain = fields.Binary(compute="_compute_other_domains")
    document_count = fields.Integer(compute="_compute_document_count")
    new_name = fields.Char("Name of the new contact")
    name_problem = fields.Char(compute="_compute_name_problem")

    @api.model
    def _open(self, decision):
        """Open the dialog.

        :return: an action
        :rtype: dict
        """
        decision.check_access("read")
        dialog = self.create(
            {
                "decision_id": decision.id,
                "new_name": decision.new_name or decision.proposed_name,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self._title(decision),
            "res_model": self._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _title(self, decision):
        if decision.partner_id:
            return self.env._("Which contact is %s?", decision.name)
        return self.env._("Which partner is %s?", decision.name)

    @api.depends("decision_id")
    def _compute_other_domains(self):
        for dialog in self:
            connection, kind = dialog.decision_id.connection_id, dialog.decision_id.kind
            contacts = dialog.partner_id._bridge_choices(connection, kind or "")
            dialog.other_contact_domain = list(contacts)
            matching = self.env["accounting.bridge.contact.matching"]
            dialog.other_partner_domain = list(matching._partner_domain(connection))

    @api.depends("decision_id")
    def _compute_document_count(self):
        for dialog in self:
            dialog.document_count = len(dialog.decision_id._documents_to_retry())

    @api.depends("new_name", "decision_id")
    def _compute_name_problem(self):
        for dialog in self:
            dialog.name_problem = (
                dialog.partner_id and dialog.decision_id._name_problem(dialog.new_name)
            )

    def action_link_other(self):
        """Link with the contact, or the partner, that the person looked for."""
        self.ensure_one()
        decision = self.decision_id
        decision._check_may_answer()
        self._check_unlinked(self.other_partner_id)
        candidate = self._candidate_of(self.other_contact_id or self.other_partner_id)
        decision._give_answer("link", candidate)
        return decision._after_answer()

    def _check_unlinked(self, partner):
        """:raise UserError: when a partner has another contact of this kind already"""
        contact = self.contact_id
        links = self.env["accounting.bridge.link"]._contact_links(
            self.decision_id.connection_id, partner
        )
        link = links.get((partner, contact.kind or ""))
        if link and link.contact_id != contact:
            raise UserError(
                self.env._(
                    "%(partner)s is linked to “%(contact)s” already. Unlink it on the "
                    "partner's form first.",
                    partner=partner.display_name,
                    contact=link.contact_id.name,
                )
            )

    def _candidate_of(self, record):
        """The candidate that stands for a record. One that a person found becomes one
        then, so that the answer is kept as all answers are.

        :param record: a contact where a partner is asked about, else a partner; empty
            where the person chose none
        """
        field_name = "contact_id" if self.partner_id else "partner_id"
        known = self.candidate_ids.filtered(lambda each: each[field_name] == record)
        if known or not record:
            return known[:1]
        # sudo: candidates are written by the bridge alone; who may was checked.
        candidate = known.sudo().create(
            {
                "decision_id": self.decision_id.id,
                field_name: record.id,
                "reasons": self.env._("found by hand"),
            }
        )
        return candidate.sudo(self.env.su)

    def action_create(self):
        """Make a new contact by the name in the dialog, or a new partner."""
        self.ensure_one()
        if self.name_problem:
            raise UserError(self.name_problem)
        self.decision_id._give_answer("create", new_name=self.new_name or "")
        return self.decision_id._after_answer()

    def action_skip(self):
        """Have no contact, and be asked no more."""
        self.ensure_one()
        self.decision_id._give_answer("skip")
        return {"type": "ir.actions.act_window_close"}

    def action_look_again(self):
        """Ask the provider whether a person has put it right over there."""
        self.ensure_one()
        decision = self.decision_id
        decision._check_may_answer()
        try:
            # sudo: the directory and its questions are written by the bridge alone.
            is_settled = decision.sudo()._look_again(PRESS_PATIENCE)
        except BridgeError as error:
            raise UserError(error.message) from error
        if not is_settled:
            return self._open(decision)
        documents = decision._documents_to_retry()
        # sudo: as above.
        decision.sudo().unlink()
        if documents:
            return documents.action_retry()
        return {"type": "ir.actions.act_window_close"}
