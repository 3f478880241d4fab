# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Connect two companies of Odoo's demo data, one to Xero and one to QuickBooks, walk
through both setups, press on a sale order and a purchase order of each, and compare
what arrived with Odoo's totals.

python -m story ODOO_URL DATABASE XERO_SANDBOX_URL QUICKBOOKS_SANDBOX_URL
"""

import sys
from decimal import Decimal

from .books import QuickBooks, Xero
from .demo_orders import ORDERS, find_whole_order, make_orders
from .odoo import Odoo, Refusal
from .steps import connect, press_create, set_up

SECOND_COMPANY = "My US Company"
#: Percent, of the state that company is in: QuickBooks works the tax out by itself.
SALES_TAX = 5.75
BILL_NUMBER = {"number": "BILL-1001"}
ROW = "{:<11} {:<10} {:>12}   {:<12} {:>12}   {}"


def first_company(odoo, books):
    """The demo's own orders.

    :return: pairs of an order and its document
    """
    set_up(odoo, books, connect(odoo, books))
    return _press_both(odoo, {model: find_whole_order(odoo, model) for model in ORDERS})


def second_company(odoo, books):
    """A company that has taxes but no orders yet.

    :return: pairs of an order and its document
    """
    orders = make_orders(odoo, SALES_TAX)
    set_up(odoo, books, connect(odoo, books))
    return _press_both(odoo, orders)


def _press_both(odoo, orders):
    sale, purchase = orders["sale.order"], orders["purchase.order"]
    return [
        (sale, press_create(odoo, "sale.order", sale)),
        (purchase, press_create(odoo, "purchase.order", purchase, BILL_NUMBER)),
    ]


def report(books, pairs):
    """Print what arrived beside Odoo's totals.

    :return: whether all totals are equal
    """
    is_right = True
    for order, document in pairs:
        ours = Decimal(str(order["amount_total"])).quantize(Decimal("0.01"))
        theirs = books.total_of(document)
        is_right = is_right and ours == theirs
        print(
            ROW.format(
                books.NAME,
                order["name"],
                f"{ours:.2f}",
                document["remote_number"] or "-",
                "missing" if theirs is None else f"{theirs:.2f}",
                document["remote_url"] or document["message"] or "",
            )
        )
    return is_right


def main(odoo_url, database, xero_url, quickbooks_url):
    xero, quickbooks = Xero(xero_url), QuickBooks(quickbooks_url)
    found = {
        xero: first_company(Odoo(odoo_url, database), xero),
        quickbooks: second_company(
            Odoo(odoo_url, database, SECOND_COMPANY), quickbooks
        ),
    }
    print()
    print(ROW.format("", "Order", "Odoo", "Over there", "Total there", "Link"))
    are_right = [report(books, pairs) for books, pairs in found.items()]
    print("The totals are equal." if all(are_right) else "THE TOTALS DIFFER.")
    return 0 if all(are_right) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Refusal as refusal:
        sys.exit(f"Odoo refused: {refusal}")
