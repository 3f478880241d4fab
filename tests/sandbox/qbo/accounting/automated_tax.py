# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Automated sales tax of the United States: the place of delivery decides.

The rates are a small table, near to the real ones of each state's capital.
"""

from .amounts import ZERO
from .tax_rates import make_tax_rate
from .us_tax import sum_of, tax_lines, taxable_amount

CODE_NAME = "Automated Sales Tax"
#: State -> name and percentage of each rate that adds up to the tax there.
RATES = {
    "AZ": (("Arizona State", "5.6"), ("Phoenix City", "3.0")),
    "CA": (("California State", "6.0"), ("California, Local", "1.25")),
    "CO": (("Colorado State", "2.9"), ("Denver City", "5.91")),
    "FL": (("Florida State", "6.0"),),
    "IL": (("Illinois State", "6.25"), ("Springfield City", "3.5")),
    "MA": (("Massachusetts State", "6.25"),),
    "NV": (("Nevada State", "4.6"), ("Carson City", "3.0")),
    "NY": (("New York State", "4.0"), ("New York City", "4.875")),
    "PA": (("Pennsylvania State", "6.0"),),
    "TX": (("Texas State", "6.25"), ("Austin City", "2.0")),
    "WA": (("Washington State", "6.5"), ("Olympia City", "3.3")),
    # No sales tax at all.
    "DE": (),
    "MT": (),
    "NH": (),
    "OR": (),
}
_HOME = ("", "US", "USA", "UNITED STATES", "UNITED STATES OF AMERICA")


def compute(company, record, supplied):
    """TxnTaxDetail; None when the owner has not set up sales tax."""
    if not company.settings.ast_set_up:
        return None
    base = taxable_amount(company, record)
    rates = rates_at(company, record.get("ShipAddr")) if base else []
    lines = tax_lines(rates, base, _override(company, supplied))
    detail = {"TotalTax": sum_of(lines), "TaxLine": lines}
    if rates:
        detail["TxnTaxCodeRef"] = {"value": _code(company)["Id"]}
    return detail


def rates_at(company, address):
    """The tax rate records of a place; one outside the country has none.

    An address without a state that is known by its two letters counts as the
    company's own.
    """
    address = address or {}
    if (address.get("Country") or "").strip().upper() not in _HOME:
        return []
    state = (address.get("CountrySubDivisionCode") or "").strip().upper()
    if state not in RATES:
        state = company.address.get("CountrySubDivisionCode")
    return [_rate(company, *each) for each in RATES.get(state, ())]


def _override(company, supplied):
    """The tax that the caller wants, if it is listened to. A zero counts."""
    if not supplied or supplied.get("UseAutomatedSalesTax"):
        return None
    if company.settings.tax_override == "ignored":
        return None
    if supplied.get("TotalTax") is not None:
        return supplied["TotalTax"]
    lines = supplied.get("TaxLine")
    return sum((line.get("Amount") or ZERO for line in lines), ZERO) if lines else None


def _rate(company, name, percent):
    """The rate's record, made when a transaction first needs it."""
    for rate in company.store.all("TaxRate"):
        if rate["Name"] == name:
            return rate
    return company.store.add("TaxRate", make_tax_rate(name, percent))


def _code(company):
    for code in company.store.all("TaxCode"):
        if code["Name"] == CODE_NAME:
            return code
    record = {
        "Name": CODE_NAME,
        "Description": CODE_NAME,
        "Active": True,
        "Hidden": True,
        "Taxable": True,
        "TaxGroup": True,
    }
    return company.store.add("TaxCode", record)
