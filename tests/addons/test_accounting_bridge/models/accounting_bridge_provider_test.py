# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal

from odoo import fields, models
from odoo.fields import Domain

from odoo.addons.accounting_bridge.const import FOUND_DOCUMENTS
from odoo.addons.accounting_bridge.exceptions import PersonMustAct
from odoo.addons.accounting_bridge.tools.payloads import (
    AddressPayload,
    ContactOutcome,
    ContactPage,
    DocumentOutcome,
    RemoteContact,
    RemoteDocument,
    RemoteLedgerAccount,
    RemoteOrganization,
    RemoteOrganizationChoice,
    RemoteTaxCode,
    TokenSet,
)
from odoo.addons.accounting_bridge.tools.wire import day_of

ACCOUNTS = [
    ("200", "Sales", "revenue"),
    ("300", "Purchases", "expense"),
    ("310", "Cost of goods", "expense"),
    ("600", "Inventory", "asset"),
    ("800", "Down payments", "liability"),
]
TAX_CODES = [
    ("OUT15", "Sales 15 %", "15", "sale", "normal"),
    ("IN15", "Purchases 15 %", "15", "purchase", "normal"),
    ("NONE", "No tax", "0", "both", "none"),
]
ACCOUNT_CLASSES = {
    "sale": "revenue",
    "purchase": "expense",
    "down_payment": "liability",
    "inventory": "asset",
    "cost_of_goods": "expense",
}
#: What a row of a contact tells as it stands.
CONTACT_FIELDS = (
    "name",
    "key",
    "email",
    "tax_number",
    "status",
    "merged_into",
    "is_customer",
    "is_supplier",
    "phone",
    "mobile",
    "website",
    "first_name",
    "last_name",
    "currency",
    "balance_currency",
)
RIGHTS = frozenset(
    {
        "create_draft_invoice",
        "approve_invoice",
        "create_draft_bill",
        "approve_bill",
        "create_purchase_order",
        "use_currencies",
    }
)


