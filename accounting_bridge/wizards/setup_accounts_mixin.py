# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import formatLang

from ..const import ACCOUNT_PURPOSES, CATEGORY_PURPOSES, PRESS_PATIENCE
from ..exceptions import BridgeError, PersonMustAct
from ..tools.account_plan import AccountPlan

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
        return self._missing_for_categories()

    def _keep_accounts(self):
        for purpose, _label in ACCOUNT_PURPOSES:
            account = self[f"{purpose}_account_id"]
            self._check_account(purpose, account)
            self.connection_id._map_account(purpose, account)
        self._keep_category_accounts()

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

    # === PRODUCT CATEGORIES === #

    def _category_purposes(self):
        """The uses of lines with a product, with these choices."""
        purposes = self._used_purposes()
        if self.process_method == "tracked" and "purchase" in purposes:
            purposes.remove("purchase")
        return purposes

    def _category_rows(self):
        """The accounts of product categories that are mapped, as rows of the setup.

        :return: commands
        """
        mappings = self.connection_id.account_mapping_ids.filtered(
            "product_category_id"
        )
        return [
            Command.create(
                {
                    "purpose": mapping.purpose,
                    "product_category_id": mapping.product_category_id.id,
                    "ledger_account_id": mapping.ledger_account_id.id,
                }
            )
            for mapping in mappings
        ]

    def _missing_for_categories(self):
        rows = self.account_line_ids
        incomplete = rows.filtered(
            lambda row: not row._effect_key() or not row.ledger_account_id
        )
        if incomplete:
            return self.env._("Complete the rows of product categories.")
        for same in rows.grouped(lambda row: row._effect_key()).values():
            if len(same) > 1:
                return self.env._(
                    "“%s” has two accounts for the same use. Remove one of the rows.",
                    same[0].product_category_id.display_name,
                )
        return False

    def _keep_category_accounts(self):
        """The mapped accounts of categories become those of the rows."""
        connection = self.connection_id
        rows = {
            (row.purpose, row.product_category_id): row.ledger_account_id
            for row in self.account_line_ids
        }
        mappings = connection.account_mapping_ids.filtered("product_category_id")
        mappings.filtered(
            lambda mapping: (mapping.purpose, mapping.product_category_id) not in rows
        ).unlink()
        for (purpose, category), account in rows.items():
            self._check_account(purpose, account)
            connection._map_account(purpose, account, category)

    # === EFFECT === #

    def _count_changed_orders(self):
        """How many open orders would take another account than today.

        :return: ``{"sale": count, "purchase": count, "rows": {row key: count}}``
        :rtype: dict
        """
        planned = self._planned_accounts()
        today = self._accounts_of_today(planned)
        effect = {"sale": 0, "purchase": 0, "rows": {}}
        if today == planned:
            return effect
        counter = self.env["accounting.bridge.account.effect"]
        for direction in self._directions():
            effect[direction], counts = counter._count_orders(
                self.connection_id, direction, today, planned
            )
            for (purpose, category_id), count in counts.items():
                effect["rows"][f"{purpose} {category_id}"] = count
        return effect

    def _planned_accounts(self):
        """The accounts chosen in this dialog.

        :rtype: AccountPlan
        """
        accounts = {}
        for purpose in CATEGORY_PURPOSES:
            account = self[f"{purpose}_account_id"]
            if account:
                accounts[purpose] = {False: account.id}
        for row in self.account_line_ids:
            if row._effect_key() and row.ledger_account_id:
                by_category = accounts.setdefault(row.purpose, {})
                by_category[row.product_category_id.id] = row.ledger_account_id.id
        return AccountPlan(accounts, self.process_method == "tracked")

    def _accounts_of_today(self, planned):
        """Today's accounts. Where a use has no single account yet, as in a first setup,
        the one chosen here: then what the rows change is told."""
        today = self.connection_id._account_plan()
        accounts = {
            purpose: {
                **{k: v for k, v in by_category.items() if not k},
                **today.accounts.get(purpose, {}),
            }
            for purpose, by_category in planned.accounts.items()
        }
        return AccountPlan(accounts, today.is_tracked)

    def _describe_effect(self):
        """The effect in a sentence, False where there is nothing to tell."""
        effect = self.account_effect
        if effect["sale"] or effect["purchase"]:
            return self.env._(
                "Open orders that will take another account than today: %(sales)s of "
                "sales, %(purchases)s of purchases. Invoices and bills that were made "
                "already keep theirs.",
                sales=formatLang(self.env, effect["sale"], 0),
                purchases=formatLang(self.env, effect["purchase"], 0),
            )
        if self.account_line_ids:
            return self.env._("No open order will take another account than today.")
        return False

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
                mappings = connection.account_mapping_ids.filtered(
                    lambda row, uses=its_purposes: row.purpose in uses
                )
                accounts |= mappings.ledger_account_id.filtered("active")
        return accounts
