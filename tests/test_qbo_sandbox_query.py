# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' reading: queries, single records, changed data."""

import pytest

pytest_plugins = ["tests.sandbox.plugin"]


def names(rows):
    return [row["DisplayName"] for row in rows]


def fault_of(answer):
    assert answer.status_code == 400, answer.text
    return answer.json()["Fault"]["Error"][0]


def add_customers(caller, *given):
    for name in given:
        caller.create("Customer", {"DisplayName": name})


# -- single records ----------------------------------------------------------------


def test_one_record_and_one_that_is_not_there(us_books):
    assert us_books.read("Customer", 1)["DisplayName"] == "Ridgeway University"
    missing = us_books.send("GET", "customer/999")
    assert fault_of(missing)["code"] == "610"
    assert missing.json()["Fault"]["type"] == "ValidationFault"


@pytest.mark.parametrize(
    "path", ["Customer/1", "nothing/1", "customer", "customer/1/2"]
)
def test_a_path_that_does_not_exist(us_books, path):
    assert fault_of(us_books.send("GET", path))["code"] == "500"


def test_who_asks_for_no_json_gets_xml(us_books):
    answer = us_books.send("GET", "customer/1", headers={"Accept": "*/*"})
    assert answer.headers["Content-Type"].startswith("application/xml")
    assert "<DisplayName>Ridgeway University</DisplayName>" in answer.text


def test_the_tax_service_answers_without_an_envelope(uk_books):
    rate = {"TaxRateName": "Eco", "RateValue": "2", "TaxAgencyId": "1"}
    details = [{**rate, "TaxApplicableOn": "Sales"}]
    body = {"TaxCode": "ECO", "TaxRateDetails": details}
    answer = uk_books.post("taxservice/taxcode", body).json()
    assert uk_books.find_id("TaxCode", "ECO") == answer["TaxCodeId"]
    refused = uk_books.post("taxservice/taxcode", body)
    assert fault_of(refused)["code"] == "6240"


# -- queries -----------------------------------------------------------------------


def test_by_get_and_by_post(us_books):
    text = "select * from Customer where DisplayName = 'City Limousines'"
    posted = us_books.ask(text).json()["QueryResponse"]
    got = us_books.send("GET", "query", params={"query": text}).json()
    assert got["QueryResponse"] == posted
    assert posted["startPosition"] == posted["maxResults"] == 1
    wrong = {"Content-Type": "application/json"}
    assert fault_of(us_books.ask(text, **wrong))["code"] == "500"


def test_only_active_names_unless_asked(us_books):
    found = us_books.find("SELECT * FROM Customer")
    assert set(names(found)) == {"Ridgeway University", "City Limousines"}
    found = us_books.find("SELECT * FROM Customer WHERE Active IN (true, false)")
    assert "Old Mill Traders (deleted)" in names(found)
    assert not us_books.find("SELECT * FROM Customer WHERE Id = '3'")
    found = us_books.find("SELECT * FROM Customer WHERE Active = false")
    assert names(found) == ["Old Mill Traders (deleted)"]


@pytest.mark.parametrize(
    "condition, expected",
    [
        ("DisplayName = 'CITY limousines'", ["City Limousines"]),
        ("displayname = 'City Limousines'", ["City Limousines"]),
        ("DisplayName LIKE '%university'", ["Ridgeway University"]),
        ("DisplayName LIKE '%i%o%'", ["City Limousines"]),
        ("DisplayName LIKE 'city'", []),
        ("Id IN ('1', '2') AND DisplayName LIKE 'C%'", ["City Limousines"]),
        ("Balance > '0'", []),
        ("Balance <= 0 AND Id = '2'", ["City Limousines"]),
        (
            "PrimaryEmailAddr = 'billing@ridgeway.example.com'",
            ["Ridgeway University"],
        ),
    ],
)
def test_conditions(us_books, condition, expected):
    assert names(us_books.find(f"SELECT * FROM Customer WHERE {condition}")) == expected


