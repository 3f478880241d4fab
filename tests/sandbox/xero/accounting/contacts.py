# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts: names unique among the active ones, a number as an outside key."""

import re
import uuid
from decimal import Decimal

from .. import errors
from .money import cents
from .resource import FULL, LIST, SUMMARY, Resource, comma_list, same_text

ADDRESS_TYPES = ("STREET", "POBOX")
PHONE_TYPES = ("DDI", "DEFAULT", "FAX", "MOBILE")
_ADDRESS_FIELDS = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
_PHONE_FIELDS = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}
_TEXT_FIELDS = {
    "Name": 255,
    "ContactNumber": 50,
    "AccountNumber": 50,
    "FirstName": 255,
    "LastName": 255,
    "CompanyNumber": 50,
    "EmailAddress": 255,
    "TaxNumber": 50,
    "DefaultCurrency": 3,
    "AccountsReceivableTaxType": 50,
    "AccountsPayableTaxType": 50,
    "SalesDefaultAccountCode": 10,
    "PurchasesDefaultAccountCode": 10,
    "BankAccountDetails": 64,
}
_OTHER_FIELDS = ("PaymentTerms", "TaxNumberType")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_TAX_NUMBER_TYPES = ("SSN", "EIN", "ITIN", "ATIN")
_MOST_PERSONS = 5


class Contacts(Resource):
    kind = "Contacts"
    id_field = "ContactID"
    number_field = "ContactNumber"
    error_flag = "HasValidationErrors"
    is_paged = True
    knows_modified_since = True
    fields = (
        "ContactID",
        "ContactNumber",
        "AccountNumber",
        "ContactStatus",
        "Name",
        "FirstName",
        "LastName",
        "EmailAddress",
        "CompanyNumber",
        "TaxNumber",
        "IsCustomer",
        "IsSupplier",
        "UpdatedDateUTC",
    )
    _searched = ("Name", "FirstName", "LastName", "ContactNumber", "EmailAddress")

    def select(self, call, records):
        ids = comma_list(call.query.get("IDs"))
        term = call.query.get("searchTerm", "").casefold()
        with_archived = call.flag("includeArchived") or bool(ids)
        return [
            record
            for record in records
            if (with_archived or record["ContactStatus"] == "ACTIVE")
            and (not ids or record["ContactID"] in ids)
            and (not term or self._mentions(record, term))
        ]

    def _mentions(self, record, term):
        return any(term in record.get(name, "").casefold() for name in self._searched)

    def render(self, call, record, detail):
        shown = {name: value for name, value in record.items() if value is not None}
        shown["HasAttachments"] = False
        shown["HasValidationErrors"] = False
        if call.flag("summaryOnly") and detail == SUMMARY:
            for name in ("Addresses", "Phones", "ContactPersons"):
                shown.pop(name, None)
            return shown
        shown["Addresses"] = _all_kinds(
            record, "Addresses", "AddressType", ADDRESS_TYPES, _ADDRESS_FIELDS
        )
        shown["Phones"] = _all_kinds(
            record, "Phones", "PhoneType", PHONE_TYPES, _PHONE_FIELDS
        )
        shown["ContactGroups"] = []
        if detail in (LIST, FULL):
            shown["ContactPersons"] = record.get("ContactPersons", [])
            if balances := _balances(call, record):
                shown["Balances"] = balances
        return shown

    # -- writing -----------------------------------------------------------------

    def save(self, call, element):
        problems = errors.Problems()
        known = self._known(call, element)
        if known and call.request.method == "PUT":
            self._refuse_known(element, known, problems)
        if element.get("ContactID") and not known:
            problems.add("The contact with the specified ContactID does not exist.")
        problems.raise_if_any()
        contact, found = write_contact(call, element, known)
        problems.messages.extend(found)
        problems.raise_if_any()
        return contact

    def _known(self, call, element):
        """The contact meant: by id, then by number, then by name."""
        if element.get("ContactID"):
            return call.store.get(self.kind, element["ContactID"].lower())
        return find_contact(call.store, element)

    def _refuse_known(self, element, known, problems):
        number = element.get("ContactNumber")
        if number and same_text(number, known.get("ContactNumber")):
            problems.add(
                f"The contact number {number} is already assigned to another contact."
            )
        else:
            problems.add(_name_is_taken(known["Name"]))


def find_contact(store, element, with_archived=False):
    """By number, else by name; an active one before an archived one."""
    number, name = element.get("ContactNumber"), element.get("Name")
    for contact in _with_number(store, number):
        return contact
    same_name = _with_name(store, name)
    for contact in same_name:
        if contact["ContactStatus"] == "ACTIVE":
            return contact
    return same_name[0] if same_name and with_archived else None


def _with_name(store, name):
    return store.find("Contacts", _names, name.casefold()) if name else []


def _with_number(store, number):
    return store.find("Contacts", _numbers, number.casefold()) if number else []


def _names(contact):
    return (contact["Name"].casefold(),)


def _numbers(contact):
    return ((contact.get("ContactNumber") or "").casefold(),)


