# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Credit memos: what a customer gets back, with positive amounts."""

from .fields import ReadOnly, Reference
from .invoices import SALES_FIELDS, SaleResource


class CreditMemos(SaleResource):
    entity = "CreditMemo"
    fields = {
        **SALES_FIELDS,
        "RemainingCredit": ReadOnly(),
        "InvoiceRef": Reference("Invoice"),
    }
