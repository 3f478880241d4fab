# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' tax service."""

import pytest

from tests.sandbox.qbo.samples import bill, invoice, sale_line

pytest_plugins = ["tests.sandbox.plugin"]


ADDRESS = "taxservice/taxcode"


def rate(name, value, **values):
    return {
        "TaxRateName": name,
        "RateValue": value,
        "TaxAgencyId": "1",
        "TaxApplicableOn": "Sales",
        **values,
    }


def test_a_new_code_taxes_the_next_invoice(uk_books):
    details = [rate("Eco", "2.5"), rate("Eco in", "1", TaxApplicableOn="Purchase")]
    body = {"TaxCode": "ECO", "TaxRateDetails": details}
    answer = uk_books.post(ADDRESS, body).json()
    assert uk_books.find_id("TaxCode", "ECO") == answer["TaxCodeId"]
    line = sale_line(uk_books, 100, "ECO")
    found = uk_books.create("Invoice", invoice(uk_books, line))
    assert found["TxnTaxDetail"]["TotalTax"] == 2.5
    cost = bill(uk_books)
    detail = cost["Line"][0]["AccountBasedExpenseLineDetail"]
    detail["TaxCodeRef"] = {"value": answer["TaxCodeId"]}
    assert uk_books.create("Bill", cost)["TxnTaxDetail"]["TotalTax"] == 1


def test_a_rate_may_be_one_that_exists(uk_books):
    key = uk_books.find_id("TaxRate", "5.0% R (sales)")
    body = {"TaxCode": "AGAIN", "TaxRateDetails": [{"TaxRateId": key}]}
    answer = uk_books.post(ADDRESS, body).json()
    assert answer["TaxRateDetails"][0]["TaxRateName"] == "5.0% R (sales)"


@pytest.mark.parametrize(
    ("name", "details", "code"),
    [
        (None, [rate("Eco", 2)], "2020"),
        ("ECO", [], "2020"),
        ("20.0% s", [rate("Eco", 2)], "6240"),
        ("ECO", [rate("Eco", 101)], "2080"),
        ("ECO", [rate("Eco", 2, TaxAgencyId="4711")], "2500"),
        ("ECO", [{"TaxRateId": "4711"}], "2500"),
        ("ECO", [rate("Eco", 2, TaxApplicableOn="Both")], "2170"),
    ],
)
def test_what_is_refused(uk_books, name, details, code):
    body = {"TaxCode": name, "TaxRateDetails": details}
    before = uk_books.find("SELECT * FROM TaxRate")
    (error,) = uk_books.post(ADDRESS, body).json()["Fault"]["Error"]
    assert error["code"] == code
    assert uk_books.find("SELECT * FROM TaxRate") == before


def test_codes_are_made_here_alone(uk_books):
    body = {"Name": "ECO"}
    assert uk_books.refused("TaxCode", body)["code"] == "500"
    assert uk_books.refused("TaxRate", body)["code"] == "500"
