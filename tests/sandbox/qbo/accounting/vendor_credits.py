# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vendor credits: what a vendor gives back, with positive amounts."""

from .fields import Reference
from .purchases import PURCHASE_FIELDS, PurchaseResource


class VendorCredits(PurchaseResource):
    entity = "VendorCredit"
    fields = {
        **PURCHASE_FIELDS,
        "FromAccountRef": Reference("Account"),
        "ToAccountRef": Reference("Account"),
    }
