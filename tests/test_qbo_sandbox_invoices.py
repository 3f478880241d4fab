# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' invoices: lines, amounts, numbers, life."""

import pytest

from tests.sandbox.qbo.samples import head, invoice, payment, reference, sale_line

pytest_plugins = ["tests.sandbox.plugin"]


def priced(books, quantity, price, amount):
    return sale_line(books, amount, "NON", Qty=quantity, UnitPrice=price)


# -- lines -------------------------------------------------------------------------


def test_a_subtotal_is_added(us_books):
    found = us_books.create("Invoice", invoice(us_books))
    first, last = found["Line"]
    assert (first["Id"], first["LineNum"]) == ("1", 1)
    assert first["SalesItemLineDetail"]["ItemRef"]["name"] == "Hours"
    assert last["DetailType"] == "SubTotalLineDetail"
    assert (last["Amount"], last["SubTotalLineDetail"]) == (100, {})
    assert "Id" not in last


def test_a_subtotal_that_comes_back_is_not_doubled(us_books):
    found = us_books.create("Invoice", invoice(us_books))
    again = us_books.create("Invoice", found)
    assert [line["DetailType"] for line in again["Line"]] == [
        "SalesItemLineDetail",
        "SubTotalLineDetail",
    ]


def test_an_amount_is_the_product_with_halves_up(us_books):
    line = priced(us_books, "128.350", "14.50", "1861.07")  # 1861.075
    found = us_books.refused("Invoice", invoice(us_books, line))
    assert found["code"] == "6070"
    line["Amount"] = "1861.08"
    assert us_books.create("Invoice", invoice(us_books, line))["TotalAmt"] == 1861.08


def test_a_price_without_quantity_is_not_compared(us_books):
    line = sale_line(us_books, 90, "NON", UnitPrice=100)
    assert us_books.create("Invoice", invoice(us_books, line))["TotalAmt"] == 90


def test_amounts_come_as_numbers_or_texts_and_go_as_numbers(us_books):
    lines = [sale_line(us_books, "10.10", "NON"), sale_line(us_books, 0.2, "NON")]
    found = us_books.create("Invoice", invoice(us_books, *lines))
    assert found["TotalAmt"] == 10.3 and found["Balance"] == 10.3
    assert found["Line"][0]["Amount"] == 10.1


def test_a_line_without_an_item_is_a_text(us_books):
    text = {"DetailType": "DescriptionOnly", "Description": "Thank you"}
    line = sale_line(us_books, 50)
    del line["SalesItemLineDetail"]["ItemRef"]
    found = us_books.create(
        "Invoice", invoice(us_books, sale_line(us_books, 5, "NON"), text, line)
    )
    assert found["TotalAmt"] == 5
    assert [each["DetailType"] for each in found["Line"][1:3]] == 2 * [
        "DescriptionOnly"
    ]
    assert us_books.refused("Invoice", invoice(us_books, text))["code"] == "2020"


def test_a_discount_line_lowers_the_total(us_books, qbo_sandbox):
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    lines = [sale_line(us_books, 80, "NON"), discount]
    found = us_books.create("Invoice", invoice(us_books, *lines))
    assert found["TotalAmt"] == 72
    assert us_books.refused("Invoice", invoice(us_books, *lines, discount))
    qbo_sandbox.configure("us", allow_discount=False)
    assert us_books.refused("Invoice", invoice(us_books, *lines))["code"] == "6000"


def test_a_negative_line_but_no_negative_total(us_books):
    lines = [sale_line(us_books, 80, "NON"), sale_line(us_books, -30, "NON")]
    assert us_books.create("Invoice", invoice(us_books, *lines))["TotalAmt"] == 50
    assert us_books.refused("Invoice", invoice(us_books, lines[1]))["code"] == "6000"


def _line_with(**values):
    return lambda books: invoice(books, {**sale_line(books), **values})


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda books: invoice(books, CustomerRef=None), "2020"),
        (lambda books: invoice(books, CustomerRef={"value": "4711"}), "2500"),
        (lambda books: invoice(books, Line=[]), "2020"),
        (lambda books: invoice(books, *[sale_line(books)] * 751), "6000"),
        (lambda books: invoice(books, DocNumber="x" * 22), "2050"),
        (lambda books: invoice(books, PrivateNote="x" * 4001), "2050"),
        (lambda books: invoice(books, CustomerMemo={"value": "x" * 1001}), "2050"),
        (lambda books: invoice(books, TxnDate="21.11.2026"), "2050"),
        (lambda books: invoice(books, Reference="PO 7"), "2010"),
        (lambda books: invoice(books, EmailStatus="NeedToSend"), "2020"),
        (lambda books: invoice(books, EmailStatus="Sent"), "2170"),
        (_line_with(Amount=None), "2020"),
        (_line_with(Amount="ten"), "2080"),
        (_line_with(DetailType=None), "2020"),
        (_line_with(DetailType="AccountBasedExpenseLineDetail"), "2170"),
        (_line_with(Description="x" * 4001), "2050"),
        (_line_with(Quantity=1), "2010"),
        (lambda books: invoice(books, sale_line(books, Discount=1)), "2010"),
        (
            lambda books: invoice(books, sale_line(books, ItemRef={"value": "47"})),
            "2500",
        ),
    ],
)
def test_what_is_refused(us_books, qbo_sandbox, make, code):
    assert us_books.refused("Invoice", make(us_books))["code"] == code
    assert qbo_sandbox.objects("Invoice") == []


