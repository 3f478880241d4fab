# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The lines of a document: what they hold, what they cost, what is refused."""

import uuid
from decimal import Decimal

from . import money, wire
from .resource import same_text

ZERO = Decimal("0.00")
LARGEST_AMOUNT = Decimal("9999999999.99")
LONGEST_DESCRIPTION = 4000
#: The only system account that a document may name.
ALLOWED_SYSTEM_ACCOUNT = "ROUNDING"
_NUMBERS = (
    "Quantity",
    "UnitAmount",
    "LineAmount",
    "TaxAmount",
    "DiscountRate",
    "DiscountAmount",
)
_FILLED = ("ItemCode", "AccountCode", "AccountID", "TaxType", *_NUMBERS)


class LineReader:
    """Reads the lines of one element; what is wrong is added to `problems`."""

    def __init__(self, call, document, rules, problems):
        self._call = call
        self._document = document
        self._rules = rules
        self._problems = problems
        self._index = 0

    def read(self, raw_lines):
        lines = []
        for self._index, raw in enumerate(raw_lines):
            lines.append(self._read_line(raw))
        return lines

    def _refuse(self, message):
        self._problems.add_line(self._index, message)

    def _read_line(self, raw):
        line = {
            "LineItemID": raw.get("LineItemID") or str(uuid.uuid4()),
            "Description": raw.get("Description") or "",
            "Tracking": raw.get("Tracking") or [],
        }
        if len(line["Description"]) > LONGEST_DESCRIPTION:
            self._refuse("Description must not be longer than 4000 characters.")
        numbers = self._numbers(raw)
        if not any(raw.get(name) not in (None, "") for name in _FILLED):
            return self._text_line(line)
        raw = self._with_item(raw, line, numbers)
        if not line["Description"]:
            self._refuse("Description must be specified.")
        self._set_account_and_tax(raw, line)
        self._set_amounts(line, numbers)
        return line

    def _numbers(self, raw):
        numbers = {}
        for name in _NUMBERS:
            try:
                numbers[name] = wire.read_decimal(raw.get(name))
            except wire.Unreadable:
                self._refuse(f"{name} is not a number.")
                numbers[name] = None
        return numbers

    def _text_line(self, line):
        """A line with nothing but a description."""
        if not line["Description"]:
            self._refuse("Description must be specified.")
        return line | {"LineAmount": ZERO, "TaxAmount": ZERO, "_is_text": True}

    def _with_item(self, raw, line, numbers):
        """Fill what is not given from the item."""
        code = raw.get("ItemCode")
        if not code:
            return raw
        for item in self._call.store.all("Items"):
            if same_text(item["Code"], code):
                break
        else:
            self._refuse(f"Item code '{code}' is not valid.")
            return raw
        side = "SalesDetails" if self._document["_is_sale"] else "PurchaseDetails"
        details = item[side]
        line["ItemCode"] = item["Code"]
        line["Description"] = line["Description"] or item.get("Description")
        if numbers["UnitAmount"] is None and numbers["LineAmount"] is None:
            numbers["UnitAmount"] = details.get("UnitPrice")
        defaults = {
            name: details[name]
            for name in ("AccountCode", "TaxType")
            if name in details
        }
        given = {name: value for name, value in raw.items() if value}
        return {**defaults, **given}

    # -- account and tax --------------------------------------------------------

    def _set_account_and_tax(self, raw, line):
        code = raw.get("AccountCode")
        account = None
        if raw.get("AccountID"):
            account = self._call.organization.account_by_id(raw["AccountID"])
            code = account and account.get("Code") or raw["AccountID"]
        elif code:
            account = self._call.organization.account(code)
        if code:
            self._check_account(code, account)
        elif self._document["Status"] in self._rules.complete_statuses:
            self._refuse("Account code must be specified.")
        if account:
            line["AccountCode"] = code
            line["AccountID"] = account["AccountID"]
        tax_type = raw.get("TaxType") or (account or {}).get("TaxType")
        if tax_type:
            line["TaxType"] = tax_type
            self._check_tax(tax_type, account)

    def _check_account(self, code, account):
        if account and account["Status"] == "ARCHIVED":
            self._refuse(
                f"The account code '{code}' has been archived, or has been deleted. "
                "Each line item must reference a valid account."
            )
        elif not account or self._is_closed_to_lines(account):
            self._refuse(
                f"Account code '{code}' is not a valid code for this document."
            )

    def _is_closed_to_lines(self, account):
        system = account.get("SystemAccount")
        return account["Type"] in ("BANK", "INVENTORY") or (
            system and system != ALLOWED_SYSTEM_ACCOUNT
        )

    def _check_tax(self, tax_type, account):
        rate = self._call.organization.tax_rate(tax_type)
        if not rate or rate["Status"] != "ACTIVE":
            self._refuse(f"The TaxType code '{tax_type}' does not exist or is deleted.")
            return
        if account and not rate[_place_of(account)]:
            self._refuse(
                f"The TaxType code '{tax_type}' cannot be used with account code "
                f"'{account.get('Code', '')}'."
            )

    # -- amounts -------------------------------------------------------------------

    def _set_amounts(self, line, numbers):
        self._check_discount(numbers)
        quantity, unit, amount = self._two_of_three(numbers)
        rate, reduction = numbers["DiscountRate"], numbers["DiscountAmount"]
        if quantity is not None and unit is not None:
            expected = money.expected_line_amount(quantity, unit, rate, reduction)
            if amount is not None and money.cents(amount) != expected:
                self._refuse(
                    f"The line total {money.cents(amount)} does not match the "
                    f"expected line total {expected}"
                )
            amount = expected
        if abs(amount) > LARGEST_AMOUNT:
            self._refuse("The line amount is too large.")
        line |= {
            "Quantity": quantity,
            "UnitAmount": unit,
            "LineAmount": money.cents(amount),
        }
        if rate:
            line["DiscountRate"] = rate
        elif reduction:
            line["DiscountAmount"] = reduction
        self._set_tax_amount(line, numbers["TaxAmount"])

    def _check_discount(self, numbers):
        rate = numbers["DiscountRate"] or 0
        if not rate and not numbers["DiscountAmount"]:
            return
        if not self._rules.knows_discounts(self._document):
            self._refuse("Discounts cannot be used on this type of document.")
        if not 0 <= rate <= 100:
            self._refuse("DiscountRate must be between 0 and 100.")

    def _two_of_three(self, numbers):
        """Quantity, UnitAmount and LineAmount: two of them give the third."""
        quantity, unit = numbers["Quantity"], numbers["UnitAmount"]
        amount = numbers["LineAmount"]
        places = self._rules.unit_places(self._call)
        if unit is not None:
            unit = money.to_places(unit, places)
        if quantity is not None:
            quantity = money.to_places(quantity, 4)
        if quantity is None:
            quantity = amount / unit if amount is not None and unit else Decimal(1)
            quantity = money.to_places(quantity, 4)
        if unit is None and amount is not None and quantity:
            return quantity, money.to_places(amount / quantity, places), None
        if unit is None:
            unit = ZERO
        return quantity, unit, amount

    def _set_tax_amount(self, line, override):
        kind = self._document["LineAmountTypes"]
        if override is not None and kind != "NoTax":
            line["TaxAmount"] = money.cents(override)
            return
        tax_rate = self._call.organization.tax_rate(line.get("TaxType"))
        percent = tax_rate["EffectiveRate"] if tax_rate else Decimal(0)
        line["TaxAmount"] = money.line_tax(line["LineAmount"], percent, kind)


def _place_of(account):
    places = {
        "ASSET": "CanApplyToAssets",
        "EQUITY": "CanApplyToEquity",
        "EXPENSE": "CanApplyToExpenses",
        "LIABILITY": "CanApplyToLiabilities",
        "REVENUE": "CanApplyToRevenue",
    }
    return places[account["Class"]]
