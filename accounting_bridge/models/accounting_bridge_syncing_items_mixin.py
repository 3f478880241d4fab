# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import api, fields, models

from ..const import CHANGES_OVERLAP
from ..tools.wire import whole_second

#: See ``const.CHANGES_OVERLAP``.
OVERLAP = timedelta(seconds=CHANGES_OVERLAP)


class AccountingBridgeSyncingItemsMixin(models.AbstractModel):
    """Keeps the items of the directory like those of the organization."""

    _name = "accounting.bridge.syncing.items.mixin"
    _description = "Items of the directory"

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
        return newest.remote_updated_at - OVERLAP if newest else None

    @api.model
    def _save_items(self, connection, remotes, is_apart=False):
        """
        :param bool is_apart: they were made or read apart from what else has changed,
            and must not hide it from the next reading of changes
        :return: the directory's records of these items
        """
        directory = self.env["accounting.bridge.item"]
        to_values = self._values_of_item_apart if is_apart else self._item_values
        items = self._save(directory, connection, remotes, to_values)
        items.synced_at = fields.Datetime.now()
        return items

    @api.model
    def _values_of_item_apart(self, remote):
        values = self._item_values(remote)
        del values["remote_updated_at"]  # see _items_known_until
        return values

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
            "remote_updated_at": whole_second(remote.updated_at),
        }

    @api.model
    def _refresh_items(self, connection, items, timeout):
        """Read some items again. See :meth:`_refresh_contacts`."""
        provider = connection._provider()
        found = provider._pull_items_by_id(
            connection, items.mapped("remote_id"), timeout
        )
        self._archive(items - self._save_items(connection, found, is_apart=True))
