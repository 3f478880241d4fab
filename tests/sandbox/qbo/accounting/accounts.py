# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ledger accounts."""

from decimal import Decimal

from .. import errors
from .fields import Choice, Currency, Day, Flag, Number, ReadOnly, Reference, Text
from .lists import set_name
from .resource import Resource

#: Account type -> classification and the subtype taken when none is given.
ACCOUNT_TYPES = {
    "Bank": ("Asset", "CashOnHand"),
    "Accounts Receivable": ("Asset", "AccountsReceivable"),
    "Other Current Asset": ("Asset", "OtherCurrentAssets"),
    "Fixed Asset": ("Asset", "OtherFixedAssets"),
    "Other Asset": ("Asset", "OtherLongTermAssets"),
    "Accounts Payable": ("Liability", "AccountsPayable"),
    "Credit Card": ("Liability", "CreditCard"),
    "Other Current Liability": ("Liability", "OtherCurrentLiabilities"),
    "Long Term Liability": ("Liability", "OtherLongTermLiabilities"),
    "Equity": ("Equity", "OpeningBalanceEquity"),
    "Income": ("Revenue", "SalesOfProductIncome"),
    "Other Income": ("Revenue", "OtherMiscellaneousIncome"),
    "Cost of Goods Sold": ("Expense", "SuppliesMaterialsCogs"),
    "Expense": ("Expense", "OtherMiscellaneousServiceCost"),
    "Other Expense": ("Expense", "OtherMiscellaneousExpense"),
}
LONGEST_NUMBER = {"US": 7, "GB": 7, "IN": 7, "AU": 20, "CA": 20}


class Accounts(Resource):
    entity = "Account"
    kept = ("AccountType", "AccountSubType", "CurrencyRef", "CurrentBalance")
    fields = {
        "Name": Text(100, '":'),
        "AcctNum": Text(),
        "Description": Text(100),
        "Active": Flag(),
        "SubAccount": Flag(),
        "ParentRef": Reference("Account"),
        "AccountType": Choice(*ACCOUNT_TYPES),
        "AccountSubType": Text(),
        "AccountAlias": Text(),
        "Classification": Text(),
        "TaxCodeRef": Reference("TaxCode"),
        "CurrencyRef": Currency(),
        "OpeningBalance": Number(),
        "OpeningBalanceDate": Day(),
        "TxnLocationType": Text(),
        "FullyQualifiedName": ReadOnly(),
        "CurrentBalance": ReadOnly(),
        "CurrentBalanceWithSubAccounts": ReadOnly(),
    }

    def complete(self, company, values, before, options):
        if not values.get("Name"):
            raise errors.missing("Name")
        self._set_type(values)
        self._check_number(company, values)
        values["SubAccount"] = set_name(company, self.entity, values, before)
        values.setdefault("CurrentBalance", Decimal("0"))
        values["CurrentBalanceWithSubAccounts"] = values["CurrentBalance"]
        values.setdefault("CurrencyRef", {"value": company.home_currency})
        return values

    def _set_type(self, values):
        kind = values.get("AccountType")
        if not kind:
            raise errors.missing("AccountType or AccountSubType")
        classification, subtype = ACCOUNT_TYPES[kind]
        values["Classification"] = classification
        values["AccountSubType"] = values.get("AccountSubType") or subtype

    def _check_number(self, company, values):
        longest = LONGEST_NUMBER.get(company.country, 20)
        number = values.get("AcctNum") or ""
        if len(number) > longest:
            raise errors.too_long("AcctNum", longest, len(number))


def check_account_type(company, reference, types, what):
    """Refuse (6430) an account of the wrong type."""
    account = company.store.get("Account", reference["value"])
    if account["AccountType"] not in types:
        raise errors.wrong_account_type(
            f"{what} needs an account of the type {' or '.join(types)}; "
            f"{account['Name']} is of the type {account['AccountType']}."
        )
