# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from urllib.parse import parse_qs, urlsplit

from tests.sandbox import QboSandbox

from .base import Books, decimal
from .records import (
    BILLING_ADDRESS,
    DELIVERY_ADDRESS,
    FULL_CONTACT,
    Contact,
    Document,
    Line,
)

#: How a customer's or a supplier's document refers to who it is for.
NAMES = {"Customer": "CustomerRef", "Vendor": "VendorRef"}
LISTS = {"sale": "Customer", "purchase": "Vendor"}
DELETED = " (deleted)"
#: The account that counts of an item, by the kind of line that names it.
ITEM_ACCOUNTS = {
    "SalesItemLineDetail": "IncomeAccountRef",
    "ItemBasedExpenseLineDetail": "ExpenseAccountRef",
}
UNTAXED_CODES = ("NON", None)


class QboBooks(Books):
    CODE = "qbo"
    LABEL = "QuickBooks"
    SUFFIX = "Quickbooks"
    BASE_URL_PARAMETER = "accounting_bridge_qbo.base_url"
    # The base's own tests are about tax codes too, which US companies have not.
    CONNECTION_VALUES = {"qbo_sales_tax": "codes"}
    OWN_NUMBER_VALUES = {"qbo_has_custom_numbers": True}
    sandbox_class = QboSandbox
    #: The company's key in the sandbox.
    COMPANY = "us"
    ORGANIZATION = "Sandbox Company US"
    OTHER_ORGANIZATION = "Sandbox Company Canada"
    OTHER_CURRENCY = "CAD"
    BRITISH_ORGANIZATION = "Sandbox Company UK"
    ACCOUNTS = {
        "sale": "Sales of Product Income",
        "purchase": "Cost of Goods Sold",
        "down_payment": "Customer Deposits",
        "inventory": "Stock Received Not Billed",
        "cost_of_goods": "Cost of Goods Sold",
    }
    OTHER_SALE_ACCOUNT = "Services"
    TAKES_ACCOUNT_OF_ITEM = True
    NEW_STATE = "approved"
    KEEPS_TAX_NUMBERS = False
    TAKES_PRICES_WITH_TAX = False
    CLOSED_WORDS = "period has closed"
    NAME_LENGTH = 100
    LIMIT_FAULT = "rate_limit"
    BATCH_SIZE = 30
    CALLS_FOR_NEW_PARTNERS = 4
    CALLS_FOR_CHANGES = 2
    # How long QuickBooks keeps keys is undocumented; the sandbox is told in `prepare`.
    MINUTES_OF_KEYS = 65
    SECONDS_OF_TOKEN = 3700
    TOKEN_PATH = "/oauth2/v1/tokens/bearer"
    API_PATH = "/v3/company/"
    CREATIONS = {
        # Documents and contacts travel alike; what is read bears no requestid.
        what: {"method": "POST", "path": r"/batch\?.*requestid="}
        for what in ("invoice", "purchase_order", "contact")
    }
    ENTITIES = {"invoice": '"Invoice"', "purchase_order": '"PurchaseOrder"'}

    # === BEFORE A TEST === #

    def prepare(self):
        super().prepare()
        self.sandbox.set_limits(
            second_limit=None,
            minute_limit=None,
            batch_minute_limit=None,
            request_id_seconds=3600,
        )

    def limit_calls(self):
        self.sandbox.set_limits(
            second_limit=10, minute_limit=500, batch_minute_limit=40
        )

    def answer_consent(self, answer="allow", organization=None):
        company = organization or self.ORGANIZATION
        self.sandbox.set_consent(answer=answer, company=company)

    def choose_organization(self, browser):
        browser.press("label:has(input[name=company])", self.ORGANIZATION)

    def configure(self, **settings):
        """Set up the company in another way."""
        self.sandbox.configure(self.COMPANY, **settings)

    def rate(self, odoo_rate):
        return round(1 / odoo_rate, 6)

    # === WHAT ARRIVED === #

    def objects(self, entity):
        return self.sandbox.objects(entity, self.COMPANY)

    def invoices(self):
        return self._documents("Invoice", "Customer")

    def bills(self):
        return self._documents("Bill", "Vendor")

    def purchase_orders(self):
        return self._documents("PurchaseOrder", "Vendor")

    def _documents(self, entity, name_list):
        names = {row["Id"]: row["DisplayName"] for row in self.objects(name_list)}
        accounts = {row["Id"]: row["Name"] for row in self.objects("Account")}
        items = {row["Id"]: row for row in self.objects("Item")}
        return [
            Document(
                contact=names[record[NAMES[name_list]]["value"]],
                lines=tuple(_lines(record, accounts, items)),
                **_head(record),
            )
            for record in self.objects(entity)
        ]

    def _contacts(self):
        return [
            _contact(name_list, record)
            for name_list in NAMES
            for record in self.objects(name_list)
        ]

    def items(self):
        """The items that the bridge made, in QuickBooks' own shape."""
        return [
            item
            for item in self.objects("Item")
            if (item.get("Sku") or "").startswith("odoo-account-")
        ]

    # === WHAT PEOPLE DO OVER THERE === #

    def add_contact(self, name, email="", purpose="sale"):
        contact = {"DisplayName": name}
        if email:
            contact["PrimaryEmailAddr"] = {"Address": email}
        name_list = LISTS[purpose]
        [record_id] = self.sandbox.create(name_list, contact, company=self.COMPANY)
        return f"{name_list}-{record_id}"

    def add_contacts(self, names):
        customers = ({"DisplayName": name} for name in names)
        self.sandbox.create("Customer", *customers, company=self.COMPANY)

    def add_full_contact(self, name):
        contact = {
            "DisplayName": name,
            "GivenName": FULL_CONTACT["first_name"],
            "FamilyName": FULL_CONTACT["last_name"],
            "PrimaryEmailAddr": {"Address": FULL_CONTACT["email"]},
            "PrimaryPhone": {"FreeFormNumber": FULL_CONTACT["phone"]},
            "Mobile": {"FreeFormNumber": FULL_CONTACT["mobile"]},
            "WebAddr": {"URI": FULL_CONTACT["website"]},
            "BillAddr": _address(BILLING_ADDRESS),
            "ShipAddr": _address(DELIVERY_ADDRESS),
        }
        [record_id] = self.sandbox.create("Customer", contact, company=self.COMPANY)
        return f"Customer-{record_id}"

    def rename_contact(self, remote_id, name):
        name_list, _dash, record_id = remote_id.partition("-")
        self.sandbox.edit(name_list, record_id, company=self.COMPANY, DisplayName=name)

    def merge_contacts(self, remote_id, into):
        name_list, _dash, record_id = remote_id.partition("-")
        self.sandbox.act(
            name_list,
            record_id,
            "merge",
            company=self.COMPANY,
            into=into.partition("-")[2],
        )

    def add_item(self, name, code, sales_price, purchase_price, sale_account=None):
        accounts = {row["Name"]: row["Id"] for row in self.objects("Account")}
        income_account = accounts[sale_account or self.ACCOUNTS["sale"]]
        item = {
            "Name": name,
            "Sku": code,
            "Type": "NonInventory",
            "UnitPrice": sales_price,
            "PurchaseCost": purchase_price,
            "IncomeAccountRef": {"value": income_account},
            "ExpenseAccountRef": {"value": accounts[self.ACCOUNTS["purchase"]]},
        }
        [remote_id] = self.sandbox.create("Item", item, company=self.COMPANY)
        return remote_id

    def remove_item(self, remote_id):
        self.sandbox.act("Item", remote_id, "deactivate", company=self.COMPANY)

    def archive_contact(self, remote_id):
        self._act_on_contact(remote_id, "deactivate")

    def restore_contact(self, remote_id):
        self._act_on_contact(remote_id, "activate")

    def _act_on_contact(self, remote_id, action):
        name_list, _dash, record_id = remote_id.partition("-")
        self.sandbox.act(name_list, record_id, action, company=self.COMPANY)

    def add_invoice(self, number, contact=None, amount=1):
        contact = contact or f"Customer-{self.objects('Customer')[0]['Id']}"
        line = {**self._one_dollar(), "Amount": amount}
        return self._add("Invoice", "CustomerRef", number, contact, line)

    def add_bill(self, number, contact, amount=1):
        [account] = [
            row["Id"]
            for row in self.objects("Account")
            if row["Name"] == self.ACCOUNTS["purchase"]
        ]
        line = {
            "DetailType": "AccountBasedExpenseLineDetail",
            "Amount": amount,
            "AccountBasedExpenseLineDetail": {"AccountRef": {"value": account}},
        }
        return self._add("Bill", "VendorRef", number, contact, line)

    def _add(self, entity, reference, number, contact, line):
        [remote_id] = self.sandbox.create(
            entity,
            {
                reference: {"value": contact.partition("-")[2]},
                "DocNumber": number,
                "Line": [line],
            },
            company=self.COMPANY,
        )
        return remote_id

    def change_invoice(self, remote_id):
        self.edit_invoice(remote_id, Line=[self._one_dollar()])

    def edit_invoice(self, remote_id, **changes):
        self.sandbox.edit("Invoice", remote_id, company=self.COMPANY, **changes)

    def _one_dollar(self):
        item = next(row for row in self.objects("Item") if row["Name"] == "Hours")
        return {
            "DetailType": "SalesItemLineDetail",
            "Amount": 1,
            "SalesItemLineDetail": {
                "ItemRef": {"value": item["Id"]},
                "TaxCodeRef": {"value": "NON"},
            },
        }

    def add_currency(self, name):
        self.configure(multicurrency=True)

    def pay(self, remote_id):
        self._act("pay", remote_id)

    def void(self, remote_id):
        self._act("void", remote_id)

    def delete(self, remote_id):
        self._act("delete", remote_id)

    def _act(self, action, remote_id):
        self.sandbox.act("Invoice", remote_id, action, company=self.COMPANY)

    def charge_other_tax(self):
        self.configure(tax_override="ignored")

    def allow_own_numbers(self):
        self.configure(custom_numbers=True)

    def allow_equal_bill_numbers(self):
        self.configure(warn_duplicate_bills=False)

    def close_books(self, until):
        self.configure(closing_date=until)

    # === CALLS === #

    def creations(self, document_type="invoice"):
        entity = self.ENTITIES[document_type]
        calls = super().creations(document_type)
        return [call for call in calls if entity in call["body"]]

    def sent_keys(self):
        return [
            parse_qs(urlsplit(call["path"]).query)["requestid"][0]
            for call in self.creations()
        ]

    def asks_for_changed_contacts(self):
        calls = [call for call in self.api_calls() if "FROM Customer" in call["body"]]
        return calls and all("LastUpdatedTime" in call["body"] for call in calls)

    def cut_ties(self):
        return len(self.calls(path="/oauth2/tokens/revoke"))

    # === WHAT GOES WRONG === #

    def arm_reads(self, kind, **options):
        path = r"/query\?|/batch\?(?!.*requestid=)"
        return self.sandbox.arm_fault(kind, path=path, **options)

    def arm_rate_limit(self):
        self.arm("rate_limit")
        return 55


