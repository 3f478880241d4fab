# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a new user does, done over HTTP as the browser does it.

Connect, walk through the setup, press on one sale order and one purchase order of
Odoo's demo data, and compare what arrived with Odoo's totals.

python setup/demo_story.py ODOO_URL DATABASE SANDBOX_URL
"""

import sys
from decimal import Decimal

import requests

ORGANIZATION = "Demo Company (US)"
SALES_ACCOUNT, PURCHASES_ACCOUNT, DOWN_PAYMENTS_ACCOUNT = "200", "310", "835"
TIMEOUT = 60


class Refusal(Exception):
    """Odoo said no; the message says why."""


class Odoo:
    """A logged-in browser, less the screen."""

    def __init__(self, url, database):
        self.url = url
        self.session = requests.Session()
        login = {"db": database, "login": "admin", "password": "admin"}
        user = self._ask("/web/session/authenticate", login)
        self.company = user["user_companies"]["current_company"]

    def call(self, model, method, *args, context=None, **kwargs):
        context = {**(context or {}), "allowed_company_ids": [self.company]}
        params = {
            "model": model,
            "method": method,
            "args": list(args),
            "kwargs": {**kwargs, "context": context},
        }
        return self._ask(f"/web/dataset/call_kw/{model}/{method}", params)

    def find(self, model, domain, *fields, **options):
        return self.call(model, "search_read", domain, list(fields), **options)

    def _ask(self, path, params):
        answer = self.session.post(
            f"{self.url}{path}",
            json={"jsonrpc": "2.0", "params": params},
            timeout=TIMEOUT,
        ).json()
        if "error" in answer:
            raise Refusal(answer["error"]["data"]["message"])
        return answer.get("result")  # a method may give nothing


# === CONNECT === #


def connect(odoo, sandbox):
    """Connect Odoo's first company to the sandbox's US organization."""
    parameter = ("accounting_bridge_xero.base_url", sandbox)
    odoo.call("ir.config_parameter", "set_param", *parameter)
    connection = odoo.call(
        "accounting.bridge.connection",
        "create",
        {
            "provider": "xero",
            "client_id": "SANDBOXCLIENTID",
            "client_secret": "sandbox-client-secret",
        },
    )
    consent = {"answer": "allow", "tenants": [ORGANIZATION]}
    requests.post(f"{sandbox}/_sandbox/consent", json=consent, timeout=TIMEOUT)
    action = odoo.call("accounting.bridge.connection", "action_connect", [connection])
    # To the provider, and back to Odoo with its answer.
    odoo.session.get(action["url"], timeout=TIMEOUT)
    result = odoo.call("accounting.bridge.consent", "take_result")
    print(result["message"], flush=True)
    if result["type"] != "success":
        raise SystemExit(1)
    return connection


# === SET UP === #


def set_up(odoo, connection):
    """Walk through the setup wizard."""
    setup = odoo.call(
        "accounting.bridge.setup", "create", {"connection_id": connection}
    )

    def press(button):
        odoo.call("accounting.bridge.setup", button, [setup])

    press("action_continue")
    accounts = {
        "sale_account_id": SALES_ACCOUNT,
        "purchase_account_id": PURCHASES_ACCOUNT,
        "down_payment_account_id": DOWN_PAYMENTS_ACCOUNT,
    }
    values = {name: find_account(odoo, code) for name, code in accounts.items()}
    odoo.call("accounting.bridge.setup", "write", [setup], values)
    press("action_continue")
    choose_missing_tax_codes(odoo, setup)
    press("action_continue")
    press("action_done")


def find_account(odoo, code):
    [account] = odoo.find(
        "accounting.bridge.ledger.account", [("code", "=", code)], "name"
    )
    return account["id"]


def choose_missing_tax_codes(odoo, setup):
    """What the wizard could not propose is mapped to a code without tax."""
    [no_tax] = odoo.find(
        "accounting.bridge.tax.code", [("remote_key", "=", "NONE")], "name"
    )
    missing = odoo.find(
        "accounting.bridge.setup.tax",
        [("setup_id", "=", setup), ("tax_code_id", "=", False)],
        "tax_names",
    )
    for row in missing:
        values = {"tax_code_id": no_tax["id"]}
        odoo.call("accounting.bridge.setup.tax", "write", [row["id"]], values)


# === PRESS === #


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
                transfer(odoo, model, picking_field, order["id"])
            except Refusal:
                continue  # it has products with lots, or products out of stock
            if is_whole(odoo, f"{model}.line", order["id"], quantity_field):
                return order
    raise SystemExit(f"The demo data has no {model} that can be invoiced as a whole.")


def transfer(odoo, model, picking_field, order):
    """Deliver or receive what an order still waits for, where the stock allows it."""
    if model == "sale.order":
        deliver_services(odoo, order)
    domain = [(picking_field, "=", order), ("state", "=", "assigned")]
    for picking in odoo.find("stock.picking", domain, "name"):
        odoo.call("stock.picking", "button_validate", [picking["id"]])


def deliver_services(odoo, order):
    """Type in the delivered quantities that no delivery counts."""
    domain = [("order_id", "=", order), ("qty_delivered_method", "=", "manual")]
    for line in odoo.find("sale.order.line", domain, "product_uom_qty"):
        values = {"qty_delivered": line["product_uom_qty"]}
        odoo.call("sale.order.line", "write", [line["id"]], values)


def is_whole(odoo, model, order, quantity_field):
    """Whether all that was ordered is left to invoice."""
    domain = [("order_id", "=", order), ("display_type", "=", False)]
    lines = odoo.find(model, domain, quantity_field, "qty_to_invoice")
    return all(line[quantity_field] == line["qty_to_invoice"] > 0 for line in lines)


def press_create(odoo, model, order, values):
    """Press the button on an order, then Create in the dialog.

    :return: the document
    """
    action = odoo.call(model, "action_bridge_create_document", [order["id"]])
    dialog = action["res_id"]
    if values:
        odoo.call(action["res_model"], "write", [dialog], values)
    sending = odoo.call(action["res_model"], "action_create", [dialog])
    documents = sending["params"]["document_ids"]
    result = odoo.call("accounting.bridge.document", "action_send_now", documents)
    print(result["message"], flush=True)
    fields = ("document_type", "remote_number", "remote_id", "remote_url", "message")
    [document] = odoo.call("accounting.bridge.document", "read", documents, fields)
    return document


# === COMPARE === #


def arrived(sandbox, document):
    """What the sandbox holds of a document, None where it holds nothing."""
    objects = requests.get(f"{sandbox}/_sandbox/objects/Invoices", timeout=TIMEOUT)
    found = objects.json(parse_float=Decimal)
    records = found if isinstance(found, list) else found["objects"]
    for record in records:
        if record["InvoiceID"] == document["remote_id"]:
            return record
    return None


def report(sandbox, pairs):
    """Print what arrived beside Odoo's totals.

    :return: whether all totals are equal
    """
    row = "{:<10} {:>12}   {:<12} {:>12}   {}"
    print()
    print(row.format("Order", "Odoo", "Xero", "Xero", "Link"))
    is_right = True
    for order, document in pairs:
        record = arrived(sandbox, document)
        ours = Decimal(str(order["amount_total"])).quantize(Decimal("0.01"))
        theirs = Decimal(str(record["Total"])) if record else None
        is_right = is_right and ours == theirs
        print(
            row.format(
                order["name"],
                f"{ours:.2f}",
                document["remote_number"] or "-",
                f"{theirs:.2f}" if record else "missing",
                document["remote_url"] or document["message"] or "",
            )
        )
    print("The totals are equal." if is_right else "THE TOTALS DIFFER.", flush=True)
    return is_right


def main(odoo_url, database, sandbox):
    odoo = Odoo(odoo_url, database)
    connection = connect(odoo, sandbox)
    set_up(odoo, connection)
    sale = find_whole_order(odoo, "sale.order")
    purchase = find_whole_order(odoo, "purchase.order")
    pairs = [
        (sale, press_create(odoo, "sale.order", sale, {})),
        (
            purchase,
            press_create(odoo, "purchase.order", purchase, {"number": "BILL-1001"}),
        ),
    ]
    return 0 if report(sandbox, pairs) else 1


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Refusal as refusal:
        sys.exit(f"Odoo refused: {refusal}")
