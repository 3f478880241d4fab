# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every kind of record by its entity name."""

from .accounts import Accounts
from .bill_payments import BillPayments
from .bills import Bills
from .company_currencies import CompanyCurrencies
from .credit_memos import CreditMemos
from .customers import Customers
from .employees import Employees
from .invoices import Invoices
from .items import Items
from .payments import Payments
from .purchase_orders import PurchaseOrders
from .tax_codes import TaxCodes
from .tax_rates import TaxAgencies, TaxRates
from .vendor_credits import VendorCredits
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
        Invoices(),
        CreditMemos(),
        Payments(),
        Bills(),
        VendorCredits(),
        BillPayments(),
        PurchaseOrders(),
    )
}
