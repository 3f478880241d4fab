# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero's invoices and bills: amounts, refusals, statuses."""

from datetime import date

import pytest

from tests.sandbox.testing import US, Caller, all_messages, bill, invoice, line

pytest_plugins = ["tests.sandbox.plugin"]


# -- amounts -----------------------------------------------------------------------


def amounts(document):
    return document["SubTotal"], document["TotalTax"], document["Total"]


def test_tax_is_rounded_line_by_line(xero_caller):
    """Xero's own example: 11.44, where the whole at once gives 11.45."""
    lines = [
        line(UnitAmount=amount, TaxType="TAX001") for amount in (25.06, 25.61, 25.63)
    ]
    document = xero_caller.put_one("Invoices", invoice(LineItems=lines))
    assert amounts(document) == (76.30, 11.44, 87.74)
    assert document["AmountDue"] == 87.74


def test_halves_go_up(xero_caller):
    lines = [line(UnitAmount=0.30, TaxType="TAX001")]  # tax 0.045
    document = xero_caller.put_one("Invoices", invoice(LineItems=lines))
    assert document["TotalTax"] == 0.05


def test_inclusive_amounts_hold_their_tax(xero_caller):
    lines = [line(UnitAmount=115, TaxType="TAX001")]
    document = xero_caller.put_one(
        "Invoices", invoice(LineItems=lines, LineAmountTypes="Inclusive")
    )
    assert amounts(document) == (100, 15, 115)
    assert document["LineItems"][0]["LineAmount"] == 115


def test_no_tax(xero_caller):
    lines = [line(TaxType="TAX001", TaxAmount=4)]
    document = xero_caller.put_one(
        "Invoices", invoice(LineItems=lines, LineAmountTypes="NoTax")
    )
    assert amounts(document) == (100, 0, 100)


def test_a_tax_amount_may_be_given(xero_caller):
    lines = [line(TaxType="TAX001", TaxAmount=14.99)]
    document = xero_caller.put_one("Invoices", invoice(LineItems=lines))
    assert amounts(document) == (100, 14.99, 114.99)


def test_a_price_has_two_places_unless_four_are_asked_for(xero_caller):
    document = invoice(LineItems=[line(UnitAmount=0.3333, Quantity=3)])
    assert xero_caller.put_one("Invoices", document)["Total"] == 0.99
    precise = xero_caller.put_one("Invoices", document, "?unitdp=4")
    assert precise["Total"] == 1
    address = f"Invoices/{precise['InvoiceID']}"
    read = xero_caller.get(address)["Invoices"][0]["LineItems"][0]
    assert read["UnitAmount"] == 0.33
    read = xero_caller.get(f"{address}?unitdp=4")["Invoices"][0]["LineItems"][0]
    assert read["UnitAmount"] == 0.3333


def test_a_line_amount_must_be_the_product(xero_caller):
    wrong = invoice(LineItems=[line(LineAmount=1)])
    assert xero_caller.refused("Invoices", wrong) == [
        "The line total 1.00 does not match the expected line total 100.00"
    ]


def test_two_of_three_amounts_suffice(xero_caller):
    lines = [line(UnitAmount=None, Quantity=4, LineAmount=10)]
    document = xero_caller.put_one("Invoices", invoice(LineItems=lines))
    assert document["LineItems"][0]["UnitAmount"] == 2.5


def test_discounts_are_for_sales(xero_caller):
    lines = [line(UnitAmount=33.33, Quantity=3, DiscountRate=12.5)]
    document = xero_caller.put_one("Invoices", invoice(LineItems=lines))
    assert document["Total"] == 87.49
    assert document["IsDiscounted"] is True
    lines = [line(AccountCode="310", DiscountRate=10)]
    assert "Discounts" in xero_caller.refused("Invoices", bill(LineItems=lines))[0]


def test_a_line_may_be_text_alone(xero_caller):
    lines = [{"Description": "A section"}, line()]
    document = invoice(LineItems=lines, Status="AUTHORISED")
    assert xero_caller.put_one("Invoices", document)["Total"] == 100


