# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What customers, vendors and employees have in common: one space of names."""

from decimal import Decimal

from .. import errors
from .currencies import check_currency_of_name
from .fields import (
    ADDRESS,
    EMAIL,
    PHONE,
    Currency,
    Flag,
    FreeReference,
    Group,
    Number,
    ReadOnly,
    Text,
)
from .lists import DELETED_SUFFIX
from .resource import Resource

NAME_LISTS = ("Customer", "Vendor", "Employee")
FORBIDDEN = ":\t\n\r"
#: The documentation says 500 for DisplayName; the field has reported 100.
LONGEST_NAME = 100
_PARTS = ("Title", "GivenName", "MiddleName", "FamilyName", "Suffix")
NAME_FIELDS = {
    "DisplayName": Text(LONGEST_NAME, FORBIDDEN),
    "Title": Text(16, FORBIDDEN),
    "GivenName": Text(LONGEST_NAME, FORBIDDEN),
    "MiddleName": Text(LONGEST_NAME, FORBIDDEN),
    "FamilyName": Text(LONGEST_NAME, FORBIDDEN),
    "Suffix": Text(16, FORBIDDEN),
    "CompanyName": Text(LONGEST_NAME),
    "PrintOnCheckName": Text(LONGEST_NAME),
    "Active": Flag(),
    "Notes": Text(1024),
    "BillAddr": ADDRESS,
    "PrimaryPhone": PHONE,
    "AlternatePhone": PHONE,
    "Mobile": PHONE,
    "Fax": PHONE,
    "PrimaryEmailAddr": EMAIL,
    "WebAddr": Group(URI=Text(1000), Id=ReadOnly(), Default=ReadOnly()),
    "CurrencyRef": Currency(),
    "PaymentMethodRef": FreeReference(),
    "Balance": Number(),
    "OpenBalanceDate": Text(),
    "FullyQualifiedName": ReadOnly(),
    "Level": ReadOnly(),
    "IntuitId": ReadOnly(),
    "V4IDPseudonym": ReadOnly(),
}


def name_is_taken(company, name, besides=None):
    """Is it a customer's, a vendor's or an employee's, in any case of letters?"""
    return any(
        other is not besides
        for entity in NAME_LISTS
        for other in company.store.find(entity, _name_keys, name.casefold())
    )


def _name_keys(record):
    return (record["DisplayName"].casefold(),)


class NameResource(Resource):
    fields = NAME_FIELDS
    kept = ("CurrencyRef", "Balance", "BalanceWithJobs")

    def complete(self, company, values, before, options):
        values["Balance"] = before["Balance"] if before else Decimal("0")
        values["Active"] = values.get("Active") is not False
        self._set_display_name(values)
        self._set_activity(values, before)
        self._check_free(company, values, before)
        check_currency_of_name(company, values, before)
        values["FullyQualifiedName"] = values["DisplayName"]
        values.setdefault("PrintOnCheckName", values["DisplayName"])
        return values

    def render(self, company, record):
        """Names that are older than multicurrency have the home currency."""
        if company.settings.multicurrency:
            record = {"CurrencyRef": {"value": company.home_currency}, **record}
        return super().render(company, record)

    def _set_display_name(self, values):
        if values.get("DisplayName"):
            values["DisplayName"] = values["DisplayName"].strip()
            return
        parts = " ".join(values[part] for part in _PARTS if values.get(part))
        if not parts:
            raise errors.no_name()
        values["DisplayName"] = parts[:LONGEST_NAME]

    def _set_activity(self, values, before):
        """An inactive name says so itself, and says so no longer when revived."""
        name = values["DisplayName"]
        if not values["Active"] and not name.endswith(DELETED_SUFFIX):
            values["DisplayName"] = name + DELETED_SUFFIX
        elif values["Active"] and before and not before["Active"]:
            values["DisplayName"] = name.removesuffix(DELETED_SUFFIX)

    def _check_free(self, company, values, before):
        own = before and company.store.get(self.entity, before["Id"])
        if name_is_taken(company, values["DisplayName"], own):
            raise errors.duplicate_name()
