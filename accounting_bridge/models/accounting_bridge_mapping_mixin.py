# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import fields, models

from ..tools.account_plan import AccountPlan, nearest
from ..tools.tax_sets import tax_key


class AccountingBridgeMappingMixin(models.AbstractModel):
    """How a connection looks up and keeps its mappings."""

    _name = "accounting.bridge.mapping.mixin"
    _description = "Mappings of a connection"

    def _account_for(self, purpose, category=None):
        """The ledger account mapped to a use, empty where none is: that of the nearest
        product category upwards, else the single account. An account that was archived
        gives way to no other: a person has to choose again.

        :param str purpose: of ``const.ACCOUNT_PURPOSES``
        :param product.category category: of the product, may be empty
        :rtype: accounting.bridge.ledger.account
        """
        # sudo: who may use a connection may use its mappings; their own rules would
        # say the same, at the price of a search each.
        mappings = self.sudo().account_mapping_ids
        by_category = {
            mapping.product_category_id.id: mapping
            for mapping in mappings
            if mapping.purpose == purpose
        }
        lineage = category._bridge_lineage() if category and by_category else ()
        mapping = nearest(by_category, lineage) or mappings.browse()
        return mapping.ledger_account_id.filtered("active").sudo(self.env.su)

    def _account_plan(self):
        """The accounts that are mapped today.

        :rtype: AccountPlan
        """
        accounts = defaultdict(dict)
        for mapping in self.account_mapping_ids:
            category_id = mapping.product_category_id.id
            accounts[mapping.purpose][category_id] = mapping.ledger_account_id.id
        return AccountPlan(dict(accounts), self.process_method == "tracked")

    def _map_account(self, purpose, ledger_account, category=None):
        """Map a use, of all products or of those of a category, to a ledger account;
        an empty one removes the mapping."""
        category_id = category.id if category else False
        mapping = self.account_mapping_ids.filtered(
            lambda row: (
                row.purpose == purpose and row.product_category_id.id == category_id
            )
        )
        if not ledger_account:
            mapping.unlink()
        elif mapping:
            mapping.ledger_account_id = ledger_account
        else:
            mapping.create(
                {
                    "connection_id": self.id,
                    "purpose": purpose,
                    "product_category_id": category_id,
                    "ledger_account_id": ledger_account.id,
                }
            )

    def _tax_key(self, taxes):
        """The key of a set of taxes that stand together on a line."""
        return tax_key(taxes.ids)

    def _tax_code_for(self, direction, taxes):
        """The tax code mapped to a set of taxes, empty where none is.

        :param str direction: ``sale`` or ``purchase``
        :param account.tax taxes: group taxes unflattened; empty = no tax
        :rtype: accounting.bridge.tax.code
        """
        key = self._tax_key(taxes)
        # sudo: as for accounts.
        mapping = self.sudo().tax_mapping_ids.filtered(
            lambda row: row.direction == direction and (row.tax_key or "") == key
        )
        return mapping.tax_code_id.filtered("active").sudo(self.env.su)

    def _map_taxes(self, direction, taxes, tax_code):
        """Map a set of taxes to a tax code; an empty one removes the mapping."""
        key = self._tax_key(taxes)
        mapping = self.tax_mapping_ids.filtered(
            lambda row: row.direction == direction and (row.tax_key or "") == key
        )
        if not tax_code:
            mapping.unlink()
        elif mapping:
            mapping.tax_code_id = tax_code
        else:
            mapping.create(
                {
                    "connection_id": self.id,
                    "direction": direction,
                    "tax_key": key,
                    "tax_ids": [fields.Command.set(taxes.ids)],
                    "tax_code_id": tax_code.id,
                }
            )
