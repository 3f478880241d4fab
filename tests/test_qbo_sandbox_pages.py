# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a person sees and does in the pretend QuickBooks; the control calls."""

from urllib.parse import quote

import pytest
import requests

from tests.sandbox.control import Refusal

pytest_plugins = ["tests.sandbox.plugin"]

US = "9341450000000011"


@pytest.fixture
def invoice(us_books):
    line = {
        "DetailType": "SalesItemLineDetail",
        "Amount": 100,
        "Description": "Two hours",
        "SalesItemLineDetail": {
            "ItemRef": {"value": us_books.find_id("Item", "Hours")},
            "Qty": 2,
            "UnitPrice": 50,
            "TaxCodeRef": {"value": "NON"},
        },
    }
    body = {
        "CustomerRef": {"value": us_books.find_id("Customer", "City Limousines")},
        "PrivateNote": "Sold <by> hand\nOdoo S00023-1 k7Q2",
        "Line": [line],
    }
    return us_books.create("Invoice", body)


@pytest.fixture
def bill(us_books):
    detail = {"AccountRef": {"value": us_books.find_id("Account", "Travel")}}
    line = {
        "DetailType": "AccountBasedExpenseLineDetail",
        "Amount": 80,
        "AccountBasedExpenseLineDetail": detail,
    }
    vendor = {"value": us_books.find_id("Vendor", "Hamilton Smith Ltd")}
    return us_books.create("Bill", {"VendorRef": vendor, "Line": [line]})


def get(sandbox, path):
    return requests.get(sandbox.url + path, timeout=10)


def press(sandbox, path, action):
    return requests.post(sandbox.url + path, {"action": action}, timeout=10)


def control(sandbox, path, body):
    return requests.post(f"{sandbox.url}/_sandbox/{path}", json=body, timeout=10)


# -- pages -------------------------------------------------------------------------


def test_the_overview_shows_what_arrived(qbo_sandbox, invoice):
    text = get(qbo_sandbox, "/").text
    assert f"/go/us/Invoice/{invoice['Id']}" in text
    assert "Odoo S00023-1 k7Q2" in text
    for name in ("Sandbox Company Canada", "City Limousines", "Hamilton Smith Ltd"):
        assert name in text


@pytest.mark.parametrize(
    "path",
    [
        "/go/us/Invoice/{id}",
        "/app/invoice?txnId={id}",
        "/app/login?pagereq="
        + quote("invoice?txnId=")
        + "{id}&deeplinkcompanyid="
        + US,
        "/login?deeplinkcompanyid="
        + US
        + "&pagereq="
        + quote("invoice?txnId=")
        + "{id}",
    ],
)
def test_the_page_of_an_invoice(qbo_sandbox, invoice, path):
    answer = get(qbo_sandbox, path.format(id=invoice["Id"]))
    assert answer.status_code == 200
    for text in ("City Limousines", "Two hours", "Sold &lt;by&gt; hand", "100.00"):
        assert text in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/go/us/Invoice/999",
        "/go/ca/Invoice/1",
        "/go/us/Nothing/1",
        "/app/nothing?txnId=1",
        "/app/invoice",
        "/elsewhere",
    ],
)
def test_there_is_no_such_page(qbo_sandbox, invoice, path):
    assert get(qbo_sandbox, path).status_code == 404


def test_the_page_of_a_name(qbo_sandbox, us_books):
    text = get(qbo_sandbox, "/app/customerdetail?nameId=1").text
    assert "billing@ridgeway.example.com" in text
    press(qbo_sandbox, "/go/us/Customer/1", "deactivate")
    assert us_books.read("Customer", 1)["Active"] is False
    press(qbo_sandbox, "/go/us/Customer/1", "activate")
    assert us_books.read("Customer", 1)["DisplayName"] == "Ridgeway University"


