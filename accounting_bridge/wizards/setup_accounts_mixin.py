# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import ACCOUNT_PURPOSES, PRESS_PATIENCE
from ..exceptions import BridgeError, PersonMustAct

_logger = logging.getLogger(__name__)

#: The uses of ledger accounts in documents of either direction.
SALE_PURPOSES = ("sale", "down_payment")
PURCHASE_PURPOSES = ("purchase", "inventory", "cost_of_goods")


class AccountingBridgeSetupAccountsMixin(models.AbstractModel):
    """The second step of the setup: ledger accounts, and the items that stand for
    them where the provider's lines name items."""

    _name = "accounting.bridge.setup.accounts.mixin"
    _description = "Setup of ledger accounts"

    def _account_domain(self, purpose):
        """The accounts of this organization that may be chosen for a use."""
        provider = self.connection_id._provider()
        own_accounts = fields.Domain("connection_id", "=", self.connection_id.id)
        return own_accounts & provider._account_domain(purpose)

    def _used_purposes(self):
        """The uses that need an account with these choices."""
        purposes = []
        if self.sync_sales:
            purposes.append("sale")
        if self.sync_purchases:
            purposes.append("purchase")
        if self.sync_purchases and self.process_method == "tracked":
            purposes += ["inventory", "cost_of_goods"]
        return purposes

    def _missing_for_accounts(self):
        if not self.sync_sales and not self.sync_purchases:
            return self.env._("Tick sales, purchases or both.")
        names = [
            self._fields[f"{purpose}_account_id"]._description_string(self.env)
            for purpose in self._used_purposes()
            if not self[f"{purpose}_account_id"]
        ]
        if names:
            return self.env._("Still to choose: %s.", ", ".join(names))
        return False

    def _keep_accounts(self):
        for purpose, _label in ACCOUNT_PURPOSES:
            account = self[f"{purpose}_account_id"]
            self._check_account(purpose, account)
            self.connection_id._map_account(purpose, account)

    def _check_account(self, purpose, account):
        if account and not account.filtered_domain(self._account_domain(purpose)):
            raise UserError(
                self.env._(
                    "%(account)s can't be used for “%(use)s”. Choose another account.",
                    account=account.display_name,
                    use=self._fields[f"{purpose}_account_id"]._description_string(
                        self.env
                    ),
                )
            )

    # === ITEMS === #

    def _prepare_items(self):
        """Make the items that lines will name, so that the first press need not. They
        are made at a press too, so nothing that goes wrong here holds up the setup.

        :return: what a person must mend, False where nothing
        """
        accounts = self._accounts_named_by_items()
        if not accounts:
            return False
        resolver = self.env["accounting.bridge.item.resolver"]
        try:
            _items, refused = resolver._resolve(
                self.connection_id, accounts, PRESS_PATIENCE
            )
        except PersonMustAct as error:
            return error.message
        except BridgeError as error:
            _logger.info("Items of %s not made yet: %s", self.organization_name, error)
            return False
        return " ".join(filter(None, refused.values()))

    def _accounts_named_by_items(self):
        connection = self.connection_id
        accounts = self.env["accounting.bridge.ledger.account"]
        purposes = {"invoice": SALE_PURPOSES, "bill": PURCHASE_PURPOSES}
        for document_type, its_purposes in purposes.items():
            if connection._why_direction_off(document_type):
                continue
            if connection._provider()._uses_items(connection, document_type):
                for purpose in its_purposes:
                    accounts |= connection._account_for(purpose)
        return accounts
