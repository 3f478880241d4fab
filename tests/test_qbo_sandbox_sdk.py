# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The real SDKs against the pretend QuickBooks: they must understand every answer,
and their traps must be traps here, too."""

from decimal import Decimal

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.batch import batch_create
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    ValidationException,
)
from quickbooks.objects.account import Account
from quickbooks.objects.base import LinkedTxn, Ref
from quickbooks.objects.bill import Bill
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.purchaseorder import PurchaseOrder
from quickbooks.objects.tax import TxnTaxDetail
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.vendor import Vendor

from tests.sandbox.qbo.testing import CREDENTIALS, REDIRECT, returned

pytest_plugins = ["tests.sandbox.plugin"]


def make_auth_client(sandbox):
    discovery = f"{sandbox.url}/.well-known/openid_configuration"
    return AuthClient(*CREDENTIALS, REDIRECT, discovery)


def make_quickbooks(sandbox, auth_client, realm_id):
    """The SDK takes any environment but its own sandbox for production."""
    address = f"{sandbox.url}/v3"
    client = type("Sandboxed", (QuickBooks,), {"api_url": address})
    return client(
        auth_client=auth_client,
        refresh_token=auth_client.refresh_token,
        company_id=realm_id,
        minorversion=75,
    )


@pytest.fixture
def auth_client(qbo_sandbox, monkeypatch):
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    return make_auth_client(qbo_sandbox)


def consent(auth_client):
    """Follow the SDK's own address to the end; returns the realm id."""
    address = auth_client.get_authorization_url([Scopes.ACCOUNTING], "state")
    answer = requests.get(address, allow_redirects=False, timeout=10)
    back = returned(answer)
    auth_client.get_bearer_token(back["code"], realm_id=back["realmId"])
    return back["realmId"]


@pytest.fixture
def qb(qbo_sandbox, auth_client):
    return make_quickbooks(qbo_sandbox, auth_client, consent(auth_client))


@pytest.fixture
def uk(qbo_sandbox, auth_client):
    qbo_sandbox.set_consent(answer="allow", company="uk")
    return make_quickbooks(qbo_sandbox, auth_client, consent(auth_client))


def named(kind, name, qb):
    field = "DisplayName" if kind in (Customer, Vendor) else "Name"
    (found,) = kind.filter(qb=qb, **{field: name})
    ref = Ref()
    ref.value = found.Id
    return ref


def sale_line(qb, amount=100, code="TAX"):
    line = SalesItemLine()
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = named(Item, "Hours", qb)
    line.SalesItemLineDetail.TaxCodeRef = Ref()
    line.SalesItemLineDetail.TaxCodeRef.value = code
    return line


def make_invoice(qb, *lines, kind=Invoice):
    invoice = kind()
    invoice.CustomerRef = named(Customer, "Ridgeway University", qb)
    invoice.Line = list(lines) or [sale_line(qb)]
    return invoice


def make_purchase(qb, kind):
    line = AccountBasedExpenseLine()
    line.Amount = 100
    line.AccountBasedExpenseLineDetail = AccountBasedExpenseLineDetail()
    line.AccountBasedExpenseLineDetail.AccountRef = named(Account, "Rent", qb)
    record = kind()
    record.VendorRef = named(Vendor, "Hamilton Smith Ltd", qb)
    record.APAccountRef = named(Account, "Accounts Payable (A/P)", qb)
    record.Line = [line]
    return record


# -- intuit-oauth --------------------------------------------------------------------


def test_tokens_are_given_refreshed_and_revoked(auth_client):
    consent(auth_client)
    first = auth_client.access_token, auth_client.refresh_token
    auth_client.refresh()
    assert (auth_client.access_token, auth_client.refresh_token) != first
    assert auth_client.expires_in == 3600
    assert auth_client.x_refresh_token_expires_in > 0
    assert auth_client.revoke()
    with pytest.raises(AuthClientError) as refused:
        auth_client.refresh()
    assert refused.value.status_code == 400
    assert refused.value.intuit_tid


def test_every_construction_asks_for_the_discovery_document(qbo_sandbox, auth_client):
    make_auth_client(qbo_sandbox)
    assert len(qbo_sandbox.calls("GET", "/.well-known/openid_configuration")) == 2


# -- python-quickbooks: its objects work -----------------------------------------------


def test_an_invoice_is_saved_changed_and_read(qb):
    saved = make_invoice(qb).save(qb=qb)
    assert saved.TotalAmt == 107.25
    assert saved.Line[-1].DetailType == "SubTotalLineDetail"
    saved.PrivateNote = "Changed"
    changed = saved.save(qb=qb)
    assert (changed.SyncToken, changed.PrivateNote) == ("1", "Changed")
    assert Invoice.get(saved.Id, qb=qb).PrivateNote == "Changed"
    assert changed.TotalAmt == 107.25


def test_an_invoice_is_voided_and_deleted(qb):
    saved = make_invoice(qb).save(qb=qb)
    saved.void(qb=qb)
    voided = Invoice.get(saved.Id, qb=qb)
    assert (voided.TotalAmt, voided.PrivateNote) == (0, "Voided")
    voided.delete(qb=qb)
    with pytest.raises(ObjectNotFoundException):
        Invoice.get(saved.Id, qb=qb)


def test_a_payment_settles_and_is_voided(qb):
    invoice = make_invoice(qb).save(qb=qb)
    payment = Payment()
    payment.CustomerRef = invoice.CustomerRef
    payment.TotalAmt = 40
    line = PaymentLine()
    line.Amount = 40
    line.LinkedTxn = [LinkedTxn()]
    line.LinkedTxn[0].TxnId = invoice.Id
    line.LinkedTxn[0].TxnType = "Invoice"
    payment.Line = [line]
    payment = payment.save(qb=qb)
    assert Invoice.get(invoice.Id, qb=qb).Balance == 67.25
    payment.void(qb=qb)
    assert Invoice.get(invoice.Id, qb=qb).Balance == 107.25


