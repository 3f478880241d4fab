# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' items and accounts."""

import pytest

from tests.sandbox.qbo.samples import head, reference

pytest_plugins = ["tests.sandbox.plugin"]


def service(books, **values):
    return {
        "Name": "Repairs",
        "Type": "Service",
        "IncomeAccountRef": reference(books, "Account", "Services"),
        **values,
    }


# -- items -------------------------------------------------------------------------


def test_a_service_needs_one_account_in_the_us_and_two_elsewhere(us_books, uk_books):
    one = us_books.create("Item", service(us_books))
    assert one["IncomeAccountRef"]["name"] == "Services"
    assert uk_books.refused("Item", service(uk_books))["code"] == "2020"
    expense = reference(uk_books, "Account", "Rent")
    uk_books.create("Item", service(uk_books, ExpenseAccountRef=expense))


@pytest.mark.parametrize("account", ["Rent", "Checking", "Accounts Payable (A/P)"])
def test_income_goes_to_an_income_account(us_books, account):
    wrong = service(us_books, IncomeAccountRef=reference(us_books, "Account", account))
    assert us_books.refused("Item", wrong)["code"] == "6430"


def test_a_cost_goes_to_an_expense_account(us_books):
    wrong = reference(us_books, "Account", "Services")
    found = us_books.refused("Item", service(us_books, ExpenseAccountRef=wrong))
    assert found["code"] == "6430"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"Name": None}, "2020"),
        ({"Name": "HOURS"}, "6240"),
        ({"Name": "A:B"}, "2050"),
        ({"Name": "x" * 101}, "2050"),
        ({"Type": "Thing"}, "2170"),
        ({"IncomeAccountRef": {"value": "4711"}}, "2500"),
        ({"UnitPrice": "much"}, "2080"),
        ({"Colour": "red"}, "2010"),
        ({"Type": "Inventory"}, "2020"),
    ],
)
def test_what_is_refused(us_books, values, code):
    assert us_books.refused("Item", service(us_books, **values))["code"] == code


def test_an_account_that_is_inactive_is_not_found(us_books):
    rows = us_books.find("SELECT * FROM Account WHERE Active IN (false)")
    (gone,) = (row for row in rows if row["AccountType"] == "Income")
    wrong = service(us_books, IncomeAccountRef={"value": gone["Id"]})
    assert us_books.refused("Item", wrong)["code"] == "610"


def test_a_price_may_come_as_text_and_goes_as_a_number(us_books):
    one = us_books.create("Item", service(us_books, UnitPrice="12.50"))
    assert one["UnitPrice"] == 12.5


def test_an_inactive_item_frees_its_name(us_books):
    one = us_books.create("Item", service(us_books))
    gone = us_books.create("Item", head(one, sparse=True, Active=False))
    assert gone["Name"] == "Repairs (deleted)"
    us_books.create("Item", service(us_books))


# -- accounts ----------------------------------------------------------------------


def test_an_account_is_classified(us_books):
    one = us_books.create("Account", {"Name": "Grants", "AccountType": "Other Income"})
    assert one["Classification"] == "Revenue"
    assert one["AccountSubType"] and one["FullyQualifiedName"] == "Grants"


def test_an_account_below_another_has_both_names(us_books):
    (found,) = us_books.find("SELECT * FROM Account WHERE Name = 'Accounting Fees'")
    assert found["FullyQualifiedName"] == "Legal & Professional Fees:Accounting Fees"
    assert found["SubAccount"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"AccountType": None}, "2020"),
        ({"AccountType": "Asset"}, "2170"),
        ({"Name": "rent"}, "6240"),
        ({"Name": 'The "Fund"'}, "2050"),
        ({"AcctNum": "12345678"}, "2050"),
    ],
)
def test_accounts_that_are_refused(us_books, values, code):
    account = {"Name": "Grants", "AccountType": "Income", **values}
    assert us_books.refused("Account", account)["code"] == code


def test_numbers_are_longer_in_canada(ca_books):
    account = {"Name": "Grants", "AccountType": "Income", "AcctNum": "12345678"}
    assert ca_books.create("Account", account)["AcctNum"] == "12345678"
