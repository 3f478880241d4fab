# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero's purchase orders, payments and credit notes."""

import pytest

from tests.sandbox.control import Refusal
from tests.sandbox.testing import all_messages, bill, invoice, line

pytest_plugins = ["tests.sandbox.plugin"]


def order(**values):
    return {
        "Contact": {"ContactNumber": "SUP"},
        "Date": "2026-11-20",
        "LineItems": [line(AccountCode="310", UnitAmount=1.2345, Quantity=10)],
        **values,
    }


@pytest.fixture
def buyer(xero_caller):
    xero_caller.put_one("Contacts", {"Name": "Supplier", "ContactNumber": "SUP"})
    return xero_caller


def test_an_order_has_four_places_by_default(buyer):
    stored = buyer.put_one("PurchaseOrders", order())
    assert stored["LineItems"][0]["UnitAmount"] == 1.2345
    assert (stored["Total"], stored["PurchaseOrderNumber"]) == (12.35, "PO-0001")


@pytest.mark.parametrize("name", ["Unknown", "Supplier"])
def test_an_order_needs_the_id_or_number_of_a_contact(buyer, name):
    messages = buyer.refused("PurchaseOrders", order(Contact={"Name": name}))
    assert messages == ["A Contact must be specified for this type of transaction"]
    assert buyer.put_one("PurchaseOrders", order())["Contact"]["Name"] == "Supplier"


def test_numbers_of_orders_are_unique(buyer):
    buyer.put_one("PurchaseOrders", order(PurchaseOrderNumber="P1"))
    again = order(PurchaseOrderNumber="P1")
    assert buyer.refused("PurchaseOrders", again) == [
        "Purchase Order # must be unique."
    ]
    (found,) = buyer.get("PurchaseOrders/P1")["PurchaseOrders"]
    assert found["PurchaseOrderNumber"] == "P1"


def test_the_way_of_an_order(buyer):
    stored = buyer.put_one("PurchaseOrders", order())
    address = f"PurchaseOrders/{stored['PurchaseOrderID']}"
    refused = buyer.api("POST", address, {"Status": "BILLED"})
    assert refused.status_code == 400
    for status in ("AUTHORISED", "BILLED"):
        (stored,) = buyer.api("POST", address, {"Status": status}).json()[
            "PurchaseOrders"
        ]
        assert stored["Status"] == status
    changed = buyer.api("POST", address, {"LineItems": []})
    messages = all_messages(changed.json()["Elements"][0])
    assert messages == ["Purchase Order not of valid status for modification"]


def test_lists_of_orders_are_paged_and_filtered(buyer):
    buyer.put_one("PurchaseOrders", order(Date="2026-10-01"))
    buyer.put_one("PurchaseOrders", order(Status="AUTHORISED"))
    everything = buyer.get("PurchaseOrders")
    assert everything["pagination"]["itemCount"] == 2
    assert everything["PurchaseOrders"][0]["LineItems"]
    for query in ("Status=AUTHORISED", "DateFrom=2026-11-01", "status=AUTHORISED"):
        (found,) = buyer.get(f"PurchaseOrders?{query}")["PurchaseOrders"]
        assert found["Status"] == "AUTHORISED"


# -- payments ----------------------------------------------------------------------


def payment(document, amount, code="090"):
    return {
        "Invoice": {"InvoiceID": document["InvoiceID"]},
        "Account": {"Code": code},
        "Date": "2026-11-21",
        "Amount": amount,
    }


def read(caller, document):
    return caller.get(f"Invoices/{document['InvoiceID']}")["Invoices"][0]


