# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from .sandbox_books import FULL_NAME, SandboxBooks


class Xero(SandboxBooks):
    PROVIDER = "xero"
    NAME = "Xero"
    BASE_URL_PARAMETER = "accounting_bridge_xero.base_url"
    ACCOUNTS = {
        "sale_account_id": "200",
        "purchase_account_id": "310",
        "down_payment_account_id": "835",
    }
    NO_TAX = "Tax Exempt"
    TOKEN_PATH = "/connect/token"

    def answer_consent(self):
        self.post("consent", {"answer": "allow", "tenants": ["Demo Company (US)"]})

    def lift_limits(self):
        limits = ("minute_limit", "day_limit", "concurrent_limit")
        self.post("limits", dict.fromkeys(limits))

    def add_contacts(self, names):
        contacts = [{"Name": name} for name in names]
        self.post("create", {"kind": "Contacts", "elements": contacts})

    def add_full_contacts(self, numbers):
        contacts = [_full_contact(number) for number in numbers]
        self.post("create", {"kind": "Contacts", "elements": contacts})

    def total_of(self, document):
        for record in self.objects("Invoices"):
            if record["InvoiceID"] == document["remote_id"]:
                return Decimal(str(record["Total"]))
        return None


def _full_contact(number):
    street = _address("STREET", f"{number} Dock Road") if number % 10 == 0 else []
    return {
        "Name": FULL_NAME % number,
        "FirstName": "Ada",
        "LastName": f"Buyer {number}",
        "EmailAddress": f"office{number}@example.com",
        "TaxNumber": f"12-{number:07}",
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": f"+1 555 {number:07}"}],
        "Addresses": [*_address("POBOX", f"{number} Main Street"), *street],
    }


def _address(kind, line):
    return [
        {
            "AddressType": kind,
            "AddressLine1": line,
            "City": "Springfield",
            "Region": "California",
            "PostalCode": "90210",
            "Country": "USA",
        }
    ]
