# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Between the bridge's documents and QuickBooks' JSON. Pure functions.

Every document carries its mark in the last line of its private note, which a person
sees as the memo: "Odoo S00001-k7Q2".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from odoo.addons.accounting_bridge.tools.amounts import (
    Obstacle,
    adds_up,
    money_lines,
    rounded,
)
from odoo.addons.accounting_bridge.tools.payloads import (
    AddressPayload,
    DocumentOutcome,
    RemoteDocument,
)
from odoo.addons.accounting_bridge.tools.texts import clean
from odoo.addons.accounting_bridge.tools.wire import (
    day_of,
    moment_of,
    number_of,
    part_of,
    text_of,
    without_empty,
)

from .batch import batch_body, creations_body, outcomes
from .document_lines import has_tax_line, purchase_lines, sales_lines
from .postal import address
from .taxes import is_reproducible, rates_detail, rates_of, total_detail

#: The entity of a type of document, which is also its key in JSON.
ENTITIES = {
    "invoice": "Invoice",
    "bill": "Bill",
    "purchase_order": "PurchaseOrder",
}
#: Whom a document is with.
CONTACT_FIELDS = {
    "Invoice": "CustomerRef",
    "Bill": "VendorRef",
    "PurchaseOrder": "VendorRef",
}
_TYPES = {entity: document_type for document_type, entity in ENTITIES.items()}

_TAX_MODES = {"exclusive": "TaxExcluded", "inclusive": "TaxInclusive"}

#: Most characters of a document's number. A longer one is refused, never cut.
NUMBER_LENGTH = 21

_NOTE_LENGTH = 4000

#: Most decimals of a currency that QuickBooks can hold.
_CURRENCY_DECIMALS = 2

#: Decimals of an exchange rate: enough for one yen in any currency.
_RATE_DECIMALS = 9

#: The mark ends a line of the private note. It has a hyphen, other words have none.
_MARK = re.compile(r"\bOdoo (\S*-\S+)[^\S\n]*$", re.MULTILINE)

#: QuickBooks puts this before the note of a document that is void.
_VOIDED = re.compile(r"\s*Voided\b", re.IGNORECASE)


@dataclass(frozen=True)
class DocumentOptions:
    """What of a company decides how documents travel.

    ``sales_tax`` is ``automated``, ``manual`` (both United States), ``codes`` or
    ``off`` (elsewhere, where it is turned off).
    ``tax_rates`` tells, by the key of a tax code, the rates it stands for:
    ``{"sale": [(rate id, percent)...], "purchase": [...]}``. ``bill_tax`` says where
    the tax of a purchase goes where it is a cost: ``spread`` over the taxed lines, or
    on one ``line`` of the account ``bill_tax_account``. ``sales_tax_code`` is the
    id of the code of all sales where taxes are computed by hand, empty = none.
    ``payable_accounts`` are the ids of the accounts payable, by currency.
    """

    country_is_us: bool
    sales_tax: str
    is_multicurrency: bool
    home_currency: str
    has_custom_numbers: bool = False
    tax_rates: Mapping = field(default_factory=dict)
    bill_tax: str = "spread"
    bill_tax_account: str = ""
    sales_tax_code: str = ""
    payable_accounts: Mapping = field(default_factory=dict)
    company_address: AddressPayload | None = None

    @property
    def is_tax_off(self):
        """Whether nothing over there bears a tax."""
        return self.sales_tax == "off"

    @property
    def is_purchase_tax_cost(self):
        """Whether what suppliers charge as tax is a part of the cost, since purchases
        have no tax codes over there."""
        return self.country_is_us or self.is_tax_off


# --- What speaks against a document -----------------------------------------------


def obstacles(payload, options):
    """Why a document can't be made over there as it is in Odoo. The kinds:

    - ``decimals``: the currency has more decimals than QuickBooks;
    - ``currency``: another than the company's, which uses no others;
    - ``number``: longer than :data:`NUMBER_LENGTH` characters;
    - ``empty``: no line is more than a text;
    - ``sum``: the lines do not add up to the document;
    - ``negative``: the total is less than nothing;
    - ``payable_account``: no account payable in the currency is known;
    - ``bill_tax_account``: the account for the tax of purchases is not chosen;
    - ``sales_tax_code``: the rate that a company without automated sales tax taxes its
      sales by is not chosen: QuickBooks would leave the tax out;
    - ``sales_tax_off``: a sale with a tax, where sales tax is turned off: QuickBooks
      would leave the tax out;

    and of a line:

    - ``item``: a line of a sale without an item;
    - ``account``: a line of a purchase without an account;
    - ``tax_code``: its tax code is missing or its rates are not known;
    - ``tax``: the difference between Odoo's tax and the code's is more than rounding,
      or a line that counts as not taxed has a tax.

    :param DocumentPayload payload:
    :param DocumentOptions options:
    :rtype: list[Obstacle]
    """
    return [
        *map(Obstacle, _document_obstacles(payload, options)),
        *(
            Obstacle(kind, line)
            for line in money_lines(payload)
            for kind in _line_obstacles(payload, line, options)
        ),
    ]


