# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Purchase orders: they never create a contact and stand in no ledger."""

from .. import errors
from . import wire
from .documents import DocumentResource

LONGEST_INSTRUCTIONS = 500


class PurchaseOrders(DocumentResource):
    kind = "PurchaseOrders"
    id_field = "PurchaseOrderID"
    number_field = "PurchaseOrderNumber"
    label = "Purchase Order"
    number_prefix = "PO-"
    is_always_paged = True
    knows_where = False
    creates_contacts = False
    in_ledger = False
    date_fields = ("Date", "DeliveryDate", "ExpectedArrivalDate")
    text_fields = (
        "Reference",
        "Url",
        "BrandingThemeID",
        "DeliveryAddress",
        "AttentionTo",
        "Telephone",
        "DeliveryInstructions",
    )
    complete_statuses = ("AUTHORISED", "BILLED")
    approved_statuses = ("AUTHORISED", "BILLED")
    #: The real moves are not published: these are the fewest that are known.
    transitions = {
        None: ("DRAFT", "SUBMITTED", "AUTHORISED"),
        "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
        "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
        "AUTHORISED": ("AUTHORISED", "BILLED", "DELETED"),
        "BILLED": ("BILLED",),
        "DELETED": (),
    }
    fields = (
        "PurchaseOrderID",
        "PurchaseOrderNumber",
        "Status",
        "Date",
        "DeliveryDate",
        "UpdatedDateUTC",
    )

    def is_sale(self, document):
        return False

    def unit_places(self, call):
        return 4

    def check_edit(self, call, old, element, problems):
        own = {self.id_field, self.number_field, "Status"}
        if old["Status"] == "BILLED" and set(element) - own:
            problems.add("Purchase Order not of valid status for modification")

    def finish(self, call, document, element, is_new, problems):
        if len(document.get("DeliveryInstructions") or "") > LONGEST_INSTRUCTIONS:
            problems.add("DeliveryInstructions must not be longer than 500 characters.")

    def select(self, call, records):
        status = call.query.get("Status") or call.query.get("status")
        try:
            first = wire.read_date(call.query.get("DateFrom"))
            last = wire.read_date(call.query.get("DateTo"))
        except wire.Unreadable as error:
            raise errors.bad_query("DateFrom and DateTo must be dates") from error
        return [
            record
            for record in records
            if (not status or record["Status"] == status)
            and (not first or record["Date"] >= first)
            and (not last or record["Date"] <= last)
        ]
