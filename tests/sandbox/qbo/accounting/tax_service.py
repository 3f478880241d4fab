# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The tax service: the one way by which an app makes tax codes and rates.

`POST taxservice/taxcode`; its answer has no envelope and calls the id TaxCodeId.
"""

from decimal import Decimal

from .. import errors
from .fields import Choice, Group, Many, Number, ReadOnly, Text, read_fields
from .tax_codes import make_tax_code
from .tax_rates import make_tax_rate

PATH = ["taxservice", "taxcode"]
_FIELDS = {
    "TaxCode": Text(10),
    "TaxCodeId": ReadOnly(),
    "Id": ReadOnly(),
    "TaxRateDetails": Many(
        Group(
            TaxRateId=Text(),
            TaxRateName=Text(10),
            RateValue=Number(),
            TaxAgencyId=Text(),
            TaxApplicableOn=Choice("Sales", "Purchase"),
        )
    ),
}


def create_tax_code(company, body):
    """Make a tax code, and the rates that are not there yet; returns the answer."""
    values = read_fields(_FIELDS, body, company)
    name, details = values.get("TaxCode"), values.get("TaxRateDetails")
    if not name:
        raise errors.missing("TaxCode")
    if not details:
        raise errors.missing("TaxRateDetails")
    _check_free(company, "TaxCode", name)
    for detail in details:
        _check(company, detail)
    rates = [(detail, _rate(company, detail)) for detail in details]
    sides = {"Sales": [], "Purchase": []}
    for detail, rate in rates:
        sides[detail.get("TaxApplicableOn") or "Sales"].append(rate["Id"])
    record = make_tax_code(name, sides["Sales"], sides["Purchase"])
    code = company.store.add("TaxCode", record)
    return {
        "TaxCode": name,
        "TaxCodeId": code["Id"],
        "TaxRateDetails": [_shown(detail, rate) for detail, rate in rates],
    }


def _check(company, detail):
    if key := detail.get("TaxRateId"):
        if not company.store.get("TaxRate", key):
            raise errors.bad_reference("TaxRateId", key)
        return
    for name in ("TaxRateName", "RateValue", "TaxAgencyId"):
        if detail.get(name) is None:
            raise errors.missing(name)
    if not 0 <= detail["RateValue"] <= Decimal(100):
        raise errors.bad_number("RateValue", str(detail["RateValue"]))
    if not company.store.get("TaxAgency", detail["TaxAgencyId"]):
        raise errors.bad_reference("TaxAgencyId", detail["TaxAgencyId"])
    _check_free(company, "TaxRate", detail["TaxRateName"])


def _check_free(company, entity, name):
    for other in company.store.all(entity):
        if other["Name"].casefold() == name.casefold():
            raise errors.duplicate_record_name(f"Another {entity} is called {name}.")


def _rate(company, detail):
    if key := detail.get("TaxRateId"):
        return company.store.get("TaxRate", key)
    record = make_tax_rate(
        detail["TaxRateName"], detail["RateValue"], detail["TaxAgencyId"]
    )
    return company.store.add("TaxRate", record)


def _shown(detail, rate):
    return {
        "TaxRateName": rate["Name"],
        "TaxRateId": rate["Id"],
        "RateValue": rate["RateValue"],
        "TaxAgencyId": rate["AgencyRef"]["value"],
        "TaxApplicableOn": detail.get("TaxApplicableOn") or "Sales",
    }
