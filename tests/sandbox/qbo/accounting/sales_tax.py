# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The taxes of a transaction: which of QuickBooks' three ways computes them, if any."""

from .. import errors
from . import automated_tax, manual_tax, no_tax, tax_by_codes
from .amounts import ZERO
from .fields import Choice, Flag, FreeReference, Group, Many, Number, ReadOnly
from .lines import DISCOUNT, detail_of, has_amount
from .tax_codes import PSEUDO_CODES

TAX_CALCULATION = Choice("TaxExcluded", "TaxInclusive", "NotApplicable")
TAX_DETAIL = Group(
    TxnTaxCodeRef=FreeReference(),
    TotalTax=Number(),
    UseAutomatedSalesTax=Flag(),
    TaxReviewStatus=ReadOnly(),
    TaxLine=Many(
        Group(
            Id=ReadOnly(),
            LineNum=ReadOnly(),
            Amount=Number(),
            DetailType=Choice("TaxLineDetail"),
            TaxLineDetail=Group(
                TaxRateRef=FreeReference(),
                PercentBased=Flag(),
                TaxPercent=Number(),
                NetAmountTaxable=Number(),
                TaxInclusiveAmount=Number(),
                OverrideDeltaAmount=Number(),
            ),
        )
    ),
)


def set_taxes(company, record, supplied, is_sale):
    """Check the codes on the lines and set TxnTaxDetail.

    :param supplied: the TxnTaxDetail that came with this request, or None
    """
    if company.settings.sales_tax == "off":
        no_tax.check(record)
        return
    if company.settings.sales_tax == "codes":
        record["TxnTaxDetail"] = tax_by_codes.compute(
            company, record, supplied, is_sale
        )
        return
    record.pop("GlobalTaxCalculation", None)
    _check_pseudo_codes(record)
    if not is_sale:
        record.pop("TxnTaxDetail", None)
    elif company.settings.sales_tax == "manual":
        record["TxnTaxDetail"] = manual_tax.compute(company, record, supplied)
    else:
        record["TxnTaxDetail"] = automated_tax.compute(company, record, supplied)


def total_tax(record):
    return (record.get("TxnTaxDetail") or {}).get("TotalTax") or ZERO


def _check_pseudo_codes(record):
    """In the United States a line says taxable or not, and nothing else."""
    for line in record["Line"]:
        if not has_amount(line) and line["DetailType"] != DISCOUNT:
            continue
        detail = detail_of(line)
        detail.pop("TaxInclusiveAmt", None)
        code = (detail.get("TaxCodeRef") or {}).get("value")
        if code is None and has_amount(line):
            detail["TaxCodeRef"] = {"value": "NON"}
        elif code is not None and code not in PSEUDO_CODES:
            raise errors.us_tax_code(code)