def test_buttons_of_an_invoice(qbo_sandbox, us_books, invoice):
    path = f"/go/us/Invoice/{invoice['Id']}"
    assert press(qbo_sandbox, path, "pay").status_code == 200
    assert us_books.read("Invoice", invoice["Id"])["Balance"] == 0
    assert "Paid" in get(qbo_sandbox, path).text
    press(qbo_sandbox, path, "unpay")
    assert us_books.read("Invoice", invoice["Id"])["Balance"] == 100
    press(qbo_sandbox, path, "void")
    voided = us_books.read("Invoice", invoice["Id"])
    assert voided["TotalAmt"] == 0 and voided["PrivateNote"].startswith("Voided")
    assert press(qbo_sandbox, path, "paint").status_code == 400
    press(qbo_sandbox, path, "delete")
    assert get(qbo_sandbox, path).status_code == 404


def test_a_refusal_is_shown(qbo_sandbox, invoice):
    qbo_sandbox.configure("us", closing_date="2999-12-31")
    answer = press(qbo_sandbox, f"/go/us/Invoice/{invoice['Id']}", "void")
    assert answer.status_code == 400
    assert "6210" in answer.text


# -- what is stored ----------------------------------------------------------------


def test_transactions_share_their_ids(invoice, bill):
    assert int(bill["Id"]) == int(invoice["Id"]) + 1


def test_what_is_refused_leaves_nothing(qbo_sandbox, us_books, invoice):
    qbo_sandbox.configure("us", custom_numbers=True)
    qbo_sandbox.edit("Invoice", invoice["Id"], DocNumber="A-1")
    line = invoice["Line"][0]
    line["SalesItemLineDetail"]["TaxCodeRef"] = {"value": "TAX"}
    body = {
        "CustomerRef": invoice["CustomerRef"],
        "ShipAddr": {"CountrySubDivisionCode": "TX"},
        "Line": [line],
    }
    # The rates of a state are made when a tax is computed there for the first time.
    texas = "SELECT * FROM TaxRate WHERE Name LIKE 'Texas%'"
    fault = us_books.refused("Invoice", {**body, "DocNumber": "A-1"})
    assert fault["code"] == "6140"
    assert not us_books.find(texas)
    us_books.create("Invoice", {**body, "DocNumber": "A-2"})
    assert us_books.find(texas)


# -- what a person does, by the handles --------------------------------------------


def test_part_of_a_bill_is_paid(qbo_sandbox, us_books, bill):
    payment = qbo_sandbox.act("Bill", bill["Id"], "pay", amount="30.00")
    changed = us_books.read("Bill", bill["Id"])
    assert changed["Balance"] == 50
    assert int(changed["SyncToken"]) > int(bill["SyncToken"])
    assert us_books.read("BillPayment", payment)["TotalAmt"] == 30
    qbo_sandbox.act("Bill", bill["Id"], "unpay")
    assert us_books.read("Bill", bill["Id"])["Balance"] == 80


def test_a_foreign_invoice_is_paid(qbo_sandbox, ca_books):
    euros = {"value": "EUR"}
    detail = {
        "ItemRef": {"value": ca_books.find_id("Item", "Hours")},
        "TaxCodeRef": {"value": ca_books.find_id("TaxCode", "Zero-rated")},
    }
    line = {
        "DetailType": "SalesItemLineDetail",
        "Amount": 10,
        "SalesItemLineDetail": detail,
    }
    customer = ca_books.find_id("Customer", "Berliner Buchhandel")
    body = {
        "CustomerRef": {"value": customer},
        "CurrencyRef": euros,
        "GlobalTaxCalculation": "TaxExcluded",
        "Line": [line],
    }
    found = ca_books.create("Invoice", body)
    qbo_sandbox.act("Invoice", found["Id"], "pay", company="ca")
    assert ca_books.read("Invoice", found["Id"])["Balance"] == 0


