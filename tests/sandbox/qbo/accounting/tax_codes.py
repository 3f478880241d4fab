# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tax codes: each stands for rates on sales and rates on purchases.

They are read-only; new ones come through the tax service. Companies of the United
States have two pseudo codes beside the real ones, TAX and NON, whose ids are their
names: only these two may stand on a line there.
"""

from decimal import Decimal

from .resource import Resource

PSEUDO_CODES = ("TAX", "NON")


class TaxList(Resource):
    """A list that companies have only while sales tax is turned on."""

    is_writable = False

    def listed(self, company):
        if company.settings.sales_tax == "off":
            return []
        return super().listed(company)


class TaxCodes(TaxList):
    entity = "TaxCode"


def rates_of(company, code, is_sale):
    """The rates of a tax code on one side, in the order in which they apply.

    :return: list of (tax rate record, does it lie on top of the ones before it?)
    """
    details = code.get("SalesTaxRateList" if is_sale else "PurchaseTaxRateList") or {}
    ordered = sorted(
        details.get("TaxRateDetail") or (), key=lambda each: each.get("TaxOrder", 0)
    )
    return [
        (
            company.store.get("TaxRate", each["TaxRateRef"]["value"]),
            each.get("TaxTypeApplicable") == "TaxOnAmountPlusTax",
        )
        for each in ordered
    ]


def make_tax_code(name, sales=(), purchases=(), description="", **values):
    """A record for the store.

    :param sales, purchases: ids of tax rates
    """

    def rate_list(ids):
        return {
            "TaxRateDetail": [
                {
                    "TaxRateRef": {"value": each},
                    "TaxTypeApplicable": "TaxOnAmount",
                    "TaxOrder": Decimal(0),
                }
                for each in ids
            ]
        }

    return {
        "Name": name,
        "Description": description or name,
        "Active": True,
        "Hidden": False,
        "Taxable": True,
        "TaxGroup": True,
        "SalesTaxRateList": rate_list(sales),
        "PurchaseTaxRateList": rate_list(purchases),
        **values,
    }
