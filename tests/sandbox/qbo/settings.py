# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a test may set: of the service, and of one company."""

from dataclasses import dataclass
from datetime import date

from ..changeable import Changeable

DAY = 86400
#: The choices of the settings that are words.
CHOICES = {
    "sales_tax": ("automated", "manual", "codes", "off"),
    "tax_override": ("honoured", "ignored"),
    "rotation": ("always", "daily", "never"),
    "stale_refresh": ("refused", "revokes"),
    "older_consents": ("live", "end"),
    "answer": ("ask", "allow", "deny"),
}


class _Chosen(Changeable):
    def _read(self, name, value):
        allowed = CHOICES.get(name)
        if allowed and value not in allowed:
            raise ValueError(f"{name} is one of {allowed}, not {value!r}")
        return value


@dataclass
class Settings(_Chosen):
    """The service. Limits: None = no limit."""

    access_token_seconds: int = 3600
    code_seconds: int = 600
    #: Soft life, counted from each refresh; hard life, from the consent.
    refresh_token_seconds: int = 101 * DAY
    refresh_token_hard_seconds: int = 5 * 365 * DAY
    #: When a refresh gives a new refresh token.
    rotation: str = "always"
    #: What happens when a token comes that was replaced: the token is refused, or
    #: every token of that consent dies.
    stale_refresh: str = "revokes"
    #: What a new consent does to an older one of the same app and company: nothing,
    #: or its refresh token is refused from then on.
    older_consents: str = "end"
    #: How long answers are kept under their requestid; None = for ever.
    request_id_seconds: int | None = None
    #: Calls of an app in a company.
    second_limit: int | None = 10
    batch_minute_limit: int | None = 40
    #: Calls of all apps in a company.
    minute_limit: int | None = 500
    #: Reads of an app in a month, in all companies.
    month_limit: int | None = None
    batch_limit: int = 30


@dataclass
class CompanySettings(_Chosen):
    """One company, as its owner has set it up in QuickBooks."""

    multicurrency: bool = False
    #: automated (United States, by the address of delivery), manual (United
    #: States, by a code a document), codes (elsewhere, by a code a line) or off
    #: (elsewhere: turned off by the owner, so that there are no codes).
    sales_tax: str = "codes"
    #: Automated sales tax only: is a tax that a caller sends taken?
    tax_override: str = "honoured"
    #: Automated sales tax only: has the owner finished its setup?
    ast_set_up: bool = True
    #: Does the caller number sales documents?
    custom_numbers: bool = False
    #: Does the caller number purchase documents?
    custom_purchase_numbers: bool = True
    warn_duplicate_bills: bool = True
    #: The last day of the closed books; None = open.
    closing_date: date | None = None
    #: Does the company's plan have purchase orders?
    purchase_orders: bool = True
    allow_discount: bool = True
    subscription_ended: bool = False

    def _read(self, name, value):
        if name == "closing_date" and isinstance(value, str):
            return date.fromisoformat(value)
        return super()._read(name, value)


@dataclass
class Consent(_Chosen):
    """How the consent page answers: by itself, or (`ask`) as a person presses.

    :param company: realm id or key of the company chosen
    """

    answer: str = "ask"
    company: str = "us"
