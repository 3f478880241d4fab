# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What invoices, bills, credits, orders and payments have in common."""

from datetime import date

from .. import errors
from .amounts import cents
from .balances import check_not_overpaid, refresh_balance, settle
from .currencies import set_currency_of_transaction
from .fields import (
    CUSTOM_FIELD,
    LINKED_TXN,
    Currency,
    Day,
    FreeReference,
    Many,
    Number,
    ReadOnly,
    Text,
)
from .lines import (
    LINE,
    complete_lines,
    discount_of,
    net_of,
    with_subtotal,
)
from .links import check_no_payments
from .numbers import set_number
from .resource import Resource
from .sales_tax import TAX_CALCULATION, TAX_DETAIL, set_taxes, total_tax

LONGEST_NUMBER = 21
TRANSACTION_FIELDS = {
    "TxnDate": Day(),
    "PrivateNote": Text(4000),
    "CurrencyRef": Currency(),
    "ExchangeRate": Number(),
    "DepartmentRef": FreeReference(),
    "TransactionLocationType": Text(),
    "TotalAmt": ReadOnly(),
    "HomeTotalAmt": ReadOnly(),
    "TxnStatus": ReadOnly(),
    "TxnSource": ReadOnly(),
    "TxnTypeName": ReadOnly(),
    "TaxExemptionRef": FreeReference(),
    "AttachableRef": ReadOnly(),
    "RecurDataRef": ReadOnly(),
    "CustomExtensions": ReadOnly(),
}
DOCUMENT_FIELDS = {
    **TRANSACTION_FIELDS,
    "DocNumber": Text(LONGEST_NUMBER),
    "DueDate": Day(),
    "SalesTermRef": FreeReference(),
    "ClassRef": FreeReference(),
    "Line": Many(LINE),
    "LinkedTxn": Many(LINKED_TXN),
    "CustomField": Many(CUSTOM_FIELD),
    "TxnTaxDetail": TAX_DETAIL,
    "GlobalTaxCalculation": TAX_CALCULATION,
    "Balance": ReadOnly(),
    "HomeBalance": ReadOnly(),
}


class TransactionResource(Resource):
    #: "CustomerRef" or "VendorRef", and the list that it refers to.
    name_field = ""
    name_entity = ""
    #: Does it stand in the ledger, so that closed books refuse it?
    is_posting = True

    def complete(self, company, values, before, options):
        self.check_open(company, values.get("TxnDate"), before)
        reference = values.get(self.name_field)
        if not reference:
            raise errors.missing(self.name_field)
        name = company.store.get(self.name_entity, reference["value"])
        values["TxnDate"] = values.get("TxnDate") or company.today().isoformat()
        set_currency_of_transaction(company, values, name)
        return values

    def after_save(self, company, record, before):
        for each in filter(None, (before, record)):
            refresh_balance(company, self.name_entity, each[self.name_field]["value"])

    def delete(self, company, body):
        record = self.target(company, body)
        self.check_open(company, None, record)
        self.check_delete(company, record)
        stub = company.store.remove(self.entity, record["Id"])
        self.after_delete(company, record)
        refresh_balance(company, self.name_entity, record[self.name_field]["value"])
        return stub

    def check_delete(self, company, record):
        """Refuse what hangs on to other transactions."""

    def after_delete(self, company, record):
        """Free what was linked."""

    def check_open(self, company, day, before):
        """Closed books take nothing: neither the day that was nor the new one."""
        closing = company.settings.closing_date
        if not closing or not self.is_posting:
            return
        days = [day or (before or {}).get("TxnDate") or company.today().isoformat()]
        if before:
            days.append(before["TxnDate"])
        if date.fromisoformat(min(days)) <= closing:
            raise errors.period_closed(closing.isoformat())


class DocumentResource(TransactionResource):
    """A transaction with lines, taxes and a number."""

    is_sale = False

    def complete(self, company, values, before, options):
        values = super().complete(company, values, before, options)
        self.set_header(company, values, before)
        self._set_lines(company, values, before)
        self._set_taxes(company, values, before)
        self.set_totals(company, values)
        set_number(company, self.entity, values, before, options)
        self.set_links(company, values, before)
        return values

    def set_header(self, company, values, before):
        """Check and fill what only this kind of document has."""

    def set_links(self, company, values, before):
        """Check and set what the document is linked with, and what is due of it.

        Payments are not the caller's to link: they are found again.
        """
        values["LinkedTxn"] = self.own_links(company, values, before)
        settle(company, self.entity, values)
        check_not_overpaid(values)

    def own_links(self, company, values, before):
        """The links that are the caller's."""
        return []

    def check_delete(self, company, record):
        check_no_payments(company, self.entity, record)

    def set_totals(self, company, values):
        total = net_of(values["Line"]) - discount_of(values["Line"])
        total += total_tax(values)
        if total < 0:
            raise errors.business("The total of a transaction must not be negative.")
        values["TotalAmt"] = total
        if company.settings.multicurrency:
            values["HomeTotalAmt"] = cents(total * values["ExchangeRate"])

    def _set_lines(self, company, values, before):
        if before and values.get("Line") is before["Line"]:
            return
        values["Line"] = complete_lines(company, values.get("Line"), self.is_sale)

    def _set_taxes(self, company, values, before):
        """Computed anew, unless neither lines nor anything else that matters came."""
        supplied = values.get("TxnTaxDetail")
        if before and _is_same(values, before):
            return
        if before and supplied is before.get("TxnTaxDetail"):
            supplied = None
        set_taxes(company, values, supplied, self.is_sale)
        if self.is_sale:
            values["Line"] = with_subtotal(values["Line"])


def _is_same(values, before):
    """Is it the very same object, kept by a sparse update that did not send it?"""
    return all(
        values.get(name) is before.get(name)
        for name in (
            "Line",
            "TxnTaxDetail",
            "ShipAddr",
            "GlobalTaxCalculation",
            "CustomerRef",
            "ApplyTaxAfterDiscount",
        )
    )
