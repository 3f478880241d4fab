# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which ledger account the lines of orders take, by use and product category."""

from dataclasses import dataclass


def nearest(by_category, lineage):
    """What was chosen for the nearest category, else for all others.

    :param dict by_category: by a category's id, by False for all others
    :param list[int] lineage: ids of a category and of those above it, itself first;
        empty where there is no category
    :return: None where nothing was chosen
    """
    for category_id in (*lineage, False):
        if category_id in by_category:
            return by_category[category_id]
    return None


def purchase_purpose(is_tracked, is_storable):
    """The use that a purchased line's ledger account is mapped for.

    :param bool is_tracked: whether goods are booked as stock
    :param bool is_storable: whether the line's product is such goods
    :return: one of ``const.ACCOUNT_PURPOSES``
    """
    if not is_tracked:
        return "purchase"
    return "inventory" if is_storable else "cost_of_goods"


@dataclass(frozen=True)
class LineKind:
    """What decides on the account of a line: ``lineage`` as in :func:`nearest`."""

    direction: str
    lineage: tuple = ()
    is_storable: bool = False


@dataclass(frozen=True)
class AccountPlan:
    """The accounts of one moment: those of today, or those chosen in the setup.

    ``accounts``: ids by use and category, as ``{purpose: {category_id: id}}``, where
    the category False stands for all others.
    """

    accounts: dict
    is_tracked: bool = False

    def row_for(self, kind):
        """:return: the use and the category (or False) that decide on a line's account
        :rtype: tuple[str, int]
        """
        purpose = "sale"
        if kind.direction == "purchase":
            purpose = purchase_purpose(self.is_tracked, kind.is_storable)
        chosen = {category: category for category in self.accounts.get(purpose, ())}
        return purpose, nearest(chosen, kind.lineage)

    def account_of(self, row):
        """:return: the account chosen for a row of :meth:`row_for`, None where none"""
        purpose, category_id = row
        return self.accounts.get(purpose, {}).get(category_id)

    def account_for(self, kind):
        return self.account_of(self.row_for(kind))
