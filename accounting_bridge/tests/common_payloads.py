# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Plain values for the tests of providers: what Odoo would hand out."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from odoo.addons.accounting_bridge.tools.payloads import (
    ContactPayload,
    DocumentPayload,
    LinePayload,
)

HUNDRED = Decimal(100)


def line(price="100", quantity="1", tax="15", **values):
    """A line without a discount, unless its subtotal is given."""
    subtotal = Decimal(values.pop("subtotal", Decimal(price) * Decimal(quantity)))
    tax = Decimal(tax)
    return LinePayload(
        description=values.pop("description", "Something"),
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        discount=Decimal(values.pop("discount", 0)),
        subtotal=subtotal,
        tax=tax,
        total=subtotal + tax,
        account=values.pop("account", "200"),
        tax_code=values.pop("tax_code", "TAX001"),
        **values,
    )


def document(*lines, **values):
    """A document whose totals are the sums of its lines."""
    lines = lines or (line(),)
    defaults = {
        "reference": 1,
        "document_type": "invoice",
        "mark": "S00001-k7Q2",
        "contact": "11111111-1111-4111-8111-111111111111",
        "currency": "USD",
        "date": date(2026, 11, 20),
        "due_date": date(2026, 12, 20),
        "lines": lines,
        "subtotal": sum(each.subtotal for each in lines),
        "tax": sum(each.tax for each in lines),
        "total": sum(each.total for each in lines),
        "url": "https://odoo.example.com/accounting_bridge/order/S00001-k7Q2",
    }
    return DocumentPayload(**{**defaults, **values})


def contact(**values):
    defaults = {"reference": 1, "key": "odoo-12345678-7", "name": "Azure Interior"}
    return ContactPayload(**{**defaults, **values})


def odoo_line(
    quantity, price, discount, rate, is_inclusive, decimals=2, nudge=0, **values
):
    """A line as Odoo computes it, rounded half up, its tax moved by some of the
    currency's smallest units as ``round_globally`` does."""
    unit = Decimal(1).scaleb(-decimals)
    gross = quantity * price * (HUNDRED - discount) / HUNDRED
    if is_inclusive:
        total = gross.quantize(unit, ROUND_HALF_UP)
        tax = (gross * rate / (HUNDRED + rate)).quantize(unit, ROUND_HALF_UP)
        tax += nudge * unit
        subtotal = total - tax
    else:
        subtotal = gross.quantize(unit, ROUND_HALF_UP)
        tax = (gross * rate / HUNDRED).quantize(unit, ROUND_HALF_UP) + nudge * unit
        total = subtotal + tax
    defaults = {"description": "Line", "account": "200", "tax_code": "TAX"}
    return LinePayload(
        quantity=quantity,
        unit_price=price,
        discount=discount,
        subtotal=subtotal,
        tax=tax,
        total=total,
        **{**defaults, **values},
    )


def random_number(chance, most, decimals):
    """A number from nearly nothing to ``most``, with some of these decimals."""
    scale = 10 ** chance.choice(decimals)
    return Decimal(chance.randint(1, most * scale)) / scale
