# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from dataclasses import asdict, replace
from decimal import Decimal

from odoo import models

from odoo.addons.accounting_bridge.exceptions import AnswerLost, PersonMustAct
from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault
from odoo.addons.accounting_bridge.tools.payloads import (
    ContactOutcome,
    ContactPage,
    ItemOutcome,
    RemoteItem,
)

LONGEST_NUMBER = 21

#: The system parameter that names the fault of all calls about documents.
FAULT_PARAMETER = "test_accounting_bridge.fault"

#: The system parameter that says how many contacts stand on a page.
PAGE_PARAMETER = "test_accounting_bridge.page"

#: The system parameter that locks the contacts, whatever its value.
LOCK_PARAMETER = "test_accounting_bridge.locked"


class AccountingBridgeProviderStrict(models.AbstractModel):
    """The test provider's books with other habits.

    Customers and suppliers are separate, of one currency each, and share one name
    space; lines of invoices name items; lines bear no tax codes; invoices are numbered
    there alone; purchase orders are found by their number. Each call is a row of the
    books, of the kind ``call``.

    A note that begins with ``lost`` arrives without an answer, and its key is spent;
    the first answer tells nothing of one that begins with ``untold``; one that begins
    with ``unprepared`` or ``garbled`` shows a fault of the provider's own code, before
    or after the call; one that begins with ``busy`` takes the database too long; one
    that begins with ``overtaken`` is brought to its end by another worker while its
    call is held up, which is turned away at last. While the system parameter of
    :data:`FAULT_PARAMETER` names a kind of fault, every call about documents ends so.
    """

    _name = "accounting.bridge.provider.strict"
    _inherit = ["accounting.bridge.provider.test", "accounting.bridge.asking.mixin"]
    _description = "Strict test provider"

    def _label(self):
        return "Strictbooks"

    # === FACTS === #

    def _number_policies(self, connection):
        return ("provider",)

    def _check_number(self, connection, document_type, number):
        if document_type == "invoice":
            return "Strictbooks numbers invoices itself: take the number away."
        if len(number) > LONGEST_NUMBER:
            return f"The number {number} is too long for Strictbooks."
        return None

    def _is_found_by_number(self, document_type):
        return document_type == "purchase_order"

    def _uses_tax_codes(self, connection, direction):
        return False

    def _uses_items(self, connection, document_type):
        return document_type == "invoice"

    def _contact_kind(self, document_type, currency):
        group = "customer" if document_type == "invoice" else "supplier"
        return f"{group} {currency}"

    def _contact_names(self, name, kind):
        name = " ".join(name.replace(":", "-").split())
        group, _blank, currency = kind.partition(" ")
        label = group.capitalize()
        return name, f"{name} ({label})", f"{name} ({label} {currency})"

    # === CONTACTS AND ITEMS === #

    def _pull_contacts(self, connection, since=None, timeout=None, cursor=""):
        """What was saved too lately is in no list until somebody met it. A cursor is
        the id of the last row that was read; pages hold as many contacts as
        :data:`PAGE_PARAMETER` says; :data:`LOCK_PARAMETER` lets nobody read them."""
        # sudo: the test's own parameter.
        if self.env["ir.config_parameter"].sudo().get_param(LOCK_PARAMETER):
            raise PersonMustAct(self.env._("The contacts are locked."))
        for contacts in self._contact_pages(connection, int(cursor or 0)):
            self._note(connection, "pull contacts")
            rest = self._shown_contacts(connection, contacts[-1:].id)
            found = [self._remote_contact(book) for book in contacts]
            yield ContactPage(found, cursor=str(contacts[-1:].id) if rest else "")

    def _contact_pages(self, connection, last_id):
        # sudo: the test's own parameter.
        parameters = self.env["ir.config_parameter"].sudo()
        size = int(parameters.get_param(PAGE_PARAMETER) or 1000)
        has_more = True
        while has_more:
            rest = self._shown_contacts(connection, last_id)
            yield rest[:size]
            has_more = len(rest) > size
            last_id = rest[:size][-1:].id

    def _shown_contacts(self, connection, last_id=0):
        return self._books(connection, "contact").filtered(
            lambda book: book.state != "late" and book.id > last_id
        )

    def _push_contacts(self, connection, payloads, body, key, timeout):
        """A name is given once, whatever the kind."""
        self._note(connection, "push contacts")
        outcomes = []
        for payload in payloads:
            bearers = self._books(connection, "contact").filtered(
                lambda book, payload=payload: book.data["name"] == payload.name
            )
            if bearers:
                bearers.state = "met"
                taken = ContactOutcome(payload.reference, errors=("Name taken.",))
                outcomes.append(taken)
            else:
                outcomes += super()._push_contacts(
                    connection, [payload], body, key, timeout
                )
        return outcomes

    def _remote_contact(self, book):
        group = book.data["kind"].partition(" ")[0]
        return replace(
            super()._remote_contact(book),
            remote_id=f"{group}-{book.id}",
            remote_key=str(book.id),
            kind=book.data["kind"],
            is_customer=group == "customer",
            is_supplier=group == "supplier",
        )

    def _pull_items(self, connection, since=None, timeout=None):
        self._note(connection, "pull items")
        yield [self._remote_item(book) for book in self._books(connection, "item")]

    def _pull_items_by_id(self, connection, remote_ids, timeout):
        items = map(self._remote_item, self._books(connection, "item"))
        return [each for each in items if each.remote_id in remote_ids]

    def _push_items(self, connection, payloads, key, timeout):
        """The same key gives the same answer, also where that was a refusal."""
        self._note(connection, "push items")
        known = self._books(connection, "key").filtered(lambda row: row.number == key)
        if not known:
            made = [self._enter_item(connection, payload) for payload in payloads]
            known = self._add(connection, "key", made, number=key)
        return [
            ItemOutcome(payload.key, errors=(entry,))
            if isinstance(entry, str)
            else ItemOutcome(payload.key, item=self._remote_item(self._book(entry)))
            for payload, entry in zip(payloads, known.data, strict=True)
        ]

    def _enter_item(self, connection, payload):
        """:return: the row's id, or the reason why it was refused"""
        names = [book.data["name"] for book in self._books(connection, "item")]
        if payload.name in names:
            return f"The name {payload.name} is another item's."
        return self._add(connection, "item", asdict(payload), state="active").id

    def _remote_item(self, book):
        return RemoteItem(
            remote_id=str(book.id),
            remote_key=f"item-{book.id}",
            name=book.data["name"],
            key=book.data["key"],
            account=book.data["account"],
            is_active=book.state == "active",
            code=book.data.get("code") or "",
            description=book.data.get("description") or "",
            sales_price=_price(book.data.get("sales_price")),
            purchase_price=_price(book.data.get("purchase_price")),
            purchase_account=book.data.get("purchase_account") or "",
            is_purchased=bool(book.data.get("purchase_account")),
        )

    # === DOCUMENTS === #

    def _prepare_documents(self, connection, payloads):
        for payload in payloads:
            if payload.note.startswith("unprepared"):
                raise ZeroDivisionError("a fault of the provider's addon")
            if payload.note.startswith("busy"):
                self.env.cr.execute("SET LOCAL statement_timeout TO 1")
                self.env.cr.execute("SELECT pg_sleep(1)")
        return super()._prepare_documents(connection, payloads)

    def _push_documents(
        self, connection, document_type, references, body, key, timeout
    ):
        self._note(connection, f"push {document_type}")
        self._meet_fault()
        if '"note": "overtaken' in body:
            self._let_another_worker_send(references)
            raise self._bridge_error(RemoteFault(Kind.RATE_LIMIT, ("Too many.",)))
        is_repeated = key in self._books(connection, "key").mapped("number")
        outcomes = super()._push_documents(
            connection, document_type, references, body, key, timeout
        )
        if '"note": "lost' in body:
            raise AnswerLost("The key was used before.", may_repeat=False)
        if '"note": "garbled' in body:
            raise ZeroDivisionError("a fault of the provider's addon")
        return outcomes if is_repeated else self._told(outcomes, json.loads(body))

    def _let_another_worker_send(self, references):
        # sudo: as the sender, which writes documents for everybody.
        documents = self.env["accounting.bridge.document"].sudo().browse(references)
        documents.write({"claim": "another worker's", "state": "done"})

    def _find_documents(self, connection, document_type, since, numbers, timeout):
        self._note(connection, f"find {document_type}")
        self._meet_fault()
        return super()._find_documents(
            connection, document_type, since, numbers, timeout
        )

    def _close_purchase_order(self, connection, remote_id, key, timeout):
        self._meet_fault()
        return super()._close_purchase_order(connection, remote_id, key, timeout)

    def _meet_fault(self):
        # sudo: the test's own parameter.
        parameters = self.env["ir.config_parameter"].sudo()
        if kind := parameters.get_param(FAULT_PARAMETER):
            raise self._bridge_error(RemoteFault(Kind(kind), ("Says the book.",)))

    def _told(self, outcomes, payloads):
        return [
            outcome
            for outcome, payload in zip(outcomes, payloads, strict=True)
            if not payload["note"].startswith("untold")
        ]

    def _note(self, connection, call):
        self._add(connection, "call", {}, number=call)


def _price(text):
    return None if text is None else Decimal(text)
