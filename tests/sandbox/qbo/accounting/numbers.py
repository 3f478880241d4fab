# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Document numbers: whose they are, and which are taken.

Sales documents share their numbers, bills theirs among all vendors; where sources
leave open how far a number reaches, it reaches far.
"""

import re

from .. import errors

SALES = ("Invoice", "CreditMemo")
AUTOMATIC = "AUTO_GENERATE"
ALLOW_DUPLICATE = "allowduplicatedocnum"
_FIRST = "1001"


def set_number(company, entity, values, before, options):
    """Set DocNumber; raises QboFault 6140 when it is taken."""
    number = values.get("DocNumber")
    is_automatic = _is_automatic(company, entity)
    if number == AUTOMATIC or (not number and is_automatic):
        kept = (before or {}).get("DocNumber")
        values["DocNumber"] = kept or _next_number(company, entity)
    elif number and ALLOW_DUPLICATE not in options:
        _check_free(company, entity, number, before)


def _is_automatic(company, entity):
    """Does QuickBooks number this kind of document? It never numbers bills."""
    if entity in SALES:
        return not company.settings.custom_numbers
    return entity == "PurchaseOrder" and not company.settings.custom_purchase_numbers


def _refuses_duplicates(company, entity):
    """Numbers that QuickBooks gives itself are not guarded: a caller who sends one
    all the same gets a duplicate."""
    if entity in SALES:
        return company.settings.custom_numbers
    if entity == "PurchaseOrder":
        return company.settings.custom_purchase_numbers
    return company.settings.warn_duplicate_bills


def _space(entity):
    return SALES if entity in SALES else (entity,)


def _check_free(company, entity, number, before):
    if not _refuses_duplicates(company, entity):
        return
    if before and before.get("DocNumber") == number:
        return
    for kind in _space(entity):
        for other in company.store.find(kind, _number_keys, number):
            is_itself = before and kind == entity and other["Id"] == before["Id"]
            if not is_itself:
                raise errors.duplicate_number(number, kind, other["Id"])


def _number_keys(record):
    return (record.get("DocNumber"),)


def _next_number(company, entity):
    """One more than the last number, with whatever stands before its digits."""
    newest = [_newest_numbered(company, kind) for kind in _space(entity)]
    numbered = list(filter(None, newest))
    if not numbered:
        return _FIRST
    last = max(numbered, key=lambda each: int(each["Id"]))
    found = re.fullmatch(r"(.*?)(\d+)(\D*)", last["DocNumber"])
    if not found:
        return f"{last['DocNumber']}1"
    head, digits, tail = found.groups()
    return f"{head}{int(digits) + 1:0{len(digits)}}{tail}"


def _newest_numbered(company, kind):
    return next((e for e in company.store.newest(kind) if e.get("DocNumber")), None)
