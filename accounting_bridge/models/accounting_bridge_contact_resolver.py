# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
import uuid
from collections import defaultdict
from dataclasses import replace

from odoo import api, models
from odoo.fields import Domain

from ..exceptions import AnswerLost, TryAgain
from ..tools.matching import (
    NameBook,
    Score,
    bare_tax_key,
    differ,
    name_key,
    partner_key,
    score,
    surest,
    tax_key,
)
from ..tools.payloads import ContactPayload
from ..tools.verdicts import Candidate, Refusal, Resolution, Verdict

#: How often contacts are created: once more, by another name, where somebody took the
#: first one a moment ago.
CREATING_ROUNDS = 2


class AccountingBridgeContactResolver(models.AbstractModel):
    """Finds the contact over there that stands for a partner, or makes it.

    By link, by the partner's own key, by tax number and exact name, all in the
    directory; what is not there is looked for once more after the directory is brought
    up to date, and then created. Where that was done a moment ago, it is done again
    only if the provider refuses a creation. What exists over there is never changed.

    A partner has a contact for each kind that its documents need. Where its name is
    another contact's, a person is asked, or, where the connection says so, the next of
    the provider's ``_contact_names`` is taken. A person is also asked where a contact
    takes no more documents, and where several may be meant. The answer stays.
    """

    _name = "accounting.bridge.contact.resolver"
    _inherit = [
        "accounting.bridge.contact.question.mixin",
        "accounting.bridge.resolver.mixin",
    ]
    _description = "Contact resolution"

    @api.model
    def _resolve(self, connection, wishes, timeout, is_stale=False):
        """Find or make the contacts that are wished for. Calls the provider only where
        one is unknown.

        :param wishes: :class:`ContactWish` each
        :param float timeout: seconds for all calls together
        :param bool is_stale: whether what the directory knows was refused over there
        :raise BridgeError: when the provider does not answer
        :rtype: Resolution
        """
        deadline = time.monotonic() + timeout
        wishes = list(dict.fromkeys(wishes))
        sync = self.env["accounting.bridge.directory.sync"]
        if is_stale:
            sync._sync_contacts(connection, self._time_left(deadline))
        verdicts = self._settle(connection, wishes)
        refused, created = {}, set()
        for _round in range(CREATING_ROUNDS):
            missing = self._missing(verdicts)
            if not missing:
                break
            if refused or not sync._are_contacts_fresh(connection):
                # Another worker, or a person over there, may have made it meanwhile.
                sync._sync_contacts(connection, self._time_left(deadline))
                verdicts.update(self._settle(connection, missing))
            refused = self._create_missing(connection, verdicts, refused, deadline)
            created |= {
                wish
                for wish in self._missing(verdicts)
                if verdicts[wish].name and wish not in refused
            }
            # Partners of one name share the contact, as they would one after the
            # other.
            missing = self._missing(verdicts)
            verdicts.update(self._settle(connection, missing))
        verdicts.update(self._ask(connection, verdicts))
        refused = {
            wish: refused[wish] for wish in self._missing(verdicts) if wish in refused
        }
        # Of two partners of one name, a person may be asked about the second.
        created = {wish for wish in created if verdicts[wish].contact}
        return Resolution(verdicts, refused, created)

    @api.model
    def _missing(self, verdicts):
        return [wish for wish, verdict in verdicts.items() if not verdict.contact]

    # === FINDING === #

    @api.model
    def _settle(self, connection, wishes):
        """The verdicts on wishes. What was found is remembered in links."""
        verdicts = self._judge(connection, wishes)
        self._link(
            connection,
            {
                wish: verdict.contact
                for wish, verdict in verdicts.items()
                if verdict.contact and not verdict.link
            },
        )
        self._move_links(verdicts)
        return verdicts

    @api.model
    def _move_links(self, verdicts):
        """Where the contact of a link was merged into another, over there, the link
        leads to that one from now on."""
        for verdict in verdicts.values():
            link, contact = verdict.link, verdict.contact
            if link and contact and link.contact_id != contact:
                link.contact_id = contact

    @api.model
    def _judge(self, connection, wishes):
        """What is to become of wishes, as far as the directory knows. Writes nothing.

        :rtype: dict[ContactWish, Verdict]
        """
        linked = self._judge_linked(connection, wishes)
        verdicts = {wish: own for wish, own in linked.items() if own.contact}
        left = [wish for wish in wishes if wish not in verdicts]
        answers = {
            wish: decision
            for wish, decision in self._answers(connection, left).items()
            if wish not in linked or decision._is_about(linked[wish].link)
        }
        names = self._names(connection, left, answers)
        name_book = self._name_book(connection, names)
        unlinked = self._unlinked_contacts(connection, left)
        holders = self._holders(connection, name_book.contacts)
        for wish in left:
            before = unlinked[wish.partner]
            if wish in answers:
                verdicts[wish] = self._judge_answered(
                    wish, answers[wish], names[wish][0], name_book, before
                )
                continue
            likely = self._likely(wish, names[wish], name_book, before)
            likely = self._doubt_held(wish.partner, likely, holders)
            if wish in linked:
                verdicts[wish] = linked[wish].with_candidates(likely)
            else:
                verdicts[wish] = self._judge_likely(
                    wish, names[wish], name_book, likely
                )
        return verdicts

    @api.model
    def _judge_linked(self, connection, wishes):
        """The verdicts on wishes of partners with a link.

        :rtype: dict[ContactWish, Verdict]
        """
        verdicts = {}
        for wish, link in self._links(connection, wishes).items():
            contact = self._follow_merge(link.contact_id)
            cause = contact._fault()
            if cause:
                sure = Candidate(contact, Score(100, ("link",)))
                verdicts[wish] = Verdict(link=link, cause=cause, candidates=(sure,))
            else:
                verdicts[wish] = Verdict(contact, link=link)
        return verdicts

    @api.model
    def _links(self, connection, wishes):
        """The link that counts for each wish that has one.

        :rtype: dict[ContactWish, accounting.bridge.link]
        """
        if not wishes:
            return {}
        partners = self.env["res.partner"].union(*(wish.partner for wish in wishes))
        links = self.env["accounting.bridge.link"]._contact_links(connection, partners)
        return {wish: links[tuple(wish)] for wish in wishes if tuple(wish) in links}

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
    def _unlinked_contacts(self, connection, wishes):
        """The contacts from which a person unlinked partners.

        :rtype: dict[res.partner, list[accounting.bridge.contact]]
        """
        partner_ids = [wish.partner.id for wish in wishes]
        pairs = self.env["accounting.bridge.link"]._unlinked_pairs(
            connection, [("partner_id", "in", partner_ids)]
        )
        contacts = defaultdict(list)
        for partner, contact in pairs:
            contacts[partner].append(contact)
        return contacts

    @api.model
    def _judge_answered(self, wish, decision, name, name_book, unlinked):
        """The verdict on a wish that a person has decided about: a new contact, which
        may have been made a moment ago, or none.

        :param unlinked: the contacts that a person unlinked from the partner
        """
        if decision.answer == "skip":
            return Verdict(cause="skipped", decision=decision)
        key = self._partner_key(wish.partner)
        contact = name_book.find_active(key, name, wish.kind, unlinked)
        if contact:
            return Verdict(contact)
        bearers = [each for each in name_book.bearers(name) if not each._fault()]
        if bearers:
            return self._name_taken(bearers)
        return Verdict(name=name, bears_key=not name_book.has_key(key))

    @api.model
    def _judge_likely(self, wish, names, name_book, scores):
        """The verdict on a wish whose partner has no link.

        :param dict scores: see :meth:`_likely`
        """
        usable = {each: own for each, own in scores.items() if not each._fault()}
        contact = surest(usable or scores)
        if contact and contact in usable:
            return Verdict(contact)
        if scores:
            cause = contact._fault() if contact else "candidates"
            candidates = (Candidate(each, own) for each, own in scores.items())
            return Verdict(cause=cause, candidates=tuple(candidates))
        name = name_book.free_name(names, wish.kind)
        return (
            Verdict(name=name)
            if name
            else self._name_taken(name_book.bearers(names[0]))
        )

    @api.model
    def _likely(self, wish, names, name_book, unlinked):
        """The contacts that may be a partner's, and how likely each is: the one that
        bears our key, else see :meth:`_scores`.

        :param unlinked: those of them that a person unlinked from the partner
        :rtype: dict[accounting.bridge.contact, Score]
        """
        key = self._partner_key(wish.partner)
        found = name_book.find(key, names, wish.kind)
        if found and found.key == key:
            scores = {found: Score(100, ("link",))}
        else:
            scores = self._scores(wish, names, found, name_book)
        return {
            contact: own.unlinked() if contact in unlinked else own
            for contact, own in scores.items()
        }

    @api.model
    def _scores(self, wish, names, found, name_book):
        """How likely contacts are a partner's: the one that bears its name, and those
        with its tax number.

        :rtype: dict[accounting.bridge.contact, Score]
        """
        matching = self.env["accounting.bridge.contact.matching"]
        facts = matching._partner_facts(wish.partner)
        same_tax = name_book.with_tax_number(facts.tax, wish.kind)
        name_keys = {name_key(name) for name in names}
        scores = {}
        for contact in dict.fromkeys([*filter(None, [found]), *same_tax]):
            own = matching._contact_facts(contact)
            if own.name in name_keys:
                own = replace(own, name=facts.name)
            scores[contact] = score(facts, own)
        return scores

    @api.model
    def _holders(self, connection, contacts):
        """The partners that contacts are linked with.

        :rtype: dict[accounting.bridge.contact, res.partner]
        """
        holders = defaultdict(self.env["res.partner"].browse)
        if not contacts:
            return holders
        links = self.env["accounting.bridge.link"].search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("contact_id", "in", [contact.id for contact in contacts]),
            ],
            ["contact_id", "partner_id"],
        )
        for link in links:
            holders[link.contact_id] |= link.partner_id
        return holders

    @api.model
    def _doubt_held(self, partner, scores, holders):
        """Partners of one name share their contact. But where it is another partner's
        already, and a tax number or e-mail address of theirs is not this one's, they
        are hardly the same: a person is asked.

        :param dict scores: see :meth:`_likely`
        :param dict holders: see :meth:`_holders`
        :rtype: dict[accounting.bridge.contact, Score]
        """
        matching = self.env["accounting.bridge.contact.matching"]
        facts = matching._partner_facts(partner)
        result = {}
        for contact, own in scores.items():
            others = holders[contact] - partner
            others = [matching._partner_facts(other) for other in others]
            known = [*others, matching._contact_facts(contact)] if others else []
            is_unlike = any(differ(facts, other) for other in known)
            # Our own key says more than all of these.
            is_doubtful = is_unlike and "link" not in own.reasons
            result[contact] = own.another_partners() if is_doubtful else own
        return result

    @api.model
    def _name_taken(self, bearers):
        """The verdict where contacts bear a name that can't be this partner's."""
        none = Score(0, ("name",))
        candidates = tuple(Candidate(contact, none) for contact in bearers)
        return Verdict(cause="name_taken", candidates=candidates)

    @api.model
    def _names(self, connection, wishes, answers):
        """What a new contact could be called, by wish, the best name first.

        :param dict answers: see :meth:`_answers`
        :rtype: dict[ContactWish, tuple[str]]
        """
        provider = connection._provider()
        names = {}
        for wish in wishes:
            chosen = wish in answers and answers[wish].new_name
            own = chosen or wish.partner.name or ""
            names[wish] = provider._contact_names(own, wish.kind)
            if wish in answers or connection.taken_name_policy == "ask":
                names[wish] = names[wish][:1]
        return names

    @api.model
    def _name_book(self, connection, names):
        """Who bears these names, or the keys or tax numbers of these partners, over
        there: one search for all of them.

        :param dict names: see :meth:`_names`
        :rtype: NameBook
        """
        if not names:
            return NameBook(())
        contacts = self.env["accounting.bridge.contact"].with_context(active_test=False)
        name_keys = {name_key(name) for own in names.values() for name in own}
        return NameBook(
            contacts.search(
                Domain("connection_id", "=", connection.id)
                & Domain("organization_id", "=", connection.organization_id)
                # What is gone or merged bears no name any more.
                & Domain("status", "not in", ("merged", "gone"))
                & (
                    Domain("key", "in", [self._partner_key(w.partner) for w in names])
                    | Domain("name_key", "in", list(name_keys - {""}))
                    | Domain("tax_key", "in", list(self._tax_keys(names)))
                )
            )
        )

    @api.model
    def _tax_keys(self, wishes):
        """The forms in which the partners' tax numbers may stand over there: with their
        country before them, or without."""
        keys = set()
        for wish in wishes:
            key = tax_key(wish.partner.vat)
            country_code = wish.partner.country_id.code or ""
            keys |= {key, bare_tax_key(key), key and country_code + key}
        return keys - {""}

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
    def _create_missing(self, connection, verdicts, refused, deadline):
        """Make contacts in as few calls as they take, each by the name of its verdict.

        :param dict refused: refusals of the round before; what would only be refused
            again is not tried again
        :return: refusals by wish
        :rtype: dict[ContactWish, Refusal]
        """
        names = {wish: verdict.name for wish, verdict in verdicts.items()}
        names = {wish: name for wish, name in names.items() if name}
        first_of = {}
        for wish, name in names.items():
            if wish not in refused or refused[wish].name != name:
                first_of.setdefault((name_key(name), wish.kind), wish)
        words = {}
        new = list(first_of.values())
        size = connection._provider()._batch_size("contact")
        for start in range(0, len(new), size):
            batch = {wish: verdicts[wish] for wish in new[start : start + size]}
            left = self._time_left(deadline)
            words.update(self._create_contacts(connection, batch, left))
        result = {}
        for wish, name in names.items():
            first = first_of.get((name_key(name), wish.kind))
            if first in words:
                result[wish] = Refusal(name, words[first])
            elif not first:
                result[wish] = refused[wish]
        return result

    @api.model
    def _create_contacts(self, connection, verdicts, timeout):
        """
        :param dict verdicts: by wish, with the contact's name
        :return: the provider's words by wish that it refused
        :rtype: dict[ContactWish, str]
        """
        provider = connection._provider()
        wishes = list(verdicts)
        payloads = [
            self._payload(reference, wish, verdicts[wish])
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
    def _payload(self, reference, wish, verdict):
        """What a new contact over there holds of a partner.

        :param Verdict verdict: with the contact's name
        :rtype: ContactPayload
        """
        partner = wish.partner
        return ContactPayload(
            reference=reference,
            key=self._partner_key(partner) if verdict.bears_key else "",
            name=verdict.name,
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