def _document_obstacles(payload, options):
    is_foreign = payload.currency != options.home_currency
    is_order = payload.document_type == "purchase_order"
    is_purchase = payload.document_type != "invoice"
    lacks_tax_account = (
        is_purchase and has_tax_line(payload, options) and not options.bill_tax_account
    )
    found = {
        "decimals": payload.currency_decimals > _CURRENCY_DECIMALS,
        "currency": is_foreign and not options.is_multicurrency,
        "number": len(_number(payload, options)) > NUMBER_LENGTH,
        "empty": not money_lines(payload),
        "sum": not adds_up(payload),
        "negative": payload.total < 0,
        "payable_account": is_order
        and not options.payable_accounts.get(payload.currency),
        "bill_tax_account": lacks_tax_account,
        "sales_tax_code": not is_purchase and _lacks_sales_tax_code(payload, options),
        "sales_tax_off": not is_purchase and options.is_tax_off and _has_tax(payload),
    }
    return [kind for kind, is_so in found.items() if is_so]


def _lacks_sales_tax_code(payload, options):
    is_manual = options.country_is_us and options.sales_tax == "manual"
    return bool(is_manual and payload.tax and not options.sales_tax_code)


def _has_tax(payload):
    """Also where the taxes of the lines add up to nothing."""
    return any(line.tax for line in payload.lines)


def _line_obstacles(payload, line, options):
    if payload.document_type == "invoice":
        found = [] if line.item else ["item"]
    else:
        found = [] if line.account else ["account"]
    if problem := _tax_obstacle(payload, line, options):
        found.append(problem)
    return found


def _tax_obstacle(payload, line, options):
    if options.is_tax_off:
        return None
    if options.country_is_us:
        is_sale = payload.document_type == "invoice"
        return "tax" if is_sale and line.tax and not line.is_taxed else None
    rates = rates_of(options.tax_rates, line, payload.document_type)
    if rates is None:
        return "tax_code"
    is_fine = is_reproducible(
        line,
        rates,
        is_inclusive=payload.tax_mode == "inclusive",
        decimals=payload.currency_decimals,
    )
    return None if is_fine else "tax"


# --- Documents, out ---------------------------------------------------------------


def documents_body(payloads, options):
    """The body of the batch that makes documents of one type.

    :param list[DocumentPayload] payloads: without :func:`obstacles`
    :param DocumentOptions options:
    :rtype: str
    """
    return creations_body(
        [
            (ENTITIES[payload.document_type], _document(payload, options))
            for payload in payloads
        ]
    )


def purchase_order_close_body(record):
    """The body of the batch that closes a purchase order, and changes nothing else.

    :param dict record: the purchase order as it is over there
    :rtype: str
    """
    change = {
        "Id": record["Id"],
        "SyncToken": record["SyncToken"],
        "sparse": True,
        "POStatus": "Closed",
    }
    return batch_body([{"operation": "update", "PurchaseOrder": change}])


def _document(payload, options):
    own = {
        "invoice": _invoice_fields,
        "bill": _bill_fields,
        "purchase_order": _purchase_order_fields,
    }
    return without_empty(
        {
            **own[payload.document_type](payload, options),
            "DocNumber": _number(payload, options),
            "TxnDate": payload.date,
            "PrivateNote": _private_note(payload),
            **_currency_fields(payload, options),
            **_tax_fields(payload, options),
        }
    )


def _invoice_fields(payload, options):
    """Where the goods go decides the sales tax in the United States: it is never left
    to what stands with the customer."""
    delivery = address(payload.delivery_address)
    if options.country_is_us:
        delivery = delivery or address(options.company_address)
    return {
        "CustomerRef": {"value": payload.contact},
        "DueDate": payload.due_date or payload.date,
        "ShipAddr": delivery,
        "Line": sales_lines(payload, options),
    }


def _bill_fields(payload, options):
    orders = payload.purchase_orders
    return {
        "VendorRef": {"value": payload.contact},
        "DueDate": payload.due_date or payload.date,
        "LinkedTxn": [{"TxnId": each, "TxnType": "PurchaseOrder"} for each in orders],
        "Line": purchase_lines(payload, options),
    }


