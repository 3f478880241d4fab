# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' customers, vendors and employees."""

import pytest

from tests.sandbox.qbo.samples import head, reference

pytest_plugins = ["tests.sandbox.plugin"]


def customer(**values):
    return {"DisplayName": "Blue Door Café", **values}


def test_a_name_is_created_with_what_quickbooks_adds(us_books):
    found = us_books.create("Customer", customer(GivenName="Ann"))
    assert (found["SyncToken"], found["Active"]) == ("0", True)
    assert found["FullyQualifiedName"] == "Blue Door Café"
    assert found["Balance"] == 0
    assert isinstance(found["Id"], str)
    assert "CurrencyRef" not in found


def test_a_display_name_is_made_of_its_parts(us_books):
    parts = {"GivenName": "Ann", "FamilyName": "Lee"}
    assert us_books.create("Vendor", parts)["DisplayName"] == "Ann Lee"
    assert us_books.refused("Vendor", {"CompanyName": "Lee"})["code"] == "6080"


@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Employee"])
@pytest.mark.parametrize(
    "name", ["ridgeway university", "HAMILTON SMITH LTD", "emily platt"]
)
def test_a_name_is_taken_in_three_lists_and_in_any_case(us_books, entity, name):
    found = us_books.refused(entity, {"DisplayName": name})
    assert found["code"] == "6240"
    assert "customer, vendor or employee" in found["Detail"]


def test_ids_of_lists_overlap(us_books):
    assert us_books.read("Customer", "1")["DisplayName"] == "Ridgeway University"
    assert us_books.read("Vendor", "1")["DisplayName"] == "Hamilton Smith Ltd"


def test_an_inactive_name_is_renamed_and_free_again(us_books):
    one = us_books.create("Customer", customer())
    gone = us_books.create("Customer", head(one, sparse=True, Active=False))
    assert gone["DisplayName"] == "Blue Door Café (deleted)"
    us_books.create("Vendor", customer())
    again = head(gone, sparse=True, Active=True)
    assert us_books.refused("Customer", again)["code"] == "6240"


def test_a_revived_name_loses_its_mark(us_books):
    one = us_books.create("Customer", customer())
    gone = us_books.create("Customer", head(one, sparse=True, Active=False))
    back = us_books.create("Customer", head(gone, sparse=True, Active=True))
    assert back["DisplayName"] == "Blue Door Café"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"DisplayName": "A:B"}, "2050"),
        ({"DisplayName": "A\tB"}, "2050"),
        ({"DisplayName": "x" * 101}, "2050"),
        ({"GivenName": "x" * 101}, "2050"),
        ({"Title": "x" * 17}, "2050"),
        ({"PrimaryPhone": {"FreeFormNumber": "0" * 22}}, "2050"),
        ({"PrimaryEmailAddr": {"Address": "nobody"}}, "2050"),
        ({"BillAddr": {"PostalCode": "0" * 31}}, "2050"),
        ({"Nickname": "Blue"}, "2010"),
        ({"Notes": {"value": "Blue"}}, "2010"),
        ({"BillAddr": {"Street": "Main Street"}}, "2010"),
        ({"PreferredDeliveryMethod": "Pigeon"}, "2170"),
        ({"DefaultTaxCodeRef": {"value": "4711"}}, "2500"),
    ],
)
def test_what_is_refused(us_books, values, code):
    assert us_books.refused("Customer", customer(**values))["code"] == code


def test_a_sparse_update_leaves_the_rest_alone(us_books):
    one = us_books.create("Customer", customer(Notes="Rings twice", GivenName="Ann"))
    changed = us_books.create("Customer", head(one, sparse=True, GivenName="Eve"))
    assert (changed["Notes"], changed["GivenName"]) == ("Rings twice", "Eve")
    assert changed["SyncToken"] == "1"


def test_a_full_update_forgets_what_is_not_sent(us_books):
    one = us_books.create("Customer", customer(Notes="Rings twice", GivenName="Ann"))
    changed = us_books.create("Customer", head(one, DisplayName="Blue Door"))
    assert "Notes" not in changed and "GivenName" not in changed


def test_empty_texts_blank_a_field(us_books):
    one = us_books.create("Customer", customer(Notes="Rings twice"))
    assert "Notes" not in us_books.create("Customer", head(one, sparse=True, Notes=""))


def test_a_stale_token_is_refused_and_changes_nothing(us_books):
    one = us_books.create("Customer", customer())
    us_books.create("Customer", head(one, sparse=True, Notes="First"))
    late = us_books.refused("Customer", head(one, sparse=True, Notes="Second"))
    assert late["code"] == "5010"
    assert us_books.read("Customer", one["Id"])["Notes"] == "First"


def test_an_update_needs_an_existing_record_and_a_token(us_books):
    gone = {"Id": "4711", "SyncToken": "0"}
    assert us_books.refused("Customer", gone)["code"] == "610"
    assert us_books.refused("Customer", {"Id": "1"})["code"] == "2020"


def test_names_are_never_deleted(us_books):
    one = us_books.create("Customer", customer())
    refused = us_books.refused("Customer", head(one), operation="delete")
    assert refused["code"] == "500"


def test_a_currency_stays(uk_books):
    one = uk_books.create("Customer", customer(CurrencyRef={"value": "EUR"}))
    assert one["CurrencyRef"] == {"value": "EUR", "name": "Euro"}
    pounds = head(one, sparse=True, CurrencyRef={"value": "GBP"})
    assert uk_books.refused("Customer", pounds)["code"] == "6000"
    assert uk_books.create("Customer", head(one, DisplayName="B"))["CurrencyRef"]


def test_a_currency_must_be_dealt_in(uk_books, us_books):
    yen = customer(CurrencyRef={"value": "JPY"})
    assert uk_books.refused("Customer", yen)["code"] == "2500"
    euro = customer(CurrencyRef={"value": "EUR"})
    assert us_books.refused("Customer", euro)["code"] == "6000"


def test_a_job_is_named_below_its_parent(us_books):
    parent = reference(us_books, "Customer", "City Limousines")
    job = us_books.create("Customer", customer(Job=True, ParentRef=parent))
    assert job["FullyQualifiedName"] == "City Limousines:Blue Door Café"
    alone = customer(DisplayName="Other", ParentRef=parent)
    assert us_books.refused("Customer", alone)["code"] == "6000"


def test_tax_numbers_of_vendors_are_masked(us_books):
    one = us_books.create("Vendor", {"DisplayName": "V", "TaxIdentifier": "123456789"})
    assert one["TaxIdentifier"] == "XXXXX6789"
