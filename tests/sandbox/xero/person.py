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


def act(state, organization, kind, record_id, action, amount=None, into=None):
    """Press a button: approve, submit, void, delete, bill, pay or unpay; of contacts
    merge or forget, as the law on private data lets a person ask for.

    :param amount: what is paid; None = all that is due
    :param into: the id of the contact that a merge leaves
    """
    if action == "merge":
        return _merge(state, organization, record_id, into)
    if action == "forget":
        return _change_contact(
            state, organization, record_id, ContactStatus="GDPRREQUEST"
        )
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


def _merge(state, organization, contact_id, into):
    """Everything of the contact becomes the other's. It stays, archived."""
    if not organization.store.get("Contacts", into):
        raise KeyError(f"No Contacts {into!r}")
    for kind in ("Invoices", "CreditNotes", "PurchaseOrders"):
        for record in organization.store.all(kind):
            if record["_contact_id"] == contact_id:
                moved = {**record, "_contact_id": into}
                organization.store.put(kind, record[RESOURCES[kind].id_field], moved)
    _change_contact(
        state,
        organization,
        contact_id,
        ContactStatus="ARCHIVED",
        MergedToContactID=into,
    )
    return into


def _change_contact(state, organization, contact_id, **values):
    contact = organization.store.get("Contacts", contact_id)
    changed = {**contact, **values, "UpdatedDateUTC": state.clock.utc()}
    organization.store.put("Contacts", contact_id, changed)
    organization.store.forget_undo()
    return contact_id


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
