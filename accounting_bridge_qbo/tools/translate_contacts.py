# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between the bridge's contacts and QuickBooks' JSON. Pure functions.

QuickBooks keeps customers, vendors and employees in lists of their own, each with ids
of its own, but a name may stand in one of them only. A customer or vendor has one
currency for ever. So a contact's kind is its list and its currency: "customer USD",
"supplier EUR", "employee".
"""

from odoo.addons.accounting_bridge.tools.payloads import ContactOutcome, RemoteContact
from odoo.addons.accounting_bridge.tools.texts import (
    email_or_nothing,
    one_line,
    shortened,
)
from odoo.addons.accounting_bridge.tools.wire import (
    moment_of,
    number_of,
    part_of,
    text_of,
    without_empty,
)

from .batch import creations_body, outcomes
from .postal import address, remote_address

#: The list that a kind of contact stands in, by the first word of the kind.
LISTS = {"customer": "Customer", "supplier": "Vendor", "employee": "Employee"}
_KINDS = {list_name: kind for kind, list_name in LISTS.items()}

#: What a name is given behind it where the plain one is taken.
_LABELS = {"customer": "Customer", "supplier": "Supplier"}

#: Most characters of a name. Intuit's pages say 500; 100 was met in practice.
_NAME_LENGTH = 100

_EMAIL_LENGTH = 100
_PHONE_LENGTH = 21
_TAX_NUMBER_LENGTH = 20

#: Stands for a name of which nothing is left.
_NAMELESS = "-"


# --- Names ------------------------------------------------------------------------


def contact_kind(list_word, currency):
    """:param str list_word: a key of :data:`LISTS`
    :param str currency: ISO code
    :rtype: str
    """
    return list_word if list_word == "employee" else f"{list_word} {currency}"


def names(name, kind):
    """The names that a new contact can be given, the best first: its own, with the
    list behind it, with list and currency behind it.

    :param str name: the partner's
    :param str kind: see :func:`contact_kind`
    :rtype: tuple[str]
    """
    list_word, _space, currency = kind.partition(" ")
    label = _LABELS.get(list_word)
    endings = ["", label, f"{label} {currency}".strip()] if label else [""]
    found = (_fitted(name, ending) for ending in endings)
    return tuple(dict.fromkeys(found))


def _fitted(name, ending):
    """A name with its ending, as QuickBooks takes it: without colons and line breaks,
    and not too long."""
    plain_name = one_line(name.replace(":", " - ")) or _NAMELESS
    ending = f" ({ending})" if ending else ""
    return shortened(plain_name, _NAME_LENGTH - len(ending)) + ending


def _plain_name(payload):
    """The name without our ending; empty where it has none."""
    for ending in _endings(payload.kind):
        if payload.name.endswith(ending):
            return payload.name.removesuffix(ending)
    return ""


def _endings(kind):
    list_word, _space, currency = kind.partition(" ")
    label = _LABELS.get(list_word, "")
    return (f" ({label} {currency})", f" ({label})") if label else ()


# --- Out --------------------------------------------------------------------------


def contacts_body(payloads, options):
    """The body of the batch that makes contacts.

    :param list[ContactPayload] payloads: of kinds "customer ..." and "supplier ..."
    :param DocumentOptions options:
    :rtype: str
    """
    return creations_body(
        [(_list_of(payload), _contact(payload, options)) for payload in payloads]
    )


def _list_of(payload):
    return LISTS[payload.kind.partition(" ")[0]]


def _contact(payload, options):
    """What QuickBooks would refuse must not keep the contact from being made: it is
    left out."""
    is_customer = _list_of(payload) == "Customer"
    addresses = {each.kind: address(each) for each in payload.addresses}
    # Documents and cheques bear the partner's name, not the list behind it.
    plain_name = _plain_name(payload)
    email = email_or_nothing(payload.email, _EMAIL_LENGTH)
    phone = _phone(payload.phone)
    return without_empty(
        {
            "DisplayName": payload.name,
            "CompanyName": plain_name,
            "PrintOnCheckName": plain_name,
            "PrimaryEmailAddr": {"Address": email} if email else {},
            "PrimaryPhone": {"FreeFormNumber": phone} if phone else {},
            **_tax_number(payload, is_customer, options),
            "BillAddr": addresses.get("billing"),
            "ShipAddr": addresses.get("delivery") if is_customer else {},
            **_currency(payload, options),
        }
    )


def _phone(phone):
    """A number that is too long is tried without blanks; it is never cut."""
    phone = one_line(phone)
    if len(phone) > _PHONE_LENGTH:
        phone = phone.replace(" ", "")
    return phone if len(phone) <= _PHONE_LENGTH else ""


def _tax_number(payload, is_customer, options):
    """Customers in the United States have no number of this kind."""
    number = one_line(payload.tax_number)
    if not number or len(number) > _TAX_NUMBER_LENGTH:
        return {}
    if not is_customer:
        return {"TaxIdentifier": number}
    return {} if options.country_is_us else {"PrimaryTaxIdentifier": number}


def _currency(payload, options):
    if not options.is_multicurrency:
        return {}
    currency = payload.kind.partition(" ")[2] or payload.currency
    return {"CurrencyRef": {"value": currency or options.home_currency}}


# --- Back -------------------------------------------------------------------------


def remote_contact(list_name, record, home_currency):
    """A customer, vendor or employee of QuickBooks.

    Tax numbers of vendors come masked, and are left out then. A customer's balance is
    what it owes, a vendor's what is owed to it, in the currency of its own.

    :param str list_name: ``Customer``, ``Vendor`` or ``Employee``
    :param dict record:
    :param str home_currency: of the company, for a record that names none
    :rtype: RemoteContact
    """
    key = text_of(record.get("Id"))
    currency = text_of(part_of(record, "CurrencyRef").get("value")) or home_currency
    list_word = _KINDS[list_name]
    is_gone = record.get("Active") is False or record.get("status") == "Deleted"
    return RemoteContact(
        remote_id=f"{list_word}-{key}" if key else "",
        remote_key=key,
        name=text_of(record.get("DisplayName")),
        kind=contact_kind(list_word, currency),
        email=text_of(part_of(record, "PrimaryEmailAddr").get("Address")),
        tax_number=_shown_tax_number(record),
        status="archived" if is_gone else "active",
        is_customer=list_name == "Customer",
        is_supplier=list_name == "Vendor",
        is_part=_is_part(record),
        updated_at=moment_of(part_of(record, "MetaData").get("LastUpdatedTime")),
        phone=_number(record, "PrimaryPhone"),
        mobile=_number(record, "Mobile"),
        website=text_of(part_of(record, "WebAddr").get("URI")),
        first_name=text_of(record.get("GivenName")),
        last_name=text_of(record.get("FamilyName")),
        currency="" if list_word == "employee" else currency,
        addresses=tuple(_addresses(record)),
        receivable=_balance(record) if list_name == "Customer" else None,
        payable=_balance(record) if list_name == "Vendor" else None,
        balance_currency=currency,
    )


def _is_part(record):
    """Sub-customers and projects stand below a customer; projects are jobs, too."""
    is_below = bool(part_of(record, "ParentRef").get("value"))
    return is_below or record.get("Job") is True or record.get("IsProject") is True


def _number(record, name):
    return text_of(part_of(record, name).get("FreeFormNumber"))


def _addresses(record):
    for kind, name in (("billing", "BillAddr"), ("delivery", "ShipAddr")):
        if found := remote_address(kind, part_of(record, name)):
            yield found


def _balance(record):
    balance = record.get("Balance")
    return None if balance is None else number_of(balance)


def _shown_tax_number(record):
    number = record.get("PrimaryTaxIdentifier") or record.get("TaxIdentifier")
    number = text_of(number)
    return "" if number.startswith("XX") else number


def contact_outcomes(payloads, elements):
    """The verdicts on the contacts of a batch.

    :param list[ContactPayload] payloads: in the order of the body
    :param list[dict] elements: of ``BatchItemResponse``
    :return: None where the answer does not fit to what was sent
    :rtype: list[ContactOutcome] | None
    """
    return outcomes(payloads, elements, _KINDS, _contact_outcome)


def _contact_outcome(payload, verdict):
    contact = None
    if verdict.record:
        currency = payload.kind.partition(" ")[2]
        contact = remote_contact(verdict.entity, verdict.record, currency)
    return ContactOutcome(payload.reference, contact, verdict.words)
