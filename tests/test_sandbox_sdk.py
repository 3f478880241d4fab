# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The real SDK against the pretend Xero: it must understand every answer."""

import time
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest
from xero_python.accounting import (
    AccountingApi,
    Contact,
    Invoice,
    Invoices,
    LineItem,
    PurchaseOrder,
    PurchaseOrders,
)
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token
from xero_python.exceptions import (
    AccountingBadRequestException,
    HTTPStatusException,
    RateLimitException,
)
from xero_python.identity import IdentityApi

from tests.sandbox.testing import US

pytest_plugins = ["tests.sandbox.plugin"]


class Sdk:
    """The SDK's two APIs, pointed at the sandbox."""

    def __init__(self, caller):
        Configuration.set_default(None)
        token = {
            name: caller.tokens[name]
            for name in ("access_token", "refresh_token", "expires_in", "token_type")
        }
        token["scope"] = caller.tokens["scope"].split()
        token["expires_at"] = time.time() + 3600
        configuration = Configuration(
            oauth2_token=OAuth2Token(client_id="id", client_secret="secret")
        )
        client = ApiClient(configuration)
        client.oauth2_token_getter(lambda: token)
        client.oauth2_token_saver(lambda new: None)
        origin = caller.sandbox.url
        self.tenant = caller.tenant_id
        self.accounting = AccountingApi(client, f"{origin}/api.xro/2.0")
        self.identity = IdentityApi(client, origin)


@pytest.fixture
def sdk(xero_caller):
    return Sdk(xero_caller)


def make_invoice(**values):
    return Invoice(
        **{
            "type": "ACCREC",
            "contact": Contact(name="Ridgeway University"),
            "date": date(2026, 11, 20),
            "due_date": date(2026, 12, 20),
            "line_items": [
                LineItem(
                    description="Something",
                    quantity=Decimal("3"),
                    unit_amount=Decimal("0.3333"),
                    account_code="200",
                    tax_type="TAX001",
                )
            ],
            **values,
        }
    )


def test_connections(sdk):
    (connection,) = sdk.identity.get_connections()
    assert connection.tenant_id == sdk.tenant
    assert connection.tenant_name == US
    sdk.identity.delete_connection(connection.id)
    assert sdk.identity.get_connections() == []


def test_reference_data(sdk):
    api, tenant = sdk.accounting, sdk.tenant
    (organization,) = api.get_organisations(tenant).organisations
    assert organization.base_currency.value == "USD"
    assert organization.short_code == "!us1Demo"
    actions = api.get_organisation_actions(tenant).actions
    assert "CreateApprovedBill" in {action.name for action in actions}
    accounts = api.get_accounts(tenant).accounts
    assert {account.type.name for account in accounts} >= {"BANK", "REVENUE"}
    assert len(api.get_tax_rates(tenant).tax_rates) == 8
    assert len(api.get_currencies(tenant).currencies) == 3
    assert len(api.get_items(tenant).items) == 2
    contacts = api.get_contacts(tenant, page=1, include_archived=True).contacts
    assert len(contacts) == 4


def test_reading_what_changed(sdk, xero_sandbox):
    xero_sandbox.advance_clock(10)
    since = datetime.fromtimestamp(xero_sandbox.clock.now() - 5, timezone.utc)
    xero_sandbox.create("Contacts", {"Name": "New One"})
    found = sdk.accounting.get_contacts(sdk.tenant, if_modified_since=since).contacts
    assert [contact.name for contact in found] == ["New One"]


def test_invoices(sdk):
    api, tenant = sdk.accounting, sdk.tenant
    made = api.create_invoices(
        tenant,
        Invoices(invoices=[make_invoice(), make_invoice(type="ACCPAY")]),
        summarize_errors=False,
        unitdp=4,
        idempotency_key="k",
    ).invoices
    assert made[0].total == Decimal("1.15")
    assert made[0].invoice_number == "INV-0001"
    assert made[0].date == date(2026, 11, 20)
    read = api.get_invoice(tenant, "INV-0001", unitdp=4).invoices[0]
    assert read.line_items[0].unit_amount == Decimal("0.3333")
    listed = api.get_invoices(tenant, page=1, created_by_my_app=True).invoices
    assert len(listed) == 2
    change = Invoices(invoices=[Invoice(status="AUTHORISED")])
    invoice_id = made[0].invoice_id
    changed = api.update_invoice(tenant, invoice_id, change).invoices
    assert changed[0].status == "AUTHORISED"


def test_purchase_orders(sdk):
    api, tenant = sdk.accounting, sdk.tenant
    (contact, *_more) = api.get_contacts(tenant).contacts
    order = PurchaseOrder(
        contact=Contact(contact_id=contact.contact_id),
        line_items=make_invoice().line_items,
    )
    order.line_items[0].account_code = "310"
    made = api.create_purchase_orders(tenant, PurchaseOrders(purchase_orders=[order]))
    assert made.purchase_orders[0].purchase_order_number == "PO-0001"
    assert len(api.get_purchase_orders(tenant).purchase_orders) == 1


def test_refusals(sdk, xero_sandbox):
    api, tenant = sdk.accounting, sdk.tenant
    wrong = Invoices(invoices=[make_invoice(line_items=[])])
    with pytest.raises(AccountingBadRequestException) as refused:
        api.create_invoices(tenant, wrong)
    assert refused.value.error_data["ErrorNumber"] == 10
    verdict = api.create_invoices(tenant, wrong, summarize_errors=False).invoices[0]
    assert verdict.status_attribute_string == "ERROR"
    assert verdict.validation_errors[0].message == (
        "One or more line items must be specified"
    )
    xero_sandbox.arm_fault("rate_limit_concurrent")
    with pytest.raises(RateLimitException) as limited:
        api.get_currencies(tenant)
    assert limited.value.rate_limit == "concurrent"
    xero_sandbox.advance_clock(1801)
    with pytest.raises(HTTPStatusException) as expired:
        api.get_currencies(tenant)
    assert expired.value.status == 401


def test_null_texts_become_the_word_none(sdk, xero_sandbox):
    """The trap that makes callers read the JSON by themselves."""
    xero_sandbox.arm_fault("quirk_nulls")
    (contact, *_more) = sdk.accounting.get_contacts(sdk.tenant).contacts
    assert contact.name == "None"
    xero_sandbox.arm_fault("quirk_unknown_enum")
    with pytest.raises(ValueError):
        sdk.accounting.get_accounts(sdk.tenant)