def test_rounding_needs_the_organizations_consent(xero_sandbox, xero_caller):
    totals = {"SubTotal": 100, "TotalTax": 0, "Total": 100.01}
    document = invoice(Status="AUTHORISED", RoundingAmount=0.01, **totals)
    assert "not enabled" in xero_caller.refused("Invoices", document)[0]
    xero_sandbox.set_organization(US, rounding=True)
    stored = xero_caller.put_one("Invoices", document)
    assert (stored["RoundingAmount"], stored["Total"]) == (0.01, 100.01)
    assert stored["AmountDue"] == 100.01
    assert xero_caller.refused("Invoices", {**document, "RoundingAmount": 0.11})
    without = {**document, "InvoiceNumber": "R-2"}
    del without["TotalTax"]
    assert "TotalTax" in xero_caller.refused("Invoices", without)[0]
    (listed,) = xero_caller.get("Invoices?page=1")["Invoices"]
    assert "RoundingAmount" not in listed


def test_nothing_to_pay_is_paid(xero_caller):
    document = invoice(LineItems=[line(UnitAmount=0)], Status="AUTHORISED")
    assert xero_caller.put_one("Invoices", document)["Status"] == "PAID"


def test_a_foreign_currency_has_a_rate(xero_caller):
    document = xero_caller.put_one("Invoices", invoice(CurrencyCode="EUR"))
    assert document["CurrencyRate"] == 0.92
    given = invoice(CurrencyCode="EUR", CurrencyRate=0.91234567)
    assert xero_caller.put_one("Invoices", given)["CurrencyRate"] == 0.912346


def test_an_odd_rate_is_a_warning(xero_caller):
    body = {"Invoices": [invoice(CurrencyCode="EUR", CurrencyRate=1.09)]}
    answer = xero_caller.api("PUT", "Invoices?summarizeErrors=false", body)
    (stored,) = answer.json()["Invoices"]
    assert stored["StatusAttributeString"] == "WARNING"
    assert "currency rate" in stored["Warnings"][0]["Message"]


# -- refusals ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes, text",
    [
        ({"Type": None}, "Invoice Type must be specified"),
        ({"LineItems": []}, "One or more line items must be specified"),
        ({"Status": "AUTHORISED", "DueDate": None}, "DueDate"),
        ({"CurrencyCode": "JPY"}, "Organisation is not subscribed to currency JPY"),
        ({"Url": "https://xero.example.com/1"}, "Url must not contain 'xero'."),
        ({"Contact": {}}, "A Contact must be specified"),
        ({"Contact": {"Name": "Old Mill Traders"}}, "has been archived"),
        ({"Contact": {"Name": "Angle <b>"}}, "angle brackets"),
        ({"Status": "PAID"}, "cannot be created with status PAID"),
        ({"Date": "yesterday"}, "Date is not a valid date."),
        ({"Reference": "r" * 256}, "Reference must not be longer"),
        ({"LineItems": [line(UnitAmount=-1)]}, "must not be negative"),
    ],
)
def test_refused_documents(xero_caller, changes, text):
    messages = xero_caller.refused("Invoices", invoice(**changes))
    assert any(text in message for message in messages), messages
    assert xero_caller.get("Invoices")["Invoices"] == []


