# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's master records as the bridge's directory holds them. Pure functions."""

import re

from odoo.addons.accounting_bridge.tools.payloads import (
    RemoteLedgerAccount,
    RemoteOrganization,
    RemoteOrganizationChoice,
    RemoteTaxCode,
)
from odoo.addons.accounting_bridge.tools.wire import number_of, text_of

from .wire import date_of

# --- Organization -----------------------------------------------------------------

_ALLOWED = "ALLOWED"
_RIGHTS = {
    "CreateDraftInvoice": "create_draft_invoice",
    "CreateApprovedInvoice": "approve_invoice",
    "CreateDraftBill": "create_draft_bill",
    "CreateApprovedBill": "approve_bill",
    "CreateDraftPurchaseOrder": "create_purchase_order",
    "CreateApprovedPurchaseOrder": "approve_purchase_order",
    "UseMulticurrency": "use_currencies",
}


def organization(record, actions):
    """:param dict record: of ``/Organisation``
    :param list[dict] actions: of ``/Organisation/Actions``
    :rtype: RemoteOrganization
    """
    allowed = {
        text_of(action.get("Name"))
        for action in actions
        if action.get("Status") == _ALLOWED
    }
    return RemoteOrganization(
        organization_id=text_of(record.get("OrganisationID")),
        name=text_of(record.get("Name")),
        country_code=text_of(record.get("CountryCode")),
        base_currency=text_of(record.get("BaseCurrency")),
        short_code=text_of(record.get("ShortCode")),
        lock_date=date_of(record.get("PeriodLockDate")),
        year_lock_date=date_of(record.get("EndOfYearLockDate")),
        rights=frozenset(_RIGHTS[name] for name in allowed & _RIGHTS.keys()),
        timezone=text_of(record.get("Timezone")),
        is_demo=record.get("IsDemoCompany") is True,
    )


def organization_choices(connections, consent_id):
    """The organizations that a consent reaches.

    :param list[dict] connections: of ``/connections``
    :param str consent_id: the consent whose organizations are new; without one all
        are
    :rtype: list[RemoteOrganizationChoice]
    """
    return [
        RemoteOrganizationChoice(
            organization_id=text_of(record.get("tenantId")),
            name=text_of(record.get("tenantName")),
            link_id=text_of(record.get("id")),
            is_new=not consent_id or record.get("authEventId") == consent_id,
        )
        for record in connections
        if record.get("tenantType") == "ORGANISATION"
    ]


#: What can't be used any more. A status that is none or new says nothing of the kind.
_GONE_STATUSES = ("ARCHIVED", "DELETED")

#: Stands for a name that is null over there: the directory needs one.
_NAMELESS = "?"

# --- Ledger accounts --------------------------------------------------------------

_CLASSES = ("asset", "liability", "equity", "revenue", "expense")
_CLASS_OF_TYPE = {
    "BANK": "asset",
    "CURRENT": "asset",
    "FIXED": "asset",
    "INVENTORY": "asset",
    "NONCURRENT": "asset",
    "PREPAYMENT": "asset",
    "CURRLIAB": "liability",
    "LIABILITY": "liability",
    "TERMLIAB": "liability",
    "PAYG": "liability",
    "EQUITY": "equity",
    "DIRECTCOSTS": "expense",
    "EXPENSE": "expense",
    "OVERHEADS": "expense",
    "DEPRECIATN": "expense",
    "OTHERINCOME": "revenue",
    "REVENUE": "revenue",
    "SALES": "revenue",
}

#: Types that Xero refuses on the lines of documents.
_CLOSED_TYPES = ("BANK", "INVENTORY")

#: The one system account that a line may use.
_OPEN_SYSTEM_ACCOUNT = "ROUNDING"


def ledger_account(record):
    """:param dict record: of ``/Accounts``
    :rtype: RemoteLedgerAccount
    """
    code = text_of(record.get("Code"))
    account_type = text_of(record.get("Type"))
    account_class = text_of(record.get("Class")).lower()
    if account_class not in _CLASSES:
        account_class = _CLASS_OF_TYPE.get(account_type, "")
    return RemoteLedgerAccount(
        remote_id=text_of(record.get("AccountID")),
        remote_key=code,
        code=code,
        name=text_of(record.get("Name")) or code or _NAMELESS,
        account_type=account_type,
        account_class=account_class,
        is_active=record.get("Status") not in _GONE_STATUSES,
        is_selectable=bool(code)
        and account_type not in _CLOSED_TYPES
        and (record.get("SystemAccount") or _OPEN_SYSTEM_ACCOUNT)
        == _OPEN_SYSTEM_ACCOUNT,
    )


# --- Tax codes --------------------------------------------------------------------

#: What a code is for, by the first pattern that fits to its type, its type in the
#: report or its name. Xero has no field that says it.
_KINDS = (
    ("reverse_charge", r"reverse.?charge|drcharge|acquisition"),
    ("import", r"import|\biminput"),
    ("withholding", r"withholding"),
    ("out_of_scope", r"basexcluded|\bosoutput|out(side)? .*scope"),
    ("exempt", r"exempt|inputtaxed|gst.free"),
    ("zero", r"zero.?rated|\beczr"),
)


def tax_code(record):
    """A tax rate of Xero, which lines name by its ``TaxType``.

    ``EffectiveRate`` is what Xero computes with: 0 for a reverse charge, whose two
    halves cancel out.

    :param dict record: of ``/TaxRates``
    :rtype: RemoteTaxCode
    """
    tax_type = text_of(record.get("TaxType"))
    rate = record.get("EffectiveRate")
    rate = number_of(record.get("DisplayTaxRate") if rate is None else rate)
    classes = {
        "asset": record.get("CanApplyToAssets"),
        "liability": record.get("CanApplyToLiabilities"),
        "equity": record.get("CanApplyToEquity"),
        "revenue": record.get("CanApplyToRevenue"),
        "expense": record.get("CanApplyToExpenses"),
    }
    allowed = frozenset(name for name, allowed in classes.items() if allowed is True)
    return RemoteTaxCode(
        remote_id=tax_type,
        remote_key=tax_type,
        name=text_of(record.get("Name")) or tax_type,
        rate=rate,
        direction=_direction(allowed, text_of(record.get("ReportTaxType"))),
        kind=_kind(record, tax_type, rate),
        account_classes=frozenset() if len(allowed) == len(classes) else allowed,
        is_active=record.get("Status") not in (*_GONE_STATUSES, "PENDING"),
    )


def _direction(classes, report_type):
    """Where a code may be used decides; the report's type where it may be both."""
    if "revenue" in classes and "expense" not in classes:
        return "sale"
    if "expense" in classes and "revenue" not in classes:
        return "purchase"
    if re.search(r"OUTPUT", report_type):
        return "sale"
    return "purchase" if re.search(r"INPUT(?!TAXED)", report_type) else "both"


def _kind(record, tax_type, rate):
    if tax_type == "NONE":
        return "none"
    for text in (tax_type, text_of(record.get("ReportTaxType")), record.get("Name")):
        for kind, pattern in _KINDS:
            if re.search(pattern, text_of(text).lower()):
                return kind
    return "normal" if rate else "zero"
