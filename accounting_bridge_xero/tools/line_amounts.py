# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a line must travel so that Xero's arithmetic gives Odoo's amounts.

Xero's rules, by its developer pages on rounding and on invoices:

- a line's amount is quantity x unit x (100 - discount) / 100, rounded to two
  decimals; units have four decimals with ``unitdp=4``, quantities four;
- its tax is computed from that amount and rounded to two decimals, and the taxes
  of all lines are then added up;
- with ``Inclusive`` the amount contains the tax, with ``Exclusive`` it does not;
- discounts exist on invoices alone, not on bills and purchase orders;
- a line's tax may be given in ``TaxAmount``.

Which way a half goes was not found in any first-hand source, so a line whose
amount or tax falls on a half travels in a form that leaves nothing to round.

The amount is carried by the first of these forms that gives Odoo's amount:

1. quantity, unit price and discount, as Odoo holds them;
2. the quantity with the net price of a unit, to four decimals;
3. the quantity 1 with the amount of the whole line; the real quantity is said in
   the description. This happens to large quantities with tiny prices.

The tax is sent only where Xero's own differs from Odoo's by rounding, or may.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.addons.accounting_bridge.tools.amounts import (
    fits,
    is_half,
    is_rounding,
    rounded,
)

_HUNDRED = Decimal(100)

#: Decimals that Xero keeps of a quantity and of a unit price.
_UNIT_DECIMALS = 4

#: Decimals of a discount. More were seen in no source.
_DISCOUNT_DECIMALS = 2


@dataclass(frozen=True)
class LineAmounts:
    """The figures of a line as they are sent. None = not sent. ``is_packed`` tells
    that the quantity is 1 in the place of the real one."""

    quantity: Decimal
    unit_amount: Decimal
    discount_rate: Decimal | None = None
    tax_amount: Decimal | None = None
    is_packed: bool = False


def line_amounts(line, *, tax_rate, is_inclusive, may_discount, decimals):
    """The figures that give Odoo's amounts over there.

    :param LinePayload line: not a text line
    :param Decimal tax_rate: in percent, of the line's tax code
    :param bool may_discount: False where the type of document has no discounts
    :param int decimals: of the currency
    :return: None where the difference in tax is more than rounding
    :rtype: LineAmounts | None
    """
    amount = line.total if is_inclusive else line.subtotal
    expected, is_certain = _expected_tax(amount, tax_rate, is_inclusive)
    if not is_rounding(expected - line.tax, decimals):
        return None
    tax = None if is_certain and expected == line.tax else line.tax
    quantity, unit, discount, is_packed = _form(line, amount, may_discount)
    return LineAmounts(quantity, unit, discount, tax, is_packed)


def _form(line, amount, may_discount):
    """Quantity, unit price, discount and whether the line is packed."""
    quantity, unit, discount = line.quantity, line.unit_price, line.discount
    if _is_plain(line, may_discount):
        gross = quantity * unit
        if _gives(gross * (_HUNDRED - discount) / _HUNDRED, amount):
            return quantity, unit, discount or None, False
    if quantity and fits(quantity, _UNIT_DECIMALS):
        net = rounded(amount / quantity, _UNIT_DECIMALS)
        if _gives(quantity * net, amount):
            return quantity, net, None, False
    return Decimal(1), amount, None, True


def _is_plain(line, may_discount):
    """Whether quantity, unit price and discount survive Xero's decimals."""
    has_good_discount = not line.discount or (
        may_discount
        and 0 < line.discount <= _HUNDRED
        and fits(line.discount, _DISCOUNT_DECIMALS)
    )
    return (
        has_good_discount
        and fits(line.quantity, _UNIT_DECIMALS)
        and fits(line.unit_price, _UNIT_DECIMALS)
    )


def _expected_tax(amount, rate, is_inclusive):
    """Xero's tax on an amount, and whether the way of rounding can't matter."""
    base = _HUNDRED + rate if is_inclusive else _HUNDRED
    exact = amount * rate / base
    return rounded(exact, 2), not is_half(exact)


def _gives(exact, amount):
    return not is_half(exact) and rounded(exact, 2) == amount
