# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.verdicts import ContactWish

#: What is compared of a question that is asked again.
QUESTION_FIELDS = ("cause", "message", "proposed_name")


class AccountingBridgePartnerDecisionMixin(models.AbstractModel):
    """Decisions about a partner: which contact over there is it?"""

    _name = "accounting.bridge.partner.decision.mixin"
    _description = "Decision about a partner"

    # === ASKING === #

    def _pair(self):
        """What is asked about, as a wish has it.

        :rtype: tuple[res.partner, str]
        """
        self.ensure_one()
        return self.partner_id, self.kind or ""

    def _link_of_partner(self):
        """The link that counts for what is asked about.

        :return: empty where there is none, or a contact is asked about
        """
        self.ensure_one()
        links = self.env["accounting.bridge.link"]
        counting = links._contact_links(self.connection_id, self.partner_id)
        return counting.get(self._pair(), links)

    def _is_about(self, link):
        """Whether the answer is about what became of a link, rather than the reason
        why it was made."""
        return self.link_id == link

    def _ask_anew(self, values):
        """Bring a question up to date. An answer that can't be carried out any more is
        taken back.

        :param dict values: of a new question
        """
        self.ensure_one()
        candidates = [command[2] for command in values["candidate_ids"]]
        changed = {
            name: values[name]
            for name in QUESTION_FIELDS
            if name in values and (self[name] or "") != (values[name] or "")
        }
        if not self._has_candidates(candidates):
            changed["candidate_ids"] = [Command.clear(), *values["candidate_ids"]]
        if not self.is_open:
            changed.update(self._no_answer())
        if changed:
            self.write(changed)

    def _has_candidates(self, candidates):
        asked_for = "contact_id" if self.partner_id else "partner_id"
        known = [
            {
                asked_for: candidate[asked_for].id,
                "score": candidate.score,
                "reasons": candidate.reasons,
            }
            for candidate in self.candidate_ids
        ]
        return sorted(known, key=str) == sorted(candidates, key=str)

    # === ANSWERS === #

    def _apply_partner_answer(self):
        """Link the partner with the chosen contact. A new contact is made by the
        document or export that needs it."""
        self.ensure_one()
        if self.answer == "link":
            self._link_partner(self.chosen_id.contact_id)
        if self.answer == "create":
            self._check_new_name()
        self._other_questions().unlink()

    def _link_partner(self, contact):
        """:raise UserError: when the contact takes no documents of this kind"""
        self._check_linkable(contact)
        links = self.env["accounting.bridge.link"]
        replaced = links.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("contact_id.organization_id", "=", contact.organization_id),
            ]
        ).filtered(lambda link: (link.kind or "") == (self.kind or ""))
        replaced.action_archive()
        links.create(
            {
                "connection_id": self.connection_id.id,
                "partner_id": self.partner_id.id,
                "contact_id": contact.id,
                "is_chosen": True,
                "linked_by_id": self.answered_by_id.id,
            }
        )

    def _check_linkable(self, contact):
        if contact._takes_documents(self.kind):
            return
        raise UserError(
            self.env._(
                "“%(contact)s” can't be %(partner)s's contact: it is archived or gone "
                "in %(provider)s, or another kind of contact. Restore it there and "
                "press Look again, or choose something else.",
                contact=contact.name,
                partner=self.partner_id.display_name,
                provider=self.provider_name,
            )
        )

    def _other_questions(self):
        """The same question once more, as a merge of partners can leave it."""
        return self.search(
            [
                ("id", "!=", self.id),
                ("connection_id", "=", self.connection_id.id),
                ("partner_id", "=", self.partner_id.id),
                ("kind", "in", [self.kind] if self.kind else [False, ""]),
                ("is_open", "=", True),
            ]
        )

    def _check_new_name(self):
        """:raise UserError: when a new contact can't have the name"""
        problem = self._name_problem(self.new_name or self.partner_id.name)
        if problem:
            raise UserError(problem)

    def _name_problem(self, name):
        """Why a new contact can't have a name, as far as the directory knows.

        :rtype: str | bool
        """
        self.ensure_one()
        if not (name or "").strip():
            return self.env._("Enter the name of the new contact.")
        resolver = self.env["accounting.bridge.contact.resolver"]
        names = self.connection_id._provider()._contact_names(name, self.kind or "")
        if not resolver._taken_names(self.connection_id, names[:1]):
            return False
        return self.env._(
            "“%(name)s” is the name of another contact in %(provider)s. Enter another "
            "one, or link that contact.",
            name=names[0],
            provider=self.provider_name,
        )

    # === WHAT WAITS FOR IT === #

    def _look_again(self, timeout):
        """Ask the provider what has changed, and bring the question up to date.

        :param float timeout: seconds
        :raise BridgeError: when the provider does not answer
        :return: whether there is nothing to decide any more
        :rtype: bool
        """
        self.ensure_one()
        connection = self.connection_id
        sync = self.env["accounting.bridge.directory.sync"]
        sync._sync_contacts(connection, timeout)
        resolver = self.env["accounting.bridge.contact.resolver"]
        wish = ContactWish(*self._pair())
        verdicts = resolver._judge(connection, [wish])
        if verdicts[wish].cause:
            resolver._ask(connection, verdicts)
            return False
        return True

    def _action_to_decide(self):
        """What leads a person to these: the dialog of one, the list of several.

        :return: an action, False where there is nothing to decide
        :rtype: dict | bool
        """
        if not self:
            return False
        if len(self) == 1:
            return {**self.action_decide(), "name": self.env._("Decide")}
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "accounting_bridge.action_contact_decision"
        )
        name = self.env._("Contacts to decide")
        return {**action, "name": name, "domain": [("id", "in", self.ids)]}

    def _documents_to_retry(self):
        """The documents that failed for want of these decisions, and that the user may
        send."""
        documents = self.env["accounting.bridge.document"].search(
            [("decision_id", "in", self.ids), ("state", "=", "failed")]
        )
        return documents.filtered(lambda document: document._may_change())

    def _after_answer(self):
        """What follows at once: the documents that wait for the answers are sent, or
        the contacts that were asked for are made.

        :return: a client action that closes the dialog
        :rtype: dict
        """
        documents = self._documents_to_retry()
        wished = self.filtered(lambda each: each.partner_id and each.answer == "create")
        if documents:
            (wished - documents.decision_id)._make_in_background()
            return documents.action_retry()
        if len(wished.connection_id) == 1:
            return self.env["accounting.bridge.contact.export"]._export_action(
                wished.connection_id, wished.partner_id
            )
        return {"type": "ir.actions.act_window_close"}

    def _make_in_background(self):
        """Let the scheduled action make the contacts that were asked for. While it is
        busy with others, they wait for their next export or document."""
        export = self.env["accounting.bridge.contact.export"]
        for connection, decisions in self.grouped("connection_id").items():
            runs = connection.contact_run_ids._live()
            if "export" not in runs.mapped("kind") and connection.state == "connected":
                export._begin_run(connection, decisions.partner_id)

    def _no_answer(self):
        return {
            "answer": False,
            "chosen_id": False,
            "new_name": False,
            "answered_by_id": False,
            "answered_at": False,
            "link_id": False,
        }
