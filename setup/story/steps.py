# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Connect, walk through the setup, press."""

from .odoo import TIMEOUT

#: The step of the setup that some organizations have no need of.
TAX_STEP = "taxes"


def connect(odoo, books):
    """Connect the company to its organization in the sandbox.

    :return: the connection
    """
    odoo.call("ir.config_parameter", "set_param", books.BASE_URL_PARAMETER, books.url)
    connection = odoo.call(
        "accounting.bridge.connection",
        "create",
        {
            "provider": books.PROVIDER,
            "client_id": "SANDBOXCLIENTID",
            "client_secret": "sandbox-client-secret",
        },
    )
    books.answer_consent()
    action = odoo.call("accounting.bridge.connection", "action_connect", [connection])
    # To the provider, and back to Odoo with its answer.
    odoo.session.get(action["url"], timeout=TIMEOUT)
    result = odoo.call("accounting.bridge.consent", "take_result")
    print(result["message"], flush=True)
    if result["type"] != "success":
        raise SystemExit(1)
    return connection


def set_up(odoo, books, connection):
    """Walk through the setup wizard."""
    model = "accounting.bridge.setup"
    setup = odoo.call(model, "create", {"connection_id": connection})
    odoo.call(model, "action_continue", [setup])
    values = {
        name: _find_account(odoo, connection, code)
        for name, code in books.ACCOUNTS.items()
    }
    odoo.call(model, "write", [setup], values)
    odoo.call(model, "action_continue", [setup])
    [row] = odoo.call(model, "read", [setup], ["step"])
    if row["step"] == TAX_STEP:
        _choose_missing_tax_codes(odoo, books, connection, setup)
        odoo.call(model, "action_continue", [setup])
    odoo.call(model, "action_done", [setup])


def add_to_names(odoo, connection):
    """Let new contacts get another name where theirs is taken, as where partners buy
    and sell: nobody is there to be asked."""
    values = {"taken_name_policy": "suffix"}
    odoo.call("accounting.bridge.connection", "write", [connection], values)


def _find_account(odoo, connection, code):
    domain = [("connection_id", "=", connection), ("code", "=", code)]
    [account] = odoo.find("accounting.bridge.ledger.account", domain, "name")
    return account["id"]


def _choose_missing_tax_codes(odoo, books, connection, setup):
    """What the wizard could not propose is mapped to a code without tax."""
    domain = [("connection_id", "=", connection), ("name", "=", books.NO_TAX)]
    [no_tax] = odoo.find("accounting.bridge.tax.code", domain, "name")
    missing = odoo.find(
        "accounting.bridge.setup.tax",
        [("setup_id", "=", setup), ("tax_code_id", "=", False)],
        "tax_names",
    )
    for row in missing:
        values = {"tax_code_id": no_tax["id"]}
        odoo.call("accounting.bridge.setup.tax", "write", [row["id"]], values)


def press_create(odoo, model, order, values=None):
    """Press the button on an order, then Create in the dialog.

    :param dict values: what the person changes in the dialog
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
