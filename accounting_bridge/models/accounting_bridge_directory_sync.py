# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from datetime import timedelta

from psycopg2.errors import IntegrityError, OperationalError

from odoo import api, fields, models

from ..const import CONTACTS_FRESH, DIRECTORY_LISTS, DOCUMENT_TYPES
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
    def _sync_lists_left(self, connection):
        """Read the lists that the connection names, and leave those that can't be read
        for later.

        :raise Reconnect: none of them can be read before an administrator acts
        """
        left = []
        for name in (connection.lists_to_sync or "").split():
            try:
                with self.env.cr.savepoint():
                    self._sync_list(connection, name)
            except (TryAgain, AnswerLost, PersonMustAct) as error:
                _logger.info("%s of %s: %s", name, connection.name, error.message)
                left.append(name)
        connection._sync_later(left)

    @api.model
    def _sync_list(self, connection, name):
        """:param str name: of ``const.DIRECTORY_LISTS``, or ``organization``"""
        sync_by_name = {
            "organization": self._sync_organization,
            "currencies": self._sync_currencies,
            "ledger_accounts": self._sync_ledger_accounts,
            "tax_codes": self._sync_tax_codes,
            "contacts": self._sync_contacts,
            "items": self._sync_items,
        }
        sync_by_name[name](connection)

    @api.model
    def _sync_left_over(self, connection):
        """Read what could not be read before, where it is time. For the scheduled
        action, which goes on to send whatever comes of it."""
        if not connection._has_lists_due():
            return
        try:
            self._sync_lists_left(connection)
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
        self._archive_all_but(kept)

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
        self._archive_all_but(kept)

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
    def _sync_contacts(self, connection, timeout=None):
        """Bring the contacts up to date by what changed since the last time.

        :param float timeout: seconds for all pages together, None where nobody waits
        """
        connection = connection.sudo()  # sudo: nobody writes to the directory
        started_at = fields.Datetime.now()
        since = connection.contacts_synced_at
        since = since - CHANGES_OVERLAP if since else None
        kept = self.env["accounting.bridge.contact"].sudo()
        for page in connection._provider()._pull_contacts(connection, since, timeout):
            kept |= self._save_contacts(connection, page)
        if not since:
            self._note_gone_contacts(connection, kept)
        connection.contacts_synced_at = started_at

    @api.model
    def _note_gone_contacts(self, connection, kept):
        """What is not among all contacts of the organization is there no more."""
        known = kept.with_context(active_test=False).search(
            [
                ("connection_id", "=", connection.id),
                ("organization_id", "=", connection.organization_id),
                ("status", "!=", "gone"),
            ]
        )
        (known - kept).write({"active": False, "status": "gone"})

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
        directory = self.env["accounting.bridge.contact"]
        return self._save(directory, connection, remotes, self._contact_values)

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
        }

    @api.model
    def _sync_items(self, connection, timeout=None):
        """Bring the items up to date by what changed since the newest that is known.

        :param float timeout: seconds for all pages together, None where nobody waits
        """
        provider = connection._provider()
        if not any(
            provider._uses_items(connection, document_type)
            for document_type, _label in DOCUMENT_TYPES
        ):
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
        # Of active ones: a disconnection archives all, and then all are read again.
        newest = (
            self.env["accounting.bridge.item"]
            .sudo()
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
        return self._save(directory, connection, remotes, self._item_values)

    @api.model
    def _item_values(self, remote):
        return {
            "name": remote.name or remote.remote_id,
            "active": remote.is_active,
            "remote_key": remote.remote_key,
            "key": remote.key or False,
            "account_key": remote.account,
            "remote_updated_at": remote.updated_at,
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
        for record in known:
            self._write_difference(record, to_values(remotes.pop(record.remote_id)))
        return known | directory.create(
            [
                {**scope, "remote_id": remote_id, **to_values(remote)}
                for remote_id, remote in remotes.items()
            ]
        )

    @api.model
    def _write_difference(self, record, values):
        changed = {
            name: value
            for name, value in values.items()
            if (record[name] or False) != (value or False)
        }
        if changed:
            record.write(changed)

    @api.model
    def _archive_all_but(self, kept):
        vanished = kept.search(
            [("connection_id", "=", kept.connection_id.id), ("active", "=", True)]
        )
        (vanished - kept).active = False
