# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from functools import partial
from urllib.parse import urlsplit

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import float_repr

from odoo.addons.accounting_bridge.const import FOUND_DOCUMENTS
from odoo.addons.accounting_bridge.exceptions import PersonMustAct
from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault
from odoo.addons.accounting_bridge.tools.limits import MinuteLimit
from odoo.addons.accounting_bridge.tools.payloads import ContactPage, oldest_change
from odoo.addons.accounting_bridge.tools.wire import number_of

from ..const import (
    BATCH_SIZE,
    CALLS_A_MINUTE,
    CALLS_AT_ONCE,
    COST_ACCOUNT_TYPES,
    READ_TIMEOUT,
    REPLAY_WINDOW,
    SCOPES,
)
from ..tools import (
    addresses,
    directory,
    sentences,
    translate,
    translate_contacts,
    translate_items,
)
from ..tools.client import XeroClient, exchange_code, refresh_tokens
from ..tools.consent import token_set


class AccountingBridgeProviderXero(models.AbstractModel):
    """Xero, behind the contract of the bridge."""

    _name = "accounting.bridge.provider.xero"
    _inherit = ["accounting.bridge.provider", "accounting.bridge.asking.mixin"]
    _description = "Xero"

    # === FACTS === #

    def _label(self):
        return "Xero"

    def _default_scopes(self):
        return SCOPES

    def _batch_size(self, document_type):
        return BATCH_SIZE

    def _replay_window(self):
        return REPLAY_WINDOW

    def _most_calls_at_once(self):
        """Of a tenant and app. Reference: Xero's page on OAuth 2.0 API limits."""
        return CALLS_AT_ONCE

    def _minute_limits(self):
        """Of a tenant and app, as the page on OAuth 2.0 API limits has it."""
        return [MinuteLimit(CALLS_A_MINUTE)]

    def _is_found_by_number(self, document_type):
        # Purchase orders have no address that could bear the mark.
        return document_type == "purchase_order"

    def _contact_names(self, name, kind):
        return (translate_contacts.contact_name(name),)

    def _has_items(self, connection):
        return True

    def _account_domain(self, purpose):
        kinds = {
            "sale": Domain("account_class", "=", "revenue"),
            "purchase": Domain("account_type", "in", COST_ACCOUNT_TYPES),
            "down_payment": Domain("account_class", "=", "liability"),
            "inventory": Domain("account_type", "=", "CURRENT"),
            "cost_of_goods": Domain("account_type", "in", COST_ACCOUNT_TYPES),
        }
        return Domain("is_selectable", "=", True) & kinds[purpose]

    def _check_redirect_url(self, url):
        parts = urlsplit(url)
        if parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname == "localhost"
        ):
            return None
        return self.env._(
            "Xero would refuse the redirect address %s: it takes https, or http with "
            "the host localhost. Open Odoo under such an address, and let the system "
            "parameter web.base.url say the same.",
            url,
        )

    def _check_documents(self, connection, payloads):
        tax_rates = self._tax_rates(connection)
        return {
            payload.reference: [
                *self._check_rights(connection, payload),
                *self._check_amounts(payload, tax_rates),
            ]
            for payload in payloads
        }

    def _check_rights(self, connection, payload):
        if payload.status != "approved":
            return []
        if connection._has_right(f"approve_{payload.document_type}"):
            return []
        return [
            self.env._(
                "The Xero user who gave the consent may not approve this document. "
                "Send it as a draft or for approval, or connect as another user."
            )
        ]

    def _check_amounts(self, payload, tax_rates):
        found = translate.obstacles(payload, tax_rates)
        return sentences.obstacles(self.env, found, payload)

    def _tax_rates(self, connection):
        """The rates of all tax codes of the organization, archived ones included.

        :return: percent as ``Decimal``, by the tax code's key
        :rtype: dict
        """
        # sudo: whoever presses, the codes on the lines decide.
        codes = connection.sudo().with_context(active_test=False).tax_code_ids
        # A former organization's code can have the same key and another rate.
        codes = codes.filtered_domain(
            [("organization_id", "=", connection.organization_id)]
        )
        return {code.remote_key: number_of(float_repr(code.rate, 4)) for code in codes}

    # === CONSENT === #

    def _authorize_url(self, connection, *, state, code_challenge, redirect_url):
        query = {
            "response_type": "code",
            "client_id": connection._app_credentials().client_id,
            "redirect_uri": redirect_url,
            "scope": connection.scopes or " ".join(SCOPES),
            "state": state,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
        }
        return addresses.authorize_url(self._base_url(), query)

    def _exchange_code(self, connection, *, code, code_verifier, redirect_url, query):
        try:
            answer = exchange_code(
                self._base_url(),
                connection._app_credentials(),
                code=code,
                code_verifier=code_verifier,
                redirect_url=redirect_url,
                on_call=connection._note_token_call,
            )
        except RemoteFault as error:
            if error.kind is Kind.CONSENT_GONE:
                raise sentences.spent_code(self.env) from None
            raise self._bridge_error(error) from None
        if not answer.get("refresh_token"):
            raise sentences.no_refresh_token(self.env)
        return token_set(answer, fields.Datetime.now())

    def _refresh_tokens(self, credentials, refresh_token, on_call=None):
        base_url = self._base_url()
        try:
            answer = refresh_tokens(base_url, credentials, refresh_token, on_call)
        except RemoteFault as error:
            raise self._bridge_error(error) from None
        return token_set(answer, fields.Datetime.now(), refresh_token)

    def _list_organizations(self, connection, access_token, consent_id):
        client = self._client(connection, access_token, READ_TIMEOUT)
        try:
            found = client.connections()
        except RemoteFault as error:
            raise self._bridge_error(error) from None
        return directory.organization_choices(found, consent_id)

    def _disconnect_organization(self, connection):
        """The tie is looked for anew: its id changes with every consent. Calls that
        concern no organization don't count towards its limits (their answers bear
        none of its headers), so that one can disconnect while they hold."""
        for tie in self._ask(connection, XeroClient.connections, is_limited=False):
            if tie.get("tenantId") == connection.organization_id:
                cut = partial(XeroClient.delete_connection, link_id=tie.get("id"))
                self._ask(connection, cut, is_limited=False)

    # === DIRECTORY === #

    def _pull_organization(self, connection):
        record = self._ask(connection, XeroClient.organization)
        actions = self._ask(connection, XeroClient.actions)
        return directory.organization(record, actions)

    def _pull_currencies(self, connection):
        records = self._ask(connection, XeroClient.currencies)
        return [record["Code"] for record in records if record.get("Code")]

    def _pull_ledger_accounts(self, connection):
        records = self._ask(connection, XeroClient.accounts)
        return _with_id(map(directory.ledger_account, records))

    def _pull_tax_codes(self, connection):
        records = self._ask(connection, XeroClient.tax_rates)
        return _with_id(map(directory.tax_code, records))

    def _pull_contacts(self, connection, since=None, timeout=None, cursor=""):
        read = partial(XeroClient.contacts, since=since)
        deadline = self._deadline(timeout)
        pages = self._numbered_pages(connection, read, deadline, int(cursor or 1))
        for records, next_page in pages:
            contacts = _with_id(map(translate_contacts.remote_contact, records))
            yield ContactPage(
                contacts,
                cursor=str(next_page or ""),
                reaches_back_to=oldest_change(contacts) if since else None,
            )

    def _pull_contacts_by_id(self, connection, remote_ids, timeout):
        read = partial(XeroClient.contacts_by_id, remote_ids=remote_ids)
        records = self._ask(connection, read, timeout)
        return _with_id(map(translate_contacts.remote_contact, records))

    def _pull_items(self, connection, since=None, timeout=None):
        read = partial(XeroClient.items, since=since)
        records = self._ask(connection, read, deadline=self._deadline(timeout))
        yield _with_id(map(translate_items.remote_item, records))

    def _pull_items_by_id(self, connection, remote_ids, timeout):
        if len(remote_ids) == 1:
            read = partial(XeroClient.item, remote_id=remote_ids[0])
            found = [self._ask(connection, read, timeout)]
        else:
            # One call for all of them: each by its own id, many would meet the limit.
            found = self._ask(connection, XeroClient.items, timeout)
        items = _with_id(map(translate_items.remote_item, filter(None, found)))
        return [item for item in items if item.remote_id in remote_ids]

    # === PUSH === #

    def _prepare_contacts(self, connection, payloads):
        return translate_contacts.contacts_body(payloads)

    def _push_contacts(self, connection, payloads, body, key, timeout):
        create = partial(XeroClient.create_contacts, body=body, key=key)
        elements = self._ask(connection, create, timeout)
        return self._told(translate_contacts.contact_outcomes(payloads, body, elements))

    def _push_items(self, connection, payloads, key, timeout):
        body = translate_items.items_body(payloads)
        create = partial(XeroClient.create_items, body=body, key=key)
        elements = self._ask(connection, create, timeout)
        return self._told(translate_items.item_outcomes(payloads, body, elements))

    def _prepare_documents(self, connection, payloads):
        tax_rates = self._tax_rates(connection)
        for payload in payloads:
            if reasons := self._check_amounts(payload, tax_rates):
                raise PersonMustAct(" ".join(reasons))
        return translate.documents_body(payloads, tax_rates)

    def _push_documents(
        self, connection, document_type, references, body, key, timeout
    ):
        create = (
            XeroClient.create_purchase_orders
            if document_type == "purchase_order"
            else XeroClient.create_invoices
        )
        elements = self._ask(connection, partial(create, body=body, key=key), timeout)
        return self._told(translate.document_outcomes(references, body, elements))

    def _told(self, outcomes):
        """:param list outcomes: None where the answer does not fit to what was sent
        :raise AnswerLost:
        """
        if outcomes is None:
            raise self._answer_lost()
        return outcomes

    def _find_documents(self, connection, document_type, since, numbers, timeout):
        is_order = document_type == "purchase_order"
        read = XeroClient.purchase_orders if is_order else XeroClient.own_invoices
        found = []
        read = partial(read, since=since)
        for records in self._pages(connection, read, self._deadline(timeout)):
            found += translate.own_documents(records, document_type)
        return [each for each in found if not is_order or each.number in numbers]

    def _pull_documents(self, connection, document_type, remote_ids, timeout):
        deadline = self._deadline(timeout)
        if document_type == "purchase_order":
            read = XeroClient.purchase_order
            answers = (
                self._ask(
                    connection, partial(read, remote_id=remote_id), deadline=deadline
                )
                for remote_id in remote_ids
            )
            records = [record for record in answers if record]
        else:
            read = partial(XeroClient.invoices, remote_ids=remote_ids)
            records = self._ask(connection, read, deadline=deadline)
        return translate.own_documents(records, document_type)

    def _search_documents(self, connection, document_type, contact_key, text, timeout):
        if document_type == "purchase_order":
            return self._search_purchase_orders(connection, contact_key, text, timeout)
        search = partial(
            XeroClient.search_invoices,
            invoice_type=translate.TYPES[document_type],
            contact_id=contact_key,
            text=text,
            limit=FOUND_DOCUMENTS,
        )
        records = self._ask(connection, search, timeout)
        return translate.own_documents(records, document_type)

    def _search_purchase_orders(self, connection, contact_key, text, timeout):
        """Among the newest alone: Xero has no search for them."""
        records = self._ask(connection, XeroClient.latest_purchase_orders, timeout)
        found = [
            order
            for order in translate.own_documents(records, "purchase_order")
            if contact_key in ("", order.contact)
            and text.casefold() in order.number.casefold()
        ]
        return found[:FOUND_DOCUMENTS]

    def _close_purchase_order(self, connection, remote_id, key, timeout):
        update = partial(
            XeroClient.update_purchase_order,
            remote_id=remote_id,
            body=translate.billed_purchase_order_body(remote_id),
            key=key,
        )
        return translate.remote_document(self._ask(connection, update, timeout))

    # === ADDRESSES === #

    def _document_url(self, connection, document_type, remote_id):
        short_code = connection.organization_short_code or ""
        return addresses.document_url(
            self._base_url(), short_code, document_type, remote_id
        )

    def _contact_url(self, connection, remote_id):
        short_code = connection.organization_short_code or ""
        return addresses.contact_url(self._base_url(), short_code, remote_id)

    def _item_url(self, connection, remote_id):
        short_code = connection.organization_short_code or ""
        return addresses.items_url(self._base_url(), short_code)

    # === CALLS === #

    def _client(self, connection, access_token, timeout):
        return XeroClient(
            self._base_url(),
            access_token,
            tenant_id=connection.organization_id or "",
            on_call=connection._note_call,
            timeout=timeout,
        )

    def _pages(self, connection, read, deadline=None):
        """The records of :meth:`_numbered_pages`.

        :rtype: collections.abc.Iterator[list[dict]]
        """
        for records, _next_page in self._numbered_pages(connection, read, deadline):
            yield records

    def _numbered_pages(self, connection, read, deadline=None, page=1):
        """Each page is a call of its own, with the token of its moment.

        :param read: function of a client and ``page``, giving records and whether
            there may be more
        :param float deadline: of ``time.monotonic()``, for all of them
        :param int page: the first one that is read
        :return: the records of each page, and the number of the next, None at the end
        :rtype: collections.abc.Iterator[tuple[list[dict], int | None]]
        """
        while page:
            operation = partial(read, page=page)
            records, has_more = self._ask(connection, operation, deadline=deadline)
            page = page + 1 if has_more else None
            if records:
                yield records, page


def _with_id(remotes):
    """Without the records that came without an id: nothing can be tied to them."""
    return [remote for remote in remotes if remote.remote_id]