def test_inactive_names_and_items_are_not_found(us_books):
    (gone,) = us_books.find("SELECT * FROM Customer WHERE Active IN (false)")
    body = invoice(us_books, CustomerRef={"value": gone["Id"]})
    assert us_books.refused("Invoice", body)["code"] == "610"
    (gone,) = us_books.find("SELECT * FROM Item WHERE Active IN (false)")
    body = invoice(us_books, sale_line(us_books, ItemRef={"value": gone["Id"]}))
    assert us_books.refused("Invoice", body)["code"] == "610"


# -- header ------------------------------------------------------------------------


def test_dates_and_addresses_have_defaults(us_books):
    customer = us_books.read("Customer", "1")
    address = {"Line1": "1 Main Street", "CountrySubDivisionCode": "NY"}
    us_books.create("Customer", head(customer, sparse=True, ShipAddr=address))
    found = us_books.create("Invoice", invoice(us_books, TxnDate="2026-11-01"))
    assert found["DueDate"] == "2026-12-01"
    assert found["ShipAddr"]["CountrySubDivisionCode"] == "NY"


def test_a_transaction_has_the_currency_of_its_customer(uk_books):
    euros = {"value": "EUR"}
    assert uk_books.refused("Invoice", invoice(uk_books, CurrencyRef=euros))[
        "code"
    ] == ("6000")
    missing = uk_books.refused("Invoice", invoice(uk_books, CurrencyRef=None))
    assert missing["code"] == "2020"
    foreign = reference(uk_books, "Customer", "Berliner Buchhandel")
    body = invoice(
        uk_books,
        sale_line(uk_books, 100, "No VAT"),
        CustomerRef=foreign,
        CurrencyRef=euros,
        ExchangeRate="0.87",
    )
    found = uk_books.create("Invoice", body)
    assert (found["TotalAmt"], found["HomeTotalAmt"]) == (100, 87)
    assert found["HomeBalance"] == 87
    del body["ExchangeRate"]
    assert 0 < uk_books.create("Invoice", body)["ExchangeRate"] < 1


def test_without_multicurrency_there_is_no_foreign_one(us_books):
    euros = invoice(us_books, CurrencyRef={"value": "EUR"})
    assert us_books.refused("Invoice", euros)["code"] == "6000"
    found = us_books.create("Invoice", invoice(us_books))
    assert "ExchangeRate" not in found


def test_closed_books_take_nothing(us_books, qbo_sandbox):
    late = us_books.create("Invoice", invoice(us_books, TxnDate="2026-10-31"))
    qbo_sandbox.configure("us", closing_date="2026-10-31")
    early = invoice(us_books, TxnDate="2026-10-31")
    assert us_books.refused("Invoice", early)["code"] == "6210"
    moved = head(late, sparse=True, TxnDate="2026-11-02")
    assert us_books.refused("Invoice", moved)["code"] == "6210"
    for operation in ("delete", "void"):
        found = us_books.refused("Invoice", head(late), operation=operation)
        assert found["code"] == "6210"
    us_books.create("Invoice", invoice(us_books, TxnDate="2026-11-01"))


# -- numbers -----------------------------------------------------------------------


def test_quickbooks_numbers_unless_told_otherwise(us_books):
    numbers = [
        us_books.create("Invoice", invoice(us_books))["DocNumber"] for _ in range(2)
    ]
    assert numbers == ["1001", "1002"]


def test_numbers_go_on_from_the_last_one_seen(us_books):
    """One that is sent all the same is taken, and not guarded."""
    for _ in range(2):
        us_books.create("Invoice", invoice(us_books, DocNumber="INV/2026/00012"))
    found = us_books.create("Invoice", invoice(us_books))
    assert found["DocNumber"] == "INV/2026/00013"


