# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The currencies beside the home currency that a company deals in."""

from .. import errors
from .currencies import CURRENCY_NAMES, MULTICURRENCY_OFF
from .fields import Currency, Flag, Text
from .resource import Resource


class CompanyCurrencies(Resource):
    entity = "CompanyCurrency"
    fields = {"Code": Text(3), "Name": Text(), "Active": Flag()}

    def complete(self, company, values, before, options):
        if not company.settings.multicurrency:
            raise errors.business(MULTICURRENCY_OFF, "CurrencyRef")
        code = Currency().read(values.get("Code"), "Code", company)
        if not code:
            raise errors.missing("Code")
        values["Name"] = CURRENCY_NAMES.get(code["value"], code["value"])
        values["Active"] = values.get("Active") is not False
        return values
