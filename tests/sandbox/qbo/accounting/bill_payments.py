# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bill payments: money to a vendor, given to bills."""

from .. import errors
from .accounts import check_account_type
from .fields import Choice, Flag, Group, Reference, Text
from .payments import PAYMENT_FIELDS, PaymentResource


class BillPayments(PaymentResource):
    entity = "BillPayment"
    name_field = "VendorRef"
    name_entity = "Vendor"
    document_types = ("Bill", "VendorCredit")
    fields = {
        **PAYMENT_FIELDS,
        "VendorRef": Reference("Vendor"),
        "DocNumber": Text(21),
        "PayType": Choice("Check", "CreditCard"),
        "CheckPayment": Group(
            BankAccountRef=Reference("Account"),
            PrintStatus=Choice("NotSet", "NeedToPrint", "PrintComplete"),
        ),
        "CreditCardPayment": Group(CCAccountRef=Reference("Account")),
        "APAccountRef": Reference("Account"),
        "ProcessBillPayment": Flag(),
    }

    def complete(self, company, values, before, options):
        values = super().complete(company, values, before, options)
        kind = values.get("PayType")
        if not kind:
            raise errors.missing("PayType")
        if kind == "Check":
            place, name, account_type = "CheckPayment", "BankAccountRef", "Bank"
        else:
            place, name = "CreditCardPayment", "CCAccountRef"
            account_type = "Credit Card"
        account = (values.get(place) or {}).get(name)
        if not account:
            raise errors.missing(f"{place}.{name}")
        check_account_type(company, account, (account_type,), name)
        return values
