# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' purchase orders and their bills."""

from tests.sandbox.qbo.samples import account_line, bill, head, order, reference

pytest_plugins = ["tests.sandbox.plugin"]


def link(record, line_id=None):
    found = {"TxnId": record["Id"], "TxnType": "PurchaseOrder"}
    return {**found, "TxnLineId": line_id} if line_id else found


def status(books, record):
    found = books.read("PurchaseOrder", record["Id"])
    return found["POStatus"], [each["TxnId"] for each in found["LinkedTxn"]]


def test_an_order_is_open_and_owed_nothing(us_books):
    found = us_books.create("PurchaseOrder", order(us_books))
    assert (found["POStatus"], found["TotalAmt"]) == ("Open", 100)
    assert "Balance" not in found
    assert us_books.read("Vendor", "1")["Balance"] == 0


def test_an_order_needs_its_account_and_the_plan(us_books, qbo_sandbox):
    without = us_books.refused("PurchaseOrder", bill(us_books))
    assert without["code"] == "2020" and "APAccountRef" in without["Detail"]
    qbo_sandbox.configure("us", purchase_orders=False)
    assert us_books.refused("PurchaseOrder", order(us_books))["code"] == "5020"


def test_an_order_is_never_negative(us_books):
    body = order(us_books, account_line(us_books, -5))
    assert us_books.refused("PurchaseOrder", body)["code"] == "6000"


def test_closed_books_take_orders(us_books, qbo_sandbox):
    qbo_sandbox.configure("us", closing_date="2026-10-31")
    us_books.create("PurchaseOrder", order(us_books, TxnDate="2026-10-01"))


def test_an_order_has_taxes_elsewhere(uk_books):
    found = uk_books.create("PurchaseOrder", order(uk_books))
    assert (found["TotalAmt"], found["TxnTaxDetail"]["TotalTax"]) == (120, 20)


def test_a_bill_closes_its_order_and_both_say_so(us_books):
    one = us_books.create("PurchaseOrder", order(us_books))
    found = us_books.create("Bill", bill(us_books, LinkedTxn=[link(one)]))
    assert found["LinkedTxn"] == [link(one)]
    assert status(us_books, one) == ("Closed", [found["Id"]])
    assert us_books.read("PurchaseOrder", one["Id"])["SyncToken"] == "1"


def test_bills_of_parts_close_it_together(us_books):
    one = us_books.create("PurchaseOrder", order(us_books))
    values = {"LinkedTxn": [link(one)]}
    first = us_books.create(
        "Bill", bill(us_books, account_line(us_books, 60), **values)
    )
    assert status(us_books, one) == ("Open", [first["Id"]])
    second = us_books.create(
        "Bill", bill(us_books, account_line(us_books, 40), **values)
    )
    assert status(us_books, one) == ("Closed", [first["Id"], second["Id"]])


def test_lines_bill_lines(us_books):
    lines = [account_line(us_books, 60), account_line(us_books, 40)]
    one = us_books.create("PurchaseOrder", order(us_books, *lines))

    def billed(line_id, amount):
        line = account_line(us_books, amount, LinkedTxn=[link(one, line_id)])
        return us_books.create("Bill", bill(us_books, line))

    first = billed("1", 60)
    assert first["LinkedTxn"] == [link(one)]
    assert first["Line"][0]["LinkedTxn"] == [link(one, "1")]
    assert status(us_books, one)[0] == "Open"
    billed("2", 40)
    assert status(us_books, one)[0] == "Closed"


def test_quantities_count_where_both_have_them(uk_books):
    def line(quantity, price, **values):
        return {
            "DetailType": "ItemBasedExpenseLineDetail",
            "Amount": quantity * price,
            "ItemBasedExpenseLineDetail": {
                "ItemRef": reference(uk_books, "Item", "Handbook"),
                "TaxCodeRef": reference(uk_books, "TaxCode", "20.0% S"),
                "Qty": quantity,
                "UnitPrice": price,
            },
            **values,
        }

    one = uk_books.create("PurchaseOrder", order(uk_books, line(10, 5)))
    dear = line(4, 50, LinkedTxn=[link(one, "1")])
    uk_books.create("Bill", bill(uk_books, dear))
    assert status(uk_books, one)[0] == "Open"
    rest = line(6, 4, LinkedTxn=[link(one, "1")])
    uk_books.create("Bill", bill(uk_books, rest))
    assert status(uk_books, one)[0] == "Closed"


