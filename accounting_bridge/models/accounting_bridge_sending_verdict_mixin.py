# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from dataclasses import asdict

from odoo import api, models

from ..tools.texts import as_sentences

#: What an outcome is compared with, and what a document's name is made of.
FIELDS_OF_AN_OUTCOME = (
    "amount_total",
    "connection_id",
    "currency_id",
    "document_type",
    "is_doubtful",
    "message",
    "number",
    "origin",
    "state",
)


class AccountingBridgeSendingVerdictMixin(models.AbstractModel):
    """What the sender makes of a provider's answer: the verdict on each document that
    left in the call."""

    _name = "accounting.bridge.sending.verdict.mixin"
    _description = "Verdicts on documents"

    @api.model
    def _keep_outcomes(self, connection, attempt, documents, outcomes, timeout):
        self._note_what_was_unknown(connection, outcomes)
        documents.fetch(FIELDS_OF_AN_OUTCOME)
        by_reference = {outcome.reference: outcome for outcome in outcomes}
        taken = self.env["accounting.bridge.document"]
        for document in documents:
            outcome = by_reference.get(document.id)
            if outcome is None:
                attempt.state = "lost"
                self._doubt(
                    document,
                    self.env._(
                        "%s gave no verdict on this document. It is looked up there "
                        "before anything is sent again.",
                        connection.provider_name,
                    ),
                )
            elif outcome.document:
                self._arrived(document, outcome.document, outcome.warnings)
            elif outcome.is_duplicate_number:
                taken |= document
            elif outcome.may_lack_contact and not document.refused_contact_id:
                self._look_for_contact_again(document, outcome)
            else:
                self._fail(document, self._refusal(document, outcome))
        if taken:
            self._settle_taken_numbers(connection, attempt, taken, timeout)

    @api.model
    def _refusal(self, document, outcome):
        words = as_sentences(outcome.errors) or "?"
        if outcome.is_reference_gone:
            return self.env._(
                "%(provider)s refused it: %(errors)s It may name something that is not "
                "there any more: accounts and tax codes are read anew in a moment. "
                "Then press Retry.",
                provider=document.provider_name,
                errors=words,
            )
        return self.env._(
            "%(provider)s refused it: %(errors)s Correct this and press Retry, or "
            "cancel it and create it again.",
            provider=document.provider_name,
            errors=words,
        )

    @api.model
    def _look_for_contact_again(self, document, outcome):
        """It was refused as its contact seems to be gone: put it off, once, until the
        directory knows."""
        text = self.env._(
            "%(provider)s refused it: %(errors)s Whether the contact %(contact)s is "
            "still there is looked up before it is sent once more.",
            provider=document.provider_name,
            errors=as_sentences(outcome.errors) or "?",
            contact=document.contact_id.name,
        )
        document.write(
            {
                "refused_contact_id": document.contact_id.id,
                "contact_id": False,
                "is_doubtful": False,
            }
        )
        self._put_off(document, text, None, None, lambda _tries: 0)

    @api.model
    def _record_of(self, outcomes):
        """The verdicts as text: the log of calls is pruned, this stays.

        :param list[DocumentOutcome] outcomes:
        :rtype: str
        """
        return json.dumps([asdict(outcome) for outcome in outcomes], default=str)
