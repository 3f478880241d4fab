# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bills."""

from .links import (
    check_order_links,
    order_links,
    refresh_orders,
)
from .purchases import PURCHASE_FIELDS, PurchaseResource


class Bills(PurchaseResource):
    entity = "Bill"
    fields = PURCHASE_FIELDS

    def set_header(self, company, values, before):
        super().set_header(company, values, before)
        values["DueDate"] = values.get("DueDate") or values["TxnDate"]

    def own_links(self, company, values, before):
        """Orders are the caller's to link; a full update without them lets go."""
        check_order_links(company, values, before)
        return order_links(values)

    def after_save(self, company, record, before):
        super().after_save(company, record, before)
        refresh_orders(company, before, record)

    def after_delete(self, company, record):
        refresh_orders(company, record)
