# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
import uuid

from odoo import api, fields, models

from ..exceptions import AnswerLost, TryAgain
from ..tools.payloads import ItemPayload

#: Names the bridge's own keys, so that they are no other program's.
KEYS = uuid.UUID("6f0a3c1e-52c7-4b5d-9a53-1f4f7f0a2b6d")

#: How the marks of items begin that stand for ledger accounts.
ACCOUNT_MARK = "odoo-account-"

#: The part of an item's name that its account gives.
ACCOUNT_NAME_LENGTH = 60


class AccountingBridgeItemResolver(models.AbstractModel):
    """Finds the bridge's own item for a ledger account, or makes it.

    Some providers' lines name an item, and the item names the account. For each
    account there is one item with a mark of its own. It is found by that mark in the
    directory, and created only if it is not there after the directory is brought up
    to date. One that a person changed over there is not used, nor is a second made.
    """

    _name = "accounting.bridge.item.resolver"
    _inherit = "accounting.bridge.resolver.mixin"
    _description = "Item resolution"

    @api.model
    def _resolve(self, connection, ledger_accounts, timeout, is_stale=False):
        """The items of ledger accounts. Calls the provider only where one is unknown
        or could not be used when it was last read.

        :param accounting.bridge.ledger.account ledger_accounts:
        :param float timeout: seconds for all calls together
        :param bool is_stale: bring the directory up to date in any case
        :raise BridgeError: when the provider does not answer
        :return: items by account, and what a person must mend by account without one
        :rtype: tuple[dict, dict]
        """
        deadline = time.monotonic() + timeout
        found = self._find(connection, ledger_accounts)
        # A person may have mended what could not be used when it was last read.
        if is_stale or not self._are_usable(found, ledger_accounts):
            self._sync(connection, deadline)
            found = self._find(connection, ledger_accounts)
        missing = ledger_accounts.filtered(lambda account: account not in found)
        words = self._create_missing(connection, missing, deadline)
        if words:
            # Another worker may have made it a moment ago.
            self._sync(connection, deadline)
        found.update(self._find(connection, missing))
        return self._without_changed(connection, ledger_accounts, found, words)

    @api.model
    def _find_usable(self, connection, ledger_accounts):
        """The items that are known and can be used, by account. No call.

        :rtype: dict
        """
        found = self._find(connection, ledger_accounts)
        return {
            account: item
            for account, item in found.items()
            if self._is_usable(item, account)
        }

    @api.model
    def _sync(self, connection, deadline):
        sync = self.env["accounting.bridge.directory.sync"]
        sync._sync_items(connection, self._time_left(deadline))

    @api.model
    def _find(self, connection, ledger_accounts):
        """The items that bear the marks of accounts, whatever became of them; one that
        can be used comes before one that can't."""
        accounts = {self._mark(account): account for account in ledger_accounts}
        items = self.env["accounting.bridge.item"].with_context(active_test=False)
        items = items.search(
            [
                ("connection_id", "=", connection.id),
                ("organization_id", "=", connection.organization_id),
                ("key", "in", list(accounts)),
            ],
            order="id desc",
        )
        found = {}
        for item in items:
            account = accounts[item.key]
            if account not in found or self._is_usable(item, account):
                found[account] = item
        return found

    @api.model
    def _mark(self, ledger_account):
        return f"{ACCOUNT_MARK}{ledger_account.remote_id}"

    @api.model
    def _mark_pattern(self):
        """What the marks of all items that stand for ledger accounts are like.

        :rtype: str
        """
        return f"{ACCOUNT_MARK}%"

    @api.model
    def _is_usable(self, item, ledger_account):
        return item.active and item.account_key == ledger_account.remote_key

    @api.model
    def _are_usable(self, found, ledger_accounts):
        return all(
            account in found and self._is_usable(found[account], account)
            for account in ledger_accounts
        )

    @api.model
    def _without_changed(self, connection, ledger_accounts, found, words):
        """Part the items that can be used from those that a person changed."""
        usable, refused = {}, {}
        for account in ledger_accounts:
            item = found.get(account)
            if not item:
                refused[account] = words.get(account, "")
            elif self._is_usable(item, account):
                usable[account] = item
            else:
                refused[account] = self._changed_text(connection, item, account)
        return usable, refused

    @api.model
    def _changed_text(self, connection, item, ledger_account):
        if not item.active:
            return self.env._(
                "The item “%(item)s” that stands for the account %(account)s is "
                "inactive in %(provider)s. Make it active there.",
                item=item.name,
                account=ledger_account.display_name,
                provider=connection.provider_name,
            )
        return self.env._(
            "The item “%(item)s” that stands for the account %(account)s leads to "
            "another account in %(provider)s. Set its sales account back there.",
            item=item.name,
            account=ledger_account.display_name,
            provider=connection.provider_name,
        )

    # === CREATING === #

    @api.model
    def _create_missing(self, connection, ledger_accounts, deadline):
        """Make items in as few calls as they take.

        :return: the provider's words by account that it refused
        :rtype: dict
        """
        words = {}
        size = connection._provider()._batch_size("item")
        for start in range(0, len(ledger_accounts), size):
            batch = ledger_accounts[start : start + size]
            words.update(self._create_batch(connection, batch, deadline))
        return words

    @api.model
    def _create_batch(self, connection, ledger_accounts, deadline):
        """Make items in one call.

        What was refused is tried once more under another key: the provider may only
        have repeated what it answered before a person mended the cause.

        :return: the provider's words by account that it refused
        :rtype: dict
        """
        key = self._repeatable_key(connection, ledger_accounts)
        left = self._time_left(deadline)
        words = self._create_items(connection, ledger_accounts, key, left)
        if not words:
            return {}
        refused = ledger_accounts.filtered(lambda account: account in words)
        left = self._time_left(deadline)
        return self._create_items(connection, refused, str(uuid.uuid4()), left)

    @api.model
    def _repeatable_key(self, connection, ledger_accounts):
        """The same for all who make the same items in the same hour, so that they make
        them once."""
        hour = fields.Datetime.now().strftime("%Y-%m-%d %H")
        marks = sorted(self._mark(account) for account in ledger_accounts)
        parts = [connection.provider, connection.organization_id or "", hour, *marks]
        return str(uuid.uuid5(KEYS, " ".join(parts)))

    @api.model
    def _create_items(self, connection, ledger_accounts, key, timeout):
        accounts = {self._mark(account): account for account in ledger_accounts}
        payloads = [self._payload(account) for account in ledger_accounts]
        try:
            outcomes = connection._provider()._push_items(
                connection, payloads, key, timeout
            )
        except AnswerLost as error:
            # Whatever was made is found by its mark after the next look-up.
            raise TryAgain(error.message, whole_connection=False) from error
        sync = self.env["accounting.bridge.directory.sync"]
        made = [outcome.item for outcome in outcomes if outcome.item]
        sync._save_items(connection, made, is_apart=True)
        return {
            accounts[outcome.key]: " ".join(outcome.errors)
            for outcome in outcomes
            if not outcome.item
        }

    @api.model
    def _payload(self, ledger_account):
        """
        :rtype: ItemPayload
        """
        # Accounts under different headings can share a name; items can't.
        name = (ledger_account.name or "")[:ACCOUNT_NAME_LENGTH].strip()
        return ItemPayload(
            key=self._mark(ledger_account),
            name=f"{name} (Odoo {ledger_account.remote_id})",
            account=ledger_account.remote_key or "",
        )