@pytest.mark.parametrize(
    "name, written",
    [
        ("O'Neil", r"O\'Neil"),
        ("Back\\slash", r"Back\\slash"),
        ("Both\\'", r"Both\\\'"),
    ],
)
def test_escapes(us_books, name, written):
    add_customers(us_books, name)
    text = f"SELECT * FROM Customer WHERE DisplayName = '{written}'"
    assert names(us_books.find(text)) == [name]


def test_an_unescaped_backslash_breaks_out(us_books):
    add_customers(us_books, "O'Neil\\")
    text = r"SELECT * FROM Customer WHERE DisplayName = 'O\'Neil\'"
    assert fault_of(us_books.ask(text))["code"] == "4000"
    text = r"SELECT * FROM Customer WHERE DisplayName = 'x\\' AND Id IN ('1', '2')"
    assert us_books.find(text) == []


@pytest.mark.parametrize(
    "text, code",
    [
        ("SELECT * FROM Customer WHERE Id = '1' OR Id = '2'", "4000"),
        ("SELECT * FROM Customer WHERE NOT Id = '1'", "4000"),
        ("SELECT * FROM Customer WHERE Id != '1'", "4000"),
        ("SELECT * FROM Customer WHERE Id = 1 GROUP BY Id", "4000"),
        ("SELECT * FROM Customer MAXRESULTS many", "4000"),
        ("SELECT * FROM Customer WHERE Id = '1", "4000"),
        ("DELETE FROM Customer", "4000"),
        ("", "4000"),
        ("SELECT * FROM Nothing", "4001"),
        ("SELECT * FROM Customer WHERE Notes = 'x'", "4001"),
        ("SELECT * FROM Invoice WHERE PrivateNote LIKE '%x%'", "4001"),
        ("SELECT * FROM Customer WHERE Id > '1'", "4001"),
        ("SELECT * FROM Customer WHERE Id LIKE '1'", "4001"),
        ("SELECT BillAddr.City FROM Customer", "4001"),
        ("SELECT Nickname FROM Customer", "4001"),
        ("SELECT * FROM Customer ORDERBY Notes", "4001"),
        ("SELECT * FROM Customer STARTPOSITION 0", "4001"),
        ("SELECT * FROM Customer MAXRESULTS 1001", "4001"),
        ("SELECT * FROM Customer WHERE Balance > 'much'", "4001"),
        ("SELECT * FROM Customer WHERE MetaData.CreateTime > 'today'", "4001"),
        (
            "SELECT * FROM Customer WHERE MetaData.CreateTime > "
            "'2026-01-01T00:00:00 02:00'",
            "4001",
        ),
    ],
)
def test_what_the_language_lacks(us_books, text, code):
    assert fault_of(us_books.ask(text))["code"] == code


def test_zero_is_too_small(us_books):
    fault = fault_of(us_books.ask("SELECT * FROM Customer STARTPOSITION 0"))
    assert "value 0 is too small" in fault["Detail"]


def test_pages(us_books):
    add_customers(us_books, *(f"Number {index:03}" for index in range(150)))
    assert len(us_books.find("SELECT * FROM Customer")) == 100
    assert len(us_books.find("SELECT * FROM Customer MAXRESULTS 1000")) == 152
    text = (
        "SELECT * FROM Customer WHERE DisplayName LIKE 'Number%' "
        "ORDERBY DisplayName DESC STARTPOSITION 149 MAXRESULTS 10"
    )
    answer = us_books.ask(text).json()["QueryResponse"]
    assert names(answer["Customer"]) == ["Number 001", "Number 000"]
    assert (answer["startPosition"], answer["maxResults"]) == (149, 2)
    beyond = us_books.ask("SELECT * FROM Customer STARTPOSITION 1000")
    assert beyond.json()["QueryResponse"] == {}


def test_count(us_books):
    answer = us_books.ask("SELECT COUNT(*) FROM Customer").json()
    assert answer["QueryResponse"] == {"totalCount": 2}


def test_chosen_columns(us_books):
    row = us_books.find("SELECT DisplayName FROM Customer WHERE Id = '1'")[0]
    assert set(row) == {"DisplayName", "Id", "SyncToken", "domain", "sparse"}