@pytest.mark.parametrize(
    "changes, text",
    [
        (
            {"AccountCode": "999"},
            "Account code '999' is not a valid code for this document.",
        ),
        ({"AccountCode": "249"}, "has been archived, or has been deleted."),
        ({"AccountCode": "610"}, "Account code '610' is not a valid code"),
        ({"AccountCode": "090"}, "Account code '090' is not a valid code"),
        ({"AccountCode": "630"}, "Account code '630' is not a valid code"),
        ({"TaxType": "TAX999"}, "TaxType code 'TAX999' does not exist"),
        ({"TaxType": "TAX004"}, "TaxType code 'TAX004' does not exist"),
        (
            {"TaxType": "INPUT"},
            "The TaxType code 'INPUT' cannot be used with account code '200'.",
        ),
        ({"Description": "d" * 4001}, "Description must not be longer"),
        ({"ItemCode": "NOTHING"}, "Item code 'NOTHING' is not valid."),
        ({"Quantity": "many"}, "Quantity is not a number."),
    ],
)
def test_refused_lines(xero_caller, changes, text):
    document = invoice(LineItems=[line(), line(**changes)])
    answer = xero_caller.api("PUT", "Invoices", {"Invoices": [document]})
    assert answer.status_code == 400
    element = answer.json()["Elements"][0]
    assert element["ValidationErrors"] == []
    assert element["LineItems"][0]["ValidationErrors"] == []
    (error, *_more) = element["LineItems"][1]["ValidationErrors"]
    assert text in error["Message"]


def test_the_rounding_account_is_open_to_lines(xero_caller):
    document = invoice(LineItems=[line(), line(AccountCode="860")])
    assert xero_caller.put_one("Invoices", document)["Total"] == 200


def test_an_approved_document_needs_accounts(xero_caller):
    document = invoice(LineItems=[line(AccountCode=None, TaxType=None)])
    assert xero_caller.put_one("Invoices", document)["Status"] == "DRAFT"
    approved = {**document, "Status": "AUTHORISED"}
    (message,) = xero_caller.refused("Invoices", approved)
    assert message == "Account code must be specified."


def test_the_account_gives_the_tax(xero_caller):
    document = invoice(LineItems=[line(TaxType=None)])
    stored = xero_caller.put_one("Invoices", document)["LineItems"][0]
    assert (stored["TaxType"], stored["TaxAmount"]) == ("OUTPUT", 8.25)


def test_lock_dates(xero_sandbox, xero_caller):
    stored = xero_caller.put_one("Invoices", invoice())
    xero_sandbox.set_organization(US, period_lock_date=date(2026, 11, 20))
    (message,) = xero_caller.refused("Invoices", invoice())
    assert message == (
        "The document date cannot be before the period lock date, "
        "currently set at 20 November 2026"
    )
    change = {"InvoiceID": stored["InvoiceID"], "Date": "2026-11-25"}
    assert xero_caller.refused("Invoices", change, method="POST")
    assert xero_caller.put_one("Invoices", invoice(Date="2026-11-21"))


def test_a_user_without_the_right_to_approve(xero_sandbox):
    xero_sandbox.set_consent(answer="allow", tenants=[US], user="standard")
    caller = Caller.connect(xero_sandbox)
    assert caller.put_one("Invoices", invoice(Status="SUBMITTED"))
    messages = caller.refused("Invoices", invoice(Status="AUTHORISED"))
    assert messages == ["You do not have permission to approve this document."]


# -- numbers -----------------------------------------------------------------------


def test_numbers_of_invoices_are_unique(xero_caller):
    first = xero_caller.put_one("Invoices", invoice())
    assert first["InvoiceNumber"] == "INV-0001"
    xero_caller.put_one("Invoices", invoice(InvoiceNumber="INV-0002"))
    assert xero_caller.put_one("Invoices", invoice())["InvoiceNumber"] == "INV-0003"
    again = invoice(InvoiceNumber="inv-0001")
    assert xero_caller.refused("Invoices", again) == ["Invoice # must be unique."]


def test_put_never_overwrites_a_number(xero_caller):
    xero_caller.put_one("Invoices", invoice(InvoiceNumber="S1"))
    again = invoice(InvoiceNumber="S1", LineItems=[line(UnitAmount=7)])
    assert xero_caller.refused("Invoices", again) == ["Invoice # must be unique."]
    (stored,) = xero_caller.get("Invoices/S1")["Invoices"]
    assert stored["Total"] == 100


