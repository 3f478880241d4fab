# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' taxes: automated, manual, and by a code on each line."""

import pytest

from tests.sandbox.qbo.samples import account_line, bill, head, invoice, sale_line

pytest_plugins = ["tests.sandbox.plugin"]


def amounts(record):
    tax = record.get("TxnTaxDetail", {}).get("TotalTax", 0)
    return record["TotalAmt"], tax


def tax_lines(record):
    return [
        (
            line["TaxLineDetail"]["TaxPercent"],
            line["TaxLineDetail"]["NetAmountTaxable"],
            line["Amount"],
        )
        for line in record["TxnTaxDetail"]["TaxLine"]
    ]


def rate_id(books, name):
    return books.find_id("TaxRate", name)


def given(books, **amounts_of_rates):
    """A TxnTaxDetail with amounts of the caller."""
    return {
        "TaxLine": [
            {
                "Amount": amount,
                "DetailType": "TaxLineDetail",
                "TaxLineDetail": {"TaxRateRef": {"value": rate_id(books, name)}},
            }
            for name, amount in amounts_of_rates.items()
        ]
    }


# -- the United States, automated --------------------------------------------------


@pytest.mark.parametrize(
    ("address", "tax"),
    [
        (None, 7.25),
        ({"CountrySubDivisionCode": "ny", "Country": "USA"}, 8.88),
        ({"CountrySubDivisionCode": "OR"}, 0),
        ({"CountrySubDivisionCode": "Nowhere"}, 7.25),
        ({"CountrySubDivisionCode": "ON", "Country": "CAN"}, 0),
    ],
)
def test_the_place_of_delivery_decides(us_books, address, tax):
    found = us_books.create("Invoice", invoice(us_books, ShipAddr=address))
    assert amounts(found) == (100 + tax, tax)


def test_only_lines_with_tax_are_taxed(us_books):
    lines = [sale_line(us_books, 100), sale_line(us_books, 50, "NON")]
    found = us_books.create("Invoice", invoice(us_books, *lines))
    assert amounts(found) == (157.25, 7.25)
    assert tax_lines(found) == [(6, 100, 6), (1.25, 100, 1.25)]


def test_a_line_without_a_code_is_not_taxed(us_books):
    line = sale_line(us_books)
    del line["SalesItemLineDetail"]["TaxCodeRef"]
    found = us_books.create("Invoice", invoice(us_books, line))
    assert found["Line"][0]["SalesItemLineDetail"]["TaxCodeRef"]["value"] == "NON"
    assert amounts(found) == (100, 0)


def test_an_exempt_customer_pays_no_tax(us_books):
    customer = us_books.read("Customer", "1")
    us_books.create("Customer", head(customer, sparse=True, Taxable=False))
    assert amounts(us_books.create("Invoice", invoice(us_books))) == (100, 0)


def test_real_codes_are_refused_on_lines(us_books):
    code = us_books.find_id("TaxCode", "California")
    sale = invoice(us_books, sale_line(us_books, 100, code))
    assert us_books.refused("Invoice", sale)["code"] == "6100"
    purchase = bill(us_books, account_line(us_books, 100, code))
    assert us_books.refused("Bill", purchase)["code"] == "6100"


@pytest.mark.parametrize("tax", [0, 5])
def test_a_tax_that_is_sent_is_honoured_or_ignored(us_books, qbo_sandbox, tax):
    body = invoice(us_books, TxnTaxDetail={"TotalTax": tax})
    assert amounts(us_books.create("Invoice", body)) == (100 + tax, tax)
    body["TxnTaxDetail"]["UseAutomatedSalesTax"] = True
    assert amounts(us_books.create("Invoice", body)) == (107.25, 7.25)
    qbo_sandbox.configure("us", tax_override="ignored")
    del body["TxnTaxDetail"]["UseAutomatedSalesTax"]
    assert amounts(us_books.create("Invoice", body)) == (107.25, 7.25)


def test_a_tax_that_is_sent_is_spread_over_the_rates(us_books):
    body = invoice(us_books, TxnTaxDetail={"TotalTax": "1.00"})
    shares = [tax for _rate, _base, tax in tax_lines(us_books.create("Invoice", body))]
    assert shares == [0.83, 0.17]


