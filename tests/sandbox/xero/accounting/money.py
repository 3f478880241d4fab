# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's arithmetic: each line is rounded by itself, halves go up.

Nothing of it is shared with the addons: it is what their amounts are compared
with.
"""

from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)


def to_places(number, places):
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def cents(number):
    return to_places(number, 2)


def expected_line_amount(quantity, unit_amount, discount_rate, discount_amount):
    gross = quantity * unit_amount
    if discount_rate:
        return cents(gross * (HUNDRED - discount_rate) / HUNDRED)
    return cents(gross - (discount_amount or 0))


def line_tax(line_amount, rate, line_amount_types):
    """The tax of one line; `rate` is in percent."""
    if line_amount_types == "NoTax":
        return Decimal("0.00")
    if line_amount_types == "Inclusive":
        return cents(line_amount * rate / (HUNDRED + rate))
    return cents(line_amount * rate / HUNDRED)


def totals(lines, line_amount_types, rounding=Decimal(0)):
    """SubTotal, TotalTax and Total of a document."""
    amount = sum((line["LineAmount"] for line in lines), Decimal("0.00"))
    tax = sum((line["TaxAmount"] for line in lines), Decimal("0.00"))
    subtotal = amount - tax if line_amount_types == "Inclusive" else amount
    return {
        "SubTotal": subtotal,
        "TotalTax": tax,
        "Total": subtotal + tax + rounding,
    }
