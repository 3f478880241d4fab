# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

import logging
import random
from datetime import timedelta
from operator import itemgetter

from psycopg2.errors import OperationalError

from odoo import api, fields, models

from ..const import (
    CONFLICT_DELAY,
    GONE_REMOTE_STATES,
    JITTER,
    RETRY_DELAYS,
    RETRY_LIMIT,
)
from ..exceptions import PersonMustAct, Reconnect

_logger = logging.getLogger(__name__)

#: Seconds between the tries to settle a doubt: soon while the provider still knows
#: the key, then ever later.
DOUBT_DELAY = 20
DOUBT_LONGEST_DELAY = 600
DOUBT_QUICK_TRIES = 15

#: What documents name over there, and is read anew where some of it is gone.
#: Its contact is looked at alone.
LISTS_OF_REFERENCES = ("ledger_accounts", "tax_codes")

#: Tries that come soon after somebody else was at the same rows.
CONFLICT_QUICK_TRIES = 3


class AccountingBridgeSendingOutcomeMixin(models.AbstractModel):
    """What a document becomes by what came of sending it."""

    _name = "accounting.bridge.sending.outcome.mixin"
    _description = "Outcomes of sending"

    @api.model
    def _arrived(self, document, remote, warnings):
        """The document exists over there. Its total is compared with Odoo's."""
        document.write(
            {
                **document._remote_values(remote),
                "state": "done",
                "is_doubtful": False,
                "next_try_at": False,
                "needs_follow_up": True,
                "sent_at": fields.Datetime.now(),
            }
        )
        message = document._total_difference() or " ".join(warnings) or False
        if document.message != message:
            document.message = message
        if remote.state in GONE_REMOTE_STATES:
            document._set_counted(False)  # it has counted since it was queued

    @api.model
    def _fail(self, document, message, is_doubtful=False):
        """A person must act; the message says what to do."""
        document.write(
            {
                "state": "failed",
                "is_doubtful": is_doubtful,
                "next_try_at": False,
                "needs_follow_up": True,
                "message": message,
            }
        )

    @api.model
    def _doubt(self, documents, message, error=None, delay=None):
        """They left, and what became of them is unknown: settled at the next try.

        :param str message: says that they are looked for, unless there is an error
        :param BridgeError error: what kept us from finding out, None where nothing did
        :param float delay: seconds to the next try, None = what the error says, or
            ever longer
        """
        hopeless = self._given_up(documents, error, self._doubt_began_at)
        for document in hopeless:
            text = self._unsettled_text(document, error)
            self._fail(document, text, is_doubtful=True)
        doubtful = documents - hopeless
        doubtful.is_doubtful = True
        text = self._still_in_doubt_text(message) if error else message
        self._put_off(doubtful, text, error, delay, self._doubt_delay)

    @api.model
    def _still_in_doubt_text(self, reason):
        return self.env._(
            "%s Whether it arrived is not known yet: it is looked up there before "
            "anything is sent again.",
            reason,
        )

    @api.model
    def _unsettled_text(self, document, error):
        text = self.env._(
            "%s gave no answer about this document for a day, so whether it arrived is "
            "not known. Press Retry: it is looked for there before anything is sent "
            "again.",
            document.provider_name,
        )
        return f"{error.message} {text}" if error else text

    @api.model
    def _doubt_delay(self, tries):
        late = max(tries - DOUBT_QUICK_TRIES, 0)
        return min(DOUBT_DELAY * (1 + late), DOUBT_LONGEST_DELAY)

    @api.model
    def _nothing_was_done(self, connection, documents, error):
        """No document came of the call: try again, fail, or wait for a reconnect."""
        if isinstance(error, PersonMustAct):
            hopeless, text = documents, error.message
        else:
            hopeless = self._given_up(documents, error)
            text = self._given_up_text(error.message)
        for document in hopeless:
            self._fail(document, text)
        self._wait(documents - hopeless, error.message, error)
        self._note_reconnect(connection, error)

    @api.model
    def _given_up_text(self, reason):
        return self.env._(
            "%s It was tried for a day, in vain. Press Retry once the cause is mended.",
            reason,
        )

    @api.model
    def _note_reconnect(self, connection, error):
        """A lost consent is noted on the connection after the outcome is safe, in a
        transaction of its own: another worker may be noting the same."""
        if not isinstance(error, Reconnect):
            return
        self.env.cr.commit()
        try:
            with self.env.registry.cursor() as cr:
                connection.with_env(self.env(cr=cr))._consent_is_gone(error.message)
        except OperationalError:
            _logger.info(
                "The consent of connection %s is noted as gone.", connection.id
            )
        connection.invalidate_recordset()

    @api.model
    def _wait(self, documents, message, error):
        """They are tried again, at a time that they know. See :meth:`_doubt`."""
        self._put_off(documents, message, error, None, self._retry_delay)

    @api.model
    def _wait_for_others(self, documents):
        """Somebody else is at the same rows, which is soon over as a rule. Bare
        documents stay bare."""
        hopeless = self._given_up(documents, None, self._doubt_began_at)
        for document in hopeless:
            is_doubtful = bool(self._unsettled_attempts(document))
            self._fail(document, self._lasting_conflict_text(), is_doubtful)
        for document in documents - hopeless:
            if document.state == "preparing":
                seconds = _jittered(self._conflict_delay(document.tries))
                document.next_try_at = fields.Datetime.add(
                    fields.Datetime.now(), seconds=seconds
                )
            else:
                document.is_doubtful = bool(self._unsettled_attempts(document))
                text = self._conflict_text()
                if document.is_doubtful:
                    text = self._still_in_doubt_text(text)
                self._put_off(document, text, None, None, self._conflict_delay)

    @api.model
    def _conflict_delay(self, tries):
        quick = CONFLICT_QUICK_TRIES
        return CONFLICT_DELAY if tries <= quick else self._retry_delay(tries - quick)

    @api.model
    def _conflict_text(self):
        return self.env._(
            "Somebody else was saving the same records. It is tried again by itself."
        )

    @api.model
    def _lasting_conflict_text(self):
        return self.env._(
            "For a day this could not be sent; the last time, somebody was saving the "
            "same records, or the database was too busy. Press Retry: what may have "
            "arrived is looked for before anything is sent again. If it does not help, "
            "tell your administrator."
        )

    @api.model
    def _retry_delay(self, tries):
        return RETRY_DELAYS[min(max(tries, 1), len(RETRY_DELAYS)) - 1]

    @api.model
    def _put_off(self, documents, message, error, delay, own_delay):
        """Let documents wait. Those of one call stay together, for the next one.

        :param own_delay: function of the tries; gives seconds
        """
        told = getattr(error, "delay", None) or 0
        if self._is_no_try(error):
            delay = delay or told
            self._forget_try(documents, delay)
        for tries, own in documents.grouped("tries").items():
            if delay:
                next_try_at = fields.Datetime.now() + timedelta(seconds=delay)
            else:
                # Who asks us again and again to come back soon is left alone longer.
                seconds = max(told, _jittered(own_delay(tries)))
                next_try_at = self._next_try_at(own, seconds)
            own.write(
                {
                    "state": "waiting",
                    "message": message,
                    "next_try_at": next_try_at,
                    "needs_follow_up": True,
                }
            )

    @api.model
    def _next_try_at(self, documents, seconds):
        """The last try is at the end of the time after which they are given up."""
        now = fields.Datetime.now()
        begun_at = min(filter(None, documents.mapped("first_try_at")), default=now)
        end = begun_at + timedelta(seconds=RETRY_LIMIT)
        next_try_at = now + timedelta(seconds=seconds)
        return min(next_try_at, end) if end > now else next_try_at

    @api.model
    def _note_what_was_unknown(self, connection, outcomes):
        """Who was refused for a lock date, or for an account that is gone, did not know
        it: the next documents should, before they are sent."""
        names = []
        if any(outcome.is_closed_period for outcome in outcomes):
            names.append("organization")
        if any(outcome.is_reference_gone for outcome in outcomes):
            names += LISTS_OF_REFERENCES
        if names:
            connection._sync_soon(names)

    # === HOW LONG === #

    @api.model
    def _given_up(self, documents, error, began_at=None):
        """The documents that were tried for a day, in vain.

        :param BridgeError error: why the last try came to nothing
        :param began_at: function of a document; gives the moment from which its tries
            count, None = the first of all
        """
        if self._is_no_try(error):
            return documents.browse()
        began_at = began_at or itemgetter("first_try_at")
        longest_ago = fields.Datetime.now() - timedelta(seconds=RETRY_LIMIT)
        return documents.filtered(lambda document: began_at(document) < longest_ago)

    @api.model
    def _doubt_began_at(self, document):
        """When the first answer was lost. Tries before that left no doubt; waiting for
        a limit since then counts no more than before."""
        sent_at = self._unsettled_attempts(document).mapped("sent_at")
        return max(min(sent_at, default=document.first_try_at), document.first_try_at)

    @api.model
    def _is_no_try(self, error):
        """Whether a limit on calls or a lost consent stood in the way. Their end is
        not ours to hasten, so waiting for it is held against no document."""
        return isinstance(error, Reconnect) or getattr(error, "is_limit", False)

    @api.model
    def _forget_try(self, documents, delay):
        """As if the last try had not been, nor the time until the next one.

        :param float delay: seconds
        """
        for document in documents:
            tries = max(document.tries - 1, 0)
            begin = document.first_try_at + timedelta(seconds=delay)
            document.write({"tries": tries, "first_try_at": tries and begin})


def _jittered(seconds):
    """Somewhat more or less, so that not everybody comes back at one moment."""
    return seconds * random.uniform(1 - JITTER, 1 + JITTER)