def test_without_setup_there_is_no_tax(us_books, qbo_sandbox):
    qbo_sandbox.configure("us", ast_set_up=False)
    body = invoice(us_books, TxnTaxDetail={"TotalTax": 5})
    found = us_books.create("Invoice", body)
    assert found["TotalAmt"] == 100 and "TxnTaxDetail" not in found


def test_a_new_place_of_delivery_changes_the_tax(us_books):
    one = us_books.create("Invoice", invoice(us_books))
    address = {"CountrySubDivisionCode": "OR"}
    changed = us_books.create("Invoice", head(one, sparse=True, ShipAddr=address))
    assert amounts(changed) == (100, 0)


def test_a_discount_comes_before_the_tax_if_asked(us_books):
    discount = {
        "DetailType": "DiscountLineDetail",
        "Amount": 20,
        "DiscountLineDetail": {"PercentBased": False},
    }
    body = invoice(us_books, sale_line(us_books), discount)
    assert amounts(us_books.create("Invoice", body)) == (87.25, 7.25)
    body["ApplyTaxAfterDiscount"] = True
    assert amounts(us_books.create("Invoice", body)) == (85.8, 5.8)


def test_bills_have_no_tax(us_books):
    line = account_line(us_books, 100, "TAX")
    body = bill(us_books, line, TxnTaxDetail={"TotalTax": 5})
    found = us_books.create("Bill", body)
    assert found["TotalAmt"] == 100 and "TxnTaxDetail" not in found


# -- the United States, manual -----------------------------------------------------


@pytest.fixture
def manual_books(us_books, qbo_sandbox):
    qbo_sandbox.configure("us", sales_tax="manual")
    return us_books


def test_one_code_taxes_the_document(manual_books):
    code = manual_books.find_id("TaxCode", "Tucson")
    body = invoice(manual_books, TxnTaxDetail={"TxnTaxCodeRef": {"value": code}})
    found = manual_books.create("Invoice", body)
    assert tax_lines(found) == [(5.6, 100, 5.6), (2.6, 100, 2.6)]
    assert found["TxnTaxDetail"]["TxnTaxCodeRef"]["value"] == code


def test_without_a_code_there_is_no_tax(manual_books):
    assert amounts(manual_books.create("Invoice", invoice(manual_books))) == (100, 0)


def test_a_pseudo_code_is_none(manual_books):
    body = invoice(manual_books, TxnTaxDetail={"TxnTaxCodeRef": {"value": "TAX"}})
    assert manual_books.refused("Invoice", body)["code"] == "2500"


def test_the_customers_code_is_the_default(manual_books):
    code = {"value": manual_books.find_id("TaxCode", "California")}
    customer = manual_books.read("Customer", "1")
    manual_books.create("Customer", head(customer, sparse=True, DefaultTaxCodeRef=code))
    assert amounts(manual_books.create("Invoice", invoice(manual_books))) == (108, 8)


# -- by codes ------------------------------------------------------------------------


def test_a_code_of_two_rates_has_two_tax_lines(ca_books):
    line = sale_line(ca_books, "4495.16")
    found = ca_books.create("Invoice", invoice(ca_books, line))
    assert tax_lines(found) == [
        (5, 4495.16, 224.76),
        (9.975, 4495.16, 448.39),
    ]
    assert amounts(found) == (5168.31, 673.15)


def test_tax_is_computed_on_the_sum_of_a_rate(ca_books):
    """Line by line it would be 0.04 three times; halves go up."""
    lines = [sale_line(ca_books, "0.70", "GST") for _ in range(3)]  # 2.10 -> 0.105
    found = ca_books.create("Invoice", invoice(ca_books, *lines))
    assert amounts(found) == (2.21, 0.11)


def test_a_rate_of_two_codes_is_summed_once(ca_books):
    lines = [sale_line(ca_books, 100, "GST"), sale_line(ca_books, 100, "GST/PST BC")]
    found = ca_books.create("Invoice", invoice(ca_books, *lines))
    assert tax_lines(found) == [(5, 200, 10), (7, 100, 7)]