def test_sku_only_when_it_is_named(us_books):
    handbook = "FROM Item WHERE Name = 'Handbook'"
    assert "Sku" not in us_books.find(f"SELECT * {handbook}")[0]
    assert us_books.find(f"SELECT *, Sku {handbook}")[0]["Sku"] == "BOOK"
    assert us_books.find("SELECT * FROM Item WHERE Sku = 'book'")


def test_unasked_the_last_change_comes_first(qbo_sandbox, us_books):
    qbo_sandbox.advance_clock(2)
    add_customers(us_books, "Newcomer")
    qbo_sandbox.advance_clock(2)
    qbo_sandbox.edit("Customer", "1", CompanyName="Ridgeway")
    found = names(us_books.find("SELECT * FROM Customer"))
    assert found[:2] == ["Ridgeway University", "Newcomer"]


def test_moments_have_offsets(qbo_sandbox, us_books):
    qbo_sandbox.advance_clock(100)
    between = qbo_sandbox.clock.utc().isoformat(timespec="seconds")
    qbo_sandbox.advance_clock(100)
    add_customers(us_books, "Newcomer")
    condition = f"MetaData.LastUpdatedTime > '{between}'"
    assert names(us_books.find(f"SELECT * FROM Customer WHERE {condition}")) == [
        "Newcomer"
    ]
    # Without an offset it is the servers' time, eight hours behind.
    condition = f"MetaData.CreateTime > '{between[:19]}'"
    assert not us_books.find(f"SELECT * FROM Customer WHERE {condition}")


# -- change data capture -----------------------------------------------------------


def changed(caller, entities, since):
    query = {"entities": entities, "changedSince": since}
    return caller.send("GET", "cdc", params=query)


def test_changes_since(qbo_sandbox, us_books):
    qbo_sandbox.advance_clock(10)
    since = qbo_sandbox.clock.utc().isoformat(timespec="seconds")
    qbo_sandbox.advance_clock(10)
    add_customers(us_books, "Newcomer")
    qbo_sandbox.act("Customer", "1", "deactivate")
    answer = changed(us_books, "Customer,Vendor", since).json()
    customers, vendors = answer["CDCResponse"][0]["QueryResponse"]
    found = names(customers["Customer"])
    assert sorted(found) == ["Newcomer", "Ridgeway University (deleted)"]
    assert vendors == {}


def test_what_was_deleted_comes_last(qbo_sandbox, us_books):
    start = qbo_sandbox.clock.utc().isoformat(timespec="seconds")
    qbo_sandbox.advance_clock(10)
    qbo_sandbox.act("Customer", "1", "merge", into="2")
    found = changed(us_books, "Customer", start).json()
    rows = found["CDCResponse"][0]["QueryResponse"][0]["Customer"]
    assert [row["Id"] for row in rows] == ["2", "1"]
    assert rows[-1]["status"] == "Deleted"
    assert set(rows[-1]) == {"domain", "status", "Id", "MetaData"}
    assert us_books.send("GET", "customer/1").status_code == 400


def test_at_most_a_thousand(qbo_sandbox, us_books):
    start = qbo_sandbox.clock.utc().isoformat(timespec="seconds")
    qbo_sandbox.advance_clock(10)
    store = us_books.company.store
    for index in range(600):
        store.add("Vendor", {"DisplayName": f"Vendor {index}"})
        store.add("Employee", {"DisplayName": f"Employee {index}"})
    found = changed(us_books, "Employee,Vendor", start).json()
    employees, vendors = found["CDCResponse"][0]["QueryResponse"]
    assert len(employees["Employee"]) == 600
    assert len(vendors["Vendor"]) == 400


@pytest.mark.parametrize(
    "entities, since",
    [
        ("TaxCode", "2026-11-20T00:00:00Z"),
        ("Nothing", "2026-11-20T00:00:00Z"),
        ("Customer", "yesterday"),
        ("Customer", None),
        ("Customer", "2020-01-01T00:00:00Z"),
    ],
)
def test_changes_that_cannot_be_asked_for(us_books, entities, since):
    assert fault_of(changed(us_books, entities, since))["code"] == "4001"