def test_a_number_and_a_name_are_changed(qbo_sandbox, us_books, invoice):
    qbo_sandbox.edit("Invoice", invoice["Id"], DocNumber="HAND-1")
    qbo_sandbox.edit("Customer", "2", DisplayName="City Limos")
    changed = us_books.read("Invoice", invoice["Id"])
    assert changed["DocNumber"] == "HAND-1"
    assert changed["CustomerRef"]["name"] == "City Limos"
    assert changed["TotalAmt"] == invoice["TotalAmt"]


def test_names_made_by_hand_share_one_space(qbo_sandbox, us_books):
    (vendor_id,) = qbo_sandbox.create("Vendor", {"DisplayName": "Both Sides"})
    assert us_books.read("Vendor", vendor_id)["DisplayName"] == "Both Sides"
    with pytest.raises(Refusal, match="6240"):
        qbo_sandbox.create("Employee", {"DisplayName": "BOTH SIDES"})


def test_customers_are_merged(qbo_sandbox, us_books, invoice):
    qbo_sandbox.act("Customer", "2", "merge", into="1")
    changed = us_books.read("Invoice", invoice["Id"])
    assert changed["CustomerRef"]["value"] == "1"
    assert changed["SyncToken"] != invoice["SyncToken"]
    assert us_books.read("Customer", 1)["Balance"] == 100
    assert us_books.send("GET", "customer/2").status_code == 400


def test_the_owner_changes_a_tax_rate(qbo_sandbox, uk_books):
    (rate,) = uk_books.find("SELECT * FROM TaxRate WHERE Name = '20.0% S (sales)'")
    qbo_sandbox.rewrite("TaxRate", rate["Id"], company="uk", RateValue=17.5)
    changed = uk_books.read("TaxRate", rate["Id"])
    assert changed["RateValue"] == 17.5
    assert changed["SyncToken"] == "1"
    with pytest.raises(KeyError):
        qbo_sandbox.rewrite("TaxRate", "999", company="uk", RateValue=1)


# -- control calls -----------------------------------------------------------------


def test_objects_name_their_company(qbo_sandbox, us_books, invoice):
    answer = get(qbo_sandbox, "/_sandbox/objects/Invoice").json()
    assert [(each["_realm"], each["TotalAmt"]) for each in answer] == [(US, 100)]
    assert qbo_sandbox.objects("Invoice", tenant="uk") == []
    assert len(qbo_sandbox.objects("Customer", tenant="us")) == 3
    assert get(qbo_sandbox, "/_sandbox/objects/Nothing").status_code == 400


def test_handles_over_http(qbo_sandbox, us_books, bill):
    made = control(
        qbo_sandbox,
        "create",
        {"entity": "Vendor", "bodies": [{"DisplayName": "New"}], "company": "us"},
    ).json()
    edited = {"entity": "Vendor", "record_id": made["ids"][0]}
    control(qbo_sandbox, "edit", {**edited, "changes": {"CompanyName": "New Ltd"}})
    assert us_books.read("Vendor", made["ids"][0])["CompanyName"] == "New Ltd"
    pay = {"entity": "Bill", "record_id": bill["Id"], "action": "pay"}
    assert control(qbo_sandbox, "act", pay).status_code == 200
    assert us_books.read("Bill", bill["Id"])["Balance"] == 0
    changed = {"company": "us", "custom_numbers": True}
    assert control(qbo_sandbox, "configure", changed).json()["custom_numbers"] is True
    assert control(qbo_sandbox, "configure", {"company": "mars"}).status_code == 400
    companies = get(qbo_sandbox, "/_sandbox/companies").json()
    assert companies[US]["key"] == "us"
    control(qbo_sandbox, "disconnect", {"company": "us"})
    assert us_books.send("GET", "preferences").status_code == 403


def test_reset_goes_back_to_the_fixtures(qbo_sandbox, us_books, invoice):
    qbo_sandbox.configure("us", custom_numbers=True)
    qbo_sandbox.reset()
    assert qbo_sandbox.objects("Invoice") == []
    assert us_books.send("GET", "preferences").status_code == 401
    assert qbo_sandbox.companies()[US]["settings"]["custom_numbers"] is False
