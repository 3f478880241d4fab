# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from tests.sandbox import XeroSandbox

from .base import Books, decimal
from .records import (
    BILLING_ADDRESS,
    DELIVERY_ADDRESS,
    FULL_CONTACT,
    Contact,
    Document,
    Line,
)

STATES = {
    "DRAFT": "draft",
    "SUBMITTED": "submitted",
    "AUTHORISED": "approved",
    "PAID": "paid",
    "BILLED": "billed",
    "VOIDED": "voided",
    "DELETED": "deleted",
}
ONE_DOLLAR = [{"Description": "Something", "Quantity": 1, "UnitAmount": 1}]
#: A line with which a document can be approved.
UNTAXED_LINE = {**ONE_DOLLAR[0], "AccountCode": "200", "TaxType": "NONE"}


class XeroBooks(Books):
    CODE = "xero"
    LABEL = "Xero"
    SUFFIX = "Xero"
    BASE_URL_PARAMETER = "accounting_bridge_xero.base_url"
    sandbox_class = XeroSandbox
    ORGANIZATION = "Demo Company (US)"
    OTHER_ORGANIZATION = "Second Company (US)"
    OTHER_CURRENCY = "USD"
    BRITISH_ORGANIZATION = "Demo Company (UK)"
    ACCOUNTS = {
        "sale": "Sales",
        "purchase": "Cost of Goods Sold",
        "down_payment": "Customer Deposits",
        "inventory": "Stock Received Not Billed",
        "cost_of_goods": "Cost of Goods Sold",
    }
    OTHER_SALE_ACCOUNT = "Other Revenue"
    TAXED, UNTAXED = "TAX001", "NONE"
    TAXED_NAME = "Sales Tax 15%"
    NEW_STATE = "draft"
    CLOSED_WORDS = "lock date"
    NAME_LENGTH = 255
    TELLS_MERGES = True
    LIMIT_FAULT = "rate_limit_minute"
    BATCH_SIZE = 50
    CALLS_FOR_NEW_PARTNERS = 3
    CALLS_FOR_CHANGES = 1
    # Xero keeps keys for 6 minutes.
    REPEATS_CALLS = True
    MINUTES_OF_KEYS = 10
    SECONDS_OF_TOKEN = 1900
    TOKEN_PATH = "/connect/token"
    ORGANIZATION_PATH = "/Organisation"
    API_PATH = "/api.xro/"
    CREATIONS = {
        "invoice": {"method": "PUT", "path": "/Invoices"},
        "purchase_order": {"method": "PUT", "path": "/PurchaseOrders"},
        "contact": {"method": "PUT", "path": "/Contacts"},
    }

    # === BEFORE A TEST === #

    def prepare(self):
        super().prepare()
        self.sandbox.set_limits(minute_limit=None, concurrent_limit=None)

    def limit_calls(self):
        # As many a day as an app of one's own has.
        self.sandbox.set_limits(minute_limit=60, concurrent_limit=5, day_limit=1000)

    def answer_consent(self, answer="allow", organization=None, **answers):
        answers.setdefault("tenants", [organization or self.ORGANIZATION])
        self.sandbox.set_consent(answer=answer, **answers)

    def choose_organization(self, browser):
        browser.run(
            "document.querySelectorAll('input[name=tenant]').forEach(box => {"
            " const label = box.closest('label') || box.parentElement;"
            f" box.checked = label.innerText.includes({self.ORGANIZATION!r}); }})"
        )

    def rate(self, odoo_rate):
        return odoo_rate

    # === WHAT ARRIVED === #

    def invoices(self):
        return self._documents("Invoices", "InvoiceID", "InvoiceNumber", "ACCREC")

    def bills(self):
        return self._documents("Invoices", "InvoiceID", "InvoiceNumber", "ACCPAY")

    def purchase_orders(self):
        return self._documents(
            "PurchaseOrders", "PurchaseOrderID", "PurchaseOrderNumber"
        )

    def _documents(self, kind, id_field, number_field, kind_of_invoice=None):
        accounts = {
            record.get("Code"): record["Name"]
            for record in self.sandbox.objects("Accounts", self.ORGANIZATION)
        }
        items = {row["Code"]: row["Name"] for row in self.sandbox.objects("Items")}
        return [
            _document(record, id_field, number_field, accounts, items)
            for record in self.sandbox.objects(kind)
            if record.get("Type") == kind_of_invoice
        ]

    def _contacts(self):
        return [_contact(record) for record in self.sandbox.objects("Contacts")]

    # === WHAT PEOPLE DO OVER THERE === #

    def add_contact(self, name, email="", purpose="sale"):
        contact = {"Name": name, "EmailAddress": email}
        [remote_id] = self.sandbox.create("Contacts", contact)
        return remote_id

    def add_contacts(self, names):
        self.sandbox.create("Contacts", *({"Name": name} for name in names))

    def add_full_contact(self, name):
        contact = {
            "Name": name,
            "FirstName": FULL_CONTACT["first_name"],
            "LastName": FULL_CONTACT["last_name"],
            "EmailAddress": FULL_CONTACT["email"],
            "DefaultCurrency": "USD",
            "Phones": [
                _phone("DEFAULT", FULL_CONTACT["phone"]),
                _phone("MOBILE", FULL_CONTACT["mobile"]),
            ],
            "Addresses": [
                _address("POBOX", BILLING_ADDRESS),
                _address("STREET", DELIVERY_ADDRESS),
            ],
        }
        [remote_id] = self.sandbox.create("Contacts", contact)
        # No person writes it.
        self.sandbox.rewrite("Contacts", remote_id, Website=FULL_CONTACT["website"])
        return remote_id

    def rename_contact(self, remote_id, name):
        self.sandbox.edit("Contacts", remote_id, Name=name)

    def merge_contacts(self, remote_id, into):
        self.sandbox.act("Contacts", remote_id, "merge", into=into)

    def add_item(self, name, code, sales_price, purchase_price, sale_account=None):
        accounts = {
            row["Name"]: row.get("Code")
            for row in self.sandbox.objects("Accounts", self.ORGANIZATION)
        }
        account = accounts[sale_account or self.ACCOUNTS["sale"]]
        item = {
            "Code": code,
            "Name": name,
            "SalesDetails": {"UnitPrice": sales_price, "AccountCode": account},
            "PurchaseDetails": {"UnitPrice": purchase_price, "AccountCode": "310"},
        }
        [remote_id] = self.sandbox.create("Items", item)
        return remote_id

    def remove_item(self, remote_id):
        [code] = [
            item["Code"]
            for item in self.sandbox.objects("Items", self.ORGANIZATION)
            if item["ItemID"] == remote_id
        ]
        self.sandbox.drop_reference("Items", code)

    def archive_contact(self, remote_id):
        self.sandbox.edit("Contacts", remote_id, ContactStatus="ARCHIVED")

    def restore_contact(self, remote_id):
        self.sandbox.edit("Contacts", remote_id, ContactStatus="ACTIVE")

    def add_invoice(self, number, contact=None, amount=1):
        return self._add("ACCREC", number, contact, amount)

    def add_bill(self, number, contact, amount=1):
        return self._add("ACCPAY", number, contact, amount)

    def _add(self, kind, number, contact, amount):
        [remote_id] = self.sandbox.create(
            "Invoices",
            {
                "Type": kind,
                "Contact": {"ContactID": contact}
                if contact
                else {"Name": "A stranger"},
                "InvoiceNumber": number,
                "DueDate": date.today().isoformat(),
                "LineItems": [{**UNTAXED_LINE, "UnitAmount": amount}],
            },
        )
        return remote_id

    def change_invoice(self, remote_id):
        self.sandbox.edit("Invoices", remote_id, LineItems=ONE_DOLLAR)

    def add_currency(self, name):
        organization = self.sandbox.set_organization(self.ORGANIZATION)
        currencies = {*organization.currencies, name}
        self.sandbox.set_organization(self.ORGANIZATION, currencies=sorted(currencies))

    def approve(self, remote_id):
        self.sandbox.act("Invoices", remote_id, "approve")

    def pay(self, remote_id):
        self.approve(remote_id)
        self.sandbox.act("Invoices", remote_id, "pay")

    def void(self, remote_id):
        self.approve(remote_id)
        self.sandbox.act("Invoices", remote_id, "void")

    def delete(self, remote_id):
        self.sandbox.act("Invoices", remote_id, "delete")

    def charge_other_tax(self):
        self.sandbox.set_reference("TaxRates", self.TAXED, EffectiveRate=20)

    def close_books(self, until):
        self.sandbox.set_organization(self.ORGANIZATION, period_lock_date=until)

    # === CALLS === #

    def sent_keys(self):
        return [call["headers"]["Idempotency-Key"] for call in self.creations()]

    def asks_for_changed_contacts(self):
        calls = self.calls(method="GET", path="/Contacts")
        return calls and all("If-Modified-Since" in call["headers"] for call in calls)

    def cut_ties(self):
        return len(self.calls(method="DELETE", path="(?i)/connections/"))

    # === WHAT GOES WRONG === #

    def arm_reads(self, kind, **options):
        return self.sandbox.arm_fault(kind, method="GET", path=self.API_PATH, **options)

    def arm_rate_limit(self):
        self.arm("rate_limit_minute", retry_after=37)
        return 30


