# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Make confirmed orders that can be billed as they are, no two with the same total.

python -m tests.faults.new_orders DATABASE COUNT PARTNERS

Makes COUNT sale orders and COUNT purchase orders for PARTNERS new partners, who buy
and sell. Prints the ids of the orders by model.
"""

import json
import sys

from odoo.fields import Command

from measuring import database
from measuring.new_orders import make_product

#: Orders in one `create`, so that their lines are not all in memory at once.
SLICE = 100


def make(env, count, partner_count):
    """:return: the ids of the orders, by model"""
    product = make_product(env, "Fault service")
    partners = env["res.partner"].create(
        [{"name": f"Fault partner {number}"} for number in range(partner_count)]
    )
    ids = {"sale.order": [], "purchase.order": []}
    for start in range(0, count, SLICE):
        numbers = range(start, min(start + SLICE, count))
        ids["sale.order"] += _make_sales(env, numbers, partners, product).ids
        ids["purchase.order"] += _make_purchases(env, numbers, partners, product).ids
    return ids


def _make_sales(env, numbers, partners, product):
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partners[number % len(partners)].id,
                "order_line": _lines(number, product, "product_uom_qty"),
            }
            for number in numbers
        ]
    )
    orders.action_confirm()
    return orders


def _make_purchases(env, numbers, partners, product):
    orders = env["purchase.order"].create(
        [
            {
                "partner_id": partners[-1 - number % len(partners)].id,
                # A bill needs the supplier's own number.
                "partner_ref": f"FAULT-{number}",
                "order_line": _lines(number, product, "product_qty"),
            }
            for number in numbers
        ]
    )
    orders.button_confirm()
    return orders


def _lines(number, product, quantity_field):
    """One to three lines; the first one's price is this order's alone."""
    prices = (10 + number * 1.01, 33.33, 0.07)
    return [
        Command.create(
            {
                "product_id": product.id,
                quantity_field: 1 + place,
                "price_unit": price,
                "discount": 12.5 if number % 4 == 3 else 0,
            }
        )
        for place, price in enumerate(prices[: 1 + number % 3])
    ]


def main(name, *counts):
    with database.environment(name) as env:
        ids = make(database.admin(env), *map(int, counts))
    print(json.dumps(ids))


if __name__ == "__main__":
    main(*sys.argv[1:])
