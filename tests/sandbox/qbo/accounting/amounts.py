# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""QuickBooks' arithmetic: two places, halves go up.

Nothing of it is shared with the addons: it is what their amounts are compared
with.
"""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal("0.00")
HUNDRED = Decimal(100)


def cents(number):
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


def percent_of(amount, percent):
    """A share of an amount, in cents."""
    return cents(amount * percent / HUNDRED)


def split(amount, weights):
    """Split an amount in proportion; the last part takes the odd cents."""
    total = sum(weights)
    if not weights:
        return []
    if not total:
        return [amount] + [ZERO] * (len(weights) - 1)
    parts = [cents(amount * weight / total) for weight in weights[:-1]]
    return [*parts, amount - sum(parts)]
