# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""QuickBooks' master records as the bridge's directory holds them. Pure functions."""

import re
from decimal import Decimal

from babel.core import get_global

from odoo.addons.accounting_bridge.tools.cents import plain
from odoo.addons.accounting_bridge.tools.payloads import (
    RemoteLedgerAccount,
    RemoteOrganization,
    RemoteOrganizationChoice,
    RemoteTaxCode,
)
from odoo.addons.accounting_bridge.tools.wire import (
    day_of,
    number_of,
    part_of,
    records_of,
    text_of,
)

#: Stands for a name that is missing over there: the directory needs one.
_NAMELESS = "?"

# --- Organization -----------------------------------------------------------------

#: What may be done in every plan: only administrators can connect an app.
_RIGHTS = (
    "create_draft_invoice",
    "create_draft_bill",
    "approve_invoice",
    "approve_bill",
)
_ORDER_RIGHTS = ("create_purchase_order", "approve_purchase_order")

#: The plans that have no purchase orders.
_SMALL_PLANS = re.compile(
    r"essentials|simple ?start|easy ?start|self.?employed|solopreneur|\blite\b|ledger",
    re.IGNORECASE,
)


def organization(company_info, preferences, realm_id=""):
    """The facts of a company. The id that it is called by stands in neither record.

    :param dict company_info: of ``CompanyInfo``
    :param dict preferences: of ``Preferences``
    :param str realm_id: the company's id
    :rtype: RemoteOrganization
    """
    country_code = country_code_of(company_info.get("Country"))
    currencies_in_use = part_of(preferences, "CurrencyPrefs")
    is_multicurrency = currencies_in_use.get("MultiCurrencyEnabled") is True
    books = part_of(preferences, "AccountingInfoPrefs")
    sales = part_of(preferences, "SalesFormsPrefs")
    return RemoteOrganization(
        organization_id=realm_id,
        name=text_of(company_info.get("CompanyName")) or _NAMELESS,
        country_code=country_code,
        base_currency=text_of(part_of(currencies_in_use, "HomeCurrency").get("value")),
        lock_date=day_of(books.get("BookCloseDate")),
        rights=_rights(company_info, is_multicurrency),
        timezone=text_of(company_info.get("DefaultTimeZone")),
        own_values={
            "qbo_is_multicurrency": is_multicurrency,
            "qbo_sales_tax": _sales_tax(country_code, part_of(preferences, "TaxPrefs")),
            "qbo_has_custom_numbers": sales.get("CustomTxnNumbers") is True,
        },
    )


def organization_choice(company_info, realm_id):
    """The one company that a consent reaches.

    :param dict company_info: of ``CompanyInfo``
    :param str realm_id: the company's id
    :rtype: RemoteOrganizationChoice
    """
    name = text_of(company_info.get("CompanyName")) or _NAMELESS
    return RemoteOrganizationChoice(organization_id=realm_id, name=name)


def country_code_of(text):
    """The two letters of a country that comes with two or, since 2025, with three.

    :return: empty where it is neither
    :rtype: str
    """
    code = text_of(text).strip().upper()
    if len(code) == 3:
        aliases = get_global("territory_aliases").get(code) or [""]
        code = aliases[0]
    return code if len(code) == 2 else ""


def _rights(company_info, is_multicurrency):
    plan = next(
        (
            text_of(entry.get("Value"))
            for entry in records_of(company_info, "NameValue")
            if entry.get("Name") == "OfferingSku"
        ),
        "",
    )
    rights = set(_RIGHTS)
    if not _SMALL_PLANS.search(plan):
        rights.update(_ORDER_RIGHTS)
    if is_multicurrency:
        rights.add("use_currencies")
    return frozenset(rights)


def _sales_tax(country_code, preferences):
    """Whether ``PartnerTaxEnabled`` is there tells automated sales tax; its value only
    whether the owner has finished setting it up.

    Outside the United States ``UsingSalesTax`` tells whether there are tax codes at
    all. Intuit's page on sales tax for non-US locales asks that it be true before a
    line names one; that a company without has none, and refuses them on lines, is what
    makers of other connectors report. A company that does not tell it has codes."""
    if country_code != "US":
        return "off" if preferences.get("UsingSalesTax") is False else "codes"
    return "automated" if "PartnerTaxEnabled" in preferences else "manual"


# --- Currencies -------------------------------------------------------------------


def currencies(records, home_currency):
    """ISO codes of the currencies in use, the company's own first.

    :param list[dict] records: of ``CompanyCurrency``; none where a company uses its
        own currency alone
    :rtype: list[str]
    """
    codes = [
        text_of(record.get("Code"))
        for record in records
        if record.get("Active") is not False
    ]
    return list(dict.fromkeys(filter(None, [home_currency, *codes])))


# --- Ledger accounts --------------------------------------------------------------

_CLASSES = ("asset", "liability", "equity", "revenue", "expense")

_PAYABLE = "Accounts Payable"

#: Types whose accounts are those of customers, vendors and banks, not of lines.
_CLOSED_TYPES = ("Accounts Receivable", _PAYABLE, "Bank", "Credit Card")

