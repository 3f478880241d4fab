# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from psycopg2.errors import IntegrityError, OperationalError

from odoo import api, fields, models

from ..const import DIRECTORY_LISTS
from ..exceptions import AnswerLost, BridgeError, PersonMustAct, TryAgain

_logger = logging.getLogger(__name__)


class AccountingBridgeDirectorySync(models.AbstractModel):
    """Keeps the directory like the provider's master records.

    The directory is written here and nowhere else. Its records are never deleted:
    what vanished over there is archived, since documents and mappings name it.
    """

    _name = "accounting.bridge.directory.sync"
    _inherit = [
        "accounting.bridge.syncing.contacts.mixin",
        "accounting.bridge.syncing.items.mixin",
    ]
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

        :param bool commits: keep each page of contacts whatever becomes of the
            transaction
        :raise Reconnect: none of them can be read before an administrator acts
        """
        left, unfinished = [], []
        for name in (connection.lists_to_sync or "").split():
            try:
                if not self._sync_list(connection, name, commits):
                    unfinished.append(name)
            except (TryAgain, AnswerLost, PersonMustAct) as error:
                _logger.info("%s of %s: %s", name, connection.name, error.message)
                left.append(name)
        connection._sync_later(left + unfinished, is_soon=bool(unfinished))

    @api.model
    def _sync_list(self, connection, name, commits=False):
        """Read one list, as a whole or not at all. Of contacts, what was read stays,
        and the next reading goes on behind it.

        :param str name: of ``const.DIRECTORY_LISTS``, or ``organization``
        :param bool commits: see :meth:`_sync_lists_left`
        :return: whether it came to its end
        :rtype: bool
        """
        if name == "contacts":
            return self._sync_some_contacts(connection, commits)
        sync_by_name = {
            "organization": self._sync_organization,
            "currencies": self._sync_currencies,
            "ledger_accounts": self._sync_ledger_accounts,
            "tax_codes": self._sync_tax_codes,
            "items": self._sync_all_items,
        }
        with self.env.cr.savepoint():
            sync_by_name[name](connection)
        return True

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

    # === WRITING === #

    @api.model
    def _archive(self, gone):
        # sudo: nobody has write access to the directory.
        gone.sudo().write({"active": False, "synced_at": fields.Datetime.now()})

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
