# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero's lists: pages, filters, formats."""

from urllib.parse import quote

import pytest

from tests.sandbox.testing import US, Caller, bill, invoice, line

pytest_plugins = ["tests.sandbox.plugin"]


def numbers(caller, query, **headers):
    found = caller.get(f"Invoices?{query}", **headers)["Invoices"]
    return [each["InvoiceNumber"] for each in found]


@pytest.fixture
def five(xero_sandbox, xero_caller):
    """Invoices A to E; B is approved, C a bill, D made by a person."""
    xero_caller.put_one("Invoices", invoice(InvoiceNumber="A"))
    approved = invoice(InvoiceNumber="B", Status="AUTHORISED", Date="2026-11-01")
    xero_caller.put_one("Invoices", approved)
    xero_caller.put_one("Invoices", bill(InvoiceNumber="C"))
    xero_sandbox.create("Invoices", invoice(InvoiceNumber="D"))
    contact = {"Name": "Société Générale"}
    lines = [line(UnitAmount=5)]
    xero_caller.put_one(
        "Invoices", invoice(InvoiceNumber="E", Contact=contact, LineItems=lines)
    )
    return xero_caller


def test_without_a_page_there_are_no_lines(five):
    assert five.get("Invoices")["Invoices"][0]["LineItems"] == []
    paged = five.get("Invoices?page=1")
    assert paged["Invoices"][0]["LineItems"][0]["Description"] == "Something"
    assert paged["pagination"] == {
        "page": 1,
        "pageSize": 100,
        "pageCount": 1,
        "itemCount": 5,
    }
    summary = five.get("Invoices?summaryOnly=True")
    assert summary["Invoices"][0]["LineItems"] == [] and "pagination" in summary


def test_pages(five):
    assert numbers(five, "page=1&pageSize=2") == ["A", "B"]
    assert numbers(five, "page=3&pageSize=2") == ["E"]
    assert numbers(five, "page=4&pageSize=2") == []
    assert five.get("Invoices?pageSize=5000")["pagination"]["pageSize"] == 1000
    assert five.api("GET", "Invoices?page=0").status_code == 400


@pytest.mark.parametrize(
    "where, expected",
    [
        ('Type=="ACCPAY"', "C"),
        ('Type=="ACCREC" AND Status=="AUTHORISED"', "B"),
        ('InvoiceNumber=="A" OR InvoiceNumber=="E"', "AE"),
        ('Status!="DRAFT"', "B"),
        ('(Type=="ACCPAY" || Status=="AUTHORISED") && Total>=100', "BC"),
        ("Total < 50", "E"),
        ("Date<DateTime(2026,11,2)", "B"),
        ("Date >= DateTime(2026, 11, 2)", "ACDE"),
        ('Contact.Name=="societe generale"', "E"),
        ('Contact.Name.Contains("GENERALE")', "E"),
        ('Contact.Name.StartsWith("Ridge")', "ABCD"),
        ('Contact.Name.EndsWith("x")', ""),
        ("Reference==null", "ABCDE"),
    ],
)
def test_where(five, where, expected):
    assert "".join(numbers(five, f"where={quote(where)}")) == expected


def test_where_with_guid(five):
    contact_id = five.get("Invoices/E")["Invoices"][0]["Contact"]["ContactID"]
    where = quote(f'Contact.ContactID==guid("{contact_id}")')
    assert numbers(five, f"where={where}") == ["E"]


@pytest.mark.parametrize(
    "where", ["Nothing==1", "Type=", 'Type=="A', "Type", 'Status~"x"', "Type==foo"]
)
def test_a_bad_where_is_refused(five, where):
    answer = five.api("GET", f"Invoices?where={quote(where)}")
    assert answer.status_code == 400
    assert answer.json()["Type"] == "QueryParseException"


def test_lists_of_keys(five):
    invoice_id = five.get("Invoices/B")["Invoices"][0]["InvoiceID"]
    assert numbers(five, f"IDs={invoice_id}") == ["B"]
    assert numbers(five, "InvoiceNumbers=A,C") == ["A", "C"]
    assert numbers(five, "Statuses=AUTHORISED,VOIDED") == ["B"]
    contact_id = five.get("Invoices/E")["Invoices"][0]["Contact"]["ContactID"]
    assert numbers(five, f"ContactIDs={contact_id}") == ["E"]
    assert numbers(five, "searchTerm=e") == ["E"]


def test_created_by_my_app(five, xero_sandbox):
    assert numbers(five, "createdByMyApp=True") == ["A", "B", "C", "E"]
    assert "D" in numbers(five, "createdByMyApp=False")


def test_order(five):
    assert numbers(five, "order=InvoiceNumber%20DESC") == list("EDCBA")
    assert numbers(five, "order=Date")[0] == "B"
    assert five.api("GET", "Invoices?order=Nothing").status_code == 400


def test_modified_since(five, xero_sandbox):
    xero_sandbox.advance_clock(100)
    since = xero_sandbox.clock.utc()
    xero_sandbox.advance_clock(100)
    five.put_one("Invoices", invoice(InvoiceNumber="F"))
    for stamp in (
        f"{since:%Y-%m-%dT%H:%M:%S}",
        f"{since:%Y-%m-%dT%H:%M:%SZ}",
        since.isoformat(),
        f"{since:%a, %d %b %Y %H:%M:%S GMT}",
    ):
        headers = {"If-Modified-Since": stamp}
        assert numbers(five, "page=1", **headers) == ["F"], stamp


