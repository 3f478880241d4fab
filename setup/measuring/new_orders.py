# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Make confirmed sale and purchase orders that can be billed as they are.

python -m measuring.new_orders DATABASE COMPANY PARTNERS ORDERS PARTLY_INVOICED

The first PARTNERS orders are of a new partner each, the others of one more. Of as
many as PARTLY_INVOICED says, Odoo itself has invoiced a part. Prints the ids of the
orders by model.
"""

import json
import sys

from odoo.fields import Command, Date

from . import database

QUANTITY = 3
INVOICED_QUANTITY = 1


def make(env, partner_count, order_count, partly_invoiced_count):
    """Make as many sale orders as purchase orders.

    :return: the sale orders and the purchase orders
    """
    make_warehouse(env)
    product = make_product(env, "Bench service")
    partners = env["res.partner"].create(
        [{"name": f"Bench partner {number}"} for number in range(partner_count + 1)]
    )
    buyers = [*partners[:-1], *[partners[-1]] * (order_count - partner_count)]
    sales = _make_sales(env, buyers, product)
    purchases = _make_purchases(env, buyers, product)
    _invoice_partly(sales[:partly_invoiced_count])
    _bill_partly(purchases[:partly_invoiced_count])
    return sales, purchases


def make_warehouse(env):
    """Purchase orders need one to be delivered to, services too."""
    warehouses = env["stock.warehouse"]
    if not warehouses.search_count([("company_id", "=", env.company.id)], limit=1):
        warehouses.create({"name": "Bench", "code": "BNCH"})


def make_product(env, name):
    """A service that is invoiced and billed as ordered, with this company's taxes
    alone."""
    company = env.company
    return env["product.product"].create(
        {
            "name": name,
            "type": "service",
            "invoice_policy": "order",
            "purchase_method": "purchase",
            "taxes_id": [Command.set(company.account_sale_tax_id.ids)],
            "supplier_taxes_id": [Command.set(company.account_purchase_tax_id.ids)],
        }
    )


def _make_sales(env, partners, product):
    line = {"product_id": product.id, "product_uom_qty": QUANTITY, "price_unit": 33.33}
    orders = env["sale.order"].create(
        [
            {"partner_id": partner.id, "order_line": [Command.create(line)]}
            for partner in partners
        ]
    )
    orders.action_confirm()
    return orders


def _make_purchases(env, partners, product):
    line = {"product_id": product.id, "product_qty": QUANTITY, "price_unit": 66.67}
    orders = env["purchase.order"].create(
        [
            {
                "partner_id": partner.id,
                # A bill needs the supplier's own number.
                "partner_ref": f"BENCH-{number}",
                "order_line": [Command.create(line)],
            }
            for number, partner in enumerate(partners)
        ]
    )
    orders.button_confirm()
    return orders


def _invoice_partly(orders):
    for order in orders:
        _post_part(order._create_invoices())


def _bill_partly(orders):
    for order in orders:
        order.action_create_invoice()
        order.invoice_ids.invoice_date = Date.today()
        _post_part(order.invoice_ids)


def _post_part(invoice):
    invoice.invoice_line_ids.quantity = INVOICED_QUANTITY
    invoice.action_post()


def main(name, company, *counts):
    with database.environment(name) as env:
        sales, purchases = make(database.admin_of(env, company), *map(int, counts))
        ids = {orders._name: orders.ids for orders in (sales, purchases)}
    print(json.dumps(ids))


if __name__ == "__main__":
    main(*sys.argv[1:])
