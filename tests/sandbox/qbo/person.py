# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a person does in QuickBooks itself, by its own rules and without an app."""

from contextlib import contextmanager

from ..control import Refusal
from . import errors
from .accounting.balances import refresh_balance
from .accounting.resources import RESOURCES
from .accounting.writes import write

#: What is paid -> the payment, whose name it bears, and the account paid from.
_PAYMENTS = {
    "Invoice": ("Payment", "CustomerRef", None),
    "Bill": ("BillPayment", "VendorRef", "Checking"),
}
#: Properties by which records refer to a name that can be merged.
_REFERENCES = {"Customer": "CustomerRef", "Vendor": "VendorRef"}


@contextmanager
def _refusals():
    """A fault of the API is told to a person in its own words."""
    try:
        yield
    except errors.QboFault as fault:
        raise Refusal(f"{fault.code} {fault.detail}") from fault


def create(company, entity, bodies):
    """Create records; returns their ids."""
    with _refusals():
        return [
            write(company, entity, "create", body, {"allowduplicatedocnum"})["Id"]
            for body in bodies
        ]


def edit(company, entity, record_id, changes):
    """Change some properties of a record; the others stay."""
    with _refusals():
        body = {**_head(company, entity, record_id), "sparse": True, **changes}
        return write(company, entity, "update", body, {"allowduplicatedocnum"})["Id"]


def act(company, entity, record_id, action, **values):
    """Press a button: pay, unpay, void, delete, deactivate, activate or merge."""
    with _refusals():
        return _ACTIONS[action](company, entity, record_id, **values)


def _head(company, entity, record_id):
    record = company.store.get(entity, record_id)
    if not record:
        raise KeyError(f"No {entity} {record_id!r} in {company.name}")
    return {"Id": record["Id"], "SyncToken": record["SyncToken"]}


def _pay(company, entity, record_id, amount=None):
    """Pay all that is due, or an amount; returns the payment's id."""
    payment, name_field, account_name = _PAYMENTS[entity]
    document = company.store.get(entity, record_id)
    amount = str(document["Balance"] if amount is None else amount)
    link = {"TxnId": record_id, "TxnType": entity}
    body = {
        name_field: {"value": document[name_field]["value"]},
        "TotalAmt": amount,
        "Line": [{"Amount": amount, "LinkedTxn": [link]}],
    }
    for name in ("CurrencyRef", "ExchangeRate"):
        if name in document:
            body[name] = document[name]
    if account_name:
        account = _account_named(company, account_name)
        body["PayType"] = "Check"
        body["CheckPayment"] = {"BankAccountRef": {"value": account["Id"]}}
    return write(company, payment, "create", body, set())["Id"]


def _account_named(company, name):
    accounts = company.store.all("Account")
    return next(each for each in accounts if each["Name"] == name)


def _unpay(company, entity, record_id):
    """Delete every payment of a document."""
    payment = _PAYMENTS[entity][0]
    for record in company.store.all(payment):
        links = [link for line in record["Line"] for link in line["LinkedTxn"]]
        if any(
            (link["TxnType"], link["TxnId"]) == (entity, record_id) for link in links
        ):
            body = _head(company, payment, record["Id"])
            write(company, payment, "delete", body, set())
    return record_id


def _void(company, entity, record_id):
    body = _head(company, entity, record_id)
    return write(company, entity, "void", body, set())["Id"]


def _delete(company, entity, record_id):
    body = _head(company, entity, record_id)
    return write(company, entity, "delete", body, set())["Id"]


def _deactivate(company, entity, record_id):
    """The name of the record gets "(deleted)" behind it."""
    return edit(company, entity, record_id, {"Active": False})


def _activate(company, entity, record_id):
    return edit(company, entity, record_id, {"Active": True})


def _merge(company, entity, record_id, into):
    """Everything of the record becomes the other's; the record vanishes."""
    field = _REFERENCES[entity]
    _head(company, entity, into)
    for kind in RESOURCES:
        for record in company.store.all(kind):
            if (record.get(field) or {}).get("value") == record_id:
                record[field] = {"value": into}
                company.store.touch(kind, record)
    company.store.remove(entity, record_id)
    company.store.touch(entity, company.store.get(entity, into))
    refresh_balance(company, entity, into)
    return into


_ACTIONS = {
    "pay": _pay,
    "unpay": _unpay,
    "void": _void,
    "delete": _delete,
    "deactivate": _deactivate,
    "activate": _activate,
    "merge": _merge,
}
ACTIONS = tuple(_ACTIONS)