def _address(address):
    lines = {f"Line{place}": line for place, line in enumerate(address["lines"], 1)}
    return {
        **lines,
        "City": address["city"],
        "CountrySubDivisionCode": address["region"],
        "PostalCode": address["postal_code"],
        "Country": address["country"],
    }


def _head(record):
    total, due = decimal(record["TotalAmt"]), decimal(record.get("Balance", 0))
    note = record.get("PrivateNote") or ""
    due_date = record.get("DueDate")
    return {
        "remote_id": record["Id"],
        "number": record.get("DocNumber") or "",
        "currency": record.get("CurrencyRef", {}).get("value", "USD"),
        "rate": decimal(record.get("ExchangeRate", 1)),
        "date": date.fromisoformat(record["TxnDate"]),
        "due_date": date.fromisoformat(due_date) if due_date else None,
        "total": total,
        "tax": decimal(record.get("TxnTaxDetail", {}).get("TotalTax", 0)),
        "due": due,
        "state": _state(record, total, due, note),
        "text": note,
        "mark_place": note,
    }


def _state(record, total, due, note):
    if note.startswith("Voided"):
        return "voided"
    if "POStatus" in record:
        return "billed" if record["POStatus"] == "Closed" else "approved"
    if due == total:
        return "approved"
    return "part_paid" if due else "paid"


