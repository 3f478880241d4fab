# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pages on which a person looks at what arrived in the pretend Xero."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.sandbox.testing import bill, invoice, line

pytest_plugins = ["tests.sandbox.plugin"]


def page(sandbox, path):
    answer = requests.get(sandbox.url + path, timeout=10)
    assert answer.status_code == 200, path
    return answer.text


def press(sandbox, path, action):
    return requests.post(sandbox.url + path, {"action": action}, timeout=10)


def test_the_first_page_shows_what_arrived(xero_sandbox, xero_caller):
    contact = {"Name": "O'Hara & Sons"}
    document = invoice(Contact=contact, InvoiceNumber="S00001")
    xero_caller.put_one("Invoices", document)
    xero_caller.put_one("Invoices", bill(InvoiceNumber="B<1>"))
    text = page(xero_sandbox, "/")
    assert "S00001" in text and "O&#x27;Hara &amp; Sons" in text
    assert "B&lt;1&gt;" in text and "100.00 USD" in text


def test_pages_are_no_calls(xero_sandbox):
    page(xero_sandbox, "/")
    assert xero_sandbox.calls() == []


def test_deep_links(xero_sandbox, xero_caller):
    document = xero_caller.put_one(
        "Invoices",
        invoice(
            Url="http://localhost:8069/odoo/sales/7",
            Reference="Ref 5",
            LineItems=[{"Description": "A note"}, line(Description="A thing")],
        ),
    )
    (contact,) = [document["Contact"]]
    order = xero_caller.put_one(
        "PurchaseOrders",
        {
            "Contact": {"ContactID": contact["ContactID"]},
            "LineItems": [line(AccountCode="310")],
        },
    )
    key = document["InvoiceID"]
    login = "/organisationlogin/default.aspx?shortcode=!us1Demo&redirecturl="
    for path in (
        f"/app/!us1Demo/invoicing/view/{key}",
        f"{login}/AccountsReceivable/View.aspx?InvoiceID={key}",
        f"{login}%2FAccountsPayable%2FEdit.aspx%3FInvoiceID%3D{key}",
        f"/go/Invoices/{key}",
    ):
        text = page(xero_sandbox, path)
        for part in ("INV-0001", "Ref 5", "A note", "A thing", "odoo/sales/7"):
            assert part in text, (path, part)
    order_id = order["PurchaseOrderID"]
    path = f"{login}/Accounts/Payable/PurchaseOrders/View/{order_id}/"
    assert "PO-0001" in page(xero_sandbox, path)
    path = f"/app/!us1Demo/contacts/contact/{contact['ContactID']}"
    assert "Ridgeway University" in page(xero_sandbox, path)
    missing = requests.get(f"{xero_sandbox.url}/go/Invoices/none", timeout=10)
    assert missing.status_code == 404


def test_buttons(xero_sandbox, xero_caller):
    key = xero_caller.put_one("Invoices", invoice())["InvoiceID"]
    path = f"/app/!us1Demo/invoicing/view/{key}"

    def status():
        return xero_caller.get(f"Invoices/{key}")["Invoices"][0]["Status"]

    assert "Approve" in page(xero_sandbox, path)
    assert press(xero_sandbox, path, "approve").status_code == 200
    assert status() == "AUTHORISED"
    press(xero_sandbox, path, "pay")
    assert status() == "PAID"
    refused = press(xero_sandbox, path, "void")
    assert refused.status_code == 400 and "not of valid status" in refused.text
    press(xero_sandbox, path, "unpay")
    press(xero_sandbox, path, "void")
    assert status() == "VOIDED"
    assert "<button" not in page(xero_sandbox, path)


@pytest.fixture
def process():
    root = Path(__file__).parent.parent
    ports = ["--xero-port", "0", "--qbo-port", "0"]
    command = [sys.executable, "-m", "tests.sandbox", *ports]
    running = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    yield running
    running.terminate()
    running.wait(10)
    running.stdout.close()


def test_it_runs_by_itself(process):
    address = process.stdout.readline().split()[-1]
    assert "What arrived" in requests.get(address, timeout=10).text
