# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from .sandbox_books import FULL_NAME, SandboxBooks

ENTITIES = {"invoice": "Invoice", "bill": "Bill", "purchase_order": "PurchaseOrder"}


class QuickBooks(SandboxBooks):
    PROVIDER = "qbo"
    NAME = "QuickBooks"
    BASE_URL_PARAMETER = "accounting_bridge_qbo.base_url"
    ACCOUNTS = {
        "sale_account_id": "4000",
        "purchase_account_id": "5000",
        "down_payment_account_id": "4100",
    }
    TOKEN_PATH = "/oauth2/v1/tokens/bearer"

    def answer_consent(self):
        # Ten calls a second are plenty where each takes its time. The sandbox answers
        # so fast that one caller alone comes to more.
        self.post("limits", {"second_limit": None})
        self.post("consent", {"answer": "allow", "company": "us"})

    def lift_limits(self):
        limits = ("second_limit", "minute_limit", "batch_minute_limit")
        self.post("limits", dict.fromkeys(limits))

    def add_contacts(self, names):
        customers = [{"DisplayName": name} for name in names]
        self.post("create", {"entity": "Customer", "bodies": customers})

    def add_full_contacts(self, numbers):
        customers = [_full_customer(number) for number in numbers]
        self.post("create", {"entity": "Customer", "bodies": customers})

    def allow_equal_bill_numbers(self):
        self.post("configure", {"company": "us", "warn_duplicate_bills": False})

    def total_of(self, document):
        for record in self.objects(ENTITIES[document["document_type"]]):
            if record["Id"] == document["remote_id"]:
                return Decimal(str(record["TotalAmt"]))
        return None


def _full_customer(number):
    goods = {"ShipAddr": _address(f"{number} Dock Road")} if number % 10 == 0 else {}
    return {
        "DisplayName": FULL_NAME % number,
        "GivenName": "Ada",
        "FamilyName": f"Buyer {number}",
        "PrimaryEmailAddr": {"Address": f"office{number}@example.com"},
        "PrimaryPhone": {"FreeFormNumber": f"+1 555 {number:07}"},
        "BillAddr": _address(f"{number} Main Street"),
        **goods,
    }


def _address(line):
    return {
        "Line1": line,
        "City": "Springfield",
        "CountrySubDivisionCode": "CA",
        "PostalCode": "90210",
        "Country": "USA",
    }