class AccountingBridgeProviderTest(models.AbstractModel):
    """A third provider, without one line for it in the base addon.

    Its organizations are named by the connection's ``organization_id``, and its books
    are rows of ``test.accounting.bridge.book``. A reference that begins with
    ``refuse`` is refused, and one with ``refuse contact`` as if the contact were gone.
    """

    _name = "accounting.bridge.provider.test"
    _inherit = "accounting.bridge.provider"
    _description = "Test provider"

    # === FACTS === #

    def _label(self):
        return "Testbooks"

    def _default_scopes(self):
        return ("books",)

    def _batch_size(self, document_type):
        return 10

    def _account_domain(self, purpose):
        return Domain("account_class", "=", ACCOUNT_CLASSES[purpose])

    def _replay_window(self):
        return 300

    def _check_redirect_url(self, url):
        return None

    # === CONSENT === #

    def _authorize_url(self, connection, *, state, code_challenge, redirect_url):
        return f"/testbooks/authorize?state={state}"

    def _exchange_code(self, connection, *, code, code_verifier, redirect_url, query):
        return self._tokens(1)

    def _refresh_tokens(self, credentials, refresh_token, on_call=None):
        return self._tokens(int(refresh_token.rpartition("-")[2]) + 1)

    def _tokens(self, generation):
        now = fields.Datetime.now()
        return TokenSet(
            access_token=f"access-{generation}",
            refresh_token=f"refresh-{generation}",
            access_expires_at=now + timedelta(minutes=30),
            consent_expires_at=now + timedelta(days=60),
            scopes=("books",),
            user_id="tester",
            user_name="Tess Tester",
        )

    def _list_organizations(self, connection, access_token, consent_id):
        return [RemoteOrganizationChoice("testorg", "Test Organization")]

    def _disconnect_organization(self, connection):
        return None

    # === DIRECTORY === #

    def _pull_organization(self, connection):
        company = connection.company_id
        return RemoteOrganization(
            organization_id=connection.organization_id,
            name="Test Organization",
            country_code=company.country_id.code or "",
            base_currency=company.currency_id.name,
            rights=RIGHTS,
        )

    def _pull_currencies(self, connection):
        active = self.env["res.currency"].search([("active", "=", True)])
        return active.mapped("name")

    def _pull_ledger_accounts(self, connection):
        return [
            RemoteLedgerAccount(
                remote_id=f"account-{code}",
                remote_key=code,
                code=code,
                name=name,
                account_type=account_class.upper(),
                account_class=account_class,
            )
            for code, name, account_class in ACCOUNTS
        ]

    def _pull_tax_codes(self, connection):
        return [
            RemoteTaxCode(
                remote_id=f"tax-{key}",
                remote_key=key,
                name=name,
                rate=Decimal(rate),
                direction=direction,
                kind=kind,
            )
            for key, name, rate, direction, kind in TAX_CODES
        ]

    def _pull_contacts(self, connection, since=None, timeout=None, cursor=""):
        contacts = self._books(connection, "contact")
        yield ContactPage([self._remote_contact(contact) for contact in contacts])

    def _pull_contacts_by_id(self, connection, remote_ids, timeout):
        contacts = map(self._remote_contact, self._books(connection, "contact"))
        return [each for each in contacts if each.remote_id in remote_ids]

    # === PUSH === #

    def _prepare_contacts(self, connection, payloads):
        return self._body(payloads)

    def _push_contacts(self, connection, payloads, body, key, timeout):
        return [
            ContactOutcome(
                payload.reference,
                self._remote_contact(self._add(connection, "contact", asdict(payload))),
            )
            for payload in payloads
        ]

    def _prepare_documents(self, connection, payloads):
        return self._body(payloads)

    def _push_documents(
        self, connection, document_type, references, body, key, timeout
    ):
        """The same key gives the same answer, as long as the books remember it."""
        known = self._books(connection, "key").filtered(lambda row: row.number == key)
        if known:
            return self._outcomes(connection, references, known.data)
        made = [
            self._enter(connection, document_type, payload)
            for payload in json.loads(body)
        ]
        self._add(connection, "key", made, number=key)
        return self._outcomes(connection, references, made)

    def _enter(self, connection, document_type, payload):
        """:return: the row's id, or the reason why it was refused"""
        if payload["note"].startswith("refuse"):
            return f"The note {payload['note']!r} is not welcome."
        return self._add(
            connection,
            document_type,
            payload,
            number=payload["number"] or f"T-{payload['mark'][-4:]}",
            state=payload["status"],
            mark=payload["mark"],
        ).id

    def _outcomes(self, connection, references, made):
        return [
            DocumentOutcome(
                reference,
                errors=(entry,),
                is_contact_gone="refuse contact" in entry,
            )
            if isinstance(entry, str)
            else DocumentOutcome(
                reference, document=self._remote_document(self._book(entry))
            )
            for reference, entry in zip(references, made, strict=True)
        ]

    def _find_documents(self, connection, document_type, since, numbers, timeout):
        books = self._books(connection, document_type)
        return [self._remote_document(book) for book in books]

    def _pull_documents(self, connection, document_type, remote_ids, timeout):
        return [
            self._remote_document(book)
            for book in self._books(connection, document_type)
            if str(book.id) in remote_ids
        ]

    def _search_documents(self, connection, document_type, contact_key, text, timeout):
        documents = map(self._remote_document, self._books(connection, document_type))
        found = [
            document
            for document in documents
            if contact_key in ("", document.contact)
            and text.casefold() in document.number.casefold()
        ]
        return found[::-1][:FOUND_DOCUMENTS]

    def _close_purchase_order(self, connection, remote_id, key, timeout):
        book = self._book(int(remote_id))
        if not book:
            raise PersonMustAct("There is no such purchase order.")
        book.state = "billed"
        return self._remote_document(book)

    # === ADDRESSES === #

    def _document_url(self, connection, document_type, remote_id):
        return f"https://books.example.com/{document_type}/{remote_id}"

    def _contact_url(self, connection, remote_id):
        return f"https://books.example.com/contact/{remote_id}"

    def _item_url(self, connection, remote_id):
        return f"https://books.example.com/item/{remote_id}"

    # === THE BOOKS === #

    def _books(self, connection, kind):
        return self._book(()).search(
            [("organization_id", "=", connection.organization_id), ("kind", "=", kind)]
        )

    def _book(self, book_id):
        # sudo: the books are not Odoo's, and nobody has rights to them.
        return self.env["test.accounting.bridge.book"].sudo().browse(book_id).exists()

    def _add(self, connection, kind, data, **values):
        return self._book(()).create(
            {
                "organization_id": connection.organization_id,
                "kind": kind,
                "data": json.loads(json.dumps(data, default=str)),
                **values,
            }
        )

    def _body(self, payloads):
        return json.dumps([asdict(payload) for payload in payloads], default=str)

    def _remote_contact(self, book):
        """Of what came in, or of what a test wrote down itself."""
        told = {
            name: book.data[name]
            for name in CONTACT_FIELDS
            if book.data.get(name) is not None
        }
        addresses = (
            AddressPayload(**{**each, "lines": tuple(each.get("lines", ()))})
            for each in book.data.get("addresses") or ()
        )
        balances = {
            name: Decimal(book.data[name])
            for name in ("receivable", "payable")
            if book.data.get(name) is not None
        }
        return RemoteContact(
            remote_id=str(book.id),
            **told,
            **balances,
            addresses=tuple(addresses),
            updated_at=book.write_date,
        )

    def _remote_document(self, book):
        total = Decimal(book.data["total"])
        is_open = book.state not in ("paid", "voided", "deleted")
        return RemoteDocument(
            remote_id=str(book.id),
            document_type=book.kind,
            number=book.number,
            state=book.state,
            contact=book.data["contact"],
            currency=book.data["currency"],
            subtotal=Decimal(book.data["subtotal"]),
            tax=Decimal(book.data["tax"]),
            total=total,
            amount_due=total if is_open else Decimal(0),
            amount_paid=total if book.state == "paid" else Decimal(0),
            mark=book.mark or "",
            issued_on=day_of(book.data.get("date")),
        )
