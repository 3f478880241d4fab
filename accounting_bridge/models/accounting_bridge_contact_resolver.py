# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
import uuid
from typing import Any, NamedTuple

from odoo import api, models

from ..exceptions import AnswerLost, TryAgain
from ..tools.matching import NameBook, name_key, partner_key
from ..tools.payloads import ContactPayload

#: How often contacts are created: once more, by another name, where somebody took the
#: first one a moment ago.
CREATING_ROUNDS = 2


class ContactWish(NamedTuple):
    """The contact that a document needs: of a partner, and of a kind as the provider's
    ``_contact_kind`` gives it."""

    partner: Any
    kind: str = ""


class Refusal(NamedTuple):
    """Why a contact could not be made, and by which name it was tried."""

    name: str
    words: str


class AccountingBridgeContactResolver(models.AbstractModel):
    """Finds the contact over there that stands for a partner, or makes it.

    By link, by the partner's own key, by exact name, all in the directory; what is
    not there is looked for once more after the directory is brought up to date, and
    then created. Where that was done a moment ago, it is done again only if the
    provider refuses a creation. What exists over there is never changed.

    A partner has a contact for each kind that its documents need. Where a name is
    another contact's, the next of the provider's ``_contact_names`` is taken.
    """

    _name = "accounting.bridge.contact.resolver"
    _inherit = "accounting.bridge.resolver.mixin"
    _description = "Contact resolution"

    @api.model
    def _resolve(self, connection, wishes, timeout):
        """The contacts that are wished for. Calls the provider only where one is
        unknown.

        :param wishes: :class:`ContactWish` each
        :param float timeout: seconds for all calls together
        :raise BridgeError: when the provider does not answer
        :return: contacts by wish, and the provider's words by wish it refused
        :rtype: tuple[dict, dict]
        """
        deadline = time.monotonic() + timeout
        wishes = list(dict.fromkeys(wishes))
        found = self._find(connection, wishes)
        refused = {}
        sync = self.env["accounting.bridge.directory.sync"]
        for _round in range(CREATING_ROUNDS):
            missing = self._missing(wishes, found)
            if not missing:
                break
            if refused or not sync._are_contacts_fresh(connection):
                # Another worker, or a person over there, may have made it meanwhile.
                sync._sync_contacts(connection, self._time_left(deadline))
                found.update(self._find(connection, missing))
                missing = self._missing(wishes, found)
            refused = self._create_missing(connection, missing, refused, deadline)
            # Partners of one name share the contact, as they would one after the
            # other.
            found.update(self._find(connection, missing))
        return found, {
            wish: refused[wish].words if wish in refused else ""
            for wish in self._missing(wishes, found)
        }

    @api.model
    def _missing(self, wishes, found):
        return [wish for wish in wishes if wish not in found]

    # === FINDING === #

    @api.model
    def _find(self, connection, wishes):
        """Contacts of the directory by wish; who has none is missing. A match is
        remembered as a link."""
        found = self._find_linked(connection, wishes)
        matched = self._find_matching(connection, self._missing(wishes, found))
        self._link(connection, matched)
        return {**found, **matched}

    @api.model
    def _find_linked(self, connection, wishes):
        """The contacts that are linked to partners, by wish. A link to one that is
        gone over there counts no more."""
        if not wishes:
            return {}
        partners = self.env["res.partner"].union(*(wish.partner for wish in wishes))
        links = self.env["accounting.bridge.link"]._contact_links(connection, partners)
        linked = {ContactWish(*own): link.contact_id for own, link in links.items()}
        contacts = {
            wish: self._follow_merge(linked[wish]) for wish in wishes if wish in linked
        }
        return {
            wish: contact
            for wish, contact in contacts.items()
            if contact.status != "gone"
        }

    @api.model
    def _follow_merge(self, contact):
        """The contact that another was merged into, over there."""
        seen = contact
        while contact.status == "merged" and contact.merged_into:
            target = contact.with_context(active_test=False).search(
                [
                    ("connection_id", "=", contact.connection_id.id),
                    ("remote_id", "=", contact.merged_into),
                ]
            )
            if not target or target in seen:
                break
            seen |= target
            contact = target
        return contact

    @api.model
    def _find_matching(self, connection, wishes):
        """The contacts that bear a partner's key or name, by wish."""
        names = self._names(connection, wishes)
        name_book = self._name_book(connection, names)
        matches = {
            wish: name_book.find(
                self._partner_key(wish.partner), names[wish], wish.kind
            )
            for wish in wishes
        }
        return {wish: contact for wish, contact in matches.items() if contact}

    @api.model
    def _names(self, connection, wishes):
        """:return: what a new contact could be called, by wish, the best name first
        :rtype: dict[ContactWish, tuple[str]]
        """
        provider = connection._provider()
        return {
            wish: provider._contact_names(wish.partner.name or "", wish.kind)
            for wish in wishes
        }

    @api.model
    def _name_book(self, connection, names):
        """Who bears these names, or the keys of these partners, over there: one search
        for all of them.

        :param dict names: see :meth:`_names`
        :rtype: NameBook
        """
        if not names:
            return NameBook(())
        contacts = self.env["accounting.bridge.contact"].with_context(active_test=False)
        name_keys = {name_key(name) for own in names.values() for name in own}
        return NameBook(
            contacts.search(
                [
                    ("connection_id", "=", connection.id),
                    ("organization_id", "=", connection.organization_id),
                    ("status", "not in", ("merged", "gone")),
                    "|",
                    ("key", "in", [self._partner_key(wish.partner) for wish in names]),
                    ("name_key", "in", list(name_keys - {""})),
                ]
            )
        )

    @api.model
    def _partner_key(self, partner):
        # sudo: the parameter is the administrator's.
        parameters = self.env["ir.config_parameter"].sudo()
        return partner_key(parameters.get_param("database.uuid"), partner.id)

    @api.model
    def _link(self, connection, contacts):
        self.env["accounting.bridge.link"].create(
            [
                {
                    "connection_id": connection.id,
                    "partner_id": wish.partner.id,
                    "contact_id": contact.id,
                }
                for wish, contact in contacts.items()
            ]
        )

    # === CREATING === #

    @api.model
    def _create_missing(self, connection, wishes, refused, deadline):
        """Make contacts in as few calls as they take, each by the first name that is
        free.

        :param dict refused: refusals of the round before; what would only be refused
            again is not tried again
        :return: refusals by wish
        :rtype: dict[ContactWish, Refusal]
        """
        names = self._free_names(connection, wishes)
        first_of = {}
        for wish, name in names.items():
            if name and (wish not in refused or refused[wish].name != name):
                first_of.setdefault((name_key(name), wish.kind), wish)
        words = {}
        new = list(first_of.values())
        size = connection._provider()._batch_size("contact")
        for start in range(0, len(new), size):
            batch = {wish: names[wish] for wish in new[start : start + size]}
            left = self._time_left(deadline)
            words.update(self._create_contacts(connection, batch, left))
        result = {}
        for wish, name in names.items():
            first = first_of.get((name_key(name), wish.kind))
            if first in words:
                result[wish] = Refusal(name, words[first])
            elif not name:
                result[wish] = Refusal("", self._no_name_text(connection, wish))
            elif not first:
                result[wish] = refused[wish]
        return result

    @api.model
    def _free_names(self, connection, wishes):
        """:return: the name that a new contact will get, by wish, empty where all of
            its names are taken
        :rtype: dict[ContactWish, str]
        """
        names = self._names(connection, wishes)
        name_book = self._name_book(connection, names)
        return {wish: name_book.free_name(names[wish], wish.kind) for wish in wishes}

    @api.model
    def _no_name_text(self, connection, wish):
        names = self._names(connection, [wish])[wish]
        return self.env._(
            "each name that it could be given is taken there by another contact: %s.",
            ", ".join(f"“{name}”" for name in names),
        )

    @api.model
    def _create_contacts(self, connection, names, timeout):
        """
        :param dict names: the contact's name by wish
        :return: the provider's words by wish that it refused
        :rtype: dict[ContactWish, str]
        """
        provider = connection._provider()
        wishes = list(names)
        payloads = [
            self._payload(reference, wish, names[wish])
            for reference, wish in enumerate(wishes)
        ]
        body = provider._prepare_contacts(connection, payloads)
        try:
            outcomes = provider._push_contacts(
                connection, payloads, body, str(uuid.uuid4()), timeout
            )
        except AnswerLost as error:
            # Whatever was made is found by its key or name after the next look-up.
            raise TryAgain(error.message, whole_connection=False) from error
        self._keep_created(connection, wishes, outcomes)
        return {
            wishes[outcome.reference]: " ".join(outcome.errors)
            for outcome in outcomes
            if not outcome.contact
        }

    @api.model
    def _keep_created(self, connection, wishes, outcomes):
        made = {
            wishes[outcome.reference]: outcome.contact
            for outcome in outcomes
            if outcome.contact
        }
        sync = self.env["accounting.bridge.directory.sync"]
        contacts = sync._save_contacts(connection, made.values())
        by_remote_id = {contact.remote_id: contact for contact in contacts}
        self._link(
            connection,
            {wish: by_remote_id[remote.remote_id] for wish, remote in made.items()},
        )

    @api.model
    def _payload(self, reference, wish, name):
        """What a new contact over there holds of a partner.

        :rtype: ContactPayload
        """
        partner = wish.partner
        return ContactPayload(
            reference=reference,
            key=self._partner_key(partner),
            name=name,
            kind=wish.kind,
            email=partner.email or "",
            phone=partner.phone or "",
            tax_number=partner.vat or "",
            addresses=self._address_payloads(partner),
            is_customer=bool(partner.customer_rank),
            is_supplier=bool(partner.supplier_rank),
        )

    @api.model
    def _address_payloads(self, partner):
        kinds = {"billing": "invoice", "delivery": "delivery"}
        addresses = partner.address_get(list(kinds.values()))
        return tuple(
            partner.browse(addresses[address_type])._bridge_address_payload(kind)
            for kind, address_type in kinds.items()
        )
