# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from dataclasses import asdict
from datetime import timedelta

from psycopg2.errors import IntegrityError, OperationalError

from odoo import api, fields, models

from ..const import CONTACTS_FRESH, DIRECTORY_LISTS
from ..exceptions import AnswerLost, BridgeError, PersonMustAct, TryAgain
from ..tools.matching import name_key

_logger = logging.getLogger(__name__)

#: The clock over there may differ, and a record may be saved while we read.
CHANGES_OVERLAP = timedelta(minutes=5)


class AccountingBridgeDirectorySync(models.AbstractModel):
    """Keeps the directory like the provider's master records.

    The directory is written here and nowhere else. Its records are never deleted:
    what vanished over there is archived, since documents and mappings name it.
    """

    _name = "accounting.bridge.directory.sync"
    _description = "Directory synchronization"

    @api.model
    def _sync_all(self, connection):
        """Fill the directory, or bring it up to date. A list that can't be read is
        left to the scheduled action, and undoes none of the others.

        :raise BridgeError: when the facts of the organization can't be read
        """
        # sudo: nobody has write access to the directory.
        connection = connection.sudo()
        self._sync_organization(connection)
        connection.lists_to_sync = " ".join(DIRECTORY_LISTS)
        self._sync_lists_left(connection)
        connection.reference_synced_at = fields.Datetime.now()

    @api.model
    def _sync_lists_left(self, connection, commits=False):
        """Read the lists that the connection names, and leave those that can't be read
        for later.

        :param bool commits: see :meth:`_sync_contacts`
        :raise Reconnect: none of them can be read before an administrator acts
        """
        left = []
        for name in (connection.lists_to_sync or "").split():
            try:
                self._sync_list(connection, name, commits)
            except (TryAgain, AnswerLost, PersonMustAct) as error:
                _logger.info("%s of %s: %s", name, connection.name, error.message)
                left.append(name)
        connection._sync_later(left)

    @api.model
    def _sync_list(self, connection, name, commits=False):
        """Read one list, as a whole or not at all. Of contacts, what was read stays,
        and the next reading goes on behind it.

        :param str name: of ``const.DIRECTORY_LISTS``, or ``organization``
        :param bool commits: see :meth:`_sync_contacts`
        """
        if name == "contacts":
            self._sync_contacts(connection, commits=commits)
            return
        sync_by_name = {
            "organization": self._sync_organization,
            "currencies": self._sync_currencies,
            "ledger_accounts": self._sync_ledger_accounts,
            "tax_codes": self._sync_tax_codes,
            "items": self._sync_all_items,
        }
        with self.env.cr.savepoint():
            sync_by_name[name](connection)

    @api.model
    def _sync_left_over(self, connection):
        """Read what could not be read before, where it is time. For the scheduled
        action, which goes on to send whatever comes of it."""
        if not connection._has_lists_due():
            return
        try:
            self._sync_lists_left(connection, commits=True)
        except (BridgeError, OperationalError, IntegrityError) as error:
            _logger.info("Directory of connection %s: %s", connection.id, error)
            self.env.cr.rollback()
        except Exception:
            # A fault of ours with one answer must not be met again before each slice.
            _logger.exception("Directory of connection %s", connection.id)
            self.env.cr.rollback()
            connection._sync_later(connection.lists_to_sync.split())
        self.env.cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _sync_organization(self, connection):
        facts = connection._provider()._pull_organization(connection)
        connection._keep_organization(facts)

    @api.model
    def _sync_currencies(self, connection):
        codes = connection._provider()._pull_currencies(connection)
        connection.currency_ids = self._currencies(codes) | connection.currency_id

    @api.model
    def _currencies(self, codes):
        currencies = self.env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "in", list(codes))])

    @api.model
    def _sync_ledger_accounts(self, connection):
        found = connection._provider()._pull_ledger_accounts(connection)
        directory = self.env["accounting.bridge.ledger.account"]
        kept = self._save(directory, connection, found, self._ledger_account_values)
        self._archive_all_but(kept, connection)

    @api.model
    def _ledger_account_values(self, remote):
        return {
            "name": remote.name,
            "active": remote.is_active,
            "remote_key": remote.remote_key,
            "code": remote.code,
            "account_type": remote.account_type,
            "account_class": remote.account_class,
            "is_selectable": remote.is_selectable,
        }

    @api.model
    def _sync_tax_codes(self, connection):
        found = connection._provider()._pull_tax_codes(connection)
        directory = self.env["accounting.bridge.tax.code"]
        kept = self._save(directory, connection, found, self._tax_code_values)
        self._archive_all_but(kept, connection)

    @api.model
    def _tax_code_values(self, remote):
        return {
            "name": remote.name,
            "active": remote.is_active,
            "remote_key": remote.remote_key,
            "rate": float(remote.rate),
            "direction": remote.direction,
            "kind": remote.kind,
            "account_classes": " ".join(sorted(remote.account_classes)),
            **remote.own_values,
        }

    @api.model
    def _sync_contacts(self, connection, timeout=None, commits=False):
        """Bring the contacts up to date by what changed since the last time.

        :param float timeout: seconds for all pages together, None where nobody waits
        :param bool commits: keep each page whatever becomes of the transaction
        """
        for _contacts in self._read_contacts(connection, timeout):
            if commits:
                self.env.cr.commit()  # pylint: disable=invalid-commit

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
        since = known_until - CHANGES_OVERLAP if known_until else None
        cursor = connection.contacts_cursor or ""
        if not cursor:
            connection.contacts_read_from = fields.Datetime.now()
        pages = connection._provider()._pull_contacts(
            connection, since, timeout, cursor
        )
        for page in pages:
            contacts, is_changed = self._save_contact_page(connection, page.contacts)
            connection.contacts_cursor = page.cursor
            yield contacts
            if not is_changed and _reaches(page, known_until):
                break
            # Thousands are read: what is written needs no place in memory.
            contacts.invalidate_recordset()
        self._end_reading(connection)

    @api.model
    def _end_reading(self, connection):
        if not connection.contacts_synced_at:
            self._archive_unread(connection)
        connection.write(
            {
                "contacts_synced_at": connection.contacts_read_from,
                "contacts_cursor": False,
            }
        )

    @api.model
    def _archive_unread(self, connection):
        """All were read: what was not among them is gone over there."""
        directory = self.env["accounting.bridge.contact"].sudo()
        directory.search(
            [
                ("connection_id", "=", connection.id),
                ("active", "=", True),
                "|",
                ("synced_at", "=", False),
                ("synced_at", "<", connection.contacts_read_from),
            ]
        ).active = False

    @api.model
    def _refresh_contacts(self, connection, contacts, timeout):
        """Read some contacts again, with what is outstanding. One that is gone over
        there is archived.

        :param accounting.bridge.contact contacts: a few
        :param float timeout: seconds
        :raise BridgeError: when the provider does not answer
        """
        provider = connection._provider()
        found = provider._pull_contacts_by_id(
            connection, contacts.mapped("remote_id"), timeout
        )
        self._archive(contacts - self._save_contacts(connection, found))

    @api.model
    def _refresh_items(self, connection, items, timeout):
        """Read some items again. See :meth:`_refresh_contacts`."""
        provider = connection._provider()
        found = provider._pull_items_by_id(
            connection, items.mapped("remote_id"), timeout
        )
        self._archive(items - self._save_items(connection, found))

    @api.model
    def _archive(self, gone):
        # sudo: nobody has write access to the directory.
        gone.sudo().write({"active": False, "synced_at": fields.Datetime.now()})

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
            "active": remote.status == "active",
            "remote_key": remote.remote_key or remote.remote_id,
            "kind": remote.kind,
            "key": remote.key or False,
            "email": remote.email,
            "tax_number": remote.tax_number,
            "status": remote.status,
            "merged_into": remote.merged_into,
            "is_customer": remote.is_customer,
            "is_supplier": remote.is_supplier,
            "phone": remote.phone,
            "mobile": remote.mobile,
            "website": remote.website,
            "first_name": remote.first_name,
            "last_name": remote.last_name,
            "currency_code": remote.currency,
            "addresses": [_plain_address(each) for each in remote.addresses],
            "receivable": float(remote.receivable or 0),
            "payable": float(remote.payable or 0),
            "remote_updated_at": _second_of(remote.updated_at),
        }

    @api.model
    def _sync_all_items(self, connection):
        """Read the items as a whole, so that one that vanished is archived."""
        provider = connection._provider()
        if not provider._has_items(connection):
            return
        kept = self.env["accounting.bridge.item"].sudo()
        for page in provider._pull_items(connection):
            kept |= self._save_items(connection, page)
        self._archive_all_but(kept, connection)

    @api.model
    def _sync_items(self, connection, timeout=None):
        """Bring the items up to date by what changed since the newest that is known.

        :param float timeout: seconds for all pages together, None where nobody waits
        """
        provider = connection._provider()
        if not provider._has_items(connection):
            return
        connection = connection.sudo()  # sudo: nobody writes to the directory
        since = self._items_known_until(connection)
        for page in provider._pull_items(connection, since, timeout):
            self._save_items(connection, page)

    @api.model
    def _items_known_until(self, connection):
        """:return: a moment of the provider's own clock, None where nothing is known
        :rtype: datetime | None
        """
        newest = (
            self.env["accounting.bridge.item"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("organization_id", "=", connection.organization_id),
                    ("remote_updated_at", "!=", False),
                ],
                order="remote_updated_at desc",
                limit=1,
            )
        )
        return newest.remote_updated_at - CHANGES_OVERLAP if newest else None

    @api.model
    def _save_items(self, connection, remotes):
        """:return: the directory's records of these items"""
        directory = self.env["accounting.bridge.item"]
        items = self._save(directory, connection, remotes, self._item_values)
        items.synced_at = fields.Datetime.now()
        return items

    @api.model
    def _item_values(self, remote):
        return {
            "name": remote.name or remote.remote_id,
            "active": remote.is_active,
            "remote_key": remote.remote_key,
            "key": remote.key or False,
            "account_key": remote.account,
            "code": remote.code or False,
            "description": remote.description,
            "purchase_account_key": remote.purchase_account,
            "has_sales_price": remote.sales_price is not None,
            "sales_price": float(remote.sales_price or 0),
            "has_purchase_price": remote.purchase_price is not None,
            "purchase_price": float(remote.purchase_price or 0),
            "is_sold": remote.is_sold,
            "is_purchased": remote.is_purchased,
            "remote_updated_at": _second_of(remote.updated_at),
        }

    # === WRITING === #

    @api.model
    def _save(self, directory, connection, remotes, to_values):
        """Create what is new, write what differs.

        :param directory: the model to write to
        :param remotes: records of the provider, each with ``remote_id``
        :param to_values: turns one into the values of the model
        :return: the directory's records of these remotes
        """
        return self._save_all(directory, connection, remotes, to_values)[0]

    @api.model
    def _save_all(self, directory, connection, remotes, to_values):
        """See :meth:`_save`.

        :return: the directory's records, and whether any was new or changed
        :rtype: tuple
        """
        # sudo: nobody has write access to the directory.
        directory = directory.sudo().with_context(active_test=False)
        remotes = {remote.remote_id: remote for remote in remotes}
        scope = {
            "connection_id": connection.id,
            "organization_id": connection.organization_id,
        }
        known = directory.search(
            [
                *((name, "=", value) for name, value in scope.items()),
                ("remote_id", "in", list(remotes)),
            ]
        )
        changes = [
            self._write_difference(record, to_values(remotes.pop(record.remote_id)))
            for record in known
        ]
        created = directory.create(
            [
                {**scope, "remote_id": remote_id, **to_values(remote)}
                for remote_id, remote in remotes.items()
            ]
        )
        return known | created, bool(created) or any(changes)

    @api.model
    def _write_difference(self, record, values):
        """:return: whether there was any
        :rtype: bool
        """
        changed = {
            name: value
            for name, value in values.items()
            if (record[name] or False) != (value or False)
        }
        if changed:
            record.write(changed)
        return bool(changed)

    @api.model
    def _archive_all_but(self, kept, connection):
        vanished = kept.search(
            [("connection_id", "=", connection.id), ("active", "=", True)]
        )
        (vanished - kept).active = False


def _reaches(page, known_until):
    """Whether the later pages hold nothing but what was known at a moment."""
    if not page.reaches_back_to or not known_until:
        return False
    return page.reaches_back_to < known_until


def _second_of(moment):
    """Fields keep no more of a moment than its second."""
    return moment and moment.replace(microsecond=0)


def _plain_address(address):
    return {**asdict(address), "lines": list(address.lines)}
