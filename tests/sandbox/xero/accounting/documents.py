# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What invoices, credit notes and purchase orders have in common."""

import uuid
from decimal import Decimal

from .. import errors
from . import money, wire
from .contacts import Contacts, find_contact, write_contact
from .lines import LineReader
from .resource import FULL, LIST, Resource, same_text

ZERO = Decimal("0.00")
LINE_AMOUNT_TYPES = ("Exclusive", "Inclusive", "NoTax")
LONGEST_TEXT = 255
#: What stands for a contact where none is ever created.
KEY_ALONE = ("ContactNumber",)
ARCHIVED_CONTACT = (
    "The contact with the specified contact details has been archived. "
    "The contact must be un-archived before it can be used."
)


class DocumentResource(Resource):
    is_paged = True
    knows_modified_since = True
    #: As messages call it.
    label = ""
    number_prefix = ""
    text_fields = ("Reference", "Url")
    date_fields = ("Date",)
    #: Status -> the statuses that may follow it.
    transitions = {}
    #: Statuses that ask for accounts on all lines.
    complete_statuses = ()
    approved_statuses = ("AUTHORISED",)
    creates_contacts = True
    in_ledger = True

    # -- what differs --------------------------------------------------------------

    def is_sale(self, document):
        raise NotImplementedError

    def knows_discounts(self, document):
        return False

    def unit_places(self, call):
        return call.unit_places

    def set_type(self, element, document, is_new, problems):
        """Set and check Type, where a document has one."""

    def number_must_be_unique(self, document):
        return True

    def check_edit(self, call, old, element, problems):
        """Refuse changes that a stored document no longer allows."""

    def finish(self, call, document, element, is_new, problems):
        """Whatever only this kind of document does after its totals are known."""

    # -- saving --------------------------------------------------------------------

    def save(self, call, element):
        problems = errors.Problems()
        old = self._target(call, element, problems)
        document = dict(old) if old else self._blank(call)
        self.set_type(element, document, old is None, problems)
        document["_is_sale"] = self.is_sale(document)
        self._set_status(call, old, document, element, problems)
        if old:
            self.check_edit(call, old, element, problems)
            problems.raise_if_any()
        self._set_contact(call, document, element, problems)
        self._set_header(call, document, element, problems)
        self._set_lines(call, document, element, problems)
        self._set_number(call, document, element, problems)
        self._check_lock_dates(call, old, document, problems)
        problems.raise_if_any()
        document |= self.sums(document)
        self.finish(call, document, element, old is None, problems)
        problems.raise_if_any()
        document["UpdatedDateUTC"] = call.clock.utc()
        call.store.put(self.kind, document[self.id_field], document)
        return document

    def sums(self, document):
        """The totals, from the lines."""
        rounding = document.get("RoundingAmount") or Decimal(0)
        kind = document["LineAmountTypes"]
        return money.totals(document["LineItems"], kind, rounding)

    def _blank(self, call):
        return {
            self.id_field: str(uuid.uuid4()),
            "Status": "DRAFT",
            "Date": call.organization.today(call.clock),
            "LineAmountTypes": "Exclusive",
            "CurrencyCode": call.organization.currency,
            "CurrencyRate": Decimal(1),
            "LineItems": [],
            "HasAttachments": False,
            "HasErrors": False,
            "_app": call.app,
        }

    def _target(self, call, element, problems):
        """The stored document that an element means, or None for a new one."""
        found = None
        if given := element.get(self.id_field):
            found = call.store.get(self.kind, str(given).lower())
            if not found:
                problems.add(f"{self.label} not found.")
        elif call.request.method == "POST" and element.get(self.number_field):
            found = self._with_number(call, element)
        if found and call.request.method == "PUT":
            problems.add(f"{self.label} already exists.")
        problems.raise_if_any()
        return found

    def _with_number(self, call, element):
        """A document that the number stands for. Numbers of voided and deleted
        documents stay taken."""
        number = element[self.number_field]
        for document in self._holders(call, number):
            same_type = document.get("Type") == element.get(
                "Type", document.get("Type")
            )
            if same_type and self.number_must_be_unique(document):
                return document
        return None

    def _set_status(self, call, old, document, element, problems):
        wanted = element.get("Status") or document["Status"]
        wrong = f"{self.label} not of valid status for modification"
        if wanted not in self.transitions:
            problems.add(f"Status '{wanted}' is not valid.")
        elif old is None and wanted not in self.transitions[None]:
            problems.add(f"{self.label} cannot be created with status {wanted}.")
        elif old and wanted not in self.transitions[old["Status"]]:
            problems.add(wrong)
        is_approved = wanted in self.approved_statuses
        was_approved = old and old["Status"] in self.approved_statuses
        if is_approved and not was_approved and not call.user.may_approve:
            problems.add("You do not have permission to approve this document.")
        problems.raise_if_any()
        document["Status"] = wanted

    # -- contact -------------------------------------------------------------------

    def _set_contact(self, call, document, element, problems):
        given = element.get("Contact")
        if not given and document.get("_contact_id"):
            return
        contact = self._contact(call, given or {}, problems)
        problems.raise_if_any()
        if contact["ContactStatus"] == "ARCHIVED":
            problems.add(ARCHIVED_CONTACT)
        document["_contact_id"] = contact["ContactID"]

    def _contact(self, call, given, problems):
        """The contact; whatever comes beside its key overwrites what is stored."""
        if given.get("ContactID"):
            known = call.store.get("Contacts", given["ContactID"].lower())
            if not known:
                problems.add("The contact with the specified ContactID does not exist.")
            extra = set(given) - {"ContactID"}
        else:
            keys = ("ContactNumber", "Name") if self.creates_contacts else KEY_ALONE
            sought = {name: given[name] for name in keys if name in given}
            known = find_contact(call.store, sought, with_archived=True)
            extra = set(given) - {"ContactNumber"}
            if known and same_text(given.get("Name"), known["Name"]):
                extra -= {"Name"}
            if not known and not sought.get("Name"):
                problems.add("A Contact must be specified for this type of transaction")
        problems.raise_if_any()
        is_archived = known and known["ContactStatus"] == "ARCHIVED"
        if known and (not extra or is_archived):
            return known
        contact, messages = write_contact(call, given, known)
        problems.contact_messages.extend(messages)
        return contact

    # -- header --------------------------------------------------------------------

    def _set_header(self, call, document, element, problems):
        for name in self.text_fields:
            if name in element:
                document[name] = element[name]
        for name in self.text_fields:
            if len(document.get(name) or "") > LONGEST_TEXT:
                problems.add(f"{name} must not be longer than 255 characters.")
        if "xero" in (document.get("Url") or "").lower():
            problems.add("Url must not contain 'xero'.")
        for name in self.date_fields:
            self._set_date(document, element, name, problems)
        kind = element.get("LineAmountTypes") or document["LineAmountTypes"]
        document["LineAmountTypes"] = kind
        if kind not in LINE_AMOUNT_TYPES:
            problems.add(f"LineAmountTypes '{kind}' is not valid.")
        self._set_currency(call, document, element, problems)

    def _set_date(self, document, element, name, problems):
        try:
            given = wire.read_date(element.get(name))
        except wire.Unreadable:
            problems.add(f"{name} is not a valid date.")
            return
        if given:
            document[name] = given

    def _set_currency(self, call, document, element, problems):
        organization = call.organization
        code = element.get("CurrencyCode") or document["CurrencyCode"]
        if code not in organization.currencies:
            problems.add(f"Organisation is not subscribed to currency {code}")
        document["CurrencyCode"] = code
        try:
            rate = wire.read_decimal(element.get("CurrencyRate"))
        except wire.Unreadable:
            problems.add("CurrencyRate is not a number.")
            return
        document["Warnings"] = []
        if code == organization.currency:
            document["CurrencyRate"] = Decimal(1)
        elif rate:
            document["CurrencyRate"] = money.to_places(rate, 6)
            if not Decimal("0.9") < rate / organization.rate(code) < Decimal("1.1"):
                text = "The currency rate differs much from the rate of the day."
                document["Warnings"].append({"Message": text})
        elif "CurrencyCode" in element or document["CurrencyRate"] == 1:
            document["CurrencyRate"] = organization.rate(code)

    # -- lines, number, locks --------------------------------------------------------

    def _set_lines(self, call, document, element, problems):
        """Lines that are given replace those that are stored."""
        if "LineItems" in element:
            reader = LineReader(call, document, self, problems)
            document["LineItems"] = reader.read(element["LineItems"] or [])
        if not document["LineItems"]:
            problems.add("One or more line items must be specified")
        if document["Status"] not in self.complete_statuses:
            return
        for index, line in enumerate(document["LineItems"]):
            if not line.get("_is_text") and not line.get("AccountCode"):
                message = "Account code must be specified."
                if message not in problems.line_messages.get(index, ()):
                    problems.add_line(index, message)

    def _set_number(self, call, document, element, problems):
        given = element.get(self.number_field)
        if len(given or "") > LONGEST_TEXT:
            problems.add(f"{self.number_field} must not be longer than 255 characters.")
        unique = self.number_must_be_unique(document)
        if given:
            document[self.number_field] = given
            if unique and self._is_taken(call, document):
                problems.add(f"{self.label} # must be unique.")
        elif not document.get(self.number_field):
            document[self.number_field] = self._next_number(call) if unique else ""

    def _is_taken(self, call, document):
        other = self._with_number(call, document)
        return bool(other) and other[self.id_field] != document[self.id_field]

    def _next_number(self, call):
        sequence = call.store.get("Sequences", self.kind) or 0
        number = None
        while number is None or self._holders(call, number):
            sequence += 1
            number = f"{self.number_prefix}{sequence:04}"
        call.store.put("Sequences", self.kind, sequence)
        return number

    def _holders(self, call, number):
        """Whatever bears a number, of any type."""
        return call.store.find(self.kind, self.number_keys, number.casefold())

    def _check_lock_dates(self, call, old, document, problems):
        if not self.in_ledger:
            return
        organization = call.organization
        locks = (
            ("period lock date", organization.period_lock_date),
            ("end of year lock date", organization.end_of_year_lock_date),
        )
        days = [document["Date"], *([old["Date"]] if old else ())]
        for name, lock in locks:
            if lock and min(days) <= lock:
                problems.add(
                    f"The document date cannot be before the {name}, "
                    f"currently set at {lock:%d %B %Y}"
                )

    # -- showing --------------------------------------------------------------------

    def render(self, call, record, detail):
        shown = {name: value for name, value in record.items() if value is not None}
        if call.request.method == "GET" or not record.get("Warnings"):
            shown.pop("Warnings", None)
        shown["Contact"] = self._render_contact(call, record, detail)
        lines = record["LineItems"]
        places = self.unit_places(call)
        shown["LineItems"] = [_render_line(line, places) for line in lines]
        if detail not in (LIST, FULL):
            shown["LineItems"] = []
        return shown

    def _render_contact(self, call, record, detail):
        contact = call.store.get("Contacts", record["_contact_id"])
        if detail == FULL:
            return Contacts().render(call, contact, "")
        shown = {name: contact[name] for name in ("ContactID", "Name")}
        if contact.get("ContactNumber"):
            shown["ContactNumber"] = contact["ContactNumber"]
        return shown | {"Addresses": [], "Phones": [], "ContactGroups": []}


def _render_line(line, places):
    shown = dict(line)
    if "UnitAmount" in line:
        shown["UnitAmount"] = money.to_places(line["UnitAmount"], places)
    return shown