def test_an_order_is_billed(qb):
    order = make_purchase(qb, PurchaseOrder).save(qb=qb)
    bill = make_purchase(qb, Bill)
    bill.LinkedTxn = [order.to_linked_txn()]
    bill.LinkedTxn[0].TxnLineId = None
    bill = bill.save(qb=qb)
    assert bill.Balance == 100
    assert PurchaseOrder.get(order.Id, qb=qb).POStatus == "Closed"


@pytest.mark.parametrize("kind", [Customer, Vendor, Item, Account, TaxCode])
def test_lists_are_understood(qb, kind):
    assert all(record.Id for record in kind.all(qb=qb))


def test_names_are_saved(qb):
    for kind in (Customer, Vendor):
        record = kind()
        record.DisplayName = f"New {kind.__name__}"
        saved = record.save(qb=qb)
        saved.GivenName = "Ann"
        assert saved.save(qb=qb).GivenName == "Ann"


def test_the_same_requestid_makes_one_invoice(qb, qbo_sandbox):
    ids = {make_invoice(qb).save(qb=qb, request_id="once").Id for _ in range(2)}
    assert len(ids) == len(qbo_sandbox.objects("Invoice")) == 1


def test_a_batch_has_a_verdict_each(qb):
    bad = make_invoice(qb)
    bad.DocNumber = "x" * 22
    result = batch_create([make_invoice(qb), bad], qb=qb)
    assert len(result.successes) == 1
    assert result.faults[0].Error[0].code == "2050"


# -- python-quickbooks: its traps are traps -------------------------------------------


def test_a_fresh_object_blanks_what_it_does_not_know(qb):
    """Its defaults are sent even when an update is called sparse."""
    customer = Customer()
    customer.DisplayName = "Blue Door"
    customer.Notes = "Rings twice"
    saved = customer.save(qb=qb)
    fresh = Customer()
    fresh.Id, fresh.SyncToken, fresh.sparse = saved.Id, saved.SyncToken, True
    fresh.DisplayName = "Blue Door"
    qb.update_object("Customer", fresh.to_json())
    assert getattr(Customer.get(saved.Id, qb=qb), "Notes", "") == ""


def test_a_second_save_of_the_same_object_is_stale(qb):
    invoice = make_invoice(qb)
    invoice.save(qb=qb)
    invoice.save(qb=qb)
    with pytest.raises(QuickbooksException) as stale:
        invoice.save(qb=qb)
    assert stale.value.error_code == 5010


def test_decimals_travel_as_texts(qb):
    saved = make_invoice(qb, sale_line(qb, Decimal("10.10"), "NON")).save(qb=qb)
    assert saved.TotalAmt == 10.1
    assert (
        '"Amount": "10.10"'
        in make_invoice(qb, sale_line(qb, Decimal("10.10"))).to_json()
    )


def test_lists_end_at_a_hundred_without_a_word(qb, qbo_sandbox):
    names = ({"DisplayName": f"Customer {number}"} for number in range(120))
    qbo_sandbox.create("Customer", *names)
    assert len(Customer.all(qb=qb)) == 100
    assert len(Customer.where("DisplayName LIKE 'Customer %'", qb=qb)) == 100


def test_an_empty_tax_detail_takes_the_tax_away(qb):
    invoice = make_invoice(qb)
    invoice.TxnTaxDetail = TxnTaxDetail()
    assert invoice.save(qb=qb).TotalAmt == 100


def test_a_gross_amount_of_zero_takes_the_tax_away(uk):
    (code,) = (each for each in TaxCode.all(qb=uk) if each.Name == "20.0% S")
    invoice = make_invoice(uk, sale_line(uk, 120, code.Id))
    invoice.CurrencyRef = Ref()
    invoice.CurrencyRef.value = "GBP"
    invoice.GlobalTaxCalculation = "TaxInclusive"
    assert invoice.save(qb=uk).TotalAmt == 0


def test_an_exchange_rate_of_zero_is_sent_by_default(uk):
    (code,) = (each for each in TaxCode.all(qb=uk) if each.Name == "No VAT")
    memo = make_invoice(uk, sale_line(uk, 100, code.Id), kind=CreditMemo)
    memo.CustomerRef = named(Customer, "Berliner Buchhandel", uk)
    memo.CurrencyRef = Ref()
    memo.CurrencyRef.value = "EUR"
    with pytest.raises(QuickbooksException) as refused:
        memo.save(qb=uk)
    assert refused.value.error_code == 6000


def test_faults_keep_their_code(qb):
    invoice = make_invoice(qb, sale_line(qb, 100, "5"))
    with pytest.raises(QuickbooksException) as refused:
        invoice.save(qb=qb)
    assert refused.value.error_code == 6100
    invoice = make_invoice(qb)
    invoice.Reference = "?"
    with pytest.raises(ValidationException) as refused:
        invoice.save(qb=qb)
    assert refused.value.error_code == 2010


def test_throttling_in_xml_loses_its_code(qb, qbo_sandbox):
    qbo_sandbox.arm_fault("rate_limit")
    with pytest.raises(QuickbooksException) as refused:
        Customer.all(qb=qb)
    assert refused.value.error_code == 10000


def test_an_expired_token_is_not_refreshed(qb, qbo_sandbox):
    qbo_sandbox.arm_fault("expired_token")
    with pytest.raises(AuthorizationException):
        Customer.all(qb=qb)
