# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From Odoo's floats to decimals, once and nowhere else."""

from decimal import ROUND_HALF_UP, Decimal


def to_decimal(value, digits):
    """The decimal that a float of Odoo stands for.

    Odoo keeps numbers as floats that are rounded to a precision; the decimal with
    that many digits is the number meant.

    :param float value:
    :param int digits: digits behind the point
    :rtype: Decimal
    """
    exact = Decimal(repr(value or 0.0))
    return exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def plain(value):
    """A decimal without superfluous zeros, never in scientific notation.

    :param Decimal value:
    :rtype: str
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
