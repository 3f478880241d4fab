# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the lines of a document come to, and what speaks against sending them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

#: The tax of a line may be off by so many of the currency's smallest units before
#: the difference is more than rounding.
_ROUNDING_UNITS = 5


@dataclass(frozen=True)
class Obstacle:
    """Why a document can't be reproduced over there.

    ``kind`` is one that the provider's addon documents and puts into words;
    ``line`` the line it is about, None where it is about the whole document.
    """

    kind: str
    line: object = None


def money_lines(payload):
    """The lines that are more than a text.

    :rtype: list[LinePayload]
    """
    return [line for line in payload.lines if line.quantity is not None]


def adds_up(payload):
    """Whether each line adds up, and the lines to the document.

    :param DocumentPayload payload:
    :rtype: bool
    """
    lines = money_lines(payload)
    sums = (
        sum(line.subtotal for line in lines),
        sum(line.tax for line in lines),
        sum(line.total for line in lines),
    )
    each_line = all(line.subtotal + line.tax == line.total for line in lines)
    return each_line and sums == (payload.subtotal, payload.tax, payload.total)


def is_rounding(difference, decimals, units=_ROUNDING_UNITS):
    """Whether a difference in the tax of a line is so small that only rounding can
    have made it.

    :param Decimal difference:
    :param int decimals: of the currency
    :param int units: the most of the currency's smallest units
    """
    return abs(difference) <= Decimal(units).scaleb(-decimals)


def rounded(number, decimals):
    """:rtype: Decimal"""
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def fits(number, decimals):
    """Whether a number has no more decimals than these."""
    return number == rounded(number, decimals)


def is_half(number, decimals=2):
    """Whether rounding a number to these decimals has to choose."""
    unit = Decimal(1).scaleb(-decimals)
    return abs(number) % unit == unit / 2
