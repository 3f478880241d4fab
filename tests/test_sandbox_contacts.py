# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero's contacts."""

import pytest

from tests.sandbox.testing import invoice

pytest_plugins = ["tests.sandbox.plugin"]

TAKEN = (
    "The contact name Doe Ltd is already assigned to another contact. "
    "The contact name must be unique across all active contacts."
)


def test_a_contact_shows_all_addresses_and_phones(xero_caller):
    address = {"AddressType": "POBOX", "City": "Springfield"}
    contact = xero_caller.put_one(
        "Contacts", {"Name": "Doe Ltd", "Addresses": [address]}
    )
    cities = {each["AddressType"]: each["City"] for each in contact["Addresses"]}
    assert cities == {"STREET": "", "POBOX": "Springfield"}
    assert len(contact["Phones"]) == 4
    assert (contact["ContactStatus"], contact["IsCustomer"]) == ("ACTIVE", False)


def test_names_of_active_contacts_are_unique(xero_sandbox, xero_caller):
    first = xero_caller.put_one("Contacts", {"Name": "Doe Ltd"})
    assert xero_caller.refused("Contacts", {"Name": "doe ltd"})[0].startswith(
        "The contact name Doe Ltd is already assigned"
    )
    assert xero_caller.refused("Contacts", {"Name": "Doe Ltd"}) == [TAKEN]
    xero_sandbox.edit("Contacts", first["ContactID"], ContactStatus="ARCHIVED")
    second = xero_caller.put_one("Contacts", {"Name": "Doe Ltd"})
    assert second["ContactID"] != first["ContactID"]
    back = {"ContactID": first["ContactID"], "Name": "Doe Ltd"}
    assert xero_caller.refused("Contacts", back, method="POST")


def test_a_number_finds_its_contact(xero_caller):
    contact = xero_caller.put_one(
        "Contacts", {"Name": "Doe Ltd", "ContactNumber": "ODOO-7"}
    )
    (found,) = xero_caller.get("Contacts/ODOO-7")["Contacts"]
    assert found["ContactID"] == contact["ContactID"]
    again = {"Name": "Other", "ContactNumber": "ODOO-7"}
    assert "ODOO-7" in xero_caller.refused("Contacts", again)[0]
    for given in ({"ContactNumber": "ODOO-7"}, {**again, "Name": "Renamed"}):
        document = xero_caller.put_one("Invoices", invoice(Contact=given))
        assert document["Contact"]["ContactID"] == contact["ContactID"]
    assert document["Contact"]["Name"] == "Renamed"


def test_post_changes_the_contact_of_that_name(xero_caller):
    contact = xero_caller.put_one("Contacts", {"Name": "Doe Ltd"})
    body = {"Contacts": [{"Name": "Doe Ltd", "EmailAddress": "doe@example.com"}]}
    (changed,) = xero_caller.api("POST", "Contacts", body).json()["Contacts"]
    assert changed["ContactID"] == contact["ContactID"]
    assert changed["EmailAddress"] == "doe@example.com"


@pytest.mark.parametrize(
    "values, text",
    [
        ({"Name": ""}, "Contact name is required."),
        ({"Name": " Doe"}, "blanks"),
        ({"Name": "Doe  Ltd"}, "blanks"),
        ({"Name": "Doe <Ltd>"}, "angle brackets"),
        ({"Name": "D" * 256}, "Name must not be longer than 255"),
        ({"EmailAddress": "doe@"}, "Email address must be valid."),
        ({"EmailAddress": "dö@example.com"}, "Email address must be valid."),
        ({"ContactNumber": "1" * 51}, "ContactNumber must not be longer than 50"),
        ({"ContactPersons": [{}] * 6}, "at most 5 contact persons"),
        ({"Addresses": [{"AddressType": "HOME"}]}, "AddressType"),
        (
            {"Addresses": [{"AddressType": "POBOX", "Country": "US1"}]},
            "Country must consist of letters.",
        ),
        ({"Phones": [{"PhoneType": "HOME"}]}, "PhoneType"),
        (
            {"Phones": [{"PhoneType": "DDI", "PhoneAreaCode": "1" * 11}]},
            "PhoneAreaCode must not be longer than 10",
        ),
        ({"TaxNumberType": "VAT"}, "TaxNumberType"),
    ],
)
def test_refused_contacts(xero_caller, values, text):
    messages = xero_caller.refused("Contacts", {"Name": "Doe Ltd", **values})
    assert any(text in message for message in messages), messages


