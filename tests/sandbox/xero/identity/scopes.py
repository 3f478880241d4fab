# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which scopes an app may ask for, and which one a call needs."""

_WITH_READ = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
    "accounting.settings",
    "accounting.contacts",
    "accounting.attachments",
)
_REPORTS = (
    "aged",
    "balancesheet",
    "banksummary",
    "budgetsummary",
    "executivesummary",
    "profitandloss",
    "trialbalance",
    "taxreports",
)
#: The granular scopes. The broad ones are refused, as for any app made after
#: March 2026.
KNOWN_SCOPES = {
    "offline_access",
    "openid",
    "profile",
    "email",
    "accounting.budgets.read",
    *_WITH_READ,
    *(f"{scope}.read" for scope in _WITH_READ),
    *(f"accounting.reports.{report}.read" for report in _REPORTS),
}

_SETTINGS = "accounting.settings"
_INVOICES = "accounting.invoices"
SCOPES_OF_ENDPOINTS = {
    "Organisation": (_SETTINGS,),
    "Accounts": (_SETTINGS,),
    "TaxRates": (_SETTINGS,),
    "Currencies": (_SETTINGS,),
    "Items": (_SETTINGS, _INVOICES),
    "Contacts": ("accounting.contacts",),
    "Invoices": (_INVOICES,),
    "CreditNotes": (_INVOICES,),
    "PurchaseOrders": (_INVOICES,),
    "Payments": ("accounting.payments",),
}


def split_scope(text):
    return [scope for scope in text.split() if scope]


def call_is_allowed(granted, endpoint, method):
    """A read is allowed by either scope, a write by the full one only."""
    for scope in SCOPES_OF_ENDPOINTS[endpoint]:
        if scope in granted:
            return True
        if method == "GET" and f"{scope}.read" in granted:
            return True
    return False
