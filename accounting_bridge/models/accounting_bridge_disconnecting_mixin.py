# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import models
from odoo.exceptions import UserError

from ..const import CONSENT_END_ACTIVITY, CONSENT_GONE_ACTIVITY
from ..exceptions import BridgeError, Reconnect

_logger = logging.getLogger(__name__)


class AccountingBridgeDisconnectingMixin(models.AbstractModel):
    """How a connection loses its consent or its organization."""

    _name = "accounting.bridge.disconnecting.mixin"
    _description = "Disconnecting"

    def _consent_is_gone(self, reason):
        """Note that nothing can be sent until an administrator reconnects, with one
        activity for all the documents that wait.

        :param str reason: a sentence
        """
        self.ensure_one()
        if self.state != "connected":
            return
        self.sudo().state = "reconnect"
        self.activity_schedule(
            CONSENT_GONE_ACTIVITY,
            summary=self.env._("Reconnect %s", self.provider_name),
            note=reason,
            user_id=self._responsible_user().id,
        )
        self.activity_unlink([CONSENT_END_ACTIVITY])

    def _responsible_user(self):
        """The administrator who is asked to act: who connected, while still one.

        :rtype: res.users
        """
        group = self.env.ref("accounting_bridge.group_manager")
        # sudo: the scheduled action and people who press look for somebody else.
        managers = group.sudo().all_user_ids.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )
        if self.connected_by_id in managers:
            return self.connected_by_id
        return (managers - self.env.ref("base.user_root"))[:1] or self.env.user

    def _forget_consent_warnings(self):
        self.activity_unlink([CONSENT_GONE_ACTIVITY, CONSENT_END_ACTIVITY])
        self.sudo().announced_end = False  # sudo: no person writes it

    def action_disconnect(self):
        """Cut the connection over there and here; documents keep what was known."""
        self.ensure_one()
        self._check_administrator()
        # First, since it is refused while the scheduled action runs: then nothing
        # may have been cut over there.
        self._remove_cron()
        self._cut_remote_tie()
        self._forget_organization()

    def _cut_remote_tie(self):
        try:
            self._provider()._disconnect_organization(self)
        except Reconnect:
            # The tie is gone already, or can't be used: there is nothing to cut.
            _logger.info("Connection %s had no usable consent left.", self.id)
        except BridgeError as error:
            raise UserError(
                self.env._(
                    "%(provider)s could not be told about the disconnection: "
                    "%(reason)s Try again later.",
                    provider=self.provider_name,
                    reason=error.message,
                )
            ) from error

    def _forget_organization(self):
        """What a disconnection means on our side. Documents keep what was known."""
        self._make_noted_documents()
        for connection in self:
            connection._archive_directory()
            connection.sudo().state = "disconnected"
            connection._drop_consent()
            connection.grant_id._erase_unused()
            connection._forget_consent_warnings()
            connection._remove_cron()

    def _make_noted_documents(self):
        """Make the documents of the orders that bulk presses noted. Without a scheduled
        action nobody else will."""
        # sudo: parts are written by the bridge alone.
        for part in self.sudo()._noted_parts():
            part._make_documents(part.order_ids)

    def _retire(self):
        """The provider's addon is removed, and nothing can be called any more. The
        connections stay, archived and with their provider's code, so that their
        documents can still be read and are taken up again when the addon is back."""
        self._forget_organization()
        self.active = False

    def _archive_directory(self):
        # sudo: nobody has write access to the directory.
        connection = self.sudo()
        connection.ledger_account_ids.active = False
        connection.tax_code_ids.active = False
        connection.contact_ids.active = False
        connection.item_ids.active = False
        connection.write(
            {
                "reference_synced_at": False,
                "contacts_synced_at": False,
                "contacts_cursor": False,
            }
        )
        connection._sync_later(())

    def action_database_moved(self):
        """The database was moved here: go on."""
        self.ensure_one()
        self._check_administrator()
        if not self.is_foreign_database:
            raise UserError(
                self.env._("%s works with this database already.", self.name)
            )
        self.grant_id._adopt_moved_database()
        self.sudo().state = "connected"
        self._forget_consent_warnings()
        self._wake_documents()

    def action_database_copied(self):
        """The database is a copy: forget the tokens, they are the original's."""
        self.ensure_one()
        self._check_administrator()
        self._forget_organization()
