# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vendors."""

from .fields import Flag, FreeReference, Number, Reference, Text
from .names import NAME_FIELDS, NameResource


class Vendors(NameResource):
    entity = "Vendor"
    fields = {
        **NAME_FIELDS,
        "AcctNum": Text(15),
        "TaxIdentifier": Text(20),
        "BusinessNumber": Text(10),
        "GSTIN": Text(15),
        "GSTRegistrationType": Text(15),
        "Vendor1099": Flag(),
        "BillRate": Number(),
        "CostRate": Number(),
        "TaxReportingBasis": Text(),
        "HasTPAR": Flag(),
        "T4AEligible": Flag(),
        "T5018Eligible": Flag(),
        "TermRef": FreeReference(),
        "APAccountRef": Reference("Account"),
    }

    def complete(self, company, values, before, options):
        values = super().complete(company, values, before, options)
        values["Vendor1099"] = bool(values.get("Vendor1099"))
        return values

    def render(self, company, record):
        shown = super().render(company, record)
        if number := shown.get("TaxIdentifier"):
            shown["TaxIdentifier"] = "X" * max(len(number) - 4, 0) + number[-4:]
        return shown
