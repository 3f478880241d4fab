# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models
from odoo.fields import Command

from ..tools.matching import name_key


class AccountingBridgeContactQuestionMixin(models.AbstractModel):
    """What a person is asked where the resolver must not go on by itself, and what a
    person has answered."""

    _name = "accounting.bridge.contact.question.mixin"
    _description = "Questions about contacts"

    # === ANSWERS === #

    @api.model
    def _answers(self, connection, wishes):
        """The decisions that say more than a link does: a new contact, or none.

        :return: by wish
        :rtype: dict[ContactWish, accounting.bridge.contact.decision]
        """
        answered = self._decisions(connection, wishes).filtered(
            lambda decision: decision.answer in ("create", "skip")
        )
        by_pair = {
            decision._pair(): decision for decision in answered.sorted("answered_at")
        }
        return {wish: by_pair[tuple(wish)] for wish in wishes if tuple(wish) in by_pair}

    @api.model
    def _decisions(self, connection, wishes):
        """All about the partners of wishes, whatever they were answered."""
        decisions = self.env["accounting.bridge.contact.decision"]
        if not wishes:
            return decisions
        return decisions.search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "in", [wish.partner.id for wish in wishes]),
            ],
            order="id",
        )

    # === QUESTIONS === #

    @api.model
    def _ask(self, connection, verdicts):
        """Write down what a person has to decide.

        :param dict verdicts: by wish
        :return: those of them about which a person is asked, with their decisions
        :rtype: dict[ContactWish, Verdict]
        """
        asked = {
            wish: verdict
            for wish, verdict in verdicts.items()
            if verdict.cause and verdict.cause != "skipped"
        }
        decisions = self._decisions(connection, list(asked))
        known = {decision._pair(): decision for decision in decisions.sorted("is_open")}
        result = {}
        for wish, verdict in asked.items():
            values = self._question_values(connection, wish, verdict)
            decision = known.get(tuple(wish))
            if decision:
                decision._ask_anew(values)
            else:
                decision = decisions.create(values)
            result[wish] = verdict._replace(decision=decision)
        return result

    @api.model
    def _question_values(self, connection, wish, verdict):
        return {
            "connection_id": connection.id,
            "partner_id": wish.partner.id,
            "kind": wish.kind,
            "cause": verdict.cause,
            "message": self._say_cause(connection, wish, verdict),
            "proposed_name": self._proposed_name(connection, wish, verdict),
            "candidate_ids": [
                Command.create(
                    {
                        "contact_id": candidate.contact.id,
                        "score": candidate.score.value,
                        "reasons": self._say_reasons(wish, candidate),
                    }
                )
                for candidate in verdict.candidates
            ],
        }

    @api.model
    def _proposed_name(self, connection, wish, verdict):
        """A name that nobody bears there: the partner's own, else one with an ending.
        A person sees it, and may change it, before it is given.

        :rtype: str
        """
        own = wish.partner.name or ""
        names = connection._provider()._contact_names(own, wish.kind)
        taken = self._taken_names(connection, names)
        return next((name for name in names if name not in taken), names[0])

    @api.model
    def _taken_names(self, connection, names):
        """Those of some names that active contacts bear over there.

        :rtype: set[str]
        """
        keys = {name: name_key(name) for name in names}
        bearers = self.env["accounting.bridge.contact"].search(
            [
                ("connection_id", "=", connection.id),
                ("organization_id", "=", connection.organization_id),
                ("name_key", "in", list(keys.values())),
            ]
        )
        taken_keys = set(bearers.mapped("name_key"))
        return {name for name, key in keys.items() if key in taken_keys}

    # === WORDS === #

    @api.model
    def _question_text(self, connection, wish, verdict):
        """Why a partner has no contact before a person decides.

        :param ContactWish wish:
        :param Verdict verdict: one with a cause
        :rtype: str
        """
        return self.env._(
            "%(cause)s Press Decide.", cause=self._say_cause(connection, wish, verdict)
        )

    @api.model
    def _say_cause(self, connection, wish, verdict):
        words = {
            "partner": wish.partner.display_name,
            "provider": connection.provider_name,
            "contact": verdict.candidates[0].contact.name if verdict.candidates else "",
        }
        sentences = {
            "name_taken": self._say_name_taken,
            "candidates": self._say_candidates,
            "archived": self._say_archived,
            "gone": self._say_gone,
            "skipped": self._say_skipped,
        }
        return sentences[verdict.cause](words)

    @api.model
    def _say_name_taken(self, words):
        return self.env._(
            "%(partner)s needs a contact of its own in %(provider)s, but its name is "
            "another contact's there, and %(provider)s gives a name only once.",
            **words,
        )

    @api.model
    def _say_candidates(self, words):
        return self.env._(
            "Which contact in %(provider)s stands for %(partner)s is not certain.",
            **words,
        )

    @api.model
    def _say_archived(self, words):
        return self.env._(
            "The contact “%(contact)s” of %(partner)s is archived in %(provider)s, and "
            "takes no documents.",
            **words,
        )

    @api.model
    def _say_gone(self, words):
        return self.env._(
            "The contact “%(contact)s” that %(partner)s is linked to was deleted in "
            "%(provider)s, or merged into one that is not known here.",
            **words,
        )

    @api.model
    def _say_skipped(self, words):
        return self.env._(
            "It was decided that %(partner)s gets no contact in %(provider)s.", **words
        )

    @api.model
    def _say_reasons(self, wish, candidate):
        """What speaks for a contact, and what against it.

        :param Candidate candidate:
        :rtype: str
        """
        words = {
            "link": self.env._("linked, or made from this partner"),
            "tax": self.env._("same tax number"),
            "email_and_name": self.env._("same e-mail and name"),
            "name": self.env._("same name"),
            "email": self.env._("same e-mail"),
            "other_tax": self.env._("but another tax number"),
            "other_partner": self.env._("but linked with another partner"),
            "unlinked": self.env._("unlinked here by a person"),
        }
        said = [words[reason] for reason in candidate.score.reasons]
        contact = candidate.contact
        if (contact.kind or "") != wish.kind:
            said.append(self.env._("but it is another kind of contact"))
        if contact.status == "archived":
            said.append(self.env._("but archived there"))
        elif not contact.active:
            said.append(self.env._("but no longer there"))
        return ", ".join(said)