def test_custom_numbers_are_the_callers(ca_books):
    assert "DocNumber" not in ca_books.create("Invoice", invoice(ca_books))
    found = ca_books.create("Invoice", invoice(ca_books, DocNumber="AUTO_GENERATE"))
    assert found["DocNumber"] == "1001"


def test_a_number_is_taken_once(ca_books):
    body = invoice(ca_books, DocNumber="S00042")
    one = ca_books.create("Invoice", body)
    found = ca_books.refused("Invoice", body)
    assert found["code"] == "6140"
    assert f"TxnType=Invoice with TxnId={one['Id']}" in found["Detail"]
    assert "DocNumber=S00042" in found["Detail"]
    assert ca_books.refused("CreditMemo", body)["code"] == "6140"
    ca_books.create("Invoice", head(one, sparse=True, DocNumber="S00042"))
    two = ca_books.create("Invoice", body, include="allowduplicatedocnum")
    assert two["Id"] != one["Id"]


# -- updates, void, delete -----------------------------------------------------------


def test_a_sparse_update_keeps_lines_and_taxes(us_books):
    detail = {"TotalTax": 7}
    one = us_books.create("Invoice", invoice(us_books, TxnTaxDetail=detail))
    changed = us_books.create("Invoice", head(one, sparse=True, PrivateNote="Hi"))
    assert (changed["TotalAmt"], changed["PrivateNote"]) == (107, "Hi")
    assert changed["Line"] == one["Line"]


def test_lines_that_are_sent_replace_all_and_are_taxed_anew(us_books):
    one = us_books.create("Invoice", invoice(us_books, TxnTaxDetail={"TotalTax": 7}))
    lines = [sale_line(us_books, 200)]
    changed = us_books.create("Invoice", head(one, sparse=True, Line=lines))
    assert changed["TotalAmt"] == 214.5


def test_a_refused_update_changes_nothing(ca_books):
    ca_books.create("Invoice", invoice(ca_books, DocNumber="A1"))
    two = ca_books.create("Invoice", invoice(ca_books, DocNumber="A2"))
    lines = [sale_line(ca_books, 5)]
    wrong = head(two, sparse=True, DocNumber="A1", Line=lines)
    assert ca_books.refused("Invoice", wrong)["code"] == "6140"
    assert ca_books.read("Invoice", two["Id"]) == two
    del wrong["Line"]
    wrong["GlobalTaxCalculation"] = "TaxInclusive"
    assert ca_books.refused("Invoice", wrong)["code"] == "6140"
    assert ca_books.read("Invoice", two["Id"]) == two


def test_a_voided_invoice_stays_empty_and_frees_its_payments(us_books):
    one = us_books.create("Invoice", invoice(us_books, PrivateNote="Order S1"))
    paid = us_books.create("Payment", payment(one, 40))
    one = us_books.read("Invoice", one["Id"])
    voided = us_books.create("Invoice", head(one), operation="void")
    assert (voided["TotalAmt"], voided["Balance"], voided["LinkedTxn"]) == (0, 0, [])
    assert voided["PrivateNote"] == "Voided - Order S1"
    assert voided["Line"][0]["Amount"] == 0
    paid = us_books.read("Payment", paid["Id"])
    assert (paid["UnappliedAmt"], paid["Line"]) == (40, [])
    assert paid["SyncToken"] == "1"
    assert us_books.read("Customer", "1")["Balance"] == -40


def test_a_deleted_invoice_is_gone(us_books):
    one = us_books.create("Invoice", invoice(us_books))
    gone = us_books.create("Invoice", head(one), operation="delete")
    assert gone["status"] == "Deleted"
    assert us_books.send("GET", f"invoice/{one['Id']}").json()["Fault"]["Error"][0][
        "code"
    ] == ("610")
    assert us_books.read("Customer", "1")["Balance"] == 0


def test_a_paid_invoice_is_not_deleted(us_books):
    one = us_books.create("Invoice", invoice(us_books))
    us_books.create("Payment", payment(one, 40))
    one = us_books.read("Invoice", one["Id"])
    assert us_books.refused("Invoice", head(one), operation="delete")["code"] == "800"


def test_what_a_customer_owes_is_summed(us_books):
    one = us_books.create("Invoice", invoice(us_books))
    us_books.create("CreditMemo", invoice(us_books, sale_line(us_books, 7, "NON")))
    us_books.create("Payment", payment(one, 20))
    assert us_books.read("Customer", "1")["Balance"] == 80.25


def test_a_credit_memo_has_credit_left(us_books):
    found = us_books.create("CreditMemo", invoice(us_books))
    assert (found["RemainingCredit"], found["TotalAmt"]) == (107.25, 107.25)
    assert us_books.refused("CreditMemo", head(found), operation="void")["code"] == (
        "500"
    )
