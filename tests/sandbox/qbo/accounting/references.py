# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The names beside references: always those of today."""

from .currencies import CURRENCY_NAMES

#: Property -> the list that it refers to, and where its name stands.
_LISTS = {
    "CustomerRef": ("Customer", "DisplayName"),
    "VendorRef": ("Vendor", "DisplayName"),
    "ItemRef": ("Item", "Name"),
    "AccountRef": ("Account", "FullyQualifiedName"),
    "ItemAccountRef": ("Account", "FullyQualifiedName"),
    "IncomeAccountRef": ("Account", "FullyQualifiedName"),
    "ExpenseAccountRef": ("Account", "FullyQualifiedName"),
    "AssetAccountRef": ("Account", "FullyQualifiedName"),
    "APAccountRef": ("Account", "FullyQualifiedName"),
    "BankAccountRef": ("Account", "FullyQualifiedName"),
    "CCAccountRef": ("Account", "FullyQualifiedName"),
    "DiscountAccountRef": ("Account", "FullyQualifiedName"),
}


def with_names(company, value):
    """A copy that leaves out what begins with _ and what holds nothing."""
    if isinstance(value, list):
        return [with_names(company, each) for each in value]
    if not isinstance(value, dict):
        return value
    shown = {}
    for name, each in value.items():
        if name.startswith("_") or each is None:
            continue
        shown[name] = _shown(company, name, each)
    return shown


def _shown(company, name, value):
    if name == "CurrencyRef" and isinstance(value, dict):
        code = value["value"]
        return {"value": code, "name": CURRENCY_NAMES.get(code, code)}
    entity, field = _LISTS.get(name, (None, None))
    if entity and isinstance(value, dict):
        found = company.store.get(entity, value["value"])
        text = found.get(field) if found else None
        return {**value, "name": text} if text else dict(value)
    return with_names(company, value)
