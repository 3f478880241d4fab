# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls that the bridge makes to Xero.

With ``transport.py`` below it, this is the only part that touches the network. It
takes plain values and gives back Xero's JSON as plain values: no record of Odoo
comes in, no object of the SDK goes out.
"""

from functools import partial

import requests
from xero_python.accounting import AccountingApi
from xero_python.identity import IdentityApi

from odoo.addons.accounting_bridge.tools.faults import (
    Kind,
    RemoteFault,
    token_fault,
)
from odoo.addons.accounting_bridge.tools.transport import send_for_tokens
from odoo.addons.accounting_bridge.tools.wire import loads, records_of

from ..const import IDS_PER_CALL, PAGE_SIZE, READ_TIMEOUT, TOKEN_TIMEOUT
from . import addresses
from .errors import error_of
from .transport import SdkClient


class XeroClient:
    """The calls of one job for one organization. Made for the job, kept by nobody.

    :param str base_url: empty for the real hosts
    :param str access_token:
    :param str tenant_id: the organization's id; not needed for its list
    :param on_call: called with a ``CallRecord`` after each call
    :param float timeout: seconds for connecting and answering together

    Every method raises :class:`RemoteFault` where Xero gives no result.
    """

    def __init__(
        self,
        base_url,
        access_token,
        *,
        on_call,
        tenant_id="",
        timeout=READ_TIMEOUT,
    ):
        accounting_url = addresses.accounting_url(base_url)
        sdk = SdkClient(accounting_url, access_token, timeout, on_call)
        self._accounting = AccountingApi(sdk, accounting_url)
        self._identity = IdentityApi(sdk, addresses.identity_url(base_url))
        self._tenant_id = tenant_id

    # --- The tie between app and organizations

    def connections(self):
        """:rtype: list[dict]"""
        answer = _read(self._identity.get_connections, shape=list)
        return [record for record in answer if isinstance(record, dict)]

    def delete_connection(self, link_id):
        """:param str link_id: the ``id`` of the connection, not of the tenant"""
        response = self._identity.delete_connection(link_id, _preload_content=False)
        _check_status(response, is_write=True)

    # --- The directory

    def organization(self):
        """:rtype: dict"""
        answer = self._read(self._accounting.get_organisations)
        return next(iter(records_of(answer, "Organisations")), {})

    def actions(self):
        """What the connecting user may do.

        :rtype: list[dict]
        """
        answer = self._read(self._accounting.get_organisation_actions)
        return records_of(answer, "Actions")

    def currencies(self):
        """:rtype: list[dict]"""
        answer = self._read(self._accounting.get_currencies)
        return records_of(answer, "Currencies")

    def accounts(self):
        """:rtype: list[dict]"""
        return records_of(self._read(self._accounting.get_accounts), "Accounts")

    def tax_rates(self):
        """:rtype: list[dict]"""
        return records_of(self._read(self._accounting.get_tax_rates), "TaxRates")

    def contacts(self, page, since=None):
        """One page, archived ones included: all in the order of their ids, in which no
        change moves them; changed ones with the newest change first.

        :param int page: from 1
        :param datetime since: naive UTC, None = all
        :return: the records, and whether there may be more
        :rtype: tuple[list[dict], bool]
        """
        return self._page(
            self._accounting.get_contacts,
            "Contacts",
            page,
            include_archived="true",
            order="UpdatedDateUTC DESC" if since else "ContactID",
            **_modified_since(since),
        )

    def contacts_by_id(self, remote_ids):
        """Contacts as they stand on a page, which tells their balances; one that is
        gone is missing.

        :rtype: list[dict]
        """
        read = partial(self._accounting.get_contacts, include_archived="true")
        return self._by_id(read, "Contacts", remote_ids)

    def items(self, since=None):
        """All items in one answer, with four decimals of their prices.

        :param datetime since: naive UTC, None = all
        :rtype: list[dict]
        """
        answer = self._read(
            self._accounting.get_items, unitdp=4, **_modified_since(since)
        )
        return records_of(answer, "Items")

    def item(self, remote_id):
        """:return: None where it is gone
        :rtype: dict | None
        """
        return self._one(self._accounting.get_item, "Items", remote_id, unitdp=4)

    # --- Documents and contacts, written

    def create_contacts(self, body, key):
        """PUT, which never changes a contact that exists.

        :param str body: JSON, sent byte for byte
        :param str key: the idempotency key
        :return: one element each, with its own verdict
        :rtype: list[dict]
        """
        return self._create(self._accounting.create_contacts, "Contacts", body, key)

    def create_items(self, body, key):
        """See :meth:`create_contacts`."""
        return self._create(self._accounting.create_items, "Items", body, key, unitdp=4)

    def create_invoices(self, body, key):
        """Invoices and bills. See :meth:`create_contacts`."""
        return self._create(
            self._accounting.create_invoices, "Invoices", body, key, unitdp=4
        )

    def create_purchase_orders(self, body, key):
        """See :meth:`create_contacts`. Unit prices always have four decimals."""
        return self._create(
            self._accounting.create_purchase_orders, "PurchaseOrders", body, key
        )

    def update_purchase_order(self, remote_id, body, key):
        """:rtype: dict"""
        response = self._accounting.update_purchase_order(
            self._tenant_id,
            remote_id,
            body,
            idempotency_key=key,
            _preload_content=False,
        )
        answer = _content_of(response, is_write=True)
        return next(iter(records_of(answer, "PurchaseOrders")), {})

    # --- Documents, read

    def own_invoices(self, page, since):
        """One page of the invoices and bills that this app made. See
        :meth:`contacts`."""
        return self._page(
            self._accounting.get_invoices,
            "Invoices",
            page,
            created_by_my_app="true",
            **_modified_since(since),
        )

    def purchase_orders(self, page, since):
        """One page, of any app: Xero does not tell which one made them. See
        :meth:`contacts`."""
        return self._page(
            self._accounting.get_purchase_orders,
            "PurchaseOrders",
            page,
            **_modified_since(since),
        )

    def invoices(self, remote_ids):
        """Invoices and bills by id; one that is gone is missing.

        :rtype: list[dict]
        """
        return self._by_id(self._accounting.get_invoices, "Invoices", remote_ids)

    def search_invoices(self, invoice_type, contact_id, text, limit):
        """Invoices or bills of a contact, or that mention a text, the newest first.

        :param str invoice_type: ``ACCREC`` or ``ACCPAY``
        :param str contact_id: empty = of any contact
        :param str text: empty = whatever they mention
        :param int limit: most records
        :rtype: list[dict]
        """
        parameters = {"where": f'Type=="{invoice_type}"'}
        if contact_id:
            parameters["contact_i_ds"] = [contact_id]
        if text:
            parameters["search_term"] = text
        answer = self._read(
            self._accounting.get_invoices,
            order="Date DESC",
            page=1,
            page_size=limit,
            **parameters,
        )
        return records_of(answer, "Invoices")

    def latest_purchase_orders(self):
        """The newest ones, of all contacts: Xero can't search among them.

        :rtype: list[dict]
        """
        answer = self._read(
            self._accounting.get_purchase_orders,
            order="Date DESC",
            page=1,
            page_size=PAGE_SIZE,
        )
        return records_of(answer, "PurchaseOrders")

    def purchase_order(self, remote_id):
        """:return: None where it is gone
        :rtype: dict | None
        """
        return self._one(
            self._accounting.get_purchase_order, "PurchaseOrders", remote_id
        )

    # --- Below

    def _read(self, operation, *arguments, **parameters):
        return _read(operation, self._tenant_id, *arguments, **parameters)

    def _one(self, operation, name, remote_id, **parameters):
        """:return: None where it is gone"""
        try:
            answer = self._read(operation, remote_id, **parameters)
        except RemoteFault as error:
            if error.kind is Kind.NOT_FOUND:
                return None
            raise
        return next(iter(records_of(answer, name)), None)

    def _by_id(self, operation, name, remote_ids):
        found = []
        for start in range(0, len(remote_ids), IDS_PER_CALL):
            ids = list(remote_ids[start : start + IDS_PER_CALL])
            answer = self._read(operation, i_ds=ids, page=1, page_size=IDS_PER_CALL)
            found += records_of(answer, name)
        return found

    def _page(self, operation, name, page, **parameters):
        """Where Xero doesn't tell how many pages there are, the end is a page without
        records: a short one may only mean that the size asked for was not granted."""
        answer = self._read(operation, page=page, page_size=PAGE_SIZE, **parameters)
        records = records_of(answer, name)
        page_count = (answer.get("pagination") or {}).get("pageCount")
        is_last = page_count is not None and page >= page_count
        return records, bool(records) and not is_last

    def _create(self, operation, name, body, key, **parameters):
        response = operation(
            self._tenant_id,
            body,
            summarize_errors="false",
            idempotency_key=key,
            _preload_content=False,
            **parameters,
        )
        return records_of(_content_of(response, is_write=True), name)


def _read(operation, *arguments, shape=dict, **parameters):
    # Without loading: the SDK's models fail on nulls and on values new to them.
    response = operation(*arguments, _preload_content=False, **parameters)
    return _content_of(response, is_write=False, shape=shape)


def _check_status(response, is_write):
    if not 200 <= response.status < 300:
        raise error_of(response, is_write)


def _content_of(response, is_write, shape=dict):
    """The JSON of an answer. A page in its place leaves a write in doubt."""
    _check_status(response, is_write)
    try:
        content = loads(response.body)
    except ValueError:
        content = None
    if not isinstance(content, shape):
        raise RemoteFault(Kind.ANSWER_LOST if is_write else Kind.UNAVAILABLE)
    return content


def _modified_since(since):
    if since is None:
        return {}
    return {"if_modified_since": since.strftime("%Y-%m-%dT%H:%M:%S")}


# --- Tokens: the SDK's own calls for them can't be pointed elsewhere


def exchange_code(
    base_url, credentials, *, code, code_verifier, redirect_url, on_call=None
):
    """Trade the code of a consent for tokens.

    :param AppCredentials credentials:
    :param on_call: called with a ``CallRecord`` after the call
    :return: what the token endpoint gave
    :rtype: dict
    :raise RemoteFault: ``CONSENT_GONE`` for a code that is used or too old
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": code_verifier,
        "redirect_uri": redirect_url,
    }
    return _ask_for_tokens(base_url, credentials, form, on_call)


def refresh_tokens(base_url, credentials, refresh_token, on_call=None):
    """Trade a refresh token for new tokens. See :func:`exchange_code`."""
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return _ask_for_tokens(base_url, credentials, form, on_call)


def _ask_for_tokens(base_url, credentials, form, on_call):
    """No error carries what the endpoint was asked, nor a chain that does."""
    url = addresses.token_url(base_url)
    send = partial(
        requests.post,
        url,
        data=form,
        auth=(credentials.client_id.encode(), credentials.client_secret.encode()),
        headers={"Accept": "application/json"},
        allow_redirects=False,
        timeout=TOKEN_TIMEOUT,
    )
    try:
        response = send_for_tokens(send, url, on_call)
    except requests.RequestException:
        raise RemoteFault(Kind.UNREACHABLE) from None
    try:
        answer = loads(response.content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise RemoteFault(Kind.UNAVAILABLE)
    if response.ok and answer.get("access_token"):
        return answer
    raise token_fault(response.status_code, answer)
