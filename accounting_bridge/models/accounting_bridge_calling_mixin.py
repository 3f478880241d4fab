# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from psycopg2.errors import IntegrityError, OperationalError

from odoo import fields, models

from ..exceptions import Reconnect, TryAgain

#: How often a finished call is noted again while other workers note theirs. A limit
#: that the provider named must not be forgotten.
NOTE_REPEATS = 20


class AccountingBridgeCallingMixin(models.AbstractModel):
    """What stands before and after each call to the provider: whether it may be made,
    and what it told."""

    _name = "accounting.bridge.calling.mixin"
    _description = "Calls of a connection"

    def _access_token(self, rejected=None):
        """A valid access token, for one call that follows at once.

        Every call passes here, so this is where a connection that must not call is
        stopped.

        :param str rejected: see the grant's method
        :raise Reconnect: when there is no usable consent
        :raise TryAgain: when the provider wants no call yet
        :rtype: str
        """
        self.ensure_one()
        # sudo: a person who presses has no access to grants and rates.
        connection = self.sudo()
        connection._check_rate()
        if not connection.grant_id:
            raise Reconnect(self.env._("%s is not connected.", self.provider_name))
        return connection.grant_id._access_token(rejected)

    def _check_rate(self):
        wait_until = self.rate_ids.not_before
        now = fields.Datetime.now()
        if wait_until and wait_until > now:
            raise TryAgain(
                self.env._(
                    "%(provider)s allows no more calls before %(time)s (UTC).",
                    provider=self.provider_name,
                    time=fields.Datetime.to_string(wait_until),
                ),
                delay=(wait_until - now).total_seconds(),
            )

    def _note_call(self, record):
        """Log a finished call and what the provider said about those that remain.

        In a transaction of its own: a rollback of the caller must not forget a call.

        :param CallRecord record:
        """
        self.ensure_one()
        for _repeat in range(NOTE_REPEATS):
            with self.env.registry.cursor() as cr:
                connection = self.with_env(self.env(cr=cr)).sudo()
                try:
                    connection._log_call(record)
                    connection._keep_rate(record)
                    cr.commit()  # pylint: disable=invalid-commit
                except (OperationalError, IntegrityError):
                    cr.rollback()  # another worker noted a call at the same moment
                    continue
            break
        self.invalidate_recordset(["rate_ids"], flush=False)
        self.env["accounting.bridge.rate"].invalidate_model(flush=False)

    def _log_call(self, record):
        self.env["accounting.bridge.call"].create(
            {
                "connection_id": self.id,
                "method": record.method,
                "path": record.path,
                "status": record.status,
                "duration": record.duration,
                "correlation_id": record.correlation_id,
                "request_body": record.request_body,
                "response_body": record.response_body,
            }
        )

    def _keep_rate(self, record):
        values = {"last_call_at": fields.Datetime.now()}
        if record.minute_left is not None:
            values["minute_left"] = record.minute_left
        if record.day_left is not None:
            values["day_left"] = record.day_left
        if record.not_before:
            values["not_before"] = record.not_before
        rate = self.rate_ids or self.rate_ids.create({"connection_id": self.id})
        rate.write(values)
        rate.flush_recordset()
