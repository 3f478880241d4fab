# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
import random

from psycopg2.errors import IntegrityError, OperationalError

from odoo import fields, models
from odoo.tools.misc import format_datetime

from ..const import SCHEDULED_WORK, SLOT_DELAYS, SLOT_RESERVE
from ..exceptions import Reconnect, TryAgain

_logger = logging.getLogger(__name__)

#: How often a finished call is noted again while other workers note theirs. A limit
#: that the provider named must not be forgotten.
NOTE_REPEATS = 50


class AccountingBridgeCallingMixin(models.AbstractModel):
    """What stands before and after each call to the provider: whether it may be made,
    and what it told."""

    _name = "accounting.bridge.calling.mixin"
    _description = "Calls of a connection"

    # === BEFORE A CALL === #

    def _access_token(self, rejected=None, is_limited=True):
        """A valid access token, for one call that follows at once.

        Every call passes here, so this is where a connection that must not call is
        stopped.

        :param str rejected: see the grant's method
        :param bool is_limited: False for a call that the limits do not count
        :raise Reconnect: when there is no usable consent
        :raise TryAgain: when the provider wants no call yet
        :rtype: str
        """
        self.ensure_one()
        # sudo: a person who presses has no access to grants and rates.
        connection = self.sudo()
        if not connection.grant_id:
            raise Reconnect(self.env._("%s is not connected.", self.provider_name))
        if is_limited:
            connection._check_rate()
        grant = connection.grant_id
        token = grant._access_token(rejected, self._note_token_call)
        if is_limited:
            connection._take_slot()
        return token

    def _is_scheduled_work(self):
        return bool(self.env.context.get(SCHEDULED_WORK))

    def _next_call_at(self):
        """When the provider's limits let us make the next call. The scheduled action
        stops sooner than people who wait: some calls are left to them.

        :return: None = now
        :rtype: datetime.datetime | None
        """
        self.ensure_one()
        limits = self._minute_limits()
        # In a transaction of its own: this one, begun before other calls, does not see
        # what they told.
        with self.env.registry.cursor() as cr:
            # sudo: a person who presses has no access to rates.
            rates = self.env(cr=cr, su=True)["accounting.bridge.rate"]
            return rates._next_call_at(self.id, limits, self._is_scheduled_work())

    def _most_calls_at_once(self):
        """See the provider's method of this name."""
        return self._provider()._most_calls_at_once()

    def _minute_limits(self):
        """See the provider's method of this name."""
        return self._provider()._minute_limits()

    def _check_rate(self):
        next_call_at = self._next_call_at()
        if next_call_at:
            raise TryAgain(
                self._say_limit(next_call_at),
                delay=(next_call_at - fields.Datetime.now()).total_seconds(),
                is_limit=True,
            )

    def _say_limit(self, next_call_at):
        return self.env._(
            "%(provider)s allows no more calls before %(time)s (%(timezone)s). "
            "Documents that wait go on by themselves then; for anything else, press "
            "again then.",
            provider=self.provider_name,
            time=format_datetime(
                self.env, next_call_at, tz=self.env.tz.zone, dt_format="short"
            ),
            timezone=self.env.tz.zone,
        )

    def _take_slot(self):
        """Take one of the calls that the provider takes at once, until the transaction
        ends. One that made a call already goes on with its slot."""
        most = self._most_calls_at_once()
        if not most:
            return
        # A savepoint that is undone frees the slot, and empties this cache.
        key = (self._name, self.id, "slot")
        began_at = self.env.cr.now()
        if self.env.cr.cache.get(key) == began_at:
            return
        if not self._lock_slot(most):
            raise TryAgain(
                self.env._(
                    "%s takes no more calls at once. Documents that wait go on by "
                    "themselves in a moment; for anything else, press again then.",
                    self.provider_name,
                ),
                delay=random.uniform(*SLOT_DELAYS),
                is_limit=True,
            )
        self.env.cr.cache[key] = began_at

    def _lock_slot(self, most):
        """Lock a free slot of so many. The first are left to people who wait."""
        first = SLOT_RESERVE + 1 if self._is_scheduled_work() else 1
        # Raw SQL: a lock that holds nobody up, is no row, and ends by itself with the
        # transaction, whatever becomes of the worker.
        self.env.cr.execute(
            "SELECT slot FROM generate_series(%s, %s) AS slot "
            "WHERE pg_try_advisory_xact_lock(hashtext(%s), slot) LIMIT 1",
            [first, most, f"{self._name},{self.id}"],
        )
        return bool(self.env.cr.fetchone())

    # === AFTER A CALL === #

    def _note_call(self, record):
        """Log a finished call and what the provider said about those that remain.

        In a transaction of its own: a rollback of the caller must not forget a call.

        :param CallRecord record:
        """
        self.ensure_one()
        for _repeat in range(NOTE_REPEATS):
            try:
                with self.env.registry.cursor() as cr:
                    # Nobody waits for the disk: what a crash of the whole database
                    # could take with it is the log of its last second.
                    cr.execute("SET LOCAL synchronous_commit TO OFF")
                    # sudo: nobody writes rates and calls by hand.
                    connection = self.with_env(self.env(cr=cr, su=True))
                    connection.env["accounting.bridge.rate"]._note(self.id, record)
                    connection._log_call(record)
            except (OperationalError, IntegrityError):
                continue  # another worker noted a call at the same moment
            break
        else:
            _logger.warning("A call of connection %s could not be noted", self.id)
        self.invalidate_recordset(["rate_ids"], flush=False)
        self.env["accounting.bridge.rate"].invalidate_model(flush=False)

    def _note_token_call(self, record):
        """Log a finished call for tokens. In a transaction of its own, as above. The
        tokens are safe already: whoever waits for them must not fail for the log.

        :param CallRecord record:
        """
        self.ensure_one()
        try:
            with self.env.registry.cursor() as cr:
                # sudo: nobody writes calls by hand.
                connection = self.with_env(self.env(cr=cr, su=True))
                connection._log_call(record, is_for_tokens=True)
        except (OperationalError, IntegrityError):
            _logger.warning("A call of connection %s could not be noted", self.id)

    def _log_call(self, record, is_for_tokens=False):
        self.fetch(["company_id"])  # the row needs it, and none of the other fields
        self.env["accounting.bridge.call"].create(
            {
                "connection_id": self.id,
                "method": record.method,
                "path": record.path,
                "status": record.status,
                "duration": record.duration,
                "is_for_tokens": is_for_tokens,
                "correlation_id": record.correlation_id,
                "request_body": record.request_body,
                "response_body": record.response_body,
            }
        )
