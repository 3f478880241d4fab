# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is still due: of a document, and of a customer or vendor.

A document's is found anew in its payments, a name's is what the store's sums of its
documents and payments give.
"""

from .. import errors
from .amounts import ZERO, cents

#: What a document is settled by, and how it calls that in LinkedTxn.
PAYMENTS_OF = {
    "Invoice": "Payment",
    "CreditMemo": "Payment",
    "Bill": "BillPayment",
    "VendorCredit": "BillPayment",
}
CREDITS = ("CreditMemo", "VendorCredit")
#: Those that ask for money, then those that give some back.
_DOCUMENTS = {
    "Customer": ("Invoice", "CreditMemo"),
    "Vendor": ("Bill", "VendorCredit"),
}
_BILL_PAYMENTS = ("BillPaymentCheck", "BillPaymentCreditCard")
_PAYMENTS = {"Customer": "Payment", "Vendor": "BillPayment"}


def applied_to(payment, entity, record_id):
    """What a payment gives to one document."""
    return sum(
        (
            line["Amount"]
            for line in payment.get("Line", ())
            for link in line["LinkedTxn"]
            if link["TxnType"] == entity and link["TxnId"] == record_id
        ),
        ZERO,
    )


def payments_of(company, entity, record_id):
    return [
        payment
        for payment in company.store.find(
            PAYMENTS_OF[entity], _settled, (entity, record_id)
        )
        if applied_to(payment, entity, record_id)
    ]


def _settled(payment):
    """The documents that a payment is given to."""
    return {
        (link["TxnType"], link["TxnId"])
        for line in payment.get("Line", ())
        for link in line["LinkedTxn"]
    }


def settle(company, entity, record):
    """Set what is due of a document and the payments that it is linked with."""
    record_id = record.get("Id")
    payments = payments_of(company, entity, record_id) if record_id else []
    paid = sum((applied_to(each, entity, record_id) for each in payments), ZERO)
    record["Balance"] = record["TotalAmt"] - paid
    if entity == "CreditMemo":
        record["RemainingCredit"] = record["Balance"]
    if company.settings.multicurrency:
        record["HomeBalance"] = _in_home(record, record["Balance"])
    types = {_type_of(each) for each in payments} | {"Payment", *_BILL_PAYMENTS}
    others = [each for each in record["LinkedTxn"] if each["TxnType"] not in types]
    links = [{"TxnId": each["Id"], "TxnType": _type_of(each)} for each in payments]
    record["LinkedTxn"] = others + links


def check_not_overpaid(record):
    if record["Balance"] < 0:
        raise errors.business(
            "The total of the transaction must not be less than what is applied to it."
        )


def _type_of(payment):
    """Bill payments are called by the way they were paid."""
    if "PayType" not in payment:
        return "Payment"
    return f"BillPayment{payment['PayType']}"


def refresh_balance(company, entity, name_id):
    """Set the balance of a customer or vendor, in the home currency.

    It is no edit of the name: its SyncToken stays.
    """
    name = company.store.get(entity, name_id)
    if not name:
        return
    total = company.store.total
    dues, credits = (total(kind, _due, name_id) for kind in _DOCUMENTS[entity])
    unapplied = total(_PAYMENTS[entity], _unapplied, name_id)
    name["Balance"] = ZERO + dues - credits - unapplied
    if entity == "Customer":
        name["BalanceWithJobs"] = name["Balance"]


def _due(document):
    return _name_of(document), _in_home(document, document["Balance"])


def _unapplied(payment):
    return _name_of(payment), _in_home(payment, payment.get("UnappliedAmt", ZERO))


def _name_of(record):
    return (record.get("CustomerRef") or record["VendorRef"])["value"]


def _in_home(record, amount):
    return cents(amount * record.get("ExchangeRate", 1))
