# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between the bridge's contacts and Xero's JSON. Pure functions."""

import re

from odoo.addons.accounting_bridge.tools.payloads import (
    AddressPayload,
    ContactOutcome,
    RemoteContact,
)
from odoo.addons.accounting_bridge.tools.texts import (
    clean,
    email_or_nothing,
    one_line,
    shortened,
)
from odoo.addons.accounting_bridge.tools.wire import (
    dumps,
    number_of,
    part_of,
    records_of,
    text_of,
    without_empty,
)

from .translate import errors_in, outcomes
from .wire import moment_of

_ADDRESS_TYPES = {"billing": "POBOX", "delivery": "STREET"}
_ADDRESS_KINDS = {name: kind for kind, name in _ADDRESS_TYPES.items()}
_ADDRESS_LINES = ("AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4")

#: Whose number counts, the best first.
_PHONE_TYPES = ("DEFAULT", "OFFICE", "DDI")
_PHONE_PARTS = ("PhoneCountryCode", "PhoneAreaCode", "PhoneNumber")

_NAME_LENGTH = 255
_EMAIL_LENGTH = 255

_CONTACT_STATES = {"ARCHIVED": "archived", "GDPRREQUEST": "archived"}


# --- Out --------------------------------------------------------------------------


def contacts_body(payloads):
    """The body of the call that makes contacts.

    :param list[ContactPayload] payloads:
    :rtype: str
    """
    return dumps({"Contacts": [_contact(payload) for payload in payloads]})


def _contact(payload):
    fields = {
        "Name": contact_name(payload.name),
        "ContactNumber": payload.key[:50],
        "EmailAddress": email_or_nothing(payload.email, _EMAIL_LENGTH),
        "TaxNumber": clean(payload.tax_number)[:50],
        "DefaultCurrency": payload.currency,
    }
    contact = without_empty(fields)
    if payload.phone:
        phone = {"PhoneType": "DEFAULT", "PhoneNumber": clean(payload.phone)[:50]}
        contact["Phones"] = [phone]
    if payload.addresses:
        contact["Addresses"] = [_address(address) for address in payload.addresses]
    return contact


def contact_name(name):
    """A name as Xero takes it: no angle brackets, no blanks that double or lead, and
    not too long.

    :rtype: str
    """
    plain_name = one_line(name).replace("<", "(").replace(">", ")")
    return shortened(plain_name, _NAME_LENGTH)


def _address(address):
    # Letters alone are allowed in a country's name.
    country = re.sub(r"[^\w\s]|\d|_", " ", address.country)
    lines = [clean(line)[:500] for line in address.lines[:4]]
    fields = {
        "AddressType": _ADDRESS_TYPES[address.kind],
        **{f"AddressLine{place}": line for place, line in enumerate(lines, 1)},
        "City": clean(address.city)[:255],
        "Region": clean(address.region)[:255],
        "PostalCode": clean(address.postal_code)[:50],
        "Country": " ".join(country.split())[:50],
    }
    return without_empty(fields)


# --- Back -------------------------------------------------------------------------


def remote_contact(record):
    """A contact of Xero. One that says nothing of its balances has none: lists and
    single contacts tell them wherever there are any, in the organization's currency.

    :param dict record: of a page, or one contact alone
    :rtype: RemoteContact
    """
    merged_into = text_of(record.get("MergedToContactID"))
    status = _CONTACT_STATES.get(record.get("ContactStatus"), "active")
    return RemoteContact(
        remote_id=text_of(record.get("ContactID")),
        name=text_of(record.get("Name")),
        key=text_of(record.get("ContactNumber")),
        email=text_of(record.get("EmailAddress")),
        tax_number=text_of(record.get("TaxNumber")),
        status="merged" if merged_into else status,
        merged_into=merged_into,
        is_customer=record.get("IsCustomer") is True,
        is_supplier=record.get("IsSupplier") is True,
        updated_at=moment_of(record.get("UpdatedDateUTC")),
        phone=_phone(record, _PHONE_TYPES),
        mobile=_phone(record, ("MOBILE",)),
        website=text_of(record.get("Website")),
        first_name=text_of(record.get("FirstName")),
        last_name=text_of(record.get("LastName")),
        currency=text_of(record.get("DefaultCurrency")),
        addresses=_addresses(record),
        receivable=_outstanding(record, "AccountsReceivable"),
        payable=_outstanding(record, "AccountsPayable"),
    )


def _phone(record, phone_types):
    """The first number of these types, in one text: country, area, number."""
    numbers = {
        each.get("PhoneType"): " ".join(
            filter(None, (text_of(each.get(part)).strip() for part in _PHONE_PARTS))
        )
        for each in records_of(record, "Phones")
        if each.get("PhoneNumber")
    }
    return next((numbers[name] for name in phone_types if name in numbers), "")


def _addresses(record):
    """Those that say something: every kind is always there."""
    found = map(_remote_address, records_of(record, "Addresses"))
    return tuple(address for address in found if address)


def _remote_address(record):
    kind = _ADDRESS_KINDS.get(record.get("AddressType"))
    lines = (text_of(record.get(name)).strip() for name in _ADDRESS_LINES)
    parts = {
        "lines": tuple(filter(None, lines)),
        "city": text_of(record.get("City")).strip(),
        "region": text_of(record.get("Region")).strip(),
        "postal_code": text_of(record.get("PostalCode")).strip(),
        "country": text_of(record.get("Country")).strip(),
    }
    return AddressPayload(kind, **parts) if kind and any(parts.values()) else None


def _outstanding(record, side):
    balances = part_of(record, "Balances")
    return number_of(part_of(balances, side).get("Outstanding"))


def contact_outcomes(payloads, body, elements):
    """The verdicts on the contacts of a call. See :func:`document_outcomes`.

    :rtype: list[ContactOutcome] | None
    """
    return outcomes(payloads, body, elements, _contact_token, _contact_outcome)


def _contact_outcome(payload, element):
    errors = errors_in(element)
    contact = None if errors else remote_contact(element)
    return ContactOutcome(payload.reference, contact=contact, errors=errors)


def _contact_token(element):
    return text_of(element.get("ContactNumber"))
