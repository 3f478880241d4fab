# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

import logging

from psycopg2.errors import OperationalError

from odoo import api, models

_logger = logging.getLogger(__name__)


class AccountingBridgeSendingBulkMixin(models.AbstractModel):
    """How bare documents come of the orders that bulk presses noted, before the sender
    claims them."""

    _name = "accounting.bridge.sending.bulk.mixin"
    _description = "Documents of bulk presses"

    @api.model
    def _make_noted_documents(self, connection, least_time):
        """Make documents until all are made or the time is over, some at a time. No
        call is needed for it, so it is done whatever holds up calls.

        :param float least_time: seconds of the scheduled action that must be left
        """
        has_time = True
        try:
            while has_time and self._make_some_documents(connection):
                has_time = self.env["ir.cron"]._commit_progress() > least_time
        except OperationalError:
            # Somebody else is at the same rows. Another run makes the others.
            _logger.info("Documents of bulk presses are made later", exc_info=True)
            self.env.cr.rollback()
            has_time = False
        if not has_time:
            connection._trigger_sending()
            self.env.cr.commit()  # the trigger

    @api.model
    def _make_some_documents(self, connection):
        """
        :return: whether there was something to do
        :rtype: bool
        """
        self.env.cr.commit()  # a fresh snapshot, and what was made
        part = connection._noted_parts().try_lock_for_update(limit=1)
        if part:
            part.invalidate_recordset()
            part._make_some()
        return bool(part)
