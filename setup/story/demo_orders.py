# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders that can be invoiced as a whole: found in Odoo's demo data, or made."""

from .odoo import Refusal

# Model: the states of orders to try, what confirms one, and the names of the fields
# that tie it to its deliveries or receipts and that hold the quantity ordered.
ORDERS = {
    "sale.order": (
        ("sale", "sent", "draft"),
        "action_confirm",
        "sale_id",
        "product_uom_qty",
    ),
    "purchase.order": (
        ("purchase", "sent", "draft"),
        "button_confirm",
        "purchase_id",
        "product_qty",
    ),
}


def find_whole_order(odoo, model):
    """One of the demo's orders, confirmed and delivered or received, so that all of it
    can be invoiced: none of them can as it comes."""
    states, confirm, picking_field, quantity_field = ORDERS[model]
    for state in states:
        domain = [("state", "=", state), ("company_id", "=", odoo.company)]
        for order in odoo.find(model, domain, "name", "amount_total", order="id"):
            try:
                if state != states[0]:
                    odoo.call(model, confirm, [order["id"]])
                _transfer(odoo, model, picking_field, order["id"])
            except Refusal:
                continue  # it has products with lots, or products out of stock
            if _is_whole(odoo, f"{model}.line", order["id"], quantity_field):
                return order
    raise SystemExit(f"The demo data has no {model} that can be invoiced as a whole.")


def _transfer(odoo, model, picking_field, order):
    """Deliver or receive what an order still waits for, where the stock allows it."""
    if model == "sale.order":
        _deliver_services(odoo, order)
    domain = [(picking_field, "=", order), ("state", "=", "assigned")]
    for picking in odoo.find("stock.picking", domain, "name"):
        odoo.call("stock.picking", "button_validate", [picking["id"]])


def _deliver_services(odoo, order):
    """Type in the delivered quantities that no delivery counts."""
    domain = [("order_id", "=", order), ("qty_delivered_method", "=", "manual")]
    for line in odoo.find("sale.order.line", domain, "product_uom_qty"):
        values = {"qty_delivered": line["product_uom_qty"]}
        odoo.call("sale.order.line", "write", [line["id"]], values)


def _is_whole(odoo, model, order, quantity_field):
    """Whether all that was ordered is left to invoice."""
    domain = [("order_id", "=", order), ("display_type", "=", False)]
    lines = odoo.find(model, domain, quantity_field, "qty_to_invoice")
    return all(line[quantity_field] == line["qty_to_invoice"] > 0 for line in lines)


def make_orders(odoo, sales_tax):
    """A confirmed sale order and purchase order for a company that has none, each with
    a taxed line, and the sale with a discount as well.

    :param float sales_tax: percent; of Odoo's taxes the one with this rate is taken
    :return: the two orders, by model
    """
    _make_warehouse(odoo)
    partners = {
        "sale.order": _make_partner(odoo, "Ohio Valley Interiors"),
        "purchase.order": _make_partner(odoo, "Wooster Office Supply"),
    }
    product = _make_product(odoo, sales_tax)
    line = {"product_id": product, "price_unit": 89.95}
    lines = {
        "sale.order": {**line, "product_uom_qty": 3, "discount": 7.5},
        "purchase.order": {**line, "product_qty": 5},
    }
    return {
        model: _make_order(odoo, model, partner, lines[model])
        for model, partner in partners.items()
    }


def _make_warehouse(odoo):
    """Purchase orders need one to be delivered to, services too."""
    domain = [("company_id", "=", odoo.company)]
    if not odoo.find("stock.warehouse", domain, "name"):
        values = {"name": "Main", "code": "WHM", "company_id": odoo.company}
        odoo.call("stock.warehouse", "create", values)


def _make_partner(odoo, name):
    domain = [("code", "=", "OH"), ("country_id.code", "=", "US")]
    [state] = odoo.find("res.country.state", domain, "country_id")
    values = {
        "name": name,
        "is_company": True,
        "street": "12 North Clay Street",
        "city": "Millersburg",
        "zip": "44654",
        "state_id": state["id"],
        "country_id": state["country_id"][0],
    }
    return odoo.call("res.partner", "create", values)


def _make_product(odoo, sales_tax):
    domain = [("company_id", "=", odoo.company), ("amount", "=", sales_tax)]
    taxes = {
        use: odoo.find("account.tax", [*domain, ("type_tax_use", "=", use)], "name")
        for use in ("sale", "purchase")
    }
    values = {
        "name": "Workplace consultation",
        "type": "service",
        "invoice_policy": "order",
        "purchase_method": "purchase",
        "company_id": odoo.company,
        "taxes_id": [(6, 0, [tax["id"] for tax in taxes["sale"][:1]])],
        "supplier_taxes_id": [(6, 0, [tax["id"] for tax in taxes["purchase"][:1]])],
    }
    return odoo.call("product.product", "create", values)


def _make_order(odoo, model, partner, line):
    _states, confirm, _picking_field, _quantity_field = ORDERS[model]
    values = {"partner_id": partner, "order_line": [(0, 0, line)]}
    order = odoo.call(model, "create", {**values, "company_id": odoo.company})
    odoo.call(model, confirm, [order])
    [found] = odoo.call(model, "read", [order], ["name", "amount_total"])
    return found
