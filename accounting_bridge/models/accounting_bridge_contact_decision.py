# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.texts import first_words


class AccountingBridgeContactDecision(models.Model):
    """What a person has to answer, or has answered, about a contact or a partner.

    An import asks about a contact: which partner is it? An export or a document asks
    about a partner: which contact is it? Answers stay: nothing asks a second time
    before a person opens the question again.
    """

    _name = "accounting.bridge.contact.decision"
    _inherit = "accounting.bridge.partner.decision.mixin"
    _description = "Contact to decide"
    _order = "is_open desc, id"

    name = fields.Char(compute="_compute_name")
    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    provider_name = fields.Char(related="connection_id.provider_name")
    contact_id = fields.Many2one(
        "accounting.bridge.contact",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Asked about by an import.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Asked about by an export or a document.",
    )
    kind = fields.Char(
        readonly=True, help="Which of a partner's contacts is asked about."
    )
    cause = fields.Selection(
        [
            ("candidates", "It may be one of these"),
            ("name_taken", "The name is taken over there"),
            ("archived", "Its contact is archived over there"),
            ("gone", "Its contact is gone over there"),
            ("failed", "Odoo did not take it"),
        ],
        required=True,
        readonly=True,
        default="candidates",
    )
    message = fields.Char(readonly=True, help="What happened, in words.")
    candidate_ids = fields.One2many(
        "accounting.bridge.contact.candidate", "decision_id", readonly=True
    )
    best_id = fields.Many2one(
        "accounting.bridge.contact.candidate",
        "Most Likely",
        compute="_compute_best",
    )
    best_score = fields.Integer("Score", compute="_compute_best")
    best_reasons = fields.Char("Reasons", compute="_compute_best")
    proposed_name = fields.Char(
        readonly=True, help="A name that is free over there, for a new contact."
    )

    # --- The answer
    answer = fields.Selection(
        [("link", "Link"), ("create", "Create"), ("skip", "Skip")],
        readonly=True,
        index="btree_not_null",
    )
    is_open = fields.Boolean(compute="_compute_is_open", store=True, index=True)
    chosen_id = fields.Many2one(
        "accounting.bridge.contact.candidate",
        readonly=True,
        ondelete="set null",
    )
    new_name = fields.Char(
        readonly=True, help="The name for a new contact that the person asked for."
    )
    answered_by_id = fields.Many2one("res.users", readonly=True)
    answered_at = fields.Datetime(readonly=True)
    link_id = fields.Many2one(
        "accounting.bridge.link",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The partner's link when it was answered: the answer is about what had "
        "become of it.",
    )

    # One question a contact. Partners have no such index: Odoo's own merge carries
    # their questions.
    _contact_uniq = models.UniqueIndex(
        "(contact_id) WHERE partner_id IS NULL",
        "A contact is asked about once.",
    )

    # === COMPUTE === #

    @api.depends("contact_id", "partner_id")
    def _compute_name(self):
        for decision in self:
            # sudo: whoever decides sees what is asked about.
            own = decision.sudo()
            decision.name = own.partner_id.display_name or own.contact_id.display_name

    @api.depends("answer")
    def _compute_is_open(self):
        for decision in self:
            decision.is_open = not decision.answer

    @api.depends("candidate_ids.score")
    def _compute_best(self):
        for decision in self:
            best = decision.candidate_ids.sorted("score", reverse=True)[:1]
            decision.best_id = best
            decision.best_score = best.score
            decision.best_reasons = best.reasons

    # === ANSWERS === #

    def _give_answer(self, answer, candidate=None, new_name=""):
        """Keep a person's answer and do what it says.

        :param str answer: ``link``, ``create`` or ``skip``
        :param candidate: one of the decision's, for ``link``
        :param str new_name: for ``create`` over there, where the own one is taken
        :raise AccessError: when the user may not decide here
        :raise UserError: when the answer lacks its candidate
        """
        for decision in self:
            decision._check_may_answer()
            decision._check_candidate(answer, candidate)
            # sudo: decisions are written by the bridge alone; who may was checked.
            decision.sudo().write(
                {
                    "answer": answer,
                    "chosen_id": candidate.id if answer == "link" else False,
                    "new_name": answer == "create" and new_name,
                    "answered_by_id": self.env.uid,
                    "answered_at": fields.Datetime.now(),
                    "link_id": decision.sudo()._link_of_partner().id,
                }
            )
            decision._apply_answer()

    def _answer_each(self, answer):
        """Answer several questions. One that can't be answered so stays open, and the
        person is told why.

        :param str answer: ``link`` (with the most likely candidate) or ``create``
        :raise UserError: when none can be answered so
        :return: see :meth:`_after_answer`
        :rtype: dict
        """
        answered, refusals = self.browse(), []
        for decision in self:
            if not decision.exists():
                continue  # the same question as one before, and answered with it
            name = decision.name
            try:
                with self.env.cr.savepoint():
                    candidate = decision._only_best() if answer == "link" else None
                    decision._give_answer(answer, candidate)
            except (UserError, IntegrityError) as error:
                refusals.append(f"{name}: {first_words(error)}")
            else:
                answered |= decision
        if refusals and not answered:
            raise UserError("\n".join(refusals))
        if refusals:
            self._tell_refusals(refusals)
        return answered._after_answer()

    def _only_best(self):
        """The most likely candidate.

        :raise UserError: when several are as likely
        """
        likely = self.candidate_ids.filtered(
            lambda candidate: candidate.score == self.best_score
        )
        if len(likely) > 1:
            raise UserError(
                self.env._(
                    "%s are equally likely. Open the question and choose one.",
                    ", ".join(likely.mapped("name")),
                )
            )
        return likely

    def _tell_refusals(self, refusals):
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": self.env._("Still to be decided: %s", len(refusals)),
                "message": "\n".join(refusals),
                "sticky": True,
            },
        )

    def _apply_answer(self):
        """Do what the answer says: at once where a contact is asked about."""
        self.ensure_one()
        if self.partner_id:
            # sudo: links are written by the bridge alone; who may was checked.
            self.sudo()._apply_partner_answer()
        else:
            self.env["accounting.bridge.contact.import"]._apply(self)

    def _check_may_answer(self):
        self.check_access("read")
        if not self.env.user.has_group("accounting_bridge.group_user"):
            raise AccessError(
                self.env._("You may not decide on contacts of %s.", self.provider_name)
            )

    def _check_candidate(self, answer, candidate):
        if answer == "link" and (not candidate or candidate.decision_id != self):
            raise UserError(
                self.env._("Choose what %s is to be linked with.", self.name)
            )

    # === ACTIONS === #

    def action_link_best(self):
        """Link each of these with its most likely candidate, and do what waits for
        it."""
        return self._answer_each("link")

    def action_create(self):
        """Create what each of these asks about anew, and do what waits for it."""
        return self._answer_each("create")

    def action_skip(self):
        """Leave these alone, and don't ask again."""
        self._give_answer("skip")

    def action_ask_again(self):
        """Take the answers back: the next import or document asks again."""
        for decision in self:
            decision._check_may_answer()
        # sudo: as in _give_answer.
        self.sudo().write(self._no_answer())

    def action_decide(self):
        """Open the question with its candidates.

        :return: the action of a dialog
        :rtype: dict
        """
        self.ensure_one()
        return self.env["accounting.bridge.decide.contact"]._open(self)
