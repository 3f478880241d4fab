# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The taxes of a document as QuickBooks takes them.

United States: a line says only whether it is taxed, by the pseudo codes ``TAX`` and
``NON``, and the document carries the total of the tax. A company with automated
sales tax may compute its own; the total that comes back tells.

Elsewhere: each line names a tax code, a code stands for one or more rates, and the
document carries the amount of each rate, once. Left to itself QuickBooks rounds each
rate's tax on the sum of its lines, which is not always Odoo's tax: so Odoo's amounts
are always sent. Source: Intuit's pages on sales tax for US and non-US locales. Where
sales tax is turned off there are no codes, and nothing bears a tax.
"""

from decimal import Decimal

from odoo.addons.accounting_bridge.tools.amounts import (
    is_rounding,
    money_lines,
    rounded,
)
from odoo.addons.accounting_bridge.tools.wire import number_of

_HUNDRED = Decimal(100)

#: By so many of the currency's smallest units the tax of a line may differ from its
#: code's. Odoo moves a line's tax by one where it rounds whole documents; QuickBooks
#: takes "a few cents", and says nowhere how many.
_ROUNDING_UNITS = 2

_PSEUDO_CODES = {True: "TAX", False: "NON"}


# --- United States ----------------------------------------------------------------


def pseudo_code(line):
    """The code of a line of a sale in the United States.

    :param LinePayload line:
    :rtype: str
    """
    return _PSEUDO_CODES[line.is_taxed]


def total_detail(payload, sales_tax_code):
    """The tax of a sale in the United States; empty where no line is taxed.

    :param DocumentPayload payload:
    :param str sales_tax_code: id of the code by which a company that computes its
        taxes by hand tells its agencies; empty = none
    :rtype: dict
    """
    if not any(line.is_taxed for line in payload.lines):
        return {}
    detail = {"TotalTax": payload.tax}
    if sales_tax_code:
        detail["TxnTaxCodeRef"] = {"value": sales_tax_code}
    return detail


# --- Elsewhere --------------------------------------------------------------------


def rates_of(tax_rates, line, document_type):
    """The rates that a line's tax code stands for.

    :param dict tax_rates: ``{code: {"sale": [(rate id, percent)...], "purchase":
        [...]}}``, percents as Decimal or as text
    :return: list of (rate id, Decimal); None where the code is not known
    """
    if line.tax_code not in tax_rates:
        return None
    side = "sale" if document_type == "invoice" else "purchase"
    rates = tax_rates[line.tax_code].get(side) or ()
    return [(rate_id, number_of(percent)) for rate_id, percent in rates]


def is_reproducible(line, rates, *, is_inclusive, decimals):
    """Whether the line's tax is what its code gives, but for rounding.

    :param list rates: see :func:`rates_of`
    :param int decimals: of the currency
    """
    if not any(percent for _rate_id, percent in rates):
        return not line.tax
    percent = sum(percent for _rate_id, percent in rates)
    amount = line.total if is_inclusive else line.subtotal
    divisor = _HUNDRED + percent if is_inclusive else _HUNDRED
    if not divisor:
        return False
    expected = rounded(amount * percent / divisor, decimals)
    return is_rounding(expected - line.tax, decimals, _ROUNDING_UNITS)


def rates_detail(payload, tax_rates):
    """The tax of a document outside the United States; empty where its codes stand
    for no rates.

    :param DocumentPayload payload: without obstacles
    :param dict tax_rates: see :func:`rates_of`
    :rtype: dict
    """
    percents, nets, taxes = {}, {}, {}
    for line in money_lines(payload):
        rates = rates_of(tax_rates, line, payload.document_type)
        shares = _shares(line, rates, payload.currency_decimals)
        for (rate_id, percent), share in zip(rates, shares, strict=True):
            percents[rate_id] = percent
            nets[rate_id] = nets.get(rate_id, 0) + line.subtotal
            taxes[rate_id] = taxes.get(rate_id, 0) + share
    if not percents:
        return {}
    tax_lines = [
        _tax_line(rate_id, percents[rate_id], nets[rate_id], taxes[rate_id])
        for rate_id in percents
    ]
    return {"TotalTax": payload.tax, "TaxLine": tax_lines}


def _shares(line, rates, decimals):
    """A line's tax, split over its rates: each has its own, and what rounding leaves
    over goes to the largest."""
    shares = [
        rounded(line.subtotal * percent / _HUNDRED, decimals)
        for _rate_id, percent in rates
    ]
    if shares:
        sizes = [abs(percent) for _rate_id, percent in rates]
        shares[sizes.index(max(sizes))] += line.tax - sum(shares)
    return shares


def _tax_line(rate_id, percent, net, tax):
    return {
        "Amount": tax,
        "DetailType": "TaxLineDetail",
        "TaxLineDetail": {
            "TaxRateRef": {"value": rate_id},
            "PercentBased": True,
            "TaxPercent": percent,
            "NetAmountTaxable": net,
        },
    }
