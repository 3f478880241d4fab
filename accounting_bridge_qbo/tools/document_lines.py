# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The lines of a document as QuickBooks takes them. Pure functions.

A line of a sale names an item, whose income account counts. A line of a purchase names
the account itself, or the item of its product, whose expense account counts then. Only
sales have lines that are text alone: on purchases a text goes into the description of
the line that follows it.

Purchase documents have no taxes in the United States, nor where sales tax is turned
off in QuickBooks: what the supplier adds is part of the price there. It is put into
the line that bears it, or on one line of its own, so that the total is the supplier's.
A use tax that the company owes itself is not in that total, and is not added.
"""

from dataclasses import replace

from odoo.addons.accounting_bridge.tools.texts import clean, with_quantity
from odoo.addons.accounting_bridge.tools.wire import without_empty

from .line_amounts import line_amounts
from .taxes import pseudo_code

_DESCRIPTION_LENGTH = 4000

_ITEM_DETAIL = "SalesItemLineDetail"
_ACCOUNT_DETAIL = "AccountBasedExpenseLineDetail"
_EXPENSE_ITEM_DETAIL = "ItemBasedExpenseLineDetail"


# --- Sales ------------------------------------------------------------------------


def sales_lines(payload, options):
    """:param DocumentPayload payload: an invoice
    :param DocumentOptions options:
    :rtype: list[dict]
    """
    lines = (_sales_line(payload, line, options) for line in payload.lines)
    return [line for line in lines if line]


def _sales_line(payload, line, options):
    description = clean(line.description)
    if line.quantity is None:
        return _text_line(description)
    amounts = line_amounts(line)
    if amounts.quantity is None:
        description = with_quantity(description, line, _DESCRIPTION_LENGTH)
    detail = {
        "ItemRef": {"value": line.item},
        "Qty": amounts.quantity,
        "UnitPrice": amounts.unit_price,
        **_tax_fields(payload, line, options),
    }
    return _line(_ITEM_DETAIL, detail, amounts.amount, description)


def _text_line(description):
    """Nothing where there is no text: an empty line would be refused."""
    if not description:
        return {}
    return {
        "DetailType": "DescriptionOnly",
        "Description": description[:_DESCRIPTION_LENGTH],
    }


# --- Purchases --------------------------------------------------------------------


def purchase_lines(payload, options):
    """:param DocumentPayload payload: a bill or a purchase order, with a line that is
        more than a text
    :param DocumentOptions options:
    :rtype: list[dict]
    """
    described = _described(payload.lines)
    lines = [
        _purchase_line(payload, line, description, options)
        for line, description in described
    ]
    if has_tax_line(payload, options):
        detail = {"AccountRef": {"value": options.bill_tax_account}}
        lines.append(_line(_ACCOUNT_DETAIL, detail, payload.tax, ""))
    return lines


def has_tax_line(payload, options):
    """Whether the tax of a purchase stands on a line of its own."""
    is_on_line = options.is_purchase_tax_cost and options.bill_tax == "line"
    return bool(is_on_line and payload.tax)


def _described(lines):
    """The lines that are more than a text, each with the texts that stand above it;
    those below the last one belong to it."""
    found, texts = [], []
    for line in lines:
        texts.append(clean(line.description))
        if line.quantity is not None:
            found.append((line, texts))
            texts = []
    found[-1][1].extend(texts)
    return [(line, "\n".join(filter(None, texts))) for line, texts in found]


def _purchase_line(payload, line, description, options):
    is_cost = options.is_purchase_tax_cost
    is_spread = is_cost and options.bill_tax != "line"
    tax_fields = {} if is_cost else _tax_fields(payload, line, options)
    if line.item:
        return _purchased_item_line(line, description, is_spread, tax_fields)
    amount = line.total if is_spread else line.subtotal
    description = with_quantity(description, line, _DESCRIPTION_LENGTH, is_spread)
    detail = {"AccountRef": {"value": line.account}, **tax_fields}
    return _line(_ACCOUNT_DETAIL, detail, amount, description)


def _purchased_item_line(line, description, is_spread, tax_fields):
    """The tax that is part of the price goes into that of a unit."""
    price = replace(line, subtotal=line.total) if is_spread else line
    amounts = line_amounts(price)
    if amounts.quantity is None or (is_spread and line.tax):
        description = with_quantity(description, line, _DESCRIPTION_LENGTH, is_spread)
    detail = {
        "ItemRef": {"value": line.item},
        "Qty": amounts.quantity,
        "UnitPrice": amounts.unit_price,
        **tax_fields,
    }
    return _line(_EXPENSE_ITEM_DETAIL, detail, amounts.amount, description)


# --- Both -------------------------------------------------------------------------


def _tax_fields(payload, line, options):
    """By what a line says its tax."""
    if options.is_tax_off:
        return {}
    if options.country_is_us:
        return {"TaxCodeRef": {"value": pseudo_code(line)}}
    fields = {"TaxCodeRef": {"value": line.tax_code}}
    if payload.tax_mode == "inclusive":
        fields["TaxInclusiveAmt"] = line.total
    return fields


def _line(kind, detail, amount, description):
    line = {
        "DetailType": kind,
        "Amount": amount,
        "Description": description[:_DESCRIPTION_LENGTH],
        kind: without_empty(detail),
    }
    return without_empty(line)
