# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tax rates (read-only) and the agencies that they are paid to."""

from decimal import Decimal

from .. import errors
from .fields import Flag, Text
from .resource import Resource
from .tax_codes import TaxList


class TaxRates(TaxList):
    entity = "TaxRate"


class TaxAgencies(Resource):
    entity = "TaxAgency"
    fields = {
        "DisplayName": Text(100),
        "TaxTrackedOnSales": Flag(),
        "TaxTrackedOnPurchases": Flag(),
        "TaxRegistrationNumber": Text(),
    }

    def complete(self, company, values, before, options):
        name = values.get("DisplayName")
        if not name:
            raise errors.missing("DisplayName")
        for other in company.store.all("TaxAgency"):
            if other["DisplayName"].casefold() == name.casefold():
                raise errors.duplicate_record_name("The agency exists already.")
        return {"TaxTrackedOnSales": True, "TaxTrackedOnPurchases": True, **values}


def make_tax_rate(name, percent, agency_id="1", **values):
    """A record for the store.

    :param percent: a number or a string that holds one
    """
    return {
        "Name": name,
        "Description": name,
        "Active": True,
        "RateValue": Decimal(str(percent)),
        "AgencyRef": {"value": agency_id},
        "SpecialTaxType": "NONE",
        "DisplayType": "ReadOnly",
        **values,
    }
