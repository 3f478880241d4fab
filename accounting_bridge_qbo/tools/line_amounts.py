# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a line of a sale must travel so that QuickBooks takes Odoo's amount.

QuickBooks' rule: where a line has both ``Qty`` and ``UnitPrice``, its ``Amount``
must be their product, rounded half up to two decimals; otherwise the line is
refused (fault 6070). ``Amount`` is always without tax. Discounts exist for whole
documents alone, so a line's discount goes into its unit price, as does the tax that
Odoo's unit price may hold.

The line takes the first of these forms that gives Odoo's amount:

1. quantity and unit price, as Odoo holds them;
2. the quantity with the net price of a unit, in as few decimals as do;
3. the amount alone; the real quantity is said in the description.

That halves go up was seen for positive amounts only: a negative line whose product
falls on a half takes another form.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.accounting_bridge.tools.amounts import fits, is_half, rounded

#: Decimals that QuickBooks surely keeps of a quantity and of a unit price.
_UNIT_DECIMALS = 5

#: Decimals of every amount, whatever the currency has.
_AMOUNT_DECIMALS = 2


@dataclass(frozen=True)
class LineAmounts:
    """The figures of a line as they are sent. Quantity and unit price are None where
    the amount travels alone."""

    amount: Decimal
    quantity: Decimal | None = None
    unit_price: Decimal | None = None


def line_amounts(line):
    """The figures that give Odoo's amount over there.

    :param LinePayload line: not a text line
    :rtype: LineAmounts
    """
    amount, quantity = line.subtotal, line.quantity
    if not fits(quantity, _UNIT_DECIMALS):
        return LineAmounts(amount)
    for price in _prices(line):
        if _gives(quantity * price, amount):
            return LineAmounts(amount, quantity, price)
    return LineAmounts(amount)


def _prices(line):
    """The unit prices that may do, the best first."""
    if fits(line.unit_price, _UNIT_DECIMALS):
        yield line.unit_price
    if line.quantity:
        exact = line.subtotal / line.quantity
        for decimals in range(_AMOUNT_DECIMALS, _UNIT_DECIMALS + 1):
            yield rounded(exact, decimals)


def _gives(product, amount):
    if product < 0 and is_half(product, _AMOUNT_DECIMALS):
        return False
    return rounded(product, _AMOUNT_DECIMALS) == amount