#: Accounts that QuickBooks itself writes to.
_CLOSED_SUBTYPES = (
    "GlobalTaxPayable",
    "GlobalTaxSuspense",
    "OpeningBalanceEquity",
    "RetainedEarnings",
    "SalesTaxPayable",
    "UndepositedFunds",
)


def ledger_account(record):
    """:param dict record: of ``Account``
    :rtype: RemoteLedgerAccount
    """
    key = text_of(record.get("Id"))
    account_type = text_of(record.get("AccountType"))
    account_class = text_of(record.get("Classification")).lower()
    name = record.get("FullyQualifiedName") or record.get("Name")
    return RemoteLedgerAccount(
        remote_id=key,
        remote_key=key,
        code=text_of(record.get("AcctNum")),
        name=text_of(name) or _NAMELESS,
        account_type=account_type,
        account_class=account_class if account_class in _CLASSES else "",
        is_active=record.get("Active") is not False,
        is_selectable=account_type not in _CLOSED_TYPES
        and record.get("AccountSubType") not in _CLOSED_SUBTYPES,
    )


def payable_accounts(records, home_currency):
    """The account payable of each currency, which a purchase order has to name; the
    oldest where there are several.

    :param list[dict] records: of ``Account``
    :return: ids by ISO code
    :rtype: dict[str, str]
    """
    payable = (
        record
        for record in records
        if record.get("AccountType") == _PAYABLE and record.get("Active") is not False
    )
    found = {}
    for record in sorted(payable, key=lambda record: int(record["Id"])):
        currency = text_of(part_of(record, "CurrencyRef").get("value")) or home_currency
        found.setdefault(currency, record["Id"])
    return found


# --- Tax codes --------------------------------------------------------------------

#: What a code is for, by the first pattern that fits to its name or description.
#: QuickBooks has no field that says it.
_KINDS = (
    ("none", r"\bno (vat|gst|tax)\b"),
    ("reverse_charge", r"\brc\b|reverse.?charge|\bec[gs]\b|acquisition"),
    ("import", r"\bpva\b|import"),
    ("withholding", r"withholding"),
    ("out_of_scope", r"out(side)? .*scope|bas excluded"),
    ("exempt", r"exempt|input.?taxed|(gst|vat|tax).free"),
    ("zero", r"zero|\b0(\.0+)? ?% ?z\b"),
)

_SIDES = {"sale": "SalesTaxRateList", "purchase": "PurchaseTaxRateList"}
_HUNDRED = Decimal(100)


def tax_code(record, rates_by_id):
    """A tax code with the rates that it stands for: ``own_values`` holds them as
    ``{"qbo_rates": {"sale": [[rate id, percent]...], "purchase": [...]}}``, percents
    as texts.

    Its rate is that of its sales, or of its purchases where it is for these alone; the
    halves of a reverse charge cancel out.

    :param dict record: of ``TaxCode``
    :param dict rates_by_id: records of ``TaxRate``
    :rtype: RemoteTaxCode
    """
    key = text_of(record.get("Id"))
    rates = {side: _rates(record, name, rates_by_id) for side, name in _SIDES.items()}
    percents = rates["sale"] or rates["purchase"]
    rate = sum((percent for _rate_id, percent in percents), Decimal(0))
    return RemoteTaxCode(
        remote_id=key,
        remote_key=key,
        name=text_of(record.get("Name")) or key,
        rate=rate,
        direction=_direction(rates),
        kind=_kind(record, rate),
        is_active=record.get("Active") is not False,
        own_values={"qbo_rates": {side: _texts(rates[side]) for side in _SIDES}},
    )


def _rates(record, list_name, rates_by_id):
    """(rate id, percent of the net amount) in the order in which they apply. A rate
    that lies on top of those before it takes its part of them, too."""
    details = records_of(part_of(record, list_name), "TaxRateDetail")
    found, before = [], Decimal(0)
    for detail in sorted(details, key=lambda each: number_of(each.get("TaxOrder"))):
        rate_id = text_of(part_of(detail, "TaxRateRef").get("value"))
        percent = _percent_of(rates_by_id.get(rate_id, {}))
        if detail.get("TaxTypeApplicable") == "TaxOnAmountPlusTax":
            percent *= (_HUNDRED + before) / _HUNDRED
        found.append((rate_id, percent))
        before += percent
    return found


def _percent_of(rate):
    """Today's percent. A rate that an agency has changed may tell it by date alone."""
    if rate.get("RateValue") is not None:
        return number_of(rate["RateValue"])
    changes = records_of(rate, "EffectiveTaxRate")
    latest = max(
        changes, key=lambda change: text_of(change.get("EffectiveDate")), default={}
    )
    return number_of(latest.get("RateValue"))


def _texts(rates):
    return [[rate_id, plain(percent)] for rate_id, percent in rates]


def _direction(rates):
    sides = [side for side in _SIDES if rates[side]]
    return sides[0] if len(sides) == 1 else "both"


def _kind(record, rate):
    for text in (record.get("Name"), record.get("Description")):
        for kind, pattern in _KINDS:
            if re.search(pattern, text_of(text).lower()):
                return kind
    return "normal" if rate else "zero"
