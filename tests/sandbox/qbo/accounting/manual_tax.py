# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Manual sales tax of the United States: one tax code for the whole document."""

from .. import errors
from .amounts import ZERO
from .tax_codes import PSEUDO_CODES, rates_of
from .us_tax import sum_of, tax_lines, taxable_amount


def compute(company, record, supplied):
    code = _code(company, record, supplied)
    if not code:
        return {"TotalTax": ZERO}
    base = taxable_amount(company, record)
    rates = [rate for rate, _on_top in rates_of(company, code, is_sale=True)]
    total = (supplied or {}).get("TotalTax")
    lines = tax_lines(rates, base, total if base else None)
    return {
        "TxnTaxCodeRef": {"value": code["Id"]},
        "TotalTax": sum_of(lines),
        "TaxLine": lines,
    }


def _code(company, record, supplied):
    """The document's code, else the customer's; None = no tax."""
    customer = company.store.get("Customer", record["CustomerRef"]["value"])
    reference = (supplied or {}).get("TxnTaxCodeRef")
    reference = reference or customer.get("DefaultTaxCodeRef")
    if not reference:
        return None
    key = reference["value"]
    code = company.store.get("TaxCode", key)
    if not code or key in PSEUDO_CODES:
        raise errors.bad_reference("TxnTaxDetail.TxnTaxCodeRef", key)
    if not code["Active"]:
        raise errors.not_found()
    return code