def test_post_overwrites_what_has_the_number(xero_caller):
    first = xero_caller.put_one("Invoices", invoice(InvoiceNumber="S1"))
    again = invoice(InvoiceNumber="S1", LineItems=[line(UnitAmount=7)])
    answer = xero_caller.api("POST", "Invoices", {"Invoices": [again]})
    (second,) = answer.json()["Invoices"]
    assert (second["InvoiceID"], second["Total"]) == (first["InvoiceID"], 7)


def test_numbers_of_bills_are_free(xero_caller):
    ids = {
        xero_caller.put_one("Invoices", bill(InvoiceNumber="B-7"))["InvoiceID"]
        for _ in range(2)
    }
    assert len(ids) == 2
    assert xero_caller.put_one("Invoices", bill())["InvoiceNumber"] == ""


def test_a_number_stays_taken_after_a_void(xero_sandbox, xero_caller):
    document = invoice(InvoiceNumber="S1", Status="AUTHORISED")
    stored = xero_caller.put_one("Invoices", document)
    xero_sandbox.act("Invoices", stored["InvoiceID"], "void")
    assert xero_caller.refused("Invoices", document) == ["Invoice # must be unique."]


# -- batches -----------------------------------------------------------------------


def test_one_bad_element_spoils_a_summarized_batch(xero_caller):
    batch = {"Invoices": [invoice(), invoice(Type="NONE"), invoice()]}
    answer = xero_caller.api("PUT", "Invoices", batch)
    body = answer.json()
    assert answer.status_code == 400
    assert (body["ErrorNumber"], body["Type"]) == (10, "ValidationException")
    assert len(body["Elements"]) == 1
    assert xero_caller.get("Invoices")["Invoices"] == []
    assert xero_caller.put_one("Invoices", invoice())["InvoiceNumber"] == "INV-0001"


def test_each_element_has_its_verdict(xero_caller):
    new = {"Name": "Brand New"}
    batch = {
        "Invoices": [
            invoice(Contact=new, InvoiceNumber="A"),
            invoice(Contact={"Name": "Never Stored"}, LineItems=[line(TaxType="?")]),
            invoice(InvoiceNumber="A"),
            invoice(Contact=new, InvoiceNumber="B"),
        ]
    }
    answer = xero_caller.api("PUT", "Invoices?summarizeErrors=False", batch)
    assert answer.status_code == 200
    elements = answer.json()["Invoices"]
    verdicts = [each["StatusAttributeString"] for each in elements]
    assert verdicts == ["OK", "ERROR", "ERROR", "OK"]
    assert elements[1]["InvoiceID"] == "00000000-0000-0000-0000-000000000000"
    assert all_messages(elements[2]) == ["Invoice # must be unique."]
    first, last = elements[0]["Contact"], elements[3]["Contact"]
    assert first["ContactID"] == last["ContactID"]
    names = [each["Name"] for each in xero_caller.get("Contacts")["Contacts"]]
    assert names.count("Brand New") == 1 and "Never Stored" not in names


def test_fifty_elements_at_most(xero_caller):
    batch = {"Invoices": [invoice()] * 51}
    answer = xero_caller.api("PUT", "Invoices", batch)
    assert answer.status_code == 400
    assert answer.json()["Type"] == "PostDataInvalidException"
    batch = {"Invoices": [invoice()] * 50}
    assert xero_caller.api("PUT", "Invoices", batch).status_code == 200


def test_a_body_has_a_largest_size(xero_caller):
    body = b'{"Invoices": [' + b" " * 3_500_000 + b"]}"
    assert xero_caller.api("PUT", "Invoices", body).status_code == 413


def test_an_unreadable_body(xero_caller):
    for body in (b"{", b"[1]", b'{"Invoices": []}', b'{"LineItems": [null]}'):
        answer = xero_caller.api("PUT", "Invoices", body)
        assert answer.status_code == 400
        assert answer.json()["Type"] == "PostDataInvalidException"


# -- contacts of invoices ----------------------------------------------------------


