# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stands in the books over there, without a provider's own shape."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: A contact with all that a provider can tell, as the directory has it.
FULL_CONTACT = {
    "email": "ada@example.com",
    "phone": "+1 555 0100",
    "mobile": "+1 555 0101",
    "website": "https://full.example.com",
    "first_name": "Ada",
    "last_name": "Lovelace",
}
BILLING_ADDRESS = {
    "lines": ["1 First Street", "Second floor"],
    "city": "Springfield",
    "region": "CA",
    "postal_code": "12345",
    "country": "USA",
}
DELIVERY_ADDRESS = {
    "lines": ["2 Dock Road"],
    "city": "Port Royal",
    "region": "",
    "postal_code": "",
    "country": "Atlantis",
}


@dataclass(frozen=True)
class Line:
    """A text line has a description alone. ``amount`` is as the provider shows it:
    without tax, or with it where the document's ``has_prices_with_tax``."""

    description: str
    amount: Decimal | None = None
    #: The name of the ledger account that it goes to.
    account: str = ""
    is_taxed: bool = False
    #: The name of the item that it names.
    item: str = ""


@dataclass(frozen=True)
class Document:
    """An invoice, bill or purchase order. ``state`` is one of the bridge's
    ``REMOTE_STATES``; ``text`` is all that a person may read in its head, and
    ``mark_place`` the one text in which the mark stands."""

    remote_id: str
    number: str
    contact: str
    currency: str
    #: Units of ``currency`` for one of the organization's own.
    rate: Decimal
    date: date
    due_date: date | None
    total: Decimal
    tax: Decimal
    due: Decimal
    state: str
    text: str
    mark_place: str
    lines: tuple[Line, ...]
    has_prices_with_tax: bool = False


@dataclass(frozen=True)
class Contact:
    """A customer or supplier. ``address`` is all of its billing address in one
    text."""

    remote_id: str
    name: str
    email: str
    phone: str
    tax_number: str
    address: str
    is_archived: bool = False
