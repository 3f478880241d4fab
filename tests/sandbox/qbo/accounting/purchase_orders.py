# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Purchase orders: they stand in no ledger, and only the larger plans have them."""

from .. import errors
from .fields import (
    ADDRESS,
    EMAIL,
    Choice,
    Flag,
    FreeReference,
    ReadOnly,
    Reference,
    Text,
)
from .links import bills_of, set_order_status
from .purchases import PURCHASE_FIELDS, PurchaseResource


class PurchaseOrders(PurchaseResource):
    entity = "PurchaseOrder"
    is_posting = False
    fields = {
        **PURCHASE_FIELDS,
        "POStatus": Choice("Open", "Closed"),
        "ManuallyClosed": Flag(),
        "POEmail": EMAIL,
        "EmailStatus": Choice("NotSet", "NeedToSend", "EmailSent"),
        "PrintStatus": Choice("NotSet", "NeedToPrint", "PrintComplete"),
        "ShipAddr": ADDRESS,
        "ShipTo": Reference("Customer"),
        "ShipMethodRef": FreeReference(),
        "TaxCodeRef": FreeReference(),
        "Memo": Text(4000),
        "POTemplateRef": ReadOnly(),
    }

    def read(self, company, body):
        if not company.settings.purchase_orders:
            raise errors.feature_missing(
                "Purchase orders are not part of this company's subscription."
            )
        return super().read(company, body)

    def set_header(self, company, values, before):
        if not values.get("APAccountRef"):
            raise errors.missing("APAccountRef")
        super().set_header(company, values, before)
        if before is None or values.get("POStatus") != before["POStatus"]:
            is_closed = values.get("POStatus") == "Closed"
            values["_is_closed_by_hand"] = is_closed

    def set_links(self, company, values, before):
        """An order is linked by its bills, never by the caller."""
        set_order_status(company, values)

    def after_save(self, company, record, before):
        """An order is owed nothing yet."""

    def check_delete(self, company, record):
        if bills_of(company, record):
            raise errors.QboFault(
                "800",
                "Dependent Transaction Error",
                f"The purchase order {record['Id']} is linked to a bill.",
            )