def test_an_invoice_changes_the_contact_it_names(xero_caller):
    contact = {
        "Name": "Doe Ltd",
        "EmailAddress": "a@example.com",
        "ContactPersons": [{"FirstName": "Jo"}],
    }
    contact_id = xero_caller.put_one("Contacts", contact)["ContactID"]
    given = {"ContactID": contact_id, "EmailAddress": "b@example.com"}
    xero_caller.put_one("Invoices", invoice(Contact=given))
    (stored,) = xero_caller.get(f"Contacts/{contact_id}")["Contacts"]
    assert stored["EmailAddress"] == "b@example.com"
    assert stored["ContactPersons"] == []


def test_an_id_alone_changes_nothing(xero_caller):
    contact_id = xero_caller.put_one("Contacts", {"Name": "Doe Ltd"})["ContactID"]
    (before,) = xero_caller.get(f"Contacts/{contact_id}")["Contacts"]
    given = {"ContactID": contact_id}
    xero_caller.put_one("Invoices", invoice(Contact=given, Status="AUTHORISED"))
    (after,) = xero_caller.get(f"Contacts/{contact_id}")["Contacts"]
    assert after.pop("IsCustomer") is True and before.pop("IsCustomer") is False
    balances = after.pop("Balances")
    assert balances["AccountsReceivable"]["Outstanding"] == 100
    assert after == before


def test_contact_messages_stand_with_the_contact(xero_caller):
    contact = {"Name": "New", "EmailAddress": "not an address"}
    body = {"Invoices": [invoice(Contact=contact)]}
    element = xero_caller.api("PUT", "Invoices", body).json()["Elements"][0]
    assert element["ValidationErrors"] == []
    (error,) = element["Contact"]["ValidationErrors"]
    assert error["Message"] == "Email address must be valid."


# -- statuses ----------------------------------------------------------------------


def change(caller, document, **values):
    address = f"Invoices/{document['InvoiceID']}"
    return caller.api("POST", address, values)


def test_the_way_of_a_document(xero_caller):
    document = xero_caller.put_one("Invoices", invoice())
    for status in ("SUBMITTED", "AUTHORISED", "VOIDED"):
        answer = change(xero_caller, document, Status=status)
        (stored,) = answer.json()["Invoices"]
        assert stored["Status"] == status
    assert stored["AmountDue"] == 0


@pytest.mark.parametrize(
    "first, second",
    [("DRAFT", "VOIDED"), ("AUTHORISED", "DELETED"), ("AUTHORISED", "DRAFT")],
)
def test_wrong_moves(xero_caller, first, second):
    document = xero_caller.put_one("Invoices", invoice(Status=first))
    answer = change(xero_caller, document, Status=second)
    messages = all_messages(answer.json()["Elements"][0])
    assert messages == ["Invoice not of valid status for modification"]


def test_final_documents_do_not_change(xero_sandbox, xero_caller):
    document = xero_caller.put_one("Invoices", invoice())
    xero_sandbox.act("Invoices", document["InvoiceID"], "delete")
    answer = change(xero_caller, document, Reference="other")
    assert answer.status_code == 400


def test_a_line_that_is_left_out_is_gone(xero_caller):
    document = xero_caller.put_one("Invoices", invoice(LineItems=[line(), line()]))
    kept = document["LineItems"][0]
    answer = change(xero_caller, document, LineItems=[kept])
    (stored,) = answer.json()["Invoices"]
    assert stored["Total"] == 100
    assert [each["LineItemID"] for each in stored["LineItems"]] == [kept["LineItemID"]]


def test_put_creates_only(xero_caller):
    document = xero_caller.put_one("Invoices", invoice())
    again = invoice(InvoiceID=document["InvoiceID"])
    assert xero_caller.refused("Invoices", again) == ["Invoice already exists."]
    address = f"Invoices/{document['InvoiceID']}"
    assert xero_caller.api("PUT", address, invoice()).status_code == 501
