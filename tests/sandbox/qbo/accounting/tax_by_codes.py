# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Taxes outside the United States: a tax code on every line.

The tax is computed for each rate on the sum of what it applies to, never line by
line; halves go up. A caller may give the amounts itself, as long as they are near.
"""

from decimal import Decimal

from .. import errors
from .amounts import HUNDRED, ZERO, cents, percent_of
from .lines import detail_of, discount_of, has_amount, net_of
from .tax_codes import PSEUDO_CODES, rates_of

#: How far a tax amount that is given may be from the computed one, a line.
TOLERANCE = Decimal("0.03")
#: Enough for quantity times price to be the amount again.
PRICE_PLACES = Decimal("0.0000001")
NO_CODE = "Make sure all your transactions have a tax code before you save."


class _Share:
    """What one rate applies to."""

    def __init__(self, rate):
        self.rate = rate
        self.base = ZERO
        self.lines = 0

    @property
    def tax(self):
        return percent_of(self.base, self.rate["RateValue"])


def compute(company, record, supplied, is_sale):
    """TxnTaxDetail; the lines' amounts become net."""
    calculation = record.get("GlobalTaxCalculation")
    if not calculation:
        raise errors.missing("GlobalTaxCalculation")
    priced = [line for line in record["Line"] if has_amount(line)]
    if calculation == "NotApplicable":
        for line in priced:
            detail_of(line).pop("TaxCodeRef", None)
        return None
    shares = {}
    for line in priced:
        rates = _rates(company, line, is_sale)
        if calculation == "TaxInclusive":
            _make_net(line, rates)
        else:
            detail_of(line).pop("TaxInclusiveAmt", None)
        _add(shares, line["Amount"], rates)
    _take_off_discount(record["Line"], shares)
    amounts = {key: share.tax for key, share in shares.items()}
    amounts |= _given(shares, supplied)
    return _detail(shares, amounts)


def _rates(company, line, is_sale):
    key = (detail_of(line).get("TaxCodeRef") or {}).get("value")
    if not key:
        raise errors.business(NO_CODE, "TaxCodeRef")
    code = company.store.get("TaxCode", key)
    if not code or key in PSEUDO_CODES:
        raise errors.bad_reference("Line.TaxCodeRef", key)
    if not code["Active"]:
        raise errors.not_found()
    rates = rates_of(company, code, is_sale)
    if not rates and code.get("Taxable", True):
        side = "sales" if is_sale else "purchases"
        raise errors.business(
            f"The tax code {code['Name']} is not for {side}.", "TaxCodeRef"
        )
    return rates


def _make_net(line, rates):
    """Of an amount with tax, given beside or in place of the net one.

    A gross amount of zero is taken at its word, as the real service does: the tax
    is gone.
    """
    detail = detail_of(line)
    factor = 1 + _percent(rates) / HUNDRED
    gross = detail.get("TaxInclusiveAmt")
    if gross is None:
        detail["TaxInclusiveAmt"] = line["Amount"]
        line["Amount"] = cents(line["Amount"] / factor)
        if detail.get("Qty") and detail.get("UnitPrice"):
            price = line["Amount"] / detail["Qty"]
            detail["UnitPrice"] = price.quantize(PRICE_PLACES)
        return
    gross = cents(gross)
    net = cents(gross / factor)
    if gross and abs(net - line["Amount"]) > TOLERANCE:
        raise errors.business(
            f"The amount {line['Amount']} does not go with the amount including "
            f"tax, {gross}.",
            "TaxInclusiveAmt",
        )
    detail["TaxInclusiveAmt"] = gross
    if not gross:
        line["Amount"] = net


def _percent(rates):
    """What the rates of a code come to, those on top of others included."""
    total = Decimal(0)
    for rate, on_top in rates:
        factor = 1 + total / HUNDRED if on_top else 1
        total += rate["RateValue"] * factor
    return total


def _add(shares, amount, rates):
    below = ZERO
    for rate, on_top in rates:
        share = shares.setdefault(rate["Id"], _Share(rate))
        base = amount + below if on_top else amount
        share.base += base
        share.lines += 1
        below += percent_of(base, rate["RateValue"])


def _take_off_discount(lines, shares):
    """A discount lowers every rate's base in proportion."""
    discount, net = discount_of(lines), net_of(lines)
    if not discount or not net:
        return
    for share in shares.values():
        share.base -= cents(discount * share.base / net)


def _given(shares, supplied):
    """The amounts that the caller gives, by the rates' ids."""
    amounts = {}
    for line in (supplied or {}).get("TaxLine") or ():
        reference = (line.get("TaxLineDetail") or {}).get("TaxRateRef")
        if not reference:
            raise errors.missing("TxnTaxDetail.TaxLine.TaxLineDetail.TaxRateRef")
        key = reference["value"]
        if key not in shares:
            raise errors.business(
                f"The tax rate {key} belongs to no tax code on the lines.",
                "TxnTaxDetail",
            )
        if key in amounts:
            raise errors.business(
                f"The tax rate {key} occurs more than once.", "TxnTaxDetail"
            )
        if line.get("Amount") is None:
            raise errors.missing("TxnTaxDetail.TaxLine.Amount")
        amounts[key] = cents(line["Amount"])
        _check_near(shares[key], amounts[key])
    return amounts


def _check_near(share, amount):
    if abs(amount - share.tax) > TOLERANCE * share.lines:
        raise errors.business(
            f"The tax {amount} of the rate {share.rate['Name']} differs too much "
            f"from {share.tax}.",
            "TxnTaxDetail",
        )


def _detail(shares, amounts):
    lines = [
        {
            "Amount": amounts[key],
            "DetailType": "TaxLineDetail",
            "TaxLineDetail": {
                "TaxRateRef": {"value": key},
                "PercentBased": True,
                "TaxPercent": share.rate["RateValue"],
                "NetAmountTaxable": share.base,
            },
        }
        for key, share in shares.items()
    ]
    return {"TotalTax": sum(amounts.values(), ZERO), "TaxLine": lines}