def test_archived_contacts_are_shown_when_asked_for(xero_caller):
    def names(query):
        found = xero_caller.get(f"Contacts?{query}")["Contacts"]
        return {each["Name"] for each in found}

    assert "Old Mill Traders" not in names("page=1")
    assert "Old Mill Traders" in names("page=1&includeArchived=True")
    assert names("searchTerm=ridge") == {"Ridgeway University"}


def test_a_summary_has_no_addresses(xero_caller):
    (first, *_more) = xero_caller.get("Contacts?summaryOnly=True")["Contacts"]
    assert "Addresses" not in first and first["Name"] == "Ridgeway University"


def test_verdicts(xero_caller):
    batch = {"Contacts": [{"Name": "A"}, {"Name": ""}]}
    answer = xero_caller.api("PUT", "Contacts?summarizeErrors=false", batch)
    verdicts = [each["StatusAttributeString"] for each in answer.json()["Contacts"]]
    assert verdicts == ["OK", "ERROR"]
    assert answer.json()["Contacts"][1]["HasValidationErrors"] is True


def test_balances_move_no_time_stamp(xero_sandbox, xero_caller):
    contact = xero_caller.put_one("Contacts", {"Name": "Doe Ltd"})
    xero_sandbox.advance_clock(50)
    document = invoice(
        Contact={"ContactID": contact["ContactID"]},
        CurrencyCode="EUR",
        CurrencyRate=0.5,
        DueDate="2026-01-01",
        Status="AUTHORISED",
    )
    xero_caller.put_one("Invoices", document)
    address = f"Contacts/{contact['ContactID']}"
    (after,) = xero_caller.get(address)["Contacts"]
    assert after["UpdatedDateUTC"] == contact["UpdatedDateUTC"]
    assert after["Balances"]["AccountsReceivable"] == {
        "Outstanding": 200,
        "Overdue": 200,
    }


def test_a_merged_contact_stays_and_says_so(xero_sandbox, xero_caller):
    ours, theirs = (
        xero_caller.put_one("Contacts", {"Name": name})["ContactID"]
        for name in ("Doe Ltd", "Doe Limited")
    )
    document = xero_caller.put_one("Invoices", invoice(Contact={"ContactID": ours}))
    xero_sandbox.act("Contacts", ours, "merge", into=theirs)
    (merged,) = xero_caller.get(f"Contacts/{ours}")["Contacts"]
    assert merged["ContactStatus"] == "ARCHIVED"
    assert merged["MergedToContactID"] == theirs
    (moved,) = xero_caller.get(f"Invoices/{document['InvoiceID']}")["Invoices"]
    assert moved["Contact"]["Name"] == "Doe Limited"


def test_a_forgotten_contact_is_hidden(xero_sandbox, xero_caller):
    contact_id = xero_caller.put_one("Contacts", {"Name": "Doe Ltd"})["ContactID"]
    xero_sandbox.act("Contacts", contact_id, "forget")
    assert xero_caller.get("Contacts?page=1&searchTerm=doe")["Contacts"] == []
    query = "page=1&searchTerm=doe&includeArchived=true"
    (found,) = xero_caller.get(f"Contacts?{query}")["Contacts"]
    assert found["ContactStatus"] == "GDPRREQUEST"


def test_no_change_moves_a_contact_in_the_order_of_ids(xero_sandbox, xero_caller):
    def ids():
        found = xero_caller.get("Contacts?page=1&order=ContactID")["Contacts"]
        return [each["ContactID"] for each in found]

    before = ids()
    assert before == sorted(before)
    xero_sandbox.edit("Contacts", before[0], Name="Changed")
    assert ids() == before
    newest = xero_caller.get("Contacts?page=1&order=UpdatedDateUTC%20DESC")["Contacts"]
    assert newest[0]["ContactID"] == before[0]