def test_only_a_vendors_own_open_order_is_linked(us_books):
    one = us_books.create("PurchaseOrder", order(us_books))
    other = reference(us_books, "Vendor", "Paper & Ink Supplies")
    body = bill(us_books, LinkedTxn=[link(one)])
    assert us_books.refused("Bill", {**body, "VendorRef": other})["code"] == "620"
    us_books.create("Bill", body)
    assert us_books.refused("Bill", body)["code"] == "620"
    missing = bill(us_books, LinkedTxn=[link({"Id": "4711"})])
    assert us_books.refused("Bill", missing)["code"] == "2500"
    two = us_books.create("PurchaseOrder", order(us_books))
    line = account_line(us_books, 100, LinkedTxn=[link(two, "7")])
    assert us_books.refused("Bill", bill(us_books, line))["code"] == "2500"


def test_a_bill_that_goes_opens_its_order_again(us_books):
    one = us_books.create("PurchaseOrder", order(us_books))
    found = us_books.create("Bill", bill(us_books, LinkedTxn=[link(one)]))
    linked = us_books.read("PurchaseOrder", one["Id"])
    refused = us_books.refused("PurchaseOrder", head(linked), operation="delete")
    assert refused["code"] == "800"
    us_books.create("Bill", head(found), operation="delete")
    assert status(us_books, one) == ("Open", [])
    linked = us_books.read("PurchaseOrder", one["Id"])
    us_books.create("PurchaseOrder", head(linked), operation="delete")


def test_a_full_update_without_the_link_lets_the_order_go(us_books):
    one = us_books.create("PurchaseOrder", order(us_books))
    found = us_books.create("Bill", bill(us_books, LinkedTxn=[link(one)]))
    kept = us_books.create("Bill", head(found, sparse=True, PrivateNote="Hi"))
    assert kept["LinkedTxn"] == [link(one)]
    us_books.create("Bill", {**bill(us_books), **head(kept)})
    assert status(us_books, one) == ("Open", [])


def test_a_person_closes_an_order(us_books):
    one = us_books.create("PurchaseOrder", order(us_books))
    closed = us_books.create("PurchaseOrder", head(one, sparse=True, POStatus="Closed"))
    assert closed["POStatus"] == "Closed"
    noted = us_books.create("PurchaseOrder", head(closed, sparse=True, Memo="Late"))
    assert noted["POStatus"] == "Closed"
    opened = us_books.create("PurchaseOrder", head(noted, sparse=True, POStatus="Open"))
    assert opened["POStatus"] == "Open"


def test_orders_share_a_bill_in_proportion(us_books):
    one = us_books.create("PurchaseOrder", order(us_books))
    two = us_books.create("PurchaseOrder", order(us_books, account_line(us_books, 300)))
    values = {"LinkedTxn": [link(one), link(two)]}
    us_books.create("Bill", bill(us_books, account_line(us_books, 200), **values))
    assert status(us_books, one)[0] == status(us_books, two)[0] == "Open"
    us_books.create("Bill", bill(us_books, account_line(us_books, 200), **values))
    assert status(us_books, one)[0] == status(us_books, two)[0] == "Closed"


def test_an_orders_number_is_taken_once_where_they_are_the_callers(
    us_books, qbo_sandbox
):
    body = order(us_books, DocNumber="P00007")
    us_books.create("PurchaseOrder", body)
    assert us_books.refused("PurchaseOrder", body)["code"] == "6140"
    qbo_sandbox.configure("us", custom_purchase_numbers=False)
    found = us_books.create("PurchaseOrder", order(us_books))
    assert found["DocNumber"] == "P00008"