def test_payments_open_and_close_an_invoice(xero_caller):
    document = xero_caller.put_one("Invoices", invoice(Status="AUTHORISED"))
    xero_caller.put_one("Payments", payment(document, 40))
    part = read(xero_caller, document)
    assert (part["Status"], part["AmountPaid"]) == ("AUTHORISED", 40)
    last = xero_caller.put_one("Payments", payment(document, 60))
    paid = read(xero_caller, document)
    assert (paid["Status"], paid["AmountDue"]) == ("PAID", 0)
    assert len(paid["Payments"]) == 2
    deletion = {"Status": "DELETED"}
    address = f"Payments/{last['PaymentID']}"
    assert xero_caller.api("POST", address, deletion).status_code == 200
    again = read(xero_caller, document)
    assert (again["Status"], again["AmountDue"]) == ("AUTHORISED", 60)
    assert xero_caller.api("POST", address, deletion).status_code == 400


def test_refused_payments(xero_caller):
    draft = xero_caller.put_one("Invoices", invoice())
    assert xero_caller.refused("Payments", payment(draft, 1))
    document = xero_caller.put_one("Invoices", invoice(Status="AUTHORISED"))
    assert xero_caller.refused("Payments", payment(document, 100.01))
    assert xero_caller.refused("Payments", payment(document, 0))
    assert xero_caller.refused("Payments", payment(document, "much"))
    assert xero_caller.refused("Payments", payment(document, 1, code="200"))
    assert xero_caller.put_one("Payments", payment(document, 1, code="881"))


def test_what_is_paid_is_neither_voided_nor_changed(xero_caller):
    document = xero_caller.put_one("Invoices", bill(Status="AUTHORISED"))
    xero_caller.put_one("Payments", payment(document, 40))
    address = f"Invoices/{document['InvoiceID']}"
    for change in ({"Status": "VOIDED"}, {"Date": "2026-11-19"}):
        answer = xero_caller.api("POST", address, change)
        (message,) = all_messages(answer.json()["Elements"][0])
        assert "payments or credit notes" in message
    allowed = {"Reference": "R", "DueDate": "2027-01-01"}
    assert xero_caller.api("POST", address, allowed).status_code == 200


def test_a_person_pays_and_takes_back(xero_sandbox, xero_caller):
    document = xero_caller.put_one("Invoices", invoice())
    invoice_id = document["InvoiceID"]
    with pytest.raises(Refusal, match="authorised"):
        xero_sandbox.act("Invoices", invoice_id, "pay")
    xero_sandbox.act("Invoices", invoice_id, "approve")
    xero_sandbox.act("Invoices", invoice_id, "pay", amount="30.00")
    assert read(xero_caller, document)["AmountDue"] == 70
    xero_sandbox.act("Invoices", invoice_id, "pay")
    assert read(xero_caller, document)["Status"] == "PAID"
    xero_sandbox.act("Invoices", invoice_id, "unpay")
    xero_sandbox.act("Invoices", invoice_id, "void")
    assert read(xero_caller, document)["Status"] == "VOIDED"


# -- credit notes ------------------------------------------------------------------


def test_credit_is_used_for_an_invoice(xero_caller):
    document = xero_caller.put_one("Invoices", invoice(Status="AUTHORISED"))
    note = invoice(Type="ACCRECCREDIT", Status="AUTHORISED")
    note = xero_caller.put_one("CreditNotes", note)
    assert (note["CreditNoteNumber"], note["RemainingCredit"]) == ("CN-0001", 100)
    address = f"CreditNotes/{note['CreditNoteID']}/Allocations"
    allocation = {
        "Invoice": {"InvoiceID": document["InvoiceID"]},
        "Amount": 30,
        "Date": "2026-11-21",
    }
    body = {"Allocations": [allocation]}
    assert xero_caller.api("PUT", address, body).status_code == 200
    credited = read(xero_caller, document)
    assert (credited["AmountCredited"], credited["AmountDue"]) == (30, 70)
    allocation["Amount"] = 71
    assert xero_caller.api("PUT", address, body).status_code == 400


def test_credit_notes_have_no_discounts(xero_caller):
    note = invoice(Type="ACCRECCREDIT", LineItems=[line(DiscountRate=5)])
    assert "Discounts" in xero_caller.refused("CreditNotes", note)[0]
