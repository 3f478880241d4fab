# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from datetime import timedelta

from psycopg2.errors import OperationalError

from odoo import api, fields, models

from ..const import FACTS_LIFETIME, LIST_DELAY

_logger = logging.getLogger(__name__)


class AccountingBridgeUnreadListsMixin(models.AbstractModel):
    """What of the directory could not be read, and is asked for again by the scheduled
    action."""

    _name = "accounting.bridge.unread.lists.mixin"
    _description = "Lists of the directory that are still to be read"

    lists_to_sync = fields.Char(
        readonly=True,
        copy=False,
        help="Names of what is still to be read, separated by blanks.",
    )
    lists_due_at = fields.Datetime(readonly=True, copy=False)
    unread_text = fields.Char(compute="_compute_unread_text")

    @api.depends("lists_to_sync", "contacts_cursor")
    def _compute_unread_text(self):
        for connection in self:
            names = (connection.lists_to_sync or "").split()
            texts = []
            if "contacts" in names and connection.contacts_cursor:
                names.remove("contacts")
                texts.append(
                    self.env._(
                        "There are many contacts in %s. The rest of them is read in "
                        "the background.",
                        connection.provider_name,
                    )
                )
            if names:
                texts.append(connection._missing_lists_text(names))
            connection.unread_text = " ".join(texts) or False

    def _missing_lists_text(self, names):
        labels = self._list_labels()
        return self.env._(
            "%(provider)s did not give all of its reference data. Still missing: "
            "%(lists)s. They are asked for again by themselves; to ask now, press "
            "Sync reference data.",
            provider=self.provider_name,
            lists=", ".join(labels[name] for name in names),
        )

    @api.model
    def _list_labels(self):
        return {
            "organization": self.env._("facts of the organization"),
            "currencies": self.env._("currencies"),
            "ledger_accounts": self.env._("accounts"),
            "tax_codes": self.env._("tax codes"),
            "contacts": self.env._("contacts"),
            "items": self.env._("items"),
        }

    def _has_lists_due(self):
        self.ensure_one()
        is_due = not self.lists_due_at or self.lists_due_at <= fields.Datetime.now()
        return bool(self.lists_to_sync) and is_due

    def _sync_old_facts(self):
        """Let the facts of the organization be read again before documents are sent:
        the lock date over there, what its user may do, or its plan may have changed."""
        self.ensure_one()
        oldest = fields.Datetime.now() - timedelta(seconds=FACTS_LIFETIME)
        read_at = self.organization_synced_at
        is_noted = "organization" in (self.lists_to_sync or "").split()
        if read_at and read_at < oldest and not is_noted:
            self._sync_soon(["organization"])

    def _sync_later(self, names, is_soon=False):
        """Note what could not be read.

        :param names: of ``const.DIRECTORY_LISTS`` or ``organization``; none = all was
        :param bool is_soon: nothing is wrong with them: let the scheduled action go on
        """
        self.ensure_one()
        delay = timedelta(seconds=0 if is_soon else LIST_DELAY)
        # sudo: no person writes these.
        self.sudo().write(
            {
                "lists_to_sync": " ".join(names) or False,
                "lists_due_at": bool(names) and fields.Datetime.now() + delay,
            }
        )
        if is_soon:
            self._trigger_sending()

    def _sync_soon(self, new_names):
        """Something over there is not what we know: let the scheduled action read it
        before it sends more. In a transaction of its own, so that nobody who saves the
        connection meanwhile is in the way of the caller's.

        :param new_names: of ``const.DIRECTORY_LISTS`` or ``organization``
        """
        self.ensure_one()
        try:
            with self.env.registry.cursor() as cr:
                # sudo: no person writes these.
                connection = self.with_env(self.env(cr=cr, su=True))
                names = (connection.lists_to_sync or "").split()
                names = dict.fromkeys([*new_names, *names])
                connection.write(
                    {"lists_to_sync": " ".join(names), "lists_due_at": False}
                )
                if "contacts" in new_names:
                    # Who is gone is missing from the whole list alone.
                    connection.contacts_synced_at = False
                    connection.contacts_cursor = False
                connection._trigger_sending()
        except OperationalError:
            # Whoever is refused next notes it again.
            _logger.info("Connection %s is being saved", self.id)
        self.invalidate_recordset(
            ["lists_to_sync", "lists_due_at", "contacts_synced_at"]
        )