def _purchase_order_fields(payload, options):
    return {
        "VendorRef": {"value": payload.contact},
        "APAccountRef": {"value": options.payable_accounts[payload.currency]},
        "DueDate": payload.due_date,
        "ShipAddr": address(payload.delivery_address),
        "Line": purchase_lines(payload, options),
    }


def _number(payload, options):
    """A company that has QuickBooks number its sales must be sent no number. The
    numbers of purchases are always given."""
    if payload.document_type == "invoice" and not options.has_custom_numbers:
        return ""
    return clean(payload.number)


def _private_note(payload):
    """The reference, then the mark, which is never cut."""
    mark = f"Odoo {payload.mark}"
    note = clean(payload.note)[: _NOTE_LENGTH - len(mark) - 1].rstrip()
    return f"{note}\n{mark}".lstrip()


def _currency_fields(payload, options):
    """A company without other currencies has no place for them."""
    if not options.is_multicurrency:
        return {}
    fields = {"CurrencyRef": {"value": payload.currency}}
    if payload.currency != options.home_currency and payload.currency_rate:
        # QuickBooks counts the other way round: home units for one of the document's.
        rate = rounded(Decimal(1) / payload.currency_rate, _RATE_DECIMALS)
        fields["ExchangeRate"] = rate or None
    return fields


def _tax_fields(payload, options):
    if options.is_tax_off:
        # Required outside the United States. A TxnTaxDetail would be ignored, by
        # Intuit's reference of the entities.
        return {"GlobalTaxCalculation": "NotApplicable"}
    if not options.country_is_us:
        return {
            "GlobalTaxCalculation": _TAX_MODES[payload.tax_mode],
            "TxnTaxDetail": rates_detail(payload, options.tax_rates),
        }
    if payload.document_type != "invoice":
        return {}
    code = options.sales_tax_code if options.sales_tax == "manual" else ""
    return {"TxnTaxDetail": total_detail(payload, code)}


# --- Documents, back --------------------------------------------------------------


def remote_document(entity_name, record):
    """An invoice, bill or purchase order of QuickBooks. Its currency is empty where
    the company uses its own alone.

    :param str entity_name: ``Invoice``, ``Bill`` or ``PurchaseOrder``
    :param dict record:
    :rtype: RemoteDocument
    """
    is_order = entity_name == "PurchaseOrder"
    total = number_of(record.get("TotalAmt"))
    tax = number_of(part_of(record, "TxnTaxDetail").get("TotalTax"))
    due = total if is_order else number_of(record.get("Balance"))
    state = _order_state(record) if is_order else _state(record, total, due)
    contact = part_of(record, CONTACT_FIELDS[entity_name])
    note = text_of(record.get("PrivateNote"))
    return RemoteDocument(
        remote_id=text_of(record.get("Id")),
        document_type=_TYPES[entity_name],
        number=text_of(record.get("DocNumber")),
        state=state,
        contact=text_of(contact.get("value")),
        currency=text_of(part_of(record, "CurrencyRef").get("value")),
        subtotal=total - tax,
        tax=tax,
        total=total,
        amount_due=due,
        amount_paid=total - due,
        mark=mark_of(note),
        updated_at=moment_of(part_of(record, "MetaData").get("LastUpdatedTime")),
        issued_on=day_of(record.get("TxnDate")),
        contact_name=text_of(contact.get("name")),
    )


def _state(record, total, due):
    """QuickBooks has no status: a document counts from the start, and its balance
    tells the rest."""
    if record.get("status") == "Deleted":
        return "deleted"
    if not total and _VOIDED.match(text_of(record.get("PrivateNote"))):
        return "voided"
    if not due:
        return "paid"
    return "approved" if due == total else "part_paid"


def _order_state(record):
    if record.get("status") == "Deleted":
        return "deleted"
    return "billed" if record.get("POStatus") == "Closed" else "approved"


def mark_of(note):
    """The mark that a private note carries, empty where it has none. Ours is the last:
    a reference that looks like one stands above it.

    :rtype: str
    """
    found = _MARK.findall(note)
    return found[-1] if found else ""


def document_outcomes(references, elements):
    """The verdicts on the documents of a batch.

    :param list[int] references: in the order of the body
    :param list[dict] elements: of ``BatchItemResponse``
    :return: None where the answer does not fit to what was sent
    :rtype: list[DocumentOutcome] | None
    """
    return outcomes(references, elements, _TYPES, _document_outcome)


def _document_outcome(reference, verdict):
    document = None
    if verdict.record:
        document = remote_document(verdict.entity, verdict.record)
    return DocumentOutcome(
        reference=reference,
        document=document,
        errors=verdict.words,
        is_duplicate_number=verdict.is_duplicate_number,
        is_closed_period=verdict.is_closed_period,
        is_reference_gone=verdict.is_reference_gone,
    )
