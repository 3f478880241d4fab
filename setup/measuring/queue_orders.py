# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Make orders by the thousand that can be billed as they are.

python -m measuring.queue_orders DATABASE COMPANY NEW COUNT...

Makes NEW sale and NEW purchase orders of as many new customers and suppliers, then
COUNT orders of each kind that share these partners, once for each COUNT. Orders have
two or three lines. Prints, for each of these groups, the ids of its orders by model.
"""

import json
import sys

from odoo.fields import Command
from odoo.tools import SQL

from . import database
from .copies import PURCHASES, SALES, copy_orders
from .new_orders import make_product, make_warehouse

# Orders that all others are copies of.
PATTERNS = 12
# Quantity, price and discount of the lines.
LINES = ((3, 33.33, 0), (1, 249.9, 12.5), (12, 4.07, 0))


def make(env, new_count, counts):
    """:return: for each group the ids of the orders by model"""
    make_warehouse(env)
    product = make_product(env, "Bench service")
    customers = _make_partners(env, "customer", new_count)
    suppliers = _make_partners(env, "supplier", new_count)
    sales = _make_patterns(env["sale.order"], customers[0], product, "product_uom_qty")
    sales.action_confirm()
    purchases = _make_patterns(
        env["purchase.order"], suppliers[0], product, "product_qty"
    )
    purchases.button_confirm()
    env.flush_all()
    patterns = {SALES: sales, PURCHASES: purchases}
    partners = {SALES: customers, PURCHASES: suppliers}
    return [
        {
            orders._name: _copy(env.cr, tables, orders.ids, partners[tables].ids, count)
            for tables, orders in patterns.items()
        }
        for count in (new_count, *counts)
    ]


def _make_partners(env, kind, count):
    return env["res.partner"].create(
        [
            {"name": f"Bench {kind} {number}", "email": f"{kind}{number}@example.com"}
            for number in range(count)
        ]
    )


def _make_patterns(orders, partner, product, quantity_field):
    """:param orders: their model"""
    return orders.create(
        [
            {
                "partner_id": partner.id,
                "order_line": _lines(number, product, quantity_field),
            }
            for number in range(PATTERNS)
        ]
    )


def _lines(number, product, quantity_field):
    return [
        Command.create(
            {
                "product_id": product.id,
                quantity_field: quantity,
                "price_unit": price + number,
                "discount": discount,
            }
        )
        for quantity, price, discount in LINES[: 2 + number % 2]
    ]


def _copy(cr, tables, patterns, partners, count):
    """Copies of the patterns, for each partner in turn."""
    partner = SQL("(%s::int[])[1 + (copy.number - 1) %% %s]", partners, len(partners))
    order_values = {
        "partner_id": partner,
        "partner_invoice_id": partner,
        "partner_shipping_id": partner,
        # A bill needs the supplier's own number.
        "partner_ref": SQL("'BENCH-' || copy.id"),
    }
    line_values = {"order_partner_id": partner, "partner_id": partner}
    return copy_orders(cr, tables, count, patterns, order_values, line_values)


def main(name, company, new_count, *counts):
    with database.environment(name) as env:
        env = database.admin_of(env, company)
        groups = make(env, int(new_count), list(map(int, counts)))
    print(json.dumps(groups))


if __name__ == "__main__":
    main(*sys.argv[1:])