def _phone(phone_type, number):
    """Country, area and number, each in its place."""
    country, area, number = number.split()
    return {
        "PhoneType": phone_type,
        "PhoneCountryCode": country,
        "PhoneAreaCode": area,
        "PhoneNumber": number,
    }


def _address(address_type, address):
    lines = {
        f"AddressLine{place}": line for place, line in enumerate(address["lines"], 1)
    }
    return {
        "AddressType": address_type,
        **lines,
        "City": address["city"],
        "Region": address["region"],
        "PostalCode": address["postal_code"],
        "Country": address["country"],
    }


def _document(record, id_field, number_field, accounts, items):
    due_date = record.get("DueDateString") or record.get("DeliveryDateString")
    return Document(
        remote_id=record[id_field],
        number=record[number_field],
        contact=record["Contact"]["Name"],
        currency=record["CurrencyCode"],
        rate=decimal(record["CurrencyRate"]),
        date=_day(record["DateString"]),
        due_date=_day(due_date) if due_date else None,
        total=decimal(record["Total"]),
        tax=decimal(record["TotalTax"]),
        due=decimal(record.get("AmountDue", 0)),
        state=STATES[record["Status"]],
        text=record.get("Reference") or "",
        mark_place=record.get("Url") or "",
        lines=tuple(_line(line, accounts, items) for line in record["LineItems"]),
        has_prices_with_tax=record["LineAmountTypes"] == "Inclusive",
    )


def _line(line, accounts, items):
    if not line.get("AccountCode"):
        return Line(line["Description"])
    return Line(
        line["Description"],
        amount=decimal(line["LineAmount"]),
        account=accounts[line["AccountCode"]],
        is_taxed=line["TaxType"] != XeroBooks.UNTAXED,
        item=items.get(line.get("ItemCode"), ""),
    )


def _contact(record):
    addresses = {
        address["AddressType"]: address for address in record.get("Addresses", ())
    }
    phones = {phone["PhoneType"]: phone for phone in record.get("Phones", ())}
    postal = addresses.get("POBOX", {})
    return Contact(
        remote_id=record["ContactID"],
        name=record["Name"],
        email=record.get("EmailAddress") or "",
        phone=phones.get("DEFAULT", {}).get("PhoneNumber", ""),
        tax_number=record.get("TaxNumber") or "",
        address=" ".join(filter(None, map(str, postal.values()))),
        is_archived=record["ContactStatus"] == "ARCHIVED",
    )


def _day(text):
    return date.fromisoformat(text[:10])
