# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every kind of record by its entity name."""

from .accounts import Accounts
from .company_currencies import CompanyCurrencies
from .customers import Customers
from .employees import Employees
from .items import Items
from .tax_codes import TaxCodes
from .tax_rates import TaxAgencies, TaxRates
from .vendors import Vendors

RESOURCES = {
    resource.entity: resource
    for resource in (
        Customers(),
        Vendors(),
        Employees(),
        Items(),
        Accounts(),
        CompanyCurrencies(),
        TaxCodes(),
        TaxRates(),
        TaxAgencies(),
    )
}