def test_purchases_use_the_rates_of_purchases(uk_books):
    found = uk_books.create("Bill", bill(uk_books))
    (line,) = found["TxnTaxDetail"]["TaxLine"]
    key = rate_id(uk_books, "20.0% S (purchases)")
    assert line["TaxLineDetail"]["TaxRateRef"]["value"] == key
    assert amounts(found) == (120, 20)


def test_a_reverse_charge_comes_to_nothing(uk_books):
    line = account_line(uk_books, 100, "20.0% RC")
    assert amounts(uk_books.create("Bill", bill(uk_books, line))) == (100, 0)
    sale = invoice(uk_books, sale_line(uk_books, 100, "20.0% RC"))
    assert uk_books.refused("Invoice", sale)["code"] == "6000"


def test_every_line_needs_a_code_even_for_no_tax(uk_books):
    line = sale_line(uk_books)
    del line["SalesItemLineDetail"]["TaxCodeRef"]
    assert uk_books.refused("Invoice", invoice(uk_books, line))["code"] == "6000"
    line = account_line(uk_books)
    del line["AccountBasedExpenseLineDetail"]["TaxCodeRef"]
    assert uk_books.refused("Bill", bill(uk_books, line))["code"] == "6000"
    free = invoice(uk_books, sale_line(uk_books, 100, "No VAT"))
    assert amounts(uk_books.create("Invoice", free)) == (100, 0)


def test_a_code_without_rates_has_no_tax_lines(ca_books):
    line = sale_line(ca_books, 100, "Out of Scope")
    found = ca_books.create("Invoice", invoice(ca_books, line))
    assert found["TxnTaxDetail"] == {"TotalTax": 0, "TaxLine": []}


def test_pseudo_codes_belong_to_the_us(uk_books):
    line = sale_line(uk_books, 100, TaxCodeRef={"value": "NON"})
    assert uk_books.refused("Invoice", invoice(uk_books, line))["code"] == "2500"


def test_an_inactive_code_is_not_found(uk_books):
    rows = uk_books.find("SELECT * FROM TaxCode WHERE Active IN (true, false)")
    (gone,) = (row for row in rows if not row["Active"])
    line = sale_line(uk_books, 100, TaxCodeRef={"value": gone["Id"]})
    assert uk_books.refused("Invoice", invoice(uk_books, line))["code"] == "610"


def test_the_calculation_must_be_named(uk_books):
    for entity, body in (("Invoice", invoice(uk_books)), ("Bill", bill(uk_books))):
        del body["GlobalTaxCalculation"]
        assert uk_books.refused(entity, body)["code"] == "2020"


def test_not_applicable_means_no_tax(uk_books):
    body = invoice(uk_books, GlobalTaxCalculation="NotApplicable")
    found = uk_books.create("Invoice", body)
    assert found["TotalAmt"] == 100
    assert "TaxCodeRef" not in found["Line"][0]["SalesItemLineDetail"]


def test_amounts_with_tax_are_backed_out(uk_books):
    body = invoice(
        uk_books, sale_line(uk_books, 120), GlobalTaxCalculation="TaxInclusive"
    )
    found = uk_books.create("Invoice", body)
    assert amounts(found) == (120, 20)
    assert found["Line"][0]["Amount"] == 100
    assert found["Line"][0]["SalesItemLineDetail"]["TaxInclusiveAmt"] == 120


def test_a_price_with_tax_becomes_net_as_well(uk_books):
    line = sale_line(uk_books, 100, Qty=3, UnitPrice="33.3333")
    body = invoice(uk_books, line, GlobalTaxCalculation="TaxInclusive")
    found = uk_books.create("Invoice", body)
    line = found["Line"][0]
    assert (line["Amount"], found["TotalAmt"]) == (83.33, 100)
    assert line["SalesItemLineDetail"]["UnitPrice"] == 27.7766667
    assert uk_books.create("Invoice", found)["TotalAmt"] == 100


def test_net_and_gross_may_both_come(uk_books):
    line = sale_line(uk_books, 100, TaxInclusiveAmt=120)
    body = invoice(uk_books, line, GlobalTaxCalculation="TaxInclusive")
    assert amounts(uk_books.create("Invoice", body)) == (120, 20)
    line["Amount"] = 110
    assert uk_books.refused("Invoice", body)["code"] == "6000"


