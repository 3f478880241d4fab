# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vendor credits: what a vendor gives back, with positive amounts."""

from .balances import check_not_overpaid, settle
from .fields import Reference
from .links import check_no_payments
from .purchases import PURCHASE_FIELDS, PurchaseResource


class VendorCredits(PurchaseResource):
    entity = "VendorCredit"
    fields = {
        **PURCHASE_FIELDS,
        "FromAccountRef": Reference("Account"),
        "ToAccountRef": Reference("Account"),
    }

    def set_links(self, company, values, before):
        super().set_links(company, values, before)
        settle(company, self.entity, values)
        check_not_overpaid(values)

    def check_delete(self, company, record):
        check_no_payments(company, self.entity, record)