def test_a_document_by_its_number(five):
    number = "S1/2 #3"
    five.put_one("Invoices", invoice(InvoiceNumber=number))
    found = five.get(f"Invoices/{quote(number, safe='')}")["Invoices"]
    assert found[0]["InvoiceNumber"] == number
    answer = five.api("GET", "Invoices/NOTHING")
    assert answer.status_code == 404
    assert answer.text == "The resource you're looking for cannot be found"


def test_dates(five):
    (document,) = five.get("Invoices/A")["Invoices"]
    assert document["Date"] == "/Date(1795132800000+0000)/"
    assert document["DateString"] == "2026-11-20T00:00:00"
    assert document["UpdatedDateUTC"].endswith("+0000)/")


def test_without_accept_the_answer_is_xml(five):
    answer = five.api("GET", "Invoices", Accept="*/*")
    assert answer.headers["Content-Type"].startswith("text/xml")


def test_a_body_must_be_json(five):
    answer = five.api("PUT", "Invoices", b"<Invoice/>", **{"Content-Type": "text/xml"})
    assert answer.status_code == 415


def test_an_unknown_endpoint(five):
    assert five.api("GET", "Nothing").status_code == 404
    assert five.api("DELETE", "Invoices/A").status_code == 501


def test_accounts(xero_caller):
    accounts = xero_caller.get("Accounts")["Accounts"]
    by_code = {each.get("Code"): each for each in accounts}
    assert by_code["200"]["Class"] == "REVENUE"
    assert by_code["249"]["Status"] == "ARCHIVED"
    assert by_code["610"]["SystemAccount"] == "DEBTORS"
    assert by_code[None]["Type"] == "BANK"
    where = quote('Status=="ACTIVE" AND Class=="REVENUE"')
    found = xero_caller.get(f"Accounts?where={where}")["Accounts"]
    assert {each["Code"] for each in found} == {"200", "210", "260", "270"}


def test_tax_rates(xero_caller):
    rates = {each["TaxType"]: each for each in xero_caller.get("TaxRates")["TaxRates"]}
    fifteen = rates["TAX001"]
    assert fifteen["EffectiveRate"] == 15
    assert fifteen["CanApplyToRevenue"] and fifteen["CanApplyToExpenses"]
    assert not rates["OUTPUT"]["CanApplyToExpenses"]
    assert len(rates["TAX002"]["TaxComponents"]) == 3


@pytest.mark.parametrize(
    "name, currency, rate",
    [
        ("Demo Company (UK)", "GBP", ("OUTPUT2", 20)),
        ("Demo Company (AU)", "AUD", ("OUTPUT", 10)),
        ("Demo Company (NZ)", "NZD", ("OUTPUT2", 15)),
        ("Second Company (US)", "USD", ("TAX001", 15)),
    ],
)
def test_organizations(xero_sandbox, name, currency, rate):
    xero_sandbox.set_consent(answer="allow", tenants=[name])
    caller = Caller.connect(xero_sandbox)
    (organization,) = caller.get("Organisation")["Organisations"]
    assert organization["Name"] == name
    assert organization["BaseCurrency"] == currency
    assert organization["OrganisationID"] == caller.tenant_id
    rates = {each["TaxType"]: each for each in caller.get("TaxRates")["TaxRates"]}
    assert rates[rate[0]]["EffectiveRate"] == rate[1]
    currencies = [each["Code"] for each in caller.get("Currencies")["Currencies"]]
    assert currencies[0] == currency
    actions = {
        each["Name"]: each["Status"]
        for each in caller.get("Organisation/Actions")["Actions"]
    }
    many = "ALLOWED" if len(currencies) > 1 else "NOT-ALLOWED"
    assert actions["UseMulticurrency"] == many


def test_lock_dates_are_shown(xero_sandbox, xero_caller):
    xero_sandbox.set_organization(US, period_lock_date="2026-06-30")
    (organization,) = xero_caller.get("Organisation")["Organisations"]
    assert organization["PeriodLockDate"] == "/Date(1782777600000+0000)/"
    assert "EndOfYearLockDate" not in organization


def test_reference_data_changes(xero_sandbox, xero_caller):
    xero_sandbox.advance_clock(10)
    since = xero_sandbox.clock.utc().isoformat()
    xero_sandbox.advance_clock(10)
    xero_sandbox.set_reference("Accounts", "200", Status="ARCHIVED")
    xero_sandbox.set_reference("Accounts", "205", Name="New Sales", Type="SALES")
    found = xero_caller.get("Accounts", **{"If-Modified-Since": since})["Accounts"]
    assert {each["Code"]: each["Class"] for each in found} == {
        "200": "REVENUE",
        "205": "REVENUE",
    }
    document = invoice(LineItems=[line(AccountCode="205")])
    assert xero_caller.put_one("Invoices", document)
    assert "archived" in xero_caller.refused("Invoices", invoice())[0]
    xero_sandbox.set_reference("TaxRates", "TAX010", EffectiveRate=6.5)
    xero_sandbox.drop_reference("TaxRates", "TAX001")
    rates = {each["TaxType"]: each for each in xero_caller.get("TaxRates")["TaxRates"]}
    assert rates["TAX010"]["EffectiveRate"] == 6.5 and "TAX001" not in rates


def test_a_renamed_organization_is_the_same(xero_sandbox, xero_caller):
    xero_sandbox.set_organization(US, name="Renamed", currencies=["USD"])
    (connection,) = xero_caller.connections()
    assert connection["tenantName"] == "Renamed"
    assert connection["tenantId"] == xero_caller.tenant_id
    assert (
        "not subscribed"
        in xero_caller.refused("Invoices", invoice(CurrencyCode="EUR"))[0]
    )
