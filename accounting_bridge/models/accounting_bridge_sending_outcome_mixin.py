# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

import logging
import random
from datetime import timedelta

from psycopg2.errors import OperationalError

from odoo import api, fields, models

from ..const import GONE_REMOTE_STATES, JITTER, RETRY_DELAYS, RETRY_LIMIT
from ..exceptions import PersonMustAct, Reconnect

_logger = logging.getLogger(__name__)

#: Seconds between the tries to settle a doubt: soon while the provider still knows
#: the key, then ever later.
DOUBT_DELAY = 20
DOUBT_LONGEST_DELAY = 600
DOUBT_QUICK_TRIES = 15


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

        :param BridgeError error: what kept us from finding out, None where nothing did
        :param float delay: seconds to the next try, None = what the error says, or
            ever longer
        """
        hopeless = self._given_up(documents, error)
        for document in hopeless:
            text = self._unsettled_text(document, message)
            self._fail(document, text, is_doubtful=True)
        doubtful = documents - hopeless
        doubtful.is_doubtful = True
        self._put_off(doubtful, message, error, delay, self._doubt_delay)

    @api.model
    def _unsettled_text(self, document, reason):
        return self.env._(
            "%(provider)s gave no answer about this document for a day, so whether it "
            "arrived is not known: %(reason)s Press Retry: it is looked for there "
            "before anything is sent again.",
            provider=document.provider_name,
            reason=reason,
        )

    @api.model
    def _doubt_delay(self, tries):
        late = max(tries - DOUBT_QUICK_TRIES, 0)
        return min(DOUBT_DELAY * (1 + late), DOUBT_LONGEST_DELAY)

    @api.model
    def _nothing_was_done(self, connection, documents, error):
        """No document came of the call: try again, fail, or wait for a reconnect."""
        hopeless = self._given_up(documents, error)
        if isinstance(error, PersonMustAct):
            hopeless = documents
        for document in hopeless:
            self._fail(document, error.message)
        self._wait(documents - hopeless, error.message, error)
        self._note_reconnect(connection, error)

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
    def _wait(self, documents, message, error=None, delay=None):
        """They are tried again, at a time that they know. See :meth:`_doubt`."""
        self._put_off(documents, message, error, delay, self._retry_delay)

    @api.model
    def _retry_delay(self, tries):
        return RETRY_DELAYS[min(max(tries, 1), len(RETRY_DELAYS)) - 1]

    @api.model
    def _put_off(self, documents, message, error, delay, own_delay):
        """Let documents wait. Those of one call stay together, for the next one.

        :param own_delay: function of the tries; gives seconds
        """
        delay = delay or getattr(error, "delay", None)
        if self._is_no_try(error):
            self._forget_try(documents, delay or 0)
        for tries, own in documents.grouped("tries").items():
            seconds = delay or _jittered(own_delay(tries))
            own.write(
                {
                    "state": "waiting",
                    "message": message,
                    "next_try_at": fields.Datetime.now() + timedelta(seconds=seconds),
                    "needs_follow_up": True,
                }
            )

    @api.model
    def _note_closed_period(self, connection, outcomes):
        """Who was refused for a lock date did not know it: the next documents should,
        before they are sent."""
        if any(outcome.is_closed_period for outcome in outcomes):
            connection._sync_organization_soon()

    # === HOW LONG === #

    @api.model
    def _given_up(self, documents, error):
        """The documents that were tried for a day, in vain.

        :param BridgeError error: why the last try came to nothing
        """
        if self._is_no_try(error):
            return documents.browse()
        longest_ago = fields.Datetime.now() - timedelta(seconds=RETRY_LIMIT)
        return documents.filtered(lambda document: document.first_try_at < longest_ago)

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
