# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' bills and vendor credits."""

import pytest

from tests.sandbox.qbo.samples import account_line, bill, head, payment, reference

pytest_plugins = ["tests.sandbox.plugin"]


def check(books):
    """What paying a bill asks for beside vendor, total and lines."""
    account = reference(books, "Account", "Checking")
    return {"PayType": "Check", "CheckPayment": {"BankAccountRef": account}}


def test_a_bill_of_an_account(us_books):
    line = account_line(us_books, "30.50", Description="November")
    found = us_books.create("Bill", bill(us_books, line, DocNumber="R-7"))
    assert (found["TotalAmt"], found["Balance"], found["DocNumber"]) == (
        30.5,
        30.5,
        "R-7",
    )
    (line,) = found["Line"]
    detail = line["AccountBasedExpenseLineDetail"]
    assert detail["AccountRef"]["name"] == "Rent"
    assert detail["TaxCodeRef"] == {"value": "NON"}
    assert found["APAccountRef"]["name"] == "Accounts Payable (A/P)"
    assert found["DueDate"] == found["TxnDate"]
    assert us_books.read("Vendor", "1")["Balance"] == 30.5


def test_a_bill_has_no_number_of_its_own(us_books):
    assert "DocNumber" not in us_books.create("Bill", bill(us_books))


def test_a_number_of_a_bill_is_taken_once_if_the_company_minds(us_books, qbo_sandbox):
    body = bill(us_books, DocNumber="R-7")
    one = us_books.create("Bill", body)
    found = us_books.refused("Bill", body)
    assert found["code"] == "6140"
    assert f"TxnType=Bill with TxnId={one['Id']}" in found["Detail"]
    us_books.create("Bill", body, include="allowduplicatedocnum")
    qbo_sandbox.configure("us", warn_duplicate_bills=False)
    us_books.create("Bill", body)


def test_an_item_line_needs_an_item_that_costs(us_books, uk_books):
    def line(books):
        detail = {"ItemRef": reference(books, "Item", "Handbook"), "Qty": 2}
        if not books.company.is_us:
            detail["TaxCodeRef"] = reference(books, "TaxCode", "20.0% S")
        return {
            "DetailType": "ItemBasedExpenseLineDetail",
            "Amount": 20,
            "ItemBasedExpenseLineDetail": {**detail, "UnitPrice": 10},
        }

    assert us_books.refused("Bill", bill(us_books, line(us_books)))["code"] == "6000"
    found = uk_books.create("Bill", bill(uk_books, line(uk_books)))
    assert found["TotalAmt"] == 24


def _wrong_account(name):
    return lambda books: bill(books, account_line(books, account=name))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda books: bill(books, VendorRef=None), "2020"),
        (lambda books: bill(books, VendorRef={"value": "4711"}), "2500"),
        (lambda books: bill(books, Line=[]), "2020"),
        (lambda books: bill(books, DocNumber="x" * 22), "2050"),
        (lambda books: bill(books, CustomerMemo={"value": "Hi"}), "2010"),
        (lambda books: bill(books, account_line(books, -5)), "6000"),
        (lambda books: bill(books, {"DetailType": "DescriptionOnly"}), "2170"),
        (_wrong_account("Accounts Payable (A/P)"), "6000"),
        (
            lambda books: bill(
                books, APAccountRef=reference(books, "Account", "Checking")
            ),
            "6430",
        ),
    ],
)
def test_what_is_refused(us_books, qbo_sandbox, make, code):
    assert us_books.refused("Bill", make(us_books))["code"] == code
    assert qbo_sandbox.objects("Bill") == []


def test_a_foreign_bill_is_owed_in_its_own_currency(uk_books):
    values = {
        "VendorRef": reference(uk_books, "Vendor", "Lyon Papeterie"),
        "CurrencyRef": {"value": "EUR"},
    }
    found = uk_books.create("Bill", bill(uk_books, **values))
    assert found["APAccountRef"]["name"] == "Accounts Payable (A/P) - EUR"
    values["APAccountRef"] = reference(uk_books, "Account", "Accounts Payable (A/P)")
    assert uk_books.refused("Bill", bill(uk_books, **values))["code"] == "6000"


def test_bills_are_deleted_never_voided(us_books):
    one = us_books.create("Bill", bill(us_books))
    assert us_books.refused("Bill", head(one), operation="void")["code"] == "500"
    gone = us_books.create("Bill", head(one), operation="delete")
    assert gone["status"] == "Deleted"
    assert us_books.read("Vendor", "1")["Balance"] == 0


def test_a_paid_bill(us_books):
    one = us_books.create("Bill", bill(us_books))
    paid = us_books.create("BillPayment", payment(one, 40, **check(us_books)))
    bill_after = us_books.read("Bill", one["Id"])
    assert bill_after["Balance"] == 60
    assert bill_after["SyncToken"] == "1"
    link = {"TxnId": paid["Id"], "TxnType": "BillPaymentCheck"}
    assert bill_after["LinkedTxn"] == [link]
    assert us_books.read("Vendor", "1")["Balance"] == 60
    refused = us_books.refused("Bill", head(bill_after), operation="delete")
    assert refused["code"] == "800"
    less = head(bill_after, sparse=True, Line=[account_line(us_books, 30)])
    assert us_books.refused("Bill", less)["code"] == "6000"


def test_a_vendor_credit_lowers_what_is_paid(us_books):
    one = us_books.create("Bill", bill(us_books))
    credit = us_books.create("VendorCredit", bill(us_books, account_line(us_books, 30)))
    assert credit["Balance"] == 30
    assert us_books.read("Vendor", "1")["Balance"] == 70
    body = payment(one, 100, **check(us_books))
    body["TotalAmt"] = 70
    link = {"TxnId": credit["Id"], "TxnType": "VendorCredit"}
    body["Line"].append({"Amount": 30, "LinkedTxn": [link]})
    us_books.create("BillPayment", body)
    assert us_books.read("Bill", one["Id"])["Balance"] == 0
    assert us_books.read("VendorCredit", credit["Id"])["Balance"] == 0
    assert us_books.read("Vendor", "1")["Balance"] == 0
