# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sets of taxes: the taxes that stand together on one line, as one thing."""

from collections import Counter, defaultdict


def tax_key(tax_ids):
    """The key of a tax set: the ids of its taxes, sorted. Group taxes are not taken
    apart, and the order of the taxes does not matter.

    :rtype: str
    :return: empty for a line without tax
    """
    return ",".join(str(tax_id) for tax_id in sorted(set(tax_ids)))


def tax_ids_of(key):
    """The ids of the taxes of a key, see :func:`tax_key`.

    :rtype: list[int]
    """
    return [int(tax_id) for tax_id in (key or "").split(",") if tax_id]


def count_sets(owners_by_tax):
    """Count the sets of taxes that records bear.

    :param owners_by_tax: pairs of a tax's id and the ids of the records that bear it;
        the id None (or 0) is for the records without tax
    :return: how many records bear each set, by the sorted ids of its taxes
    :rtype: collections.Counter[tuple[int]]
    """
    taxes_by_owner = defaultdict(list)
    for tax_id, owner_ids in owners_by_tax:
        for owner_id in owner_ids:
            taxes = taxes_by_owner[owner_id]
            if tax_id:
                taxes.append(tax_id)
    return Counter(tuple(sorted(taxes)) for taxes in taxes_by_owner.values())
