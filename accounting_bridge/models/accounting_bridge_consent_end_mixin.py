# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..const import CONSENT_END_ACTIVITY, CONSENT_NOTICE_DAYS
from ..exceptions import BridgeError, Reconnect

_logger = logging.getLogger(__name__)


class AccountingBridgeConsentEndMixin(models.AbstractModel):
    """Keeps consents from ending unnoticed.

    A consent that nobody uses ends after a while: it is used in time. One that ends
    all the same needs a person, who is told in time, once for each end.
    """

    _name = "accounting.bridge.consent.end.mixin"
    _description = "End of a consent"

    @api.model
    def _cron_keep_consents(self):
        """Once a day, for all connections of the database."""
        connections = self.search(
            [("state", "=", "connected"), ("grant_id", "!=", False)]
        ).filtered(lambda connection: connection.grant_id._may_be_used_here())
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(connections))
        for connection in connections:
            try:
                connection._keep_consent()
            except Exception:
                # Whatever is wrong with one consent, the others end no later for it.
                _logger.exception("Consent of connection %s not kept", connection.id)
                self.env.cr.rollback()
            if not progress._commit_progress(1):
                break  # the time is up; what is left comes in another run

    def _keep_consent(self):
        self._use_idle_consent()
        # New tokens were saved in another transaction, which this one sees only after
        # its end.
        self.env["ir.cron"]._commit_progress()
        self._tell_end_of_consent()

    def _use_idle_consent(self):
        """Renew the tokens of a consent that would end soon if left unused."""
        if not _is_soon(self.consent_expires_at):
            return
        try:
            self._access_token()
        except Reconnect as error:
            self._consent_is_gone(error.message)
        except BridgeError as error:
            # Tomorrow is another day, and the administrator is told meanwhile.
            _logger.info("Consent of %s not renewed: %s", self.name, error)
        self.invalidate_recordset()
        self.grant_id.invalidate_recordset()

    def _tell_end_of_consent(self):
        """Give the administrator one activity where the consent ends soon, and take
        it back where it does not any more."""
        end = self._end_of_consent()
        if self.state != "connected" or not _is_soon(end):
            self.activity_unlink([CONSENT_END_ACTIVITY])
        elif not self._is_announced(end):
            self._announce_end(end)

    def _end_of_consent(self):
        ends = (self.consent_expires_at, self.consent_ends_at)
        return min(filter(None, ends), default=None)

    def _is_announced(self, end):
        """Providers tell the seconds that remain: the same end is never quite the
        same."""
        told = self.announced_end
        return bool(told) and abs(end - told) < timedelta(days=1)

    def _announce_end(self, end):
        self.activity_unlink([CONSENT_END_ACTIVITY])
        user = self._responsible_user()
        speaker = self.with_context(lang=user.lang)
        date = format_date(speaker.env, end.date(), lang_code=user.lang)
        self.activity_schedule(
            CONSENT_END_ACTIVITY,
            date_deadline=end.date() - timedelta(days=1),
            summary=speaker.env._(
                "Reconnect %(provider)s before %(date)s",
                provider=self.provider_name,
                date=date,
            ),
            note=speaker.env._(
                "The consent for %(organization)s ends on %(date)s, and documents wait "
                "from then on. Press Reconnect here and allow the access again. "
                "Nothing else changes by it.",
                organization=self.organization_name,
                date=date,
            ),
            user_id=user.id,
        )
        self.sudo().announced_end = end  # sudo: no person writes it


def _is_soon(moment):
    notice = fields.Datetime.now() + timedelta(days=CONSENT_NOTICE_DAYS)
    return bool(moment) and moment < notice
