# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

import logging
from datetime import timedelta

from psycopg2.errors import OperationalError

from odoo import api, fields, models

from ..const import RETRY_DELAYS, RETRY_LIMIT
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
        document._keep_remote(remote)
        document.write(
            {
                "state": "done",
                "is_doubtful": False,
                "next_try_at": False,
                "needs_follow_up": True,
                "sent_at": fields.Datetime.now(),
                "message": document._total_difference() or " ".join(warnings) or False,
            }
        )

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
    def _doubt(self, documents, message, delay=None):
        """It left, and what became of it is unknown: settled at the next try."""
        for document in documents:
            document.write(
                {
                    "state": "waiting",
                    "is_doubtful": True,
                    "message": message,
                    "next_try_at": self._next_try(
                        document, delay or self._doubt_delay(document)
                    ),
                    "needs_follow_up": True,
                }
            )

    @api.model
    def _doubt_delay(self, document):
        late = max(document.tries - DOUBT_QUICK_TRIES, 0)
        return min(DOUBT_DELAY * (1 + late), DOUBT_LONGEST_DELAY)

    @api.model
    def _nothing_was_done(self, connection, documents, error):
        """No document came of the call: try again, fail, or wait for a reconnect."""
        for document in documents:
            if isinstance(error, PersonMustAct) or self._is_given_up(document, error):
                self._fail(document, error.message)
            else:
                self._wait(document, error.message, getattr(error, "delay", None))
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
    def _is_given_up(self, document, error):
        """After a day of tries. Not for a lost consent: its documents wait for it."""
        if isinstance(error, Reconnect):
            return False
        age = fields.Datetime.now() - document.first_try_at
        return age.total_seconds() > RETRY_LIMIT

    @api.model
    def _wait(self, document, message, delay=None):
        document.write(
            {
                "state": "waiting",
                "message": message,
                "next_try_at": self._next_try(document, delay),
                "needs_follow_up": True,
            }
        )

    @api.model
    def _next_try(self, document, delay):
        if delay is None:
            delay = RETRY_DELAYS[min(document.tries, len(RETRY_DELAYS)) - 1]
        return fields.Datetime.now() + timedelta(seconds=delay)