def write_contact(call, element, known):
    """Store a new or changed contact.

    :return: the contact (None when refused) and the messages
    """
    messages = _check(call, element, known)
    if messages:
        return None, messages
    contact = dict(known) if known else _blank()
    for name in (*_TEXT_FIELDS, *_OTHER_FIELDS):
        if name in element:
            contact[name] = element[name]
    for name in ("Addresses", "Phones"):
        if name in element:
            contact[name] = [each for each in element[name] if each]
    if "ContactPersons" in element or known:
        contact["ContactPersons"] = element.get("ContactPersons") or []
    if element.get("ContactStatus"):
        contact["ContactStatus"] = element["ContactStatus"]
    contact["UpdatedDateUTC"] = call.clock.utc()
    call.store.put("Contacts", contact["ContactID"], contact)
    return contact, []


def mark_as_partner(call, contact_id, field):
    """Set IsCustomer or IsSupplier; UpdatedDateUTC stays."""
    contact = call.store.get("Contacts", contact_id)
    if not contact[field]:
        call.store.put("Contacts", contact_id, {**contact, field: True})


def _blank():
    return {
        "ContactID": str(uuid.uuid4()),
        "ContactStatus": "ACTIVE",
        "Name": "",
        "EmailAddress": "",
        "IsCustomer": False,
        "IsSupplier": False,
    }


def _name_is_taken(name):
    return (
        f"The contact name {name} is already assigned to another contact. "
        "The contact name must be unique across all active contacts."
    )


def _check(call, element, known):
    messages = [
        f"{name} must not be longer than {longest} characters."
        for name, longest in _TEXT_FIELDS.items()
        if len(str(element.get(name) or "")) > longest
    ]
    if not known or "Name" in element:
        messages += _check_name(call, element.get("Name") or "", element, known)
    email = element.get("EmailAddress")
    if email and not _EMAIL.fullmatch(email):
        messages.append("Email address must be valid.")
    if element.get("ContactStatus", "ACTIVE") not in ("ACTIVE", "ARCHIVED"):
        messages.append("ContactStatus is not valid.")
    if element.get("TaxNumberType", "EIN") not in _TAX_NUMBER_TYPES:
        messages.append("TaxNumberType is not valid.")
    if len(element.get("ContactPersons") or ()) > _MOST_PERSONS:
        messages.append(f"A contact has at most {_MOST_PERSONS} contact persons.")
    messages += _check_number(call, element, known)
    messages += _check_addresses(element)
    messages += _check_phones(element)
    return messages


def _check_name(call, name, element, known):
    if not name.strip():
        return ["Contact name is required."]
    if name != name.strip() or "  " in name:
        return ["Contact name must not begin, end or continue with blanks."]
    if "<" in name or ">" in name:
        return ["Contact name must not contain angle brackets."]
    known_id = known and known["ContactID"]
    if element.get("ContactStatus") == "ARCHIVED":
        return []
    for contact in _with_name(call.store, name):
        is_other = contact["ContactID"] != known_id
        if is_other and contact["ContactStatus"] == "ACTIVE":
            return [_name_is_taken(name)]
    return []


def _check_number(call, element, known):
    number = element.get("ContactNumber")
    for contact in _with_number(call.store, number):
        if not known or contact["ContactID"] != known["ContactID"]:
            return [
                f"The contact number {number} is already assigned to another contact."
            ]
    return []


def _check_addresses(element):
    messages = []
    for address in element.get("Addresses") or ():
        if address.get("AddressType") not in ADDRESS_TYPES:
            messages.append("AddressType must be POBOX or STREET.")
        messages += _too_long(address, _ADDRESS_FIELDS)
        if re.search(r"\d", address.get("Country") or ""):
            messages.append("Country must consist of letters.")
    return messages


def _check_phones(element):
    messages = []
    for phone in element.get("Phones") or ():
        if phone.get("PhoneType") not in (*PHONE_TYPES, "OFFICE"):
            messages.append("PhoneType is not valid.")
        messages += _too_long(phone, _PHONE_FIELDS)
    return messages


def _too_long(values, limits):
    return [
        f"{name} must not be longer than {longest} characters."
        for name, longest in limits.items()
        if len(values.get(name) or "") > longest
    ]


def _all_kinds(record, field, type_field, kinds, names):
    """One entry of every kind, empty texts where nothing is known."""
    given = {each[type_field]: each for each in record.get(field, ())}
    return [
        {
            type_field: kind,
            **{name: given.get(kind, {}).get(name, "") for name in names},
        }
        for kind in kinds
    ]


def _balances(call, record):
    """Outstanding and overdue, in the base currency."""
    if "balances" not in call.memory:
        call.memory["balances"] = _balances_of_all(call)
    return call.memory["balances"].get(record["ContactID"])


def _balances_of_all(call):
    today = call.organization.today(call.clock)
    sides = {"ACCREC": "AccountsReceivable", "ACCPAY": "AccountsPayable"}
    balances = {}
    for invoice in call.store.all("Invoices"):
        if invoice["Status"] != "AUTHORISED":
            continue
        due = cents(invoice["AmountDue"] / invoice["CurrencyRate"])
        side = balances.setdefault(invoice["_contact_id"], {}).setdefault(
            sides[invoice["Type"]],
            {"Outstanding": Decimal("0.00"), "Overdue": Decimal("0.00")},
        )
        side["Outstanding"] += due
        if invoice["DueDate"] < today:
            side["Overdue"] += due
    return balances
