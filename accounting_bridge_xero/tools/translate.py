# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between the bridge's plain values and Xero's JSON. Pure functions.

Invoices and bills carry their mark in ``Url``, which a person sees as "Go to ...".
Purchase orders have no such field: there the unique number is the mark.
"""

import re

from odoo.addons.accounting_bridge.tools.amounts import (
    Obstacle,
    adds_up,
    money_lines,
    rounded,
)
from odoo.addons.accounting_bridge.tools.payloads import (
    DocumentOutcome,
    RemoteDocument,
)
from odoo.addons.accounting_bridge.tools.texts import (
    clean,
    with_quantity,
)
from odoo.addons.accounting_bridge.tools.wire import (
    dumps,
    loads,
    number_of,
    text_of,
    without_empty,
)

from .errors import messages_of
from .line_amounts import line_amounts
from .wire import date_of, moment_of

#: The name of the list in a call and in its answer, by type of document.
COLLECTIONS = {
    "invoice": "Invoices",
    "bill": "Invoices",
    "purchase_order": "PurchaseOrders",
}

#: What Xero calls them.
TYPES = {"invoice": "ACCREC", "bill": "ACCPAY"}
_STATUSES = {"draft": "DRAFT", "submitted": "SUBMITTED", "approved": "AUTHORISED"}
_STATES = {
    "DRAFT": "draft",
    "SUBMITTED": "submitted",
    "AUTHORISED": "approved",
    "PAID": "paid",
    "BILLED": "billed",
    "VOIDED": "voided",
    "DELETED": "deleted",
}
_TAX_MODES = {"exclusive": "Exclusive", "inclusive": "Inclusive"}

#: Most decimals of a currency that Xero can hold.
_CURRENCY_DECIMALS = 2

#: Decimals of CurrencyRate.
_RATE_DECIMALS = 6

_DESCRIPTION_LENGTH = 4000

#: Stands for a description that is empty, which Xero refuses.
_NO_TEXT = "-"

_REFERENCE_LENGTH = 255

#: Xero refuses an address that contains this word.
_REFUSED_IN_URL = "xero"

#: Leads nowhere, and still carries the mark, where the real address contains the
#: refused word (a host named after Xero). The top-level domain is reserved for
#: addresses that must not work (RFC 2606).
_NEUTRAL_URL = "https://odoo.invalid/{mark}"

#: The mark is the last part of the path.
_MARK_IN_URL = re.compile(r"/([^/?#]+)/?(?:[?#].*)?$")

#: A document's date lies in closed books: "... before the period lock date ...", or
#: "... end of year lock date ...".
_CLOSED_PERIOD = re.compile(r"\block date\b", re.IGNORECASE)

#: "The contact ... has been archived. ..." or "The contact ... does not exist."
_GONE_CONTACT = re.compile(r"\bcontact\b.*\b(archived|does not exist)\b", re.IGNORECASE)

_DUPLICATE_NUMBER = re.compile(
    r"(invoice #|order (number|#)|invoice ?number|purchaseordernumber)"
    r".*(must be unique|already)",
    re.IGNORECASE,
)

_NO_ID = "00000000-0000-0000-0000-000000000000"


# --- What speaks against a document -----------------------------------------------


def obstacles(payload, tax_rates):
    """Why a document's amounts can't be reproduced over there: ``decimals`` (the
    currency has too many), ``sum`` (the lines do not add up to the document),
    ``tax_code`` (its rate is not known) or ``tax`` (the difference is more than
    rounding).

    :param DocumentPayload payload:
    :param dict tax_rates: percent as ``Decimal``, by the key of the tax code
    :rtype: list[Obstacle]
    """
    if payload.currency_decimals > _CURRENCY_DECIMALS:
        return [Obstacle("decimals")]
    found = [] if adds_up(payload) else [Obstacle("sum")]
    for line in money_lines(payload):
        if line.tax_code not in tax_rates:
            found.append(Obstacle("tax_code", line))
        elif _amounts(payload, line, tax_rates) is None:
            found.append(Obstacle("tax", line))
    return found


def _amounts(payload, line, tax_rates):
    return line_amounts(
        line,
        tax_rate=tax_rates[line.tax_code],
        is_inclusive=payload.tax_mode == "inclusive",
        may_discount=payload.document_type == "invoice",
        decimals=payload.currency_decimals,
    )


# --- Documents, out ---------------------------------------------------------------


def documents_body(payloads, tax_rates):
    """The body of the call that makes documents of one type.

    :param list[DocumentPayload] payloads: without :func:`obstacles`
    :param dict tax_rates: see :func:`obstacles`
    :rtype: str
    """
    collection = COLLECTIONS[payloads[0].document_type]
    elements = [_document(payload, tax_rates) for payload in payloads]
    return dumps({collection: elements})


def billed_purchase_order_body(remote_id):
    """The body of the call that closes a purchase order: id and status alone.

    :rtype: str
    """
    element = {"PurchaseOrderID": remote_id, "Status": "BILLED"}
    return dumps({"PurchaseOrders": [element]})


def _document(payload, tax_rates):
    is_order = payload.document_type == "purchase_order"
    own = _purchase_order_fields(payload) if is_order else _invoice_fields(payload)
    lines = [_line(payload, line, tax_rates) for line in payload.lines]
    return {
        **own,
        "Contact": {"ContactID": payload.contact},
        "Date": payload.date,
        "Status": _STATUSES[payload.status],
        "LineAmountTypes": _TAX_MODES[payload.tax_mode],
        "CurrencyCode": payload.currency,
        **_currency_rate(payload.currency_rate),
        "LineItems": lines,
    }


def _invoice_fields(payload):
    """``Reference`` exists on sales alone. A bill's number is its supplier's."""
    fields = {"Type": TYPES[payload.document_type]}
    if payload.number:
        fields["InvoiceNumber"] = payload.number[:_REFERENCE_LENGTH]
    if payload.note and payload.document_type == "invoice":
        fields["Reference"] = clean(payload.note)[:_REFERENCE_LENGTH]
    return {
        **fields,
        "DueDate": payload.due_date or payload.date,
        "Url": _url(payload),
    }


def _purchase_order_fields(payload):
    """The number is never left to Xero: the order is found again by it alone."""
    fields = {"PurchaseOrderNumber": payload.number or payload.mark}
    if payload.note:
        fields["Reference"] = clean(payload.note)[:_REFERENCE_LENGTH]
    if payload.due_date:
        fields["DeliveryDate"] = payload.due_date
    return fields


def _url(payload):
    if _REFUSED_IN_URL in payload.url.lower():
        return _NEUTRAL_URL.format(mark=payload.mark)
    return payload.url


def _currency_rate(rate):
    """Odoo's rate: units of the document's currency for one of the organization's.

    Whether Xero means this or the inverse stands in no source that was found. To
    be verified against the live service.
    """
    if rate is None:
        return {}
    sent = rounded(rate, _RATE_DECIMALS)
    return {"CurrencyRate": sent} if sent else {}


def _line(payload, line, tax_rates):
    description = clean(line.description)
    if line.quantity is None:
        return {"Description": description[:_DESCRIPTION_LENGTH] or _NO_TEXT}
    amounts = _amounts(payload, line, tax_rates)
    if amounts.is_packed:
        description = with_quantity(description, line, _DESCRIPTION_LENGTH)
    fields = {
        "Description": description[:_DESCRIPTION_LENGTH] or _NO_TEXT,
        "Quantity": amounts.quantity,
        "UnitAmount": amounts.unit_amount,
        "DiscountRate": amounts.discount_rate,
        "ItemCode": line.item or None,
        "AccountCode": line.account or None,
        "TaxType": line.tax_code or None,
        "TaxAmount": amounts.tax_amount,
    }
    return without_empty(fields)


# --- Documents, back --------------------------------------------------------------


def remote_document(record):
    """An invoice, bill or purchase order of Xero.

    A status that this version does not know gives an empty state.

    :param dict record:
    :rtype: RemoteDocument
    """
    is_order = "PurchaseOrderID" in record
    number = record.get("PurchaseOrderNumber" if is_order else "InvoiceNumber")
    total, paid = number_of(record.get("Total")), number_of(record.get("AmountPaid"))
    due = record.get("AmountDue")
    return RemoteDocument(
        remote_id=text_of(record.get("PurchaseOrderID" if is_order else "InvoiceID")),
        document_type=_document_type(record, is_order),
        number=text_of(number),
        state=_state(record),
        contact=text_of((record.get("Contact") or {}).get("ContactID")),
        currency=text_of(record.get("CurrencyCode")),
        subtotal=number_of(record.get("SubTotal")),
        tax=number_of(record.get("TotalTax")),
        total=total,
        amount_due=total if due is None else number_of(due),
        amount_paid=paid,
        mark=text_of(number) if is_order else mark_of(record.get("Url")),
        updated_at=moment_of(record.get("UpdatedDateUTC")),
        issued_on=date_of(record.get("Date")),
        contact_name=text_of((record.get("Contact") or {}).get("Name")),
    )


def _document_type(record, is_order):
    if is_order:
        return "purchase_order"
    return "bill" if record.get("Type") == "ACCPAY" else "invoice"


def _state(record):
    state = _STATES.get(record.get("Status"), "")
    settled = number_of(record.get("AmountPaid")) + number_of(
        record.get("AmountCredited")
    )
    return "part_paid" if state == "approved" and settled > 0 else state


def mark_of(url):
    """The mark that a document's ``Url`` carries, empty where it has none.

    :rtype: str
    """
    match = _MARK_IN_URL.search(text_of(url).partition("://")[2])
    return match.group(1) if match else ""


def document_outcomes(references, body, elements):
    """The verdicts on the documents of a call.

    :param list[int] references: in the order of the body
    :param str body: what was sent
    :param list[dict] elements: what came back
    :return: None where the answer does not fit to what was sent
    :rtype: list[DocumentOutcome] | None
    """
    return outcomes(references, body, elements, _document_token, _document_outcome)


def outcomes(sent, body, elements, token_of, outcome_of):
    """What a caller makes of the elements that came back for what it sent.

    :param sent: what the elements of the body were made from, in their order
    :param str body: what was sent
    :param list[dict] elements: what came back
    :param token_of: function of an element that tells it from the others
    :param outcome_of: function of one that was sent and its element
    :return: None where the answer does not fit to what was sent
    :rtype: list | None
    """
    paired = _pair(body, elements, token_of)
    if paired is None or len(paired) != len(sent):
        return None
    return [
        outcome_of(each, element) for each, element in zip(sent, paired, strict=True)
    ]


def _document_outcome(reference, element):
    errors = errors_in(element)
    document = None if errors else remote_document(element)
    return DocumentOutcome(
        reference=reference,
        document=document,
        errors=errors,
        warnings=messages_of(element, "Warnings"),
        is_duplicate_number=any(map(_DUPLICATE_NUMBER.search, errors)),
        is_closed_period=any(map(_CLOSED_PERIOD.search, errors)),
        is_contact_gone=any(map(_GONE_CONTACT.search, errors)),
    )


def errors_in(element):
    """Why an element was not made. One without an id was not, whatever it says."""
    errors = messages_of(element, "ValidationErrors")
    ids = ("InvoiceID", "PurchaseOrderID", "ContactID", "ItemID")
    own_id = next((element[name] for name in ids if element.get(name)), _NO_ID)
    is_refused = element.get("StatusAttributeString") == "ERROR"
    if errors or is_refused or own_id == _NO_ID:
        return errors or (text_of(element.get("StatusAttributeString")) or "?",)
    return ()


def _document_token(element):
    return text_of(element.get("Url") or element.get("PurchaseOrderNumber"))


def _pair(body, elements, token_of):
    """The answered elements in the order in which they were sent.

    They are told apart by what only each of them carries. Where the answer does
    not echo that for all, the order must do.

    :return: None where the numbers differ
    """
    sent = next(iter(loads(body).values()))
    if len(sent) != len(elements):
        return None
    by_token = {token_of(element): element for element in elements}
    tokens = [token_of(element) for element in sent]
    if len(by_token) == len(elements) and all(token in by_token for token in tokens):
        return [by_token[token] for token in tokens]
    return elements


def own_documents(records, document_type):
    """The documents of one type among Xero's records.

    :rtype: list[RemoteDocument]
    """
    documents = map(remote_document, records)
    return [found for found in documents if found.document_type == document_type]
