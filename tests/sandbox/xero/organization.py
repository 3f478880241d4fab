# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One set of books: what it is, what it may do, and its records."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from .store import Store

_NAMESPACE = uuid.UUID("5b0e1fc0-9d2f-4f0a-9b7a-0a7d3f6c2e11")


def stable_id(*parts):
    """The same id for the same fixture in every run."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))


@dataclass
class Organization:
    name: str
    country: str
    currency: str
    short_code: str
    #: Hours ahead of UTC, summer and winter, so that no time zone data is needed.
    utc_hours: int
    #: Xero's name of the zone, and of its kind of books.
    timezone: str
    version: str
    currencies: tuple = ()
    #: May RoundingAmount be used?
    rounding: bool = False
    period_lock_date: date | None = None
    end_of_year_lock_date: date | None = None
    #: Foreign units for one unit of the base currency.
    rates: dict = field(default_factory=dict)
    store: Store = field(default_factory=Store)
    tenant_id: str = ""

    def __post_init__(self):
        self.tenant_id = self.tenant_id or stable_id(self.name)

    @property
    def keys(self):
        return self.tenant_id, self.name, self.short_code

    @property
    def has_many_currencies(self):
        return len(self.currencies) > 1

    def today(self, clock):
        zone = timezone(timedelta(hours=self.utc_hours))
        return datetime.fromtimestamp(clock.now(), zone).date()

    def rate(self, currency):
        if currency == self.currency:
            return Decimal(1)
        return self.rates.get(currency, Decimal(1))

    def account(self, code):
        for account in self.store.all("Accounts"):
            if code and account.get("Code") == code:
                return account
        return None

    def account_by_id(self, account_id):
        return self.store.get("Accounts", account_id)

    def tax_rate(self, tax_type):
        return self.store.get("TaxRates", tax_type)
