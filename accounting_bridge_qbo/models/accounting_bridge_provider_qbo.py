# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from dataclasses import replace
from functools import partial
from urllib.parse import urlsplit

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.accounting_bridge.const import FOUND_DOCUMENTS
from odoo.addons.accounting_bridge.exceptions import PersonMustAct, Reconnect
from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault
from odoo.addons.accounting_bridge.tools.limits import MinuteLimit
from odoo.addons.accounting_bridge.tools.payloads import ContactPage, oldest_change
from odoo.addons.accounting_bridge.tools.texts import one_line

from ..const import (
    ADVANCE_ACCOUNT_TYPES,
    BATCH_SIZE,
    BATCHES_A_MINUTE,
    CALLS_A_MINUTE,
    CALLS_AT_ONCE,
    COST_ACCOUNT_TYPES,
    IDS_PER_QUERY,
    INCOME_ACCOUNT_TYPES,
    INVENTORY_ACCOUNT_TYPES,
    READ_TIMEOUT,
    REPLAY_WINDOW,
    SCOPES,
    SHARED_PAGE_SIZE,
)
from ..tools import (
    addresses,
    directory,
    sentences,
    token_client,
    translate_contacts,
    translate_documents,
    translate_items,
)
from ..tools.client import QboClient
from ..tools.consent import realm_of, token_set
from ..tools.errors import fault_of_item
from ..tools.places import (
    cursor_of,
    new_records,
    next_place,
    page_size,
    places_of,
)
from ..tools.queries import (
    BY_ID,
    NEWEST_CHANGE_FIRST,
    NEWEST_DATE_FIRST,
    PAGE_SIZE,
    select,
    single,
)

#: The environment whose addresses for tokens are asked where no connection is known:
#: they are the same for both.
TOKEN_ENVIRONMENT = "production"

#: Inactive records are given only where they are asked for.
WITH_INACTIVE = ("Active", "IN", (True, False))


