# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a company has one of: its description and its preferences."""

_MADE = {
    "CreateTime": "2025-01-06T09:00:00-08:00",
    "LastUpdatedTime": "2025-01-06T09:00:00-08:00",
}
_HEAD = {"Id": "1", "SyncToken": "4", "domain": "QBO", "sparse": False}


def company_info(company):
    address = {"Id": "1", **company.address}
    return {
        "CompanyName": company.name,
        "LegalName": company.name,
        "CompanyAddr": address,
        "CustomerCommunicationAddr": address,
        "LegalAddr": address,
        "CompanyStartDate": "2025-01-06",
        "FiscalYearStartMonth": "January",
        "Country": company.country,
        "Email": {"Address": "books@example.com"},
        "WebAddr": {},
        "SupportedLanguages": "en",
        "NameValue": [
            {"Name": "NeoEnabled", "Value": "true"},
            {"Name": "OfferingSku", "Value": _offering(company)},
            {"Name": "SubscriptionStatus", "Value": "PAID"},
            {"Name": "ItemCategoriesFeature", "Value": "true"},
        ],
        **_HEAD,
        "MetaData": _MADE,
    }


def _offering(company):
    plus = company.settings.purchase_orders
    return "QuickBooks Online Plus" if plus else "QuickBooks Online Essentials"


def preferences(company):
    settings = company.settings
    return {
        "AccountingInfoPrefs": _accounting_info(settings),
        "ProductAndServicesPrefs": {
            "ForSales": True,
            "ForPurchase": True,
            "QuantityWithPriceAndRate": True,
            "QuantityOnHand": True,
        },
        "SalesFormsPrefs": {
            "CustomTxnNumbers": settings.custom_numbers,
            "AllowDeposit": False,
            "AllowDiscount": settings.allow_discount,
            "AllowEstimates": True,
            "AllowShipping": False,
            "AllowServiceDate": False,
            "UsingProgressInvoicing": False,
            "UsingPriceLevels": False,
            "DefaultTerms": {"value": "3"},
            "ETransactionEnabledStatus": "NotApplicable",
            "CustomField": [],
        },
        "VendorAndPurchasesPrefs": {
            "TrackingByCustomer": True,
            "BillableExpenseTracking": True,
            "POCustomField": [],
        },
        "TaxPrefs": _tax(settings),
        "CurrencyPrefs": {
            "MultiCurrencyEnabled": settings.multicurrency,
            "HomeCurrency": {"value": company.home_currency},
        },
        "OtherPrefs": {"NameValue": _other(settings)},
        **_HEAD,
        "MetaData": _MADE,
    }


def _accounting_info(settings):
    values = {
        "FirstMonthOfFiscalYear": "January",
        "TaxYearMonth": "January",
        "UseAccountNumbers": False,
        "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": False,
        "TrackDepartments": False,
        "CustomerTerminology": "Customers",
    }
    if settings.closing_date:
        values["BookCloseDate"] = settings.closing_date.isoformat()
    return values


def _tax(settings):
    """PartnerTaxEnabled is there for automated sales tax alone: true once set up."""
    values = {"UsingSalesTax": settings.sales_tax != "off"}
    if settings.sales_tax == "automated":
        values["UsingSalesTax"] = settings.ast_set_up
        values["PartnerTaxEnabled"] = settings.ast_set_up
    return values


def _other(settings):
    values = {
        "SalesFormsPrefs.AllowGratuity": False,
        "VendorAndPurchasesPrefs.UseCustomTxnNumbers": settings.custom_purchase_numbers,
        "VendorAndPurchasesPrefs.WarnDuplicateBillNumber": (
            settings.warn_duplicate_bills
        ),
        "VendorAndPurchasesPrefs.WarnDuplicateCheckNumber": True,
        "VendorAndPurchasesPrefs.WarnDuplicateJournalNumber": False,
    }
    return [
        {"Name": name, "Value": str(value).lower()} for name, value in values.items()
    ]


SINGLES = {"CompanyInfo": company_info, "Preferences": preferences}