def _lines(record, accounts, items):
    for line in record["Line"]:
        kind = line["DetailType"]
        detail = line.get(kind, {})
        description = line.get("Description") or ""
        if kind == "DescriptionOnly":
            yield Line(description)
        if kind in ITEM_ACCOUNTS:
            item = items[detail["ItemRef"]["value"]]
            account = accounts[item[ITEM_ACCOUNTS[kind]]["value"]]
            code = detail.get("TaxCodeRef", {}).get("value")
            is_taxed = code not in UNTAXED_CODES
            amount = decimal(line["Amount"])
            yield Line(description, amount, account, is_taxed, item["Name"])
        if kind == "AccountBasedExpenseLineDetail":
            account = accounts[detail["AccountRef"]["value"]]
            yield Line(description, decimal(line["Amount"]), account)


def _contact(name_list, record):
    address = record.get("BillAddr") or {}
    return Contact(
        remote_id=f"{name_list}-{record['Id']}",
        name=record["DisplayName"],
        email=record.get("PrimaryEmailAddr", {}).get("Address", ""),
        phone=record.get("PrimaryPhone", {}).get("FreeFormNumber", ""),
        tax_number=record.get("PrimaryTaxIdentifier")
        or record.get("TaxIdentifier")
        or "",
        address=" ".join(map(str, address.values())),
        is_archived=not record["Active"],
    )


class CanadianBooks(QboBooks):
    """Taxes of two parts; callers number invoices."""

    COMPANY = "ca"
    ORGANIZATION = "Sandbox Company Canada"


class BritishBooks(QboBooks):
    COMPANY = "uk"
    ORGANIZATION = "Sandbox Company UK"
