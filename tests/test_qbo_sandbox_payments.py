# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' payments: what they settle, and what is left."""

import pytest

from tests.sandbox.qbo.samples import (
    bill,
    head,
    invoice,
    payment,
    reference,
    sale_line,
)

pytest_plugins = ["tests.sandbox.plugin"]


@pytest.fixture
def due(us_books):
    """An invoice over 100."""
    line = sale_line(us_books, 100, "NON")
    return us_books.create("Invoice", invoice(us_books, line))


def state(books, record, kind="Invoice"):
    found = books.read(kind, record["Id"])
    return found["Balance"], [link["TxnId"] for link in found["LinkedTxn"]]


def test_a_payment_in_parts(us_books, due):
    first = us_books.create("Payment", payment(due, 40))
    assert state(us_books, due) == (60, [first["Id"]])
    assert us_books.read("Invoice", due["Id"])["SyncToken"] == "1"
    second = us_books.create("Payment", payment(due, 60))
    assert state(us_books, due) == (0, [first["Id"], second["Id"]])
    assert us_books.read("Customer", "1")["Balance"] == 0


def test_what_is_not_given_out_is_unapplied(us_books, due):
    found = us_books.create("Payment", {**payment(due, 100), "TotalAmt": 130})
    assert found["UnappliedAmt"] == 30
    assert us_books.read("Customer", "1")["Balance"] == -30


def test_a_voided_payment_opens_the_invoice_again(us_books, due):
    found = us_books.create("Payment", payment(due, 40, PrivateNote="Cheque 7"))
    body = head(found, sparse=True)
    voided = us_books.create("Payment", body, operation="update", include="void")
    assert (voided["TotalAmt"], voided["Line"]) == (0, [])
    assert voided["PrivateNote"] == "Voided - Cheque 7"
    assert state(us_books, due) == (100, [])


def test_the_other_way_to_void_works_as_well(us_books, due):
    found = us_books.create("Payment", payment(due, 40))
    us_books.create("Payment", head(found), operation="void")
    assert state(us_books, due) == (100, [])


def test_a_deleted_payment_opens_the_invoice_again(us_books, due):
    found = us_books.create("Payment", payment(due, 40))
    us_books.create("Payment", head(found), operation="delete")
    assert state(us_books, due) == (100, [])
    assert us_books.read("Customer", "1")["Balance"] == 100


def test_a_changed_payment_settles_both_invoices_anew(us_books, due):
    other = us_books.create("Invoice", invoice(us_books))
    found = us_books.create("Payment", payment(due, 40))
    lines = payment(other, 40)["Line"]
    us_books.create("Payment", head(found, sparse=True, Line=lines))
    assert state(us_books, due) == (100, [])
    assert state(us_books, other) == (67.25, [found["Id"]])


def test_a_changed_payment_may_use_what_it_had(us_books, due):
    found = us_books.create("Payment", payment(due, 40))
    us_books.create("Payment", {**payment(due, 100), **head(found)})
    assert state(us_books, due) == (0, [found["Id"]])


def test_a_credit_memo_pays_an_invoice(us_books, due):
    line = sale_line(us_books, 30, "NON")
    credit = us_books.create("CreditMemo", invoice(us_books, line))
    body = payment(due, 30)
    link = {"TxnId": credit["Id"], "TxnType": "CreditMemo"}
    body["Line"].append({"Amount": 30, "LinkedTxn": [link]})
    body["TotalAmt"] = 0
    found = us_books.create("Payment", body)
    assert state(us_books, due) == (70, [found["Id"]])
    assert us_books.read("CreditMemo", credit["Id"])["RemainingCredit"] == 0


def _other_customer(books, due):
    other = reference(books, "Customer", "City Limousines")
    return payment(due, 10, CustomerRef=other)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda books, due: payment(due, 100.01), "6000"),
        (lambda books, due: payment(due, 0), "6000"),
        (lambda books, due: {**payment(due, 50), "TotalAmt": 49}, "6000"),
        (lambda books, due: {**payment(due, 50), "TotalAmt": None}, "2020"),
        (lambda books, due: payment({**due, "Id": "4711"}, 10), "2500"),
        (lambda books, due: payment(due, 10, Line=[{"Amount": 10}]), "2020"),
        (_other_customer, "6000"),
    ],
)
def test_what_is_refused(us_books, due, make, code):
    assert us_books.refused("Payment", make(us_books, due))["code"] == code
    assert state(us_books, due) == (100, [])


def test_closed_books_take_no_payment(us_books, due, qbo_sandbox):
    qbo_sandbox.configure("us", closing_date="2026-10-31")
    early = payment(due, 10, TxnDate="2026-10-31")
    assert us_books.refused("Payment", early)["code"] == "6210"


def test_a_foreign_payment_is_counted_at_home(uk_books):
    euros = {
        "CustomerRef": reference(uk_books, "Customer", "Berliner Buchhandel"),
        "CurrencyRef": {"value": "EUR"},
    }
    line = sale_line(uk_books, 100, "No VAT")
    body = invoice(uk_books, line, ExchangeRate="0.90", **euros)
    due = uk_books.create("Invoice", body)
    assert uk_books.refused("Payment", payment(due, 40))["code"] == "2020"
    paid = payment(due, 40, CurrencyRef={"value": "EUR"}, ExchangeRate="0.90")
    uk_books.create("Payment", paid)
    found = uk_books.read("Invoice", due["Id"])
    assert (found["Balance"], found["HomeBalance"]) == (60, 54)
    name = uk_books.read("Customer", due["CustomerRef"]["value"])
    assert name["Balance"] == 54


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "2020"),
        ({"PayType": "Cash"}, "2170"),
        ({"PayType": "Check"}, "2020"),
    ],
)
def test_a_bill_payment_says_how(us_books, values, code):
    one = us_books.create("Bill", bill(us_books))
    assert us_books.refused("BillPayment", payment(one, 10, **values))["code"] == code


def test_a_card_is_no_bank(us_books):
    one = us_books.create("Bill", bill(us_books))
    card = reference(us_books, "Account", "Company Card")
    wrong = {"PayType": "Check", "CheckPayment": {"BankAccountRef": card}}
    assert us_books.refused("BillPayment", payment(one, 10, **wrong))["code"] == "6430"
    right = {"PayType": "CreditCard", "CreditCardPayment": {"CCAccountRef": card}}
    us_books.create("BillPayment", payment(one, 10, **right))
    (link,) = us_books.read("Bill", one["Id"])["LinkedTxn"]
    assert link["TxnType"] == "BillPaymentCreditCard"


def test_a_person_pays_and_takes_it_back(us_books, due, qbo_sandbox):
    qbo_sandbox.act("Invoice", due["Id"], "pay", amount=25)
    assert state(us_books, due)[0] == 75
    qbo_sandbox.act("Invoice", due["Id"], "unpay")
    assert state(us_books, due) == (100, [])
