# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

import time
from datetime import timedelta

from odoo import api, fields, models

from ..const import GONE_REMOTE_STATES
from ..exceptions import PersonMustAct, Reconnect, TryAgain

#: How far before an attempt the look-up after a lost answer begins.
LOOKUP_MARGIN = timedelta(minutes=10)

#: Seconds after the last send before which a look-up proves only what it finds: the
#: provider may still be at it. QuickBooks gives a request up after 120 s (its page
#: on limits and throttles), and it may take half a minute to hand one over.
LOOKUP_REST = 180


class AccountingBridgeSendingDoubtMixin(models.AbstractModel):
    """How the sender finds out what became of a document whose answer was lost."""

    _name = "accounting.bridge.sending.doubt.mixin"
    _description = "Documents in doubt"

    @api.model
    def _settle(self, connection, claim, documents, deadline):
        """Find out what became of documents whose answer was lost.

        While the provider still knows the key, the same bytes with the same key give
        the first answer. After that the marks tell.
        """
        for attempt in self._unsettled_attempts(documents):
            own = self._keep_claimed(documents, claim)
            self._settle_attempt(connection, claim, attempt, own, deadline)
            self.env.cr.commit()
        # What never left in any unsettled attempt is in no doubt.
        free = self._keep_claimed(documents, claim).filtered(
            lambda document: not self._unsettled_attempts(document)
        )
        free.is_doubtful = False

    @api.model
    def _settle_attempt(self, connection, claim, attempt, documents, deadline):
        # A newer attempt may have settled some already, or left them in doubt: those
        # are not among the documents any more.
        own = documents & attempt.document_ids
        if not own:
            return
        timeout = self._timeout(deadline)
        if not timeout or self._is_held_elsewhere(attempt, documents):
            # Nothing was asked, so this was no try.
            self._doubt(own, self._looked_for_text())
            self._forget_try(own.filtered(self._is_doubtful_and_free), 0)
        elif self._may_repeat(connection, attempt, own):
            attempt.last_sent_at = fields.Datetime.now()
            self.env.cr.commit()  # before the bytes leave again
            self._call(connection, claim, attempt, own, timeout)
        else:
            self._look_up(connection, attempt, own, deadline - time.monotonic())

    @api.model
    def _looked_for_text(self):
        return self.env._(
            "The answer was lost. It is looked up there before anything is sent again."
        )

    @api.model
    def _is_held_elsewhere(self, attempt, documents):
        """Whether another worker holds documents of this attempt: it is settled for
        all of them at once or not at all. One that failed waits for a person."""
        return bool(
            (attempt.document_ids - documents).filtered(
                lambda document: (
                    document.state == "sending" or self._is_doubtful_and_free(document)
                )
            )
        )

    @api.model
    def _rest_before_look_up(self, attempt):
        """:return: seconds until a look-up proves that something is not there
        :rtype: float
        """
        age = fields.Datetime.now() - (attempt.last_sent_at or attempt.sent_at)
        return LOOKUP_REST - age.total_seconds()

    @api.model
    def _may_repeat(self, connection, attempt, documents):
        """Whether the same bytes may be sent again. They would carry all documents of
        the attempt: not only these, but also one that a person has to see to, whose
        answer nobody would note, or one that was given up.
        """
        others = (attempt.document_ids - documents).filtered(
            lambda document: document.is_doubtful or document.state == "cancel"
        )
        if attempt.is_key_spent or others:
            return False
        age = fields.Datetime.now() - attempt.sent_at
        return age.total_seconds() < connection._provider()._replay_window()

    @api.model
    def _look_up(self, connection, attempt, documents, timeout):
        """Ask for what was made since the attempt and compare the marks. What is not
        there is sent again, as a new attempt, once it can't come any more.

        :param float timeout: seconds for all calls together
        """
        found = self._find_over_there(
            connection, attempt, documents, attempt.sent_at, timeout
        )
        if found is None:
            return
        absent = documents.filtered(lambda document: not self._adopt(document, found))
        rest = self._rest_before_look_up(attempt)
        if rest > 0:
            self._doubt(absent, self._looked_for_text(), delay=rest)
        else:
            absent.is_doubtful = False
        in_doubt = attempt.document_ids.filtered("is_doubtful")
        attempt.state = "lost" if in_doubt else "settled"

    @api.model
    def _find_over_there(self, connection, attempt, documents, since, timeout):
        """What was made over there since a moment.

        :return: None where the provider gave no answer: the documents are in doubt then
        :rtype: list[RemoteDocument] | None
        """
        try:
            return connection._provider()._find_documents(
                connection,
                attempt.document_type,
                since - LOOKUP_MARGIN,
                documents.filtered("number").mapped("number"),
                timeout,
            )
        except (TryAgain, Reconnect, PersonMustAct) as error:
            attempt.state = "lost"
            self._doubt(documents, error.message, error)
            self._note_reconnect(connection, error)
            return None

    @api.model
    def _adopt(self, document, found):
        """Take what was found over there as this document, if it is surely ours.
        Where a person must look first, it fails and stays in doubt.

        What was voided or deleted over there stands for the document only if nothing
        else does: a person may have voided it after a question about it.

        :return: whether there was anything that could be the document
        :rtype: bool
        """
        ours = [remote for remote in found if self._is_ours(document, remote)]
        alive = [remote for remote in ours if remote.state not in GONE_REMOTE_STATES]
        same = [remote for remote in alive or ours if self._is_same(document, remote)]
        if same and len(alive) <= 1:
            self._arrived(document, same[0], ())
        elif alive:
            self._fail(
                document,
                is_doubtful=True,
                message=self.env._(
                    "%(provider)s holds %(count)s document(s) with this document's "
                    "mark %(mark)s that differ from it: %(numbers)s. Compare them "
                    "there and void what is wrong, then press Retry.",
                    provider=document.provider_name,
                    count=len(alive),
                    mark=document.mark,
                    numbers=", ".join(remote.number for remote in alive),
                ),
            )
        return bool(same or alive)

    @api.model
    def _is_ours(self, document, remote):
        provider = document.connection_id._provider()
        if provider._is_found_by_number(document.document_type):
            # Its number is unique over there and stands for the mark.
            return bool(remote.number) and remote.number == document.number
        return remote.mark == document.mark

    @api.model
    def _is_same(self, document, remote):
        same_total = document.currency_id.compare_amounts(
            float(remote.total), document.amount_total
        )
        return remote.contact == document.contact_id.remote_key and same_total == 0

    @api.model
    def _settle_taken_numbers(self, connection, attempt, documents, timeout):
        """The number exists over there: it is ours only if it bears our mark.

        :param float timeout: seconds for all calls together
        """
        first_sent_at = min(documents.attempt_ids.mapped("sent_at"))
        found = self._find_over_there(
            connection, attempt, documents, first_sent_at, timeout
        )
        if found is None:
            return
        for document in documents:
            if not self._adopt(document, found):
                self._fail(document, self._taken_number_text(document, found))

    @api.model
    def _taken_number_text(self, document, found):
        """Who bears the number: another document from here, or a stranger."""
        marks = [remote.mark for remote in found if remote.number == document.number]
        bearer = document.search(
            [
                ("connection_id", "=", document.connection_id.id),
                ("mark", "in", list(filter(None, marks))),
            ],
            limit=1,
        )
        words = {"number": document.number, "provider": document.provider_name}
        if bearer:
            return self.env._(
                "The number %(number)s is taken in %(provider)s by the document of "
                "%(order)s. Cancel this one and create it again with another number.",
                order=bearer.origin,
                **words,
            )
        return self.env._(
            "The number %(number)s is taken in %(provider)s by a document that is not "
            "from here. Cancel this one and create it again with another number.",
            **words,
        )
