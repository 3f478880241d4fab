# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customers, and the projects below them."""

from .. import errors
from .fields import ADDRESS, Choice, Flag, FreeReference, Number, Reference, Text
from .names import NAME_FIELDS, NameResource

DEEPEST = 5


class Customers(NameResource):
    entity = "Customer"
    kept = (*NameResource.kept, "Taxable")
    fields = {
        **NAME_FIELDS,
        "ShipAddr": ADDRESS,
        "Taxable": Flag(),
        "Job": Flag(),
        "IsProject": Flag(),
        "BillWithParent": Flag(),
        "ParentRef": Reference("Customer"),
        "BalanceWithJobs": Number(),
        "PreferredDeliveryMethod": Choice("Print", "Email", "None"),
        "ResaleNum": Text(16),
        "PrimaryTaxIdentifier": Text(30),
        "SecondaryTaxIdentifier": Text(30),
        "BusinessNumber": Text(10),
        "GSTIN": Text(15),
        "GSTRegistrationType": Text(15),
        "DefaultTaxCodeRef": Reference("TaxCode"),
        "SalesTermRef": FreeReference(),
        "ARAccountRef": Reference("Account"),
        "TaxExemptionReasonId": Text(),
        "CustomerTypeRef": FreeReference(),
        "ClientEntityId": Text(),
    }

    def complete(self, company, values, before, options):
        values = super().complete(company, values, before, options)
        values["BalanceWithJobs"] = values["Balance"]
        values["Taxable"] = values.get("Taxable") is not False
        values["Job"] = bool(values.get("Job"))
        values["BillWithParent"] = bool(values.get("BillWithParent"))
        values.setdefault("PreferredDeliveryMethod", "Print")
        self._set_place(company, values)
        return values

    def _set_place(self, company, values):
        parent = values.get("ParentRef")
        values["Level"] = 0
        if not parent:
            return
        if not values["Job"]:
            raise errors.business("A customer with a parent must be a job.", "Job")
        parent = company.store.get("Customer", parent["value"])
        values["Level"] = parent.get("Level", 0) + 1
        if values["Level"] >= DEEPEST:
            raise errors.business("Customers have at most five levels.", "ParentRef")
        above = parent["FullyQualifiedName"]
        values["FullyQualifiedName"] = f"{above}:{values['DisplayName']}"
