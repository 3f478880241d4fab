# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What both ways of the United States share: one total on all taxable lines."""

from .amounts import ZERO, cents, percent_of, split
from .lines import detail_of, discount_of, has_amount, net_of


def taxable_amount(company, record):
    """The sum of the lines with TAX, unless the customer is exempt."""
    customer = company.store.get("Customer", record["CustomerRef"]["value"])
    if not customer.get("Taxable", True):
        return ZERO
    lines = record["Line"]
    taxed = sum((line["Amount"] for line in lines if _is_taxed(line)), ZERO)
    discount = discount_of(lines)
    if record.get("ApplyTaxAfterDiscount") and discount and net_of(lines):
        taxed -= cents(discount * taxed / net_of(lines))
    return taxed


def tax_lines(rates, base, total=None):
    """One tax line a rate.

    :param rates: tax rate records
    :param total: a tax that was given, to be spread over the rates; None = compute
    """
    amounts = [percent_of(base, rate["RateValue"]) for rate in rates]
    if total is not None:
        amounts = split(cents(total), [rate["RateValue"] for rate in rates])
    return [
        {
            "Amount": amount,
            "DetailType": "TaxLineDetail",
            "TaxLineDetail": {
                "TaxRateRef": {"value": rate["Id"]},
                "PercentBased": True,
                "TaxPercent": rate["RateValue"],
                "NetAmountTaxable": base,
            },
        }
        for rate, amount in zip(rates, amounts, strict=True)
    ]


def sum_of(lines):
    return sum((line["Amount"] for line in lines), ZERO)


def _is_taxed(line):
    if not has_amount(line):
        return False
    return (detail_of(line).get("TaxCodeRef") or {}).get("value") == "TAX"
