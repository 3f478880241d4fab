# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Items: what sales lines, and some purchase lines, consist of."""

from .. import errors
from .accounts import check_account_type
from .fields import Choice, Day, Flag, FreeReference, Number, ReadOnly, Reference, Text
from .lists import set_name
from .resource import Resource

INCOME_TYPES = ("Income", "Other Income")
EXPENSE_TYPES = ("Expense", "Other Expense", "Cost of Goods Sold")
#: Where an item needs an account for what it costs as well.
NEEDS_BOTH_ACCOUNTS = ("GB", "CA")


class Items(Resource):
    entity = "Item"
    fields = {
        "Name": Text(100, ":\t\n\r"),
        "Sku": Text(100),
        "Type": Choice(
            "Service", "NonInventory", "Inventory", "Category", "Group", "Bundle"
        ),
        "Description": Text(4000),
        "PurchaseDesc": Text(1000),
        "Active": Flag(),
        "Taxable": Flag(),
        "SalesTaxIncluded": Flag(),
        "PurchaseTaxIncluded": Flag(),
        "SubItem": Flag(),
        "ParentRef": Reference("Item"),
        "UnitPrice": Number(),
        "PurchaseCost": Number(),
        "IncomeAccountRef": Reference("Account"),
        "ExpenseAccountRef": Reference("Account"),
        "AssetAccountRef": Reference("Account"),
        "SalesTaxCodeRef": Reference("TaxCode"),
        "PurchaseTaxCodeRef": Reference("TaxCode"),
        "PrefVendorRef": Reference("Vendor"),
        "ClassRef": FreeReference(),
        "TaxClassificationRef": FreeReference(),
        "TrackQtyOnHand": Flag(),
        "QtyOnHand": Number(),
        "ReorderPoint": Number(),
        "InvStartDate": Day(),
        "AbatementRate": Number(),
        "ReverseChargeRate": Number(),
        "ServiceType": Text(),
        "ItemCategoryType": Text(),
        "DeferredRevenue": Flag(),
        "ManPartNum": Text(),
        "FullyQualifiedName": ReadOnly(),
        "Level": ReadOnly(),
        "Source": ReadOnly(),
    }

    def complete(self, company, values, before, options):
        if not values.get("Name"):
            raise errors.missing("Name")
        values["Type"] = values.get("Type") or (before or {}).get("Type") or "Service"
        values["Taxable"] = bool(values.get("Taxable"))
        self._check_accounts(company, values)
        self._check_stock(values)
        values["SubItem"] = set_name(company, self.entity, values, before)
        return values

    def _check_accounts(self, company, values):
        if values["Type"] in ("Category", "Group", "Bundle"):
            return
        income = values.get("IncomeAccountRef")
        expense = values.get("ExpenseAccountRef")
        needs_both = company.country in NEEDS_BOTH_ACCOUNTS
        if not income and (needs_both or not expense):
            raise errors.missing("IncomeAccountRef")
        if not expense and (needs_both or values["Type"] == "Inventory"):
            raise errors.missing("ExpenseAccountRef")
        if income:
            check_account_type(company, income, INCOME_TYPES, "IncomeAccountRef")
        if expense:
            check_account_type(company, expense, EXPENSE_TYPES, "ExpenseAccountRef")

    def _check_stock(self, values):
        if values["Type"] != "Inventory":
            values["TrackQtyOnHand"] = False
            return
        for name in ("TrackQtyOnHand", "QtyOnHand", "InvStartDate", "AssetAccountRef"):
            if values.get(name) in (None, False):
                raise errors.missing(name)