def test_a_gross_amount_of_zero_is_taken_at_its_word(uk_books):
    line = sale_line(uk_books, 100, TaxInclusiveAmt=0)
    body = invoice(uk_books, line, GlobalTaxCalculation="TaxInclusive")
    assert amounts(uk_books.create("Invoice", body)) == (0, 0)


def test_gross_is_not_always_found_again(uk_books):
    lines = [sale_line(uk_books, "0.10") for _ in range(5)]
    body = invoice(uk_books, *lines, GlobalTaxCalculation="TaxInclusive")
    assert amounts(uk_books.create("Invoice", body)) == (0.48, 0.08)


def test_tax_amounts_may_be_given_if_they_are_near(ca_books):
    line = sale_line(ca_books, "4495.16")
    detail = given(ca_books, GST="224.76", QST="448.40")
    found = ca_books.create("Invoice", invoice(ca_books, line, TxnTaxDetail=detail))
    assert amounts(found) == (5168.32, 673.16)
    detail = given(ca_books, GST="224.76", QST="448.43")
    far = ca_books.refused("Invoice", invoice(ca_books, line, TxnTaxDetail=detail))
    assert far["code"] == "6000" and "QST" in far["Detail"]


def test_a_given_rate_must_be_on_the_lines_and_only_once(ca_books):
    foreign = given(ca_books, GST=5, **{"HST ON": 13})
    body = invoice(ca_books, sale_line(ca_books, 100, "GST"), TxnTaxDetail=foreign)
    assert ca_books.refused("Invoice", body)["code"] == "6000"
    twice = given(ca_books, GST=5)
    twice["TaxLine"] *= 2
    body["TxnTaxDetail"] = twice
    assert ca_books.refused("Invoice", body)["code"] == "6000"


def test_old_tax_lines_do_not_fit_new_amounts(ca_books):
    one = ca_books.create("Invoice", invoice(ca_books))
    lines = [sale_line(ca_books, 500)]
    stale = {**one, "Line": lines}
    assert ca_books.refused("Invoice", stale)["code"] == "6000"
    changed = ca_books.create("Invoice", head(one, sparse=True, Line=lines))
    assert amounts(changed) == (574.88, 74.88)


# -- turned off ---------------------------------------------------------------------


@pytest.fixture
def off_books(qbo_sandbox, uk_books):
    qbo_sandbox.configure("uk", sales_tax="off")
    return uk_books


def test_turned_off_there_are_no_codes(qbo_sandbox, off_books):
    assert off_books.find("SELECT * FROM Preferences")[0]["TaxPrefs"] == {
        "UsingSalesTax": False
    }
    for entity in ("TaxCode", "TaxRate"):
        query = f"SELECT * FROM {entity} WHERE Active IN (true, false)"
        assert not off_books.find(query)
    qbo_sandbox.configure("uk", sales_tax="codes")
    assert off_books.find("SELECT * FROM TaxCode")


def test_turned_off_a_document_has_no_tax(off_books):
    for entity, body in (("Invoice", invoice), ("Bill", bill)):
        detail = {"TotalTax": 20}
        found = off_books.create(entity, body(off_books, TxnTaxDetail=detail))
        assert amounts(found) == (100, 0)
        assert "TxnTaxDetail" not in found
        assert found["GlobalTaxCalculation"] == "NotApplicable"


def test_turned_off_whatever_the_calculation(off_books):
    line = sale_line(off_books, 100, TaxInclusiveAmt=120)
    body = invoice(off_books, line, GlobalTaxCalculation="TaxInclusive")
    assert amounts(off_books.create("Invoice", body)) == (100, 0)
    del body["GlobalTaxCalculation"]
    assert off_books.refused("Invoice", body)["code"] == "2020"


def test_turned_off_a_code_on_a_line_is_refused(qbo_sandbox, uk_books):
    invoice_body, bill_body = invoice(uk_books), bill(uk_books)
    qbo_sandbox.configure("uk", sales_tax="off")
    assert uk_books.refused("Invoice", invoice_body)["code"] == "2500"
    assert uk_books.refused("Bill", bill_body)["code"] == "2500"