class AccountingBridgeProviderQbo(models.AbstractModel):
    """QuickBooks Online, behind the contract of the bridge."""

    _name = "accounting.bridge.provider.qbo"
    _inherit = ["accounting.bridge.provider", "accounting.bridge.asking.mixin"]
    _description = "QuickBooks Online"

    # === FACTS === #

    def _label(self):
        return "QuickBooks"

    def _default_scopes(self):
        return SCOPES

    def _batch_size(self, document_type):
        return BATCH_SIZE

    def _most_calls_at_once(self):
        """Intuit names a number of calls a second and none of those under way; this
        many calls of a second or more keep to it. Reference: Intuit's page on limits
        and throttles.

        The second itself is not counted. It would take ten quick calls within it, of
        ten people and workers, since each makes one call after the other; and a call
        too many is refused before any work: its document waits and loses no try. A
        count of each second would cost every call a lock that all of them share."""
        return CALLS_AT_ONCE

    def _minute_limits(self):
        """Of a company and app; answers don't tell what is left of them. Reference:
        Intuit's page on limits and throttles."""
        return [
            MinuteLimit(CALLS_A_MINUTE),
            MinuteLimit(BATCHES_A_MINUTE, part_of_path="/batch"),
        ]

    def _document_statuses(self):
        return ("approved",)

    def _number_policies(self, connection):
        """QuickBooks numbers sales itself, and must then be sent no number, or leaves
        it to the sender."""
        return ("order",) if connection.qbo_has_custom_numbers else ("provider",)

    def _check_number(self, connection, document_type, number):
        longest = translate_documents.NUMBER_LENGTH
        if len(number or "") <= longest:
            return None
        return sentences.long_number(self.env, number, longest)

    def _check_tax(self, connection, document_type, amount_tax):
        """The tax of purchases is a part of the cost where sales tax is turned off."""
        is_taxed_sale = amount_tax and document_type == "invoice"
        if is_taxed_sale and connection._qbo_is_tax_off():
            return sentences.sales_tax_off(self.env)
        return None

    def _uses_tax_codes(self, connection, direction):
        return connection._qbo_has_tax_codes()

    def _uses_items(self, connection, document_type):
        return document_type == "invoice"

    def _takes_account_of_item(self, connection, document_type):
        return True

    def _contact_kind(self, document_type, currency):
        list_word = "customer" if document_type == "invoice" else "supplier"
        return translate_contacts.contact_kind(list_word, currency)

    def _contact_kind_label(self, kind, currency):
        list_word, _space, kind_currency = kind.partition(" ")
        labels = {
            "customer": self.env._("Customer"),
            "supplier": self.env._("Supplier"),
            "employee": self.env._("Employee"),
        }
        foreign = kind_currency if kind_currency != currency else ""
        return " ".join(filter(None, (labels.get(list_word, list_word), foreign)))

    def _has_items(self, connection):
        return True

    def _contact_names(self, name, kind):
        return translate_contacts.names(name, kind)

    def _replay_window(self):
        return REPLAY_WINDOW

    def _account_domain(self, purpose):
        types = {
            "sale": INCOME_ACCOUNT_TYPES,
            "purchase": COST_ACCOUNT_TYPES,
            "down_payment": ADVANCE_ACCOUNT_TYPES,
            "inventory": INVENTORY_ACCOUNT_TYPES,
            "cost_of_goods": COST_ACCOUNT_TYPES,
        }
        return Domain("is_selectable", "=", True) & Domain(
            "account_type", "in", types[purpose]
        )

    def _check_redirect_url(self, url):
        parts = urlsplit(url)
        if parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname == "localhost"
        ):
            return None
        return sentences.redirect_url(self.env, url)

    def _check_documents(self, connection, payloads):
        options = self._options(connection)
        return {
            payload.reference: [
                *self._check_rights(connection, payload),
                *self._check_obstacles(payload, options),
            ]
            for payload in payloads
        }

    def _check_rights(self, connection, payload):
        if payload.document_type != "purchase_order":
            return []
        if connection._has_right("create_purchase_order"):
            return []
        return [sentences.no_purchase_orders(self.env, connection)]

    def _check_obstacles(self, payload, options):
        found = translate_documents.obstacles(payload, options)
        return sentences.obstacles(self.env, found, payload)

    # === CONSENT === #

    def _authorize_url(self, connection, *, state, code_challenge, redirect_url):
        """Intuit knows no PKCE: the challenge is not sent."""
        find = partial(
            token_client.authorize_endpoint,
            self._base_url(),
            connection.qbo_environment,
        )
        query = {
            "client_id": connection._app_credentials().client_id,
            "response_type": "code",
            "scope": connection.scopes or " ".join(SCOPES),
            "redirect_uri": redirect_url,
            "state": state,
        }
        return addresses.authorize_url(self._for_tokens(find), query)

    def _exchange_code(self, connection, *, code, code_verifier, redirect_url, query):
        realm_id = realm_of(query)
        if not realm_id:
            raise PersonMustAct(sentences.no_company(self.env))
        try:
            answer = token_client.exchange_code(
                self._base_url(),
                connection.qbo_environment,
                connection._app_credentials(),
                code=code,
                redirect_url=redirect_url,
                on_call=connection._note_token_call,
            )
        except RemoteFault as fault:
            if fault.kind is Kind.CONSENT_GONE:
                raise PersonMustAct(sentences.spent_code(self.env)) from None
            raise self._bridge_error(fault) from None
        return token_set(answer, fields.Datetime.now(), realm_id=realm_id)

    def _refresh_tokens(self, credentials, refresh_token, on_call=None):
        refresh = partial(
            token_client.refresh_tokens,
            self._base_url(),
            TOKEN_ENVIRONMENT,
            credentials,
            refresh_token,
            on_call,
        )
        answer = self._for_tokens(refresh)
        return token_set(answer, fields.Datetime.now(), refresh_token)

    def _list_organizations(self, connection, access_token, consent_id):
        """A consent is for one company, the one that came back with its code."""
        realm_id = consent_id or connection.organization_id
        if not realm_id:
            return []
        client = self._client_of(connection, realm_id, access_token, READ_TIMEOUT)
        try:
            records = client.records("CompanyInfo", single("CompanyInfo"))
        except RemoteFault as fault:
            if fault.kind is Kind.NOT_CONNECTED:
                raise Reconnect(sentences.wrong_keys(self.env, connection)) from None
            raise self._bridge_error(fault) from None
        return [directory.organization_choice(next(iter(records), {}), realm_id)]

    def _disconnect_organization(self, connection):
        grant = connection.grant_id
        revoke = partial(
            token_client.revoke,
            self._base_url(),
            connection.qbo_environment,
            grant._credentials(),
            grant._refresh_token(),
            connection._note_token_call,
        )
        self._for_tokens(revoke)

    def _for_tokens(self, operation):
        """:raise BridgeError:"""
        try:
            return operation()
        except RemoteFault as fault:
            raise self._bridge_error(fault) from None

    # === DIRECTORY === #

    def _pull_organization(self, connection):
        payable = [("AccountType", "=", "Accounts Payable")]
        queries = [
            ("CompanyInfo", single("CompanyInfo")),
            ("Preferences", single("Preferences")),
            ("Account", select("Account", payable, limit=SHARED_PAGE_SIZE)),
        ]
        read = partial(QboClient.records_of_several, queries=queries)
        company_info, preferences, accounts = self._ask(connection, read)
        facts = directory.organization(
            next(iter(company_info), {}),
            next(iter(preferences), {}),
            connection.organization_id,
        )
        payable = directory.payable_accounts(accounts, facts.base_currency)
        own_values = {**facts.own_values, "qbo_payable_accounts": payable}
        return replace(facts, own_values=own_values)

    def _pull_currencies(self, connection):
        records = []
        if connection.qbo_is_multicurrency:
            for page in self._pages(connection, "CompanyCurrency"):
                records += page
        return directory.currencies(records, connection.currency_id.name)

    def _pull_ledger_accounts(self, connection):
        pages = self._pages(connection, "Account", [WITH_INACTIVE])
        return [directory.ledger_account(record) for page in pages for record in page]

    def _pull_tax_codes(self, connection):
        lists = ["TaxCode", "TaxRate"]
        records = {name: [] for name in lists}
        for name, page in self._lists(connection, lists, [WITH_INACTIVE]):
            records[name] += page
        rates = {record.get("Id"): record for record in records["TaxRate"]}
        return [directory.tax_code(record, rates) for record in records["TaxCode"]]

    def _pull_contacts(self, connection, since=None, timeout=None, cursor=""):
        """A page holds some of each list that has not come to its end."""
        deadline = self._deadline(timeout)
        places = places_of(translate_contacts.LISTS.values(), cursor)
        while places:
            size = page_size(places)
            pages = self._contacts_at(connection, places, size, since, deadline)
            next_places = [
                next_place(place, records, size)
                for place, records in zip(places, pages, strict=True)
            ]
            page = self._contact_page(connection, places, pages, next_places)
            yield page if since else replace(page, reaches_back_to=None)
            places = [place for place in next_places if place]

    def _contacts_at(self, connection, places, size, since, deadline):
        """One page of each list, in one call: a batch where there are several, of which
        few are allowed in a minute.

        :rtype: list[list[dict]]
        """
        where = [WITH_INACTIVE, *_changed(since)]
        order = NEWEST_CHANGE_FIRST if since else BY_ID
        queries = [
            (place.entity, select(place.entity, where, place.start, size, order))
            for place in places
        ]
        if len(queries) == 1:
            [(entity, query)] = queries
            read = partial(QboClient.records, entity=entity, select=query)
            return [self._ask(connection, read, deadline=deadline)]
        read = partial(QboClient.records_of_several, queries=queries)
        return self._ask(connection, read, deadline=deadline)

    def _contact_page(self, connection, places, pages, next_places):
        contacts, oldest_changes = [], []
        for place, records, next_one in zip(places, pages, next_places, strict=True):
            records = new_records(place, records)
            found = self._contacts(connection, place.entity, records)
            contacts += found
            if next_one:
                oldest_changes.append(oldest_change(found))
        is_known = oldest_changes and all(oldest_changes)
        return ContactPage(
            contacts,
            cursor=cursor_of(filter(None, next_places)),
            reaches_back_to=max(oldest_changes) if is_known else None,
        )

    def _contacts(self, connection, entity, records):
        home_currency = connection.currency_id.name
        return _with_id(
            translate_contacts.remote_contact(entity, record, home_currency)
            for record in records
        )

    def _pull_contacts_by_id(self, connection, remote_ids, timeout):
        deadline = self._deadline(timeout)
        ids_by_entity = defaultdict(list)
        for remote_id in remote_ids:
            list_word, _dash, key = remote_id.partition("-")
            ids_by_entity[translate_contacts.LISTS[list_word]].append(key)
        found = []
        for entity, ids in ids_by_entity.items():
            for page in self._by_id(connection, entity, ids, deadline):
                found += self._contacts(connection, entity, page)
        return [each for each in found if each.remote_id in remote_ids]

    def _pull_items(self, connection, since=None, timeout=None):
        where = [WITH_INACTIVE, *_changed(since)]
        deadline = self._deadline(timeout)
        for page in self._pages(connection, "Item", where, deadline=deadline):
            yield _with_id(map(translate_items.remote_item, page))

    def _pull_items_by_id(self, connection, remote_ids, timeout):
        deadline = self._deadline(timeout)
        found = []
        for page in self._by_id(connection, "Item", remote_ids, deadline):
            found += _with_id(map(translate_items.remote_item, page))
        return [each for each in found if each.remote_id in remote_ids]

    def _by_id(self, connection, entity, ids, deadline=None):
        """Pages of the records that bear these ids, inactive ones included.

        :param float deadline: of ``time.monotonic()``, for all of them
        :rtype: collections.abc.Iterator[list[dict]]
        """
        # What is no number is no id: a query for it would be refused as a whole.
        ids = [record_id for record_id in ids if record_id.isdecimal()]
        has_activity = entity not in translate_documents.ENTITIES.values()
        for start in range(0, len(ids), IDS_PER_QUERY):
            where = [("Id", "IN", tuple(ids[start : start + IDS_PER_QUERY]))]
            if has_activity:
                where.append(WITH_INACTIVE)
            yield from self._pages(connection, entity, where, deadline=deadline)

    # === PUSH === #

    def _prepare_contacts(self, connection, payloads):
        options = self._options(connection)
        return translate_contacts.contacts_body(payloads, options)

    def _push_contacts(self, connection, payloads, body, key, timeout):
        elements = self._write(connection, body, key, timeout)
        outcomes = translate_contacts.contact_outcomes(payloads, elements)
        return self._told(outcomes, len(payloads))

    def _push_items(self, connection, payloads, key, timeout):
        body = translate_items.items_body(payloads, self._expense_account(connection))
        elements = self._write(connection, body, key, timeout)
        outcomes = translate_items.item_outcomes(payloads, elements)
        return self._told(outcomes, len(payloads))

    def _expense_account(self, connection):
        """An account of costs, which companies outside the United States must name
        with every item, though ours are never bought."""
        if connection._qbo_is_us():
            return ""
        account = connection._account_for("purchase") or self.env[
            "accounting.bridge.ledger.account"
        ].search(
            Domain("connection_id", "=", connection.id)
            & self._account_domain("purchase"),
            limit=1,
            order="id",
        )
        return account.remote_key or ""

    def _prepare_documents(self, connection, payloads):
        options = self._options(connection)
        for payload in payloads:
            if reasons := self._check_obstacles(payload, options):
                raise PersonMustAct(" ".join(reasons))
        return translate_documents.documents_body(payloads, options)

    def _push_documents(
        self, connection, document_type, references, body, key, timeout
    ):
        elements = self._write(connection, body, key, timeout)
        # A document of which the answer does not tell is in doubt alone.
        return self._told(translate_documents.document_outcomes(references, elements))

    def _write(self, connection, body, key, timeout):
        write = partial(QboClient.write_batch, body=body, key=key)
        return self._ask(connection, write, timeout)

    def _told(self, outcomes, least=1):
        """:param list outcomes: what the answer tells of, None where it does not fit
            to what was sent
        :param int least: so many must be told
        :raise AnswerLost:
        """
        if outcomes is None or len(outcomes) < least:
            raise self._answer_lost()
        return outcomes

    def _find_documents(self, connection, document_type, since, numbers, timeout):
        deadline = self._deadline(timeout)
        entity = translate_documents.ENTITIES[document_type]
        where = [("MetaData.CreateTime", ">=", since)]
        found = []
        for page in self._pages(connection, entity, where, deadline=deadline):
            found += self._documents(entity, page)
        return found

    def _pull_documents(self, connection, document_type, remote_ids, timeout):
        entity = translate_documents.ENTITIES[document_type]
        deadline = self._deadline(timeout)
        found = []
        for page in self._by_id(connection, entity, remote_ids, deadline):
            found += self._documents(entity, page)
        return [each for each in found if each.remote_id in remote_ids]

    def _search_documents(self, connection, document_type, contact_key, text, timeout):
        entity = translate_documents.ENTITIES[document_type]
        where = []
        if contact_key:
            name = translate_documents.CONTACT_FIELDS[entity]
            where.append((name, "=", contact_key))
        # A % can't be escaped, and no number has one.
        if number := one_line(text).replace("%", ""):
            where.append(("DocNumber", "LIKE", f"%{number}%"))
        query = select(entity, where, limit=FOUND_DOCUMENTS, order=NEWEST_DATE_FIRST)
        read = partial(QboClient.records, entity=entity, select=query)
        return self._documents(entity, self._ask(connection, read, timeout))

    def _documents(self, entity, records):
        remote_document = partial(translate_documents.remote_document, entity)
        return _with_id(map(remote_document, records))

    def _close_purchase_order(self, connection, remote_id, key, timeout):
        """QuickBooks closes it itself where its bills were linked to it and cover
        it."""
        deadline = self._deadline(timeout)
        entity = translate_documents.ENTITIES["purchase_order"]
        query = select(entity, [("Id", "=", remote_id)])
        read = partial(QboClient.records, entity=entity, select=query)
        records = self._ask(connection, read, timeout)
        record = next((each for each in records if each.get("Id") == remote_id), None)
        if record is None:
            raise self._bridge_error(RemoteFault(Kind.NOT_FOUND))
        document = translate_documents.remote_document(entity, record)
        if document.state != "approved":
            return document
        body = translate_documents.purchase_order_close_body(record)
        elements = self._write(connection, body, key, self._time_left(deadline))
        (outcome,) = self._told(translate_documents.document_outcomes([0], elements))
        if outcome.document:
            return outcome.document
        raise self._bridge_error(fault_of_item(elements[0]))

    # === OPTIONS === #

    def _options(self, connection):
        """What of the company decides how contacts and documents travel.

        :rtype: DocumentOptions
        """
        # sudo: whoever presses, the company's own address and codes decide.
        connection = connection.sudo()
        company = connection.company_id.partner_id
        return translate_documents.DocumentOptions(
            country_is_us=connection._qbo_is_us(),
            sales_tax=connection.qbo_sales_tax or "codes",
            is_multicurrency=connection.qbo_is_multicurrency,
            home_currency=connection.currency_id.name or "",
            has_custom_numbers=connection.qbo_has_custom_numbers,
            tax_rates=connection._qbo_tax_rates(),
            bill_tax=connection.qbo_bill_tax,
            bill_tax_account=connection.qbo_bill_tax_account_id.remote_key or "",
            sales_tax_code=connection.qbo_sales_tax_code_id.remote_key or "",
            payable_accounts=connection.qbo_payable_accounts or {},
            company_address=company._bridge_address_payload("delivery"),
        )

    # === ADDRESSES === #

    def _document_url(self, connection, document_type, remote_id):
        return addresses.document_url(
            self._base_url(),
            connection.qbo_environment,
            connection.organization_id or "",
            document_type,
            remote_id,
        )

    def _contact_url(self, connection, remote_id):
        return addresses.contact_url(
            self._base_url(),
            connection.qbo_environment,
            connection.organization_id or "",
            remote_id,
        )

    def _item_url(self, connection, remote_id):
        return addresses.item_url(
            self._base_url(),
            connection.qbo_environment,
            connection.organization_id or "",
            remote_id,
        )

    # === CALLS === #

    def _client(self, connection, access_token, timeout):
        return self._client_of(
            connection, connection.organization_id or "", access_token, timeout
        )

    def _client_of(self, connection, realm_id, access_token, timeout):
        return QboClient(
            self._base_url(),
            connection.qbo_environment,
            access_token,
            realm_id=realm_id,
            on_call=connection._note_call,
            timeout=timeout,
        )

    def _lists(self, connection, entities, where=(), deadline=None):
        """The pages of several lists, of which the first ones travel in one call.

        :param list[str] entities:
        :param where: see ``queries.select``, for all of them
        :param float deadline: of ``time.monotonic()``, for all of them
        :rtype: collections.abc.Iterator[tuple[str, list[dict]]]
        """
        queries = [
            (entity, select(entity, where, limit=SHARED_PAGE_SIZE))
            for entity in entities
        ]
        read = partial(QboClient.records_of_several, queries=queries)
        first_pages = self._ask(connection, read, deadline=deadline)
        for entity, records in zip(entities, first_pages, strict=True):
            yield entity, records
            if len(records) == SHARED_PAGE_SIZE:
                start = SHARED_PAGE_SIZE + 1
                for page in self._pages(connection, entity, where, start, deadline):
                    yield entity, page

    def _pages(self, connection, entity, where=(), start=1, deadline=None):
        """The pages of a list. Each is a call of its own, with the token of its
        moment; one that is not full is the last.

        :param where: see ``queries.select``
        :param int start: place of the first record, from 1
        :param float deadline: of ``time.monotonic()``, for all of them
        :rtype: collections.abc.Iterator[list[dict]]
        """
        is_full = True
        while is_full:
            query = select(entity, where, start)
            read = partial(QboClient.records, entity=entity, select=query)
            records = self._ask(connection, read, deadline=deadline)
            yield records
            is_full = len(records) == PAGE_SIZE
            start += PAGE_SIZE

    def _bridge_error(self, fault):
        if fault.kind is Kind.TOKEN_EXPIRED:
            # A token that is new was refused as well.
            fault = RemoteFault(Kind.CONSENT_GONE, fault.words)
        return super()._bridge_error(fault)


def _changed(since):
    """:param datetime since: naive UTC, None = ever"""
    return [("MetaData.LastUpdatedTime", ">=", since)] if since else []


def _with_id(remotes):
    """Without the records that came without an id: nothing can be tied to them."""
    return [remote for remote in remotes if remote.remote_id]
