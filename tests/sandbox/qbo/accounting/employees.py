# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Employees: here only because their names are taken."""

from .fields import Flag, Text
from .names import NAME_FIELDS, NameResource


class Employees(NameResource):
    entity = "Employee"
    fields = {
        **NAME_FIELDS,
        "EmployeeNumber": Text(100),
        "BillableTime": Flag(),
        "Organization": Flag(),
    }

    def complete(self, company, values, before, options):
        values = super().complete(company, values, before, options)
        values.pop("CurrencyRef", None)
        return values
