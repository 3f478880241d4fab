# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..const import DOCUMENT_TYPES


class AccountingBridgeProvider(models.AbstractModel):
    """The contract between the bridge and an accounting product.

    A provider addon inherits this model as ``accounting.bridge.provider.<code>``
    and adds its code to the selection of ``accounting.bridge.connection.provider``.
    ``connection._provider()`` hands out the right one.

    Methods take the connection record (for settings and the access token) and the
    plain values of ``tools/payloads.py``, and return plain values. They raise only
    the errors of ``exceptions.py``: :class:`TryAgain`, :class:`AnswerLost`,
    :class:`PersonMustAct`, :class:`Reconnect`. They never write to the database,
    never commit, never sleep, and never call without a time limit. Each call over
    the network is reported with ``connection._note_call(CallRecord)`` when it ends.
    """

    _name = "accounting.bridge.provider"
    _description = "Accounting provider"

    # === FACTS === #

    def _label(self):
        """The provider's name as people know it.

        :rtype: str
        """
        raise NotImplementedError

    def _default_scopes(self):
        """The scopes asked for when the connection names none.

        :rtype: tuple[str]
        """
        raise NotImplementedError

    def _batch_size(self, document_type):
        """The most documents that travel in one call.

        :param str document_type: or ``contact`` or ``item``, for new ones
        :rtype: int
        """
        raise NotImplementedError

    def _document_statuses(self):
        """The statuses a new invoice or bill can be given, of ``draft``,
        ``submitted``, ``approved``. ``approved`` alone: whatever is sent counts in
        the books at once.

        :rtype: tuple[str]
        """
        return ("draft", "submitted", "approved")

    def _number_policies(self, connection):
        """Who may number invoices: of ``provider``, ``order``. The first is used
        where the setup says nothing else.

        :rtype: tuple[str]
        """
        return ("provider", "order")

    def _check_number(self, connection, document_type, number):
        """Say why the provider would refuse this number.

        :return: a sentence, or None where the number is fine
        :rtype: str | None
        """
        return None

    def _check_tax(self, connection, document_type, amount_tax):
        """Whether the organization takes a document with so much tax. Asked for the
        dialog, before anything is made; :meth:`_check_documents` tells it of a document
        itself.

        :param float amount_tax: in the document's currency
        :return: what to do, None where nothing is in the way
        :rtype: str | None
        """
        return None

    def _is_found_by_number(self, document_type):
        """Whether documents of this type have no place for a mark over there, so that
        their number, which is unique, stands for it.

        :rtype: bool
        """
        return False

    def _uses_tax_codes(self, connection, direction):
        """Whether each line needs a tax code. If not, lines say at most whether they
        are taxed, and the setup has no step for taxes. It may change while a connection
        lives: what was mapped is kept.

        :param str direction: ``sale`` or ``purchase``
        :rtype: bool
        """
        return True

    def _uses_items(self, connection, document_type):
        """Whether a line names its ledger account through an item. For each account
        the bridge then keeps one item of its own.

        :rtype: bool
        """
        return False

    def _takes_account_of_item(self, connection, document_type):
        """Whether a line that names an item goes to the item's own ledger account,
        whatever account is mapped.

        :rtype: bool
        """
        return self._uses_items(connection, document_type)

    def _has_items(self, connection):
        """Whether the organization keeps items that the directory is to hold.

        :rtype: bool
        """
        return any(
            self._uses_items(connection, document_type)
            for document_type, _label in DOCUMENT_TYPES
        )

    def _contact_kind(self, document_type, currency):
        """Which of the contacts that a partner can have over there a document of this
        type and currency needs. Empty where one contact serves for all.

        :param str currency: ISO code
        :rtype: str
        """
        return ""

    def _contact_kind_label(self, kind, currency):
        """What a person calls this kind of contact.

        :param str kind: as :meth:`_contact_kind` gives it
        :param str currency: the organization's own, which need not be named
        :rtype: str
        """
        return self.env._("Contact")

    def _contact_names(self, name, kind):
        """The names that a new contact of this kind can be given, as the provider
        takes them, the best first. Names are compared without case. All but the first
        are given only where a person chose one, or the connection says that they may.

        :param str name: the partner's
        :rtype: tuple[str]
        """
        return (name,)

    def _most_calls_at_once(self):
        """The most calls of a connection that may be under way at once, in all
        workers together.

        :return: None where there is no limit
        :rtype: int | None
        """
        return None

    def _minute_limits(self):
        """The most calls of a connection in any sixty seconds. Those of all calls are
        counted here only where answers don't tell what is left.

        :rtype: list[MinuteLimit]
        """
        return []

    def _account_domain(self, purpose):
        """The domain on ``accounting.bridge.ledger.account`` of the accounts that may
        be chosen for a purpose of ``const.ACCOUNT_PURPOSES``.

        :rtype: odoo.fields.Domain
        """
        raise NotImplementedError

    def _replay_window(self):
        """Seconds after an attempt's first send during which the same key with the
        same bytes surely gives the same answer and never a second document. 0 where
        the provider does not say how long it keeps keys: then what became of a lost
        call is looked for, and never asked by repeating it.

        :rtype: int
        """
        raise NotImplementedError

    def _check_redirect_url(self, url):
        """Say why the provider would refuse this redirect address.

        :return: a sentence, or None where the address is fine
        :rtype: str | None
        """
        raise NotImplementedError

    def _check_documents(self, connection, payloads):
        """What would certainly be refused, seen before the call.

        :param list[DocumentPayload] payloads: of one type
        :return: sentences by the payload's reference; empty, or none, where nothing
            speaks against sending
        :rtype: dict[int, list[str]]
        """
        return {}

    # === CONSENT === #

    def _authorize_url(self, connection, *, state, code_challenge, redirect_url):
        """Where to send the administrator's browser for consent.

        :param str code_challenge: the S256 challenge of PKCE
        :rtype: str
        """
        raise NotImplementedError

    def _exchange_code(self, connection, *, code, code_verifier, redirect_url, query):
        """Trade the code of a consent for tokens. The call is reported with
        ``connection._note_token_call(CallRecord)``.

        :param dict query: all that came back in the redirect's query
        :rtype: TokenSet
        """
        raise NotImplementedError

    def _refresh_tokens(self, credentials, refresh_token, on_call=None):
        """Trade a refresh token for new tokens. Called under a row lock.

        :param AppCredentials credentials: the app that the consent was given to
        :param on_call: called with a ``CallRecord`` after the call, whatever came of it
        :raise Reconnect: only when the provider refuses the app, or says that the
            consent is gone (``invalid_grant``, with ``is_consent_gone``)
        :raise TryAgain: on any network fault
        :rtype: TokenSet
        """
        raise NotImplementedError

    def _list_organizations(self, connection, access_token, consent_id):
        """The organizations that the tokens reach.

        :param str consent_id: marks those just consented to as ``is_new``
        :rtype: list[RemoteOrganizationChoice]
        """
        raise NotImplementedError

    def _disconnect_organization(self, connection):
        """Cut the tie between app and this organization over there. An
        organization that is no longer tied is fine."""
        raise NotImplementedError

    # === DIRECTORY === #

    def _pull_organization(self, connection):
        """:rtype: RemoteOrganization"""
        raise NotImplementedError

    def _pull_currencies(self, connection):
        """ISO codes of the currencies that the organization uses.

        :rtype: list[str]
        """
        raise NotImplementedError

    def _pull_ledger_accounts(self, connection):
        """All accounts, archived ones included where the provider gives them.

        :rtype: list[RemoteLedgerAccount]
        """
        raise NotImplementedError

    def _pull_tax_codes(self, connection):
        """:rtype: list[RemoteTaxCode]"""
        raise NotImplementedError

    def _pull_contacts(self, connection, since=None, timeout=None, cursor=""):
        """Pages of contacts, archived ones included.

        All contacts come in an order that no change moves them in, so that none is
        left out; one that is made meanwhile may be. Who reads them all therefore asks
        once more for what changed since the beginning. What changed since a moment
        comes with the newest change first, where the provider can sort by it.

        :param datetime since: naive UTC; only what changed after it, None = all
        :param float timeout: seconds for all pages together, None = the provider's own
            limit for each
        :param str cursor: of an earlier page, read with the same ``since``: go on
            behind it
        :raise TryAgain: when they take longer
        :rtype: collections.abc.Iterator[ContactPage]
        """
        raise NotImplementedError

    def _pull_contacts_by_id(self, connection, remote_ids, timeout):
        """Some contacts as they are now, with what is outstanding. One that is gone
        over there is missing from the answer.

        :param list[str] remote_ids: a few, as the directory holds them
        :param float timeout: seconds for all calls together
        :rtype: list[RemoteContact]
        """
        raise NotImplementedError

    def _pull_items(self, connection, since=None, timeout=None):
        """Pages of items, archived ones included. Asked only where
        :meth:`_has_items` says so.

        :param datetime since: naive UTC; only what changed after it, None = all
        :param float timeout: seconds for all pages together, None = the provider's own
            limit for each
        :raise TryAgain: when they take longer
        :rtype: collections.abc.Iterator[list[RemoteItem]]
        """
        raise NotImplementedError

    def _pull_items_by_id(self, connection, remote_ids, timeout):
        """Some items as they are now. One that is gone over there is missing from the
        answer.

        :param list[str] remote_ids: a few, as the directory holds them
        :param float timeout: seconds for all calls together
        :rtype: list[RemoteItem]
        """
        raise NotImplementedError

    # === PUSH === #

    def _prepare_contacts(self, connection, payloads):
        """The exact body of the call that makes these contacts.

        :param list[ContactPayload] payloads:
        :rtype: str
        """
        raise NotImplementedError

    def _push_contacts(self, connection, payloads, body, key, timeout):
        """Make the contacts. Never changes one that exists.

        :param str body: what :meth:`_prepare_contacts` gave
        :param str key: the idempotency key
        :param float timeout: seconds
        :rtype: list[ContactOutcome]
        """
        raise NotImplementedError

    def _push_items(self, connection, payloads, key, timeout):
        """Make items. Never changes one that exists. The same key with the same
        payloads makes no second one.

        :param list[ItemPayload] payloads:
        :param str key: the idempotency key
        :param float timeout: seconds
        :rtype: list[ItemOutcome]
        """
        raise NotImplementedError

    def _prepare_documents(self, connection, payloads):
        """The exact body of the call that makes these documents, all of one type.
        It is stored before it leaves, and sent again byte by byte where the answer
        was lost.

        :param list[DocumentPayload] payloads:
        :rtype: str
        """
        raise NotImplementedError

    def _push_documents(
        self, connection, document_type, references, body, key, timeout
    ):
        """Make the documents of a stored body.

        :param list[int] references: the documents' references, in the body's order
        :param str body: what :meth:`_prepare_documents` gave
        :param str key: the idempotency key
        :param float timeout: seconds
        :raise AnswerLost: when the call left and no verdict came back
        :rtype: list[DocumentOutcome]
        """
        raise NotImplementedError

    def _find_documents(self, connection, document_type, since, numbers, timeout):
        """The documents that this app made over there since a moment, for the
        comparison of marks after a lost answer.

        :param datetime since: naive UTC
        :param list[str] numbers: the numbers asked for, where the provider can only
            find by number
        :param float timeout: seconds for all pages together
        :rtype: list[RemoteDocument]
        """
        raise NotImplementedError

    def _pull_documents(self, connection, document_type, remote_ids, timeout):
        """Today's state of some documents. One that is gone over there is missing
        from the answer.

        :param list[str] remote_ids:
        :param float timeout: seconds for all calls together, None = no limit
        :rtype: list[RemoteDocument]
        """
        raise NotImplementedError

    def _search_documents(self, connection, document_type, contact_key, text, timeout):
        """Documents of a contact, or with a number like a text, or both; those that a
        person made over there, too. At most :data:`const.FOUND_DOCUMENTS`, the newest
        first.

        :param str contact_key: the contact's ``remote_key``, empty = any contact
        :param str text: part of the number, empty = any number
        :param float timeout: seconds for all calls together
        :rtype: list[RemoteDocument]
        """
        raise NotImplementedError

    def _close_purchase_order(self, connection, remote_id, key, timeout):
        """Mark a purchase order as billed over there, if it is not yet.

        :param float timeout: seconds for all calls that it takes
        :rtype: RemoteDocument
        """
        raise NotImplementedError

    # === ADDRESSES === #

    def _document_url(self, connection, document_type, remote_id):
        """Where a person sees the document over there.

        :rtype: str
        """
        raise NotImplementedError

    def _contact_url(self, connection, remote_id):
        """:rtype: str"""
        raise NotImplementedError

    def _item_url(self, connection, remote_id):
        """Where a person sees the item over there, or the list that it stands in.

        :rtype: str
        """
        raise NotImplementedError
