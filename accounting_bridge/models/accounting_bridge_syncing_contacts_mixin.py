# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from dataclasses import asdict
from datetime import timedelta

from odoo import api, fields, models

from ..const import CHANGES_OVERLAP, CONTACTS_FRESH, CONTACTS_PATIENCE
from ..tools.matching import name_key, tax_key
from ..tools.wire import whole_second

#: See ``const.CHANGES_OVERLAP``.
OVERLAP = timedelta(seconds=CHANGES_OVERLAP)


class AccountingBridgeSyncingContactsMixin(models.AbstractModel):
    """Keeps the contacts of the directory like those of the organization."""

    _name = "accounting.bridge.syncing.contacts.mixin"
    _description = "Contacts of the directory"

    @api.model
    def _sync_contacts(self, connection, timeout=None):
        """Bring the contacts up to date by what changed since the last time.

        :param float timeout: seconds for all pages together, None where nobody waits
        """
        for _contacts in self._read_contacts(connection, timeout):
            continue

    @api.model
    def _sync_some_contacts(self, connection, commits=False):
        """Bring the contacts up to date, for as long as a person or other work can
        wait.

        :param bool commits: keep each page whatever becomes of the transaction
        :return: whether all were read
        :rtype: bool
        """
        deadline = time.monotonic() + CONTACTS_PATIENCE
        for _contacts in self._read_contacts(connection):
            if commits:
                self.env.cr.commit()  # pylint: disable=invalid-commit
            if connection.contacts_cursor and time.monotonic() > deadline:
                return False
        return True

    @api.model
    def _read_contacts(self, connection, timeout=None):
        """Save one page of contacts after the other. Between them the caller may
        commit: a reading that was broken off goes on behind the last page it saved.

        Where the contacts were read before, this asks for what changed since then, and
        ends at a page that brings nothing new: the newest changes come first, and all
        before the last reading are known.

        :param float timeout: seconds for all pages together, None where nobody waits
        :return: the directory's records of each page
        :rtype: collections.abc.Iterator[accounting.bridge.contact]
        """
        connection = connection.sudo()  # sudo: nobody writes to the directory
        known_until = connection.contacts_synced_at
        since = known_until - OVERLAP if known_until else None
        cursor = self._cursor_of(connection, since)
        pages = connection._provider()._pull_contacts(
            connection, since, timeout, cursor
        )
        for page in pages:
            contacts, is_changed = self._save_contact_page(connection, page.contacts)
            has_more = page.cursor and (is_changed or not _reaches(page, known_until))
            if has_more:
                connection.contacts_cursor = page.cursor
            else:
                self._end_reading(connection)
            yield contacts
            if not has_more:
                return
            # Thousands are read: what is written needs no place in memory.
            contacts.invalidate_recordset()
        self._end_reading(connection)

    @api.model
    def _cursor_of(self, connection, since):
        """Where a reading goes on that asks for the same as this one; else this one
        begins.

        :rtype: str
        """
        is_same = (connection.contacts_read_since or None) == since
        if connection.contacts_cursor and is_same:
            return connection.contacts_cursor
        connection.write(
            {
                "contacts_read_from": fields.Datetime.now(),
                "contacts_read_since": since,
                "contacts_cursor": False,
            }
        )
        return ""

    @api.model
    def _end_reading(self, connection):
        if not connection.contacts_synced_at:
            self._note_unread(connection)
        connection.write(
            {
                "contacts_synced_at": connection.contacts_read_from,
                "contacts_cursor": False,
            }
        )

    @api.model
    def _note_unread(self, connection):
        """All were read: what was not among them is gone over there."""
        directory = self.env["accounting.bridge.contact"].sudo()
        unread = directory.with_context(active_test=False).search(
            [
                ("connection_id", "=", connection.id),
                ("organization_id", "=", connection.organization_id),
                ("status", "!=", "gone"),
                "|",
                ("synced_at", "=", False),
                ("synced_at", "<", connection.contacts_read_from),
            ]
        )
        self._note_gone(unread)

    @api.model
    def _note_gone(self, contacts):
        self._archive(contacts)
        contacts.sudo().status = "gone"  # sudo: nobody writes to the directory

    @api.model
    def _refresh_contacts(self, connection, contacts, timeout):
        """Read some contacts again, with what is outstanding. One that is gone over
        there is noted as such.

        :param accounting.bridge.contact contacts: a few
        :param float timeout: seconds
        :raise BridgeError: when the provider does not answer
        """
        provider = connection._provider()
        found = provider._pull_contacts_by_id(
            connection, contacts.mapped("remote_id"), timeout
        )
        self._note_gone(contacts - self._save_contacts(connection, found))

    @api.model
    def _are_contacts_fresh(self, connection):
        """Whether they were brought up to date a moment ago. The provider refuses a
        second contact of a name, so who relies on it can make none twice.

        :rtype: bool
        """
        oldest = fields.Datetime.now() - timedelta(seconds=CONTACTS_FRESH)
        synced_at = connection.sudo().contacts_synced_at
        return bool(synced_at) and synced_at > oldest

    @api.model
    def _save_contacts(self, connection, remotes):
        """:return: the directory's records of these contacts"""
        return self._save_contact_page(connection, remotes)[0]

    @api.model
    def _save_contact_page(self, connection, remotes):
        """:return: the directory's records, and whether any was new or changed
        :rtype: tuple
        """
        directory = self.env["accounting.bridge.contact"]
        contacts, is_changed = self._save_all(
            directory, connection, remotes, self._contact_values
        )
        contacts.synced_at = fields.Datetime.now()
        return contacts, is_changed

    @api.model
    def _contact_values(self, remote):
        return {
            "name": remote.name or remote.remote_id,
            "name_key": name_key(remote.name),
            "tax_key": tax_key(remote.tax_number) or False,
            "active": remote.status == "active",
            "remote_key": remote.remote_key or remote.remote_id,
            "kind": remote.kind,
            "key": remote.key or False,
            "email": remote.email,
            "tax_number": remote.tax_number,
            "status": remote.status,
            "merged_into": remote.merged_into or False,
            "is_customer": remote.is_customer,
            "is_supplier": remote.is_supplier,
            "is_part": remote.is_part,
            "phone": remote.phone,
            "mobile": remote.mobile,
            "website": remote.website,
            "first_name": remote.first_name,
            "last_name": remote.last_name,
            "currency_code": remote.currency,
            "addresses": [_plain_address(each) for each in remote.addresses],
            "receivable": float(remote.receivable or 0),
            "payable": float(remote.payable or 0),
            "has_receivable": remote.receivable is not None,
            "has_payable": remote.payable is not None,
            "balance_currency_code": remote.balance_currency,
            "remote_updated_at": whole_second(remote.updated_at),
        }


def _reaches(page, known_until):
    """Whether the later pages hold nothing but what was known at a moment."""
    if not page.reaches_back_to or not known_until:
        return False
    return page.reaches_back_to < known_until


def _plain_address(address):
    return {**asdict(address), "lines": list(address.lines)}
