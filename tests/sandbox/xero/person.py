# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a person does in Xero itself, by its own pages and by its own rules."""

from ..control import Refusal
from ..messages import Request
from . import errors
from .accounting.api import RESOURCES
from .accounting.call import Call
from .accounting.invoices import payments_of

BANK_ACCOUNT = {"Code": "090"}
#: The status that a button leads to.
STATUS_OF_ACTION = {
    "approve": "AUTHORISED",
    "submit": "SUBMITTED",
    "void": "VOIDED",
    "delete": "DELETED",
    "bill": "BILLED",
}


def create(state, organization, kind, elements):
    """Create records; returns their ids."""
    return [_save(state, organization, kind, each, "PUT") for each in elements]


def edit(state, organization, kind, record_id, changes):
    resource = RESOURCES[kind]
    element = {resource.id_field: record_id, **changes}
    return _save(state, organization, kind, element, "POST")


def act(state, organization, kind, record_id, action, amount=None):
    """Press a button: approve, submit, void, delete, bill, pay or unpay.

    :param amount: what is paid; None = all that is due
    """
    if action == "pay":
        return _pay(state, organization, record_id, amount)
    if action == "unpay":
        return _unpay(state, organization, record_id)
    changes = {"Status": STATUS_OF_ACTION[action]}
    return edit(state, organization, kind, record_id, changes)


def _pay(state, organization, invoice_id, amount):
    if amount is None:
        amount = organization.store.get("Invoices", invoice_id)["AmountDue"]
    payment = {
        "Invoice": {"InvoiceID": invoice_id},
        "Account": BANK_ACCOUNT,
        "Amount": str(amount),
    }
    return _save(state, organization, "Payments", payment, "PUT")


def _unpay(state, organization, invoice_id):
    """Take back every payment of an invoice."""
    call = _call(state, organization, "POST")
    for payment in payments_of(organization.store, invoice_id):
        if payment["Status"] == "AUTHORISED":
            RESOURCES["Payments"].take_back(call, payment)
    organization.store.forget_undo()
    return invoice_id


def _save(state, organization, kind, element, method):
    resource = RESOURCES[kind]
    store = organization.store
    try:
        with store.savepoint():
            record = resource.save(_call(state, organization, method), element)
    except errors.Problems as problems:
        raise Refusal("; ".join(problems.all_messages)) from problems
    store.forget_undo()
    return record[resource.id_field]


def _call(state, organization, method):
    request = Request(method, "/?unitdp=4", {}, b"")
    return Call(state, organization, None, state.users["adviser"], request)
