# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What bills, vendor credits and purchase orders have in common."""

from .. import errors
from .accounts import check_account_type
from .currencies import currency_of
from .fields import ADDRESS, Reference
from .transactions import DOCUMENT_FIELDS, DocumentResource

PAYABLE = ("Accounts Payable",)
PURCHASE_FIELDS = {
    **DOCUMENT_FIELDS,
    "VendorRef": Reference("Vendor"),
    "VendorAddr": ADDRESS,
    "APAccountRef": Reference("Account"),
}


class PurchaseResource(DocumentResource):
    name_field = "VendorRef"
    name_entity = "Vendor"

    def set_header(self, company, values, before):
        vendor = company.store.get("Vendor", values["VendorRef"]["value"])
        if not values.get("VendorAddr") and vendor.get("BillAddr"):
            values["VendorAddr"] = dict(vendor["BillAddr"])
        _set_payable_account(company, values)


def _set_payable_account(company, values):
    """The account for what is owed; with several currencies each has its own."""
    code = currency_of(company, values)
    given = values.get("APAccountRef")
    if not given:
        values["APAccountRef"] = _payable_account(company, code)
        return
    check_account_type(company, given, PAYABLE, "APAccountRef")
    account = company.store.get("Account", given["value"])
    if currency_of(company, account) != code:
        raise errors.business(
            f"The account {account['Name']} is not in the currency {code}.",
            "APAccountRef",
        )


def _payable_account(company, code):
    """The company's account in a currency, if it has one."""
    for account in company.store.all("Account"):
        if account["AccountType"] in PAYABLE and account["Active"]:
            if currency_of(company, account) == code:
                return {"value": account["Id"]}
    return None
