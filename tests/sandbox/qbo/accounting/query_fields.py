# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""By which properties a list can be filtered and sorted, and what they hold.

Kinds: id, text, number, day, moment, flag, reference.
"""

_COMMON = {
    "Id": "id",
    "MetaData.CreateTime": "moment",
    "MetaData.LastUpdatedTime": "moment",
}
_ACTIVE = {**_COMMON, "Active": "flag"}
_NAMES = {
    **_ACTIVE,
    "DisplayName": "text",
    "GivenName": "text",
    "MiddleName": "text",
    "FamilyName": "text",
    "CompanyName": "text",
    "PrintOnCheckName": "text",
    "PrimaryEmailAddr": "address",
}
_LIST = {**_ACTIVE, "Name": "text"}
_TRANSACTION = {
    **_COMMON,
    "DocNumber": "text",
    "TxnDate": "day",
    "TotalAmt": "number",
}
FIELDS = {
    "Customer": {
        **_NAMES,
        "FullyQualifiedName": "text",
        "Balance": "number",
        "Job": "flag",
        "Taxable": "flag",
    },
    "Vendor": {**_NAMES, "Balance": "number"},
    "Employee": _NAMES,
    "Item": {
        **_LIST,
        "FullyQualifiedName": "text",
        "Type": "text",
        "Sku": "text",
        "UnitPrice": "number",
    },
    "Account": {
        **_LIST,
        "FullyQualifiedName": "text",
        "AccountType": "text",
        "AccountSubType": "text",
        "Classification": "text",
        "CurrentBalance": "number",
        "SubAccount": "flag",
    },
    "TaxCode": {**_LIST, "Description": "text"},
    "TaxRate": {**_LIST, "Description": "text"},
    "TaxAgency": {**_COMMON, "DisplayName": "text"},
    "CompanyCurrency": {**_ACTIVE, "Code": "text", "Name": "text"},
    "Invoice": {
        **_TRANSACTION,
        "CustomerRef": "reference",
        "DueDate": "day",
        "Balance": "number",
    },
    "CreditMemo": {**_TRANSACTION, "CustomerRef": "reference", "Balance": "number"},
    "Bill": {
        **_TRANSACTION,
        "VendorRef": "reference",
        "DueDate": "day",
        "Balance": "number",
    },
    "VendorCredit": {**_TRANSACTION, "VendorRef": "reference"},
    "PurchaseOrder": {**_TRANSACTION, "VendorRef": "reference"},
    "Payment": {**_COMMON, "TxnDate": "day", "TotalAmt": "number"}
    | {"CustomerRef": "reference"},
    "BillPayment": {**_TRANSACTION, "VendorRef": "reference"},
}


def fields_of(entity):
    """Property -> kind, for a list that nobody described by its Id and times."""
    return FIELDS.get(entity, _COMMON)
