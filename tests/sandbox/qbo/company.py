# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One set of books: what it is, how it is set up, and its records."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from .settings import CompanySettings
from .store import Store


@dataclass
class Company:
    realm_id: str
    #: The short name by which tests call it.
    key: str
    name: str
    #: Two letters.
    country: str
    home_currency: str
    clock: object
    #: Hours ahead of UTC, summer and winter, so that no time zone data is needed.
    utc_hours: int = 0
    #: The legal address, in QuickBooks' JSON shape.
    address: dict = field(default_factory=dict)
    settings: CompanySettings = field(default_factory=CompanySettings)
    store: Store = None

    def __post_init__(self):
        self.store = Store(self.now)

    @property
    def keys(self):
        return self.realm_id, self.key, self.name

    @property
    def is_us(self):
        return self.country == "US"

    def now(self):
        """This moment, in the company's own time zone."""
        zone = timezone(timedelta(hours=self.utc_hours))
        return datetime.fromtimestamp(self.clock.now(), zone)

    def today(self):
        return self.now().date()
