# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict
from dataclasses import replace
from typing import Any, NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.matching import (
    Facts,
    FactsBook,
    bare_tax_key,
    email_key,
    evidence_of,
    name_key,
    score,
    surest,
    tax_key,
)

#: What is compared of a partner.
PARTNER_FIELDS = ("name", "vat", "email", "active", "parent_id", "is_company")


class Candidate(NamedTuple):
    """A partner that a contact may be, with its :class:`Score` and, in words, what
    speaks for it and against it."""

    partner: Any
    score: Any
    reasons: str


class Match(NamedTuple):
    """What was found for a contact: the partner that it surely is, or candidates for a
    person to choose from. Neither, where nothing speaks for any partner."""

    partner: Any = None
    candidates: tuple = ()


class AccountingBridgeContactMatching(models.AbstractModel):
    """Finds the partners that contacts of the directory may be, by tax number, by
    e-mail with name and by exact name: one search a kind of evidence for all of
    them."""

    _name = "accounting.bridge.contact.matching"
    _description = "Matching of contacts with partners"

    @api.model
    def _match(self, connection, contacts):
        """:param contacts: of the directory, none of them linked
        :return: a :class:`Match` by contact
        :rtype: dict
        """
        facts = {contact: self._contact_facts(contact) for contact in contacts}
        unlinked = self._unlinked_partners(connection, contacts)
        partners = self._find_partners(connection, contacts, unlinked)
        book = FactsBook(
            {partner: self._partner_facts(partner) for partner in partners}
        )
        linked_kinds = self._linked_kinds(connection, partners)
        taken = set()
        matches = {}
        for contact, own in facts.items():
            kind = contact.kind or ""
            scores = {}
            before = [each for each in unlinked[contact] if each in book.facts]
            for partner in dict.fromkeys([*book.find(own), *before]):
                is_linked = kind in linked_kinds[partner.id]
                is_taken = is_linked or (partner.id, kind) in taken
                found = score(
                    book.facts[partner], own, is_doubtful=is_taken or not partner.active
                )
                if partner in before:
                    found = found.unlinked()
                # Two that share an e-mail alone, and are two over there, are two.
                if found.reasons and not (is_taken and found.reasons == ("email",)):
                    scores[partner] = found
            matches[contact] = self._as_match(scores, kind, linked_kinds)
            if matches[contact].partner:
                taken.add((matches[contact].partner.id, kind))
        return matches

    @api.model
    def _as_match(self, scores, kind, linked_kinds):
        partner = surest(scores)
        if partner:
            return Match(partner)
        return Match(
            candidates=tuple(
                Candidate(
                    partner,
                    found,
                    self._say_reasons(partner, found, kind in linked_kinds[partner.id]),
                )
                for partner, found in scores.items()
            )
        )

    @api.model
    def _first_of_their_name(self, contacts):
        """Those of contacts that share neither name nor tax number with one before
        them."""
        seen, first = set(), contacts.browse()
        for contact in contacts:
            facts = replace(self._contact_facts(contact), email="")
            evidence = set(evidence_of(facts))
            if not evidence & seen:
                first |= contact
            seen |= evidence
        return first

    # === FACTS === #

    @api.model
    def _contact_facts(self, contact):
        return Facts(
            contact.name_key or "", contact.tax_key or "", email_key(contact.email)
        )

    @api.model
    def _partner_facts(self, partner):
        return Facts(
            name_key(partner.name), tax_key(partner.vat), email_key(partner.email)
        )

    # === PARTNERS === #

    @api.model
    def _unlinked_partners(self, connection, contacts):
        """The partners from which a person unlinked contacts.

        :rtype: dict[accounting.bridge.contact, list[res.partner]]
        """
        pairs = self.env["accounting.bridge.link"]._unlinked_pairs(
            connection, [("contact_id", "in", contacts.ids)]
        )
        partners = defaultdict(list)
        for partner, contact in pairs:
            partners[contact].append(partner)
        return partners

    @api.model
    def _find_partners(self, connection, contacts, unlinked):
        """The partners that share a tax number, a name or an e-mail with any contact,
        or that were linked with them.

        :param dict unlinked: see :meth:`_unlinked_partners`
        """
        known = {partner.id for found in unlinked.values() for partner in found}
        names = {each.name for each in contacts if each.name_key}
        taxes = {tax_key(each.tax_number) for each in contacts} - {""}
        emails = {each.email for each in contacts if each.email}
        partners = self.env["res.partner"].with_context(active_test=False)
        found = partners.search_fetch(
            self._partner_domain(connection)
            & Domain("id", "in", [*self._ids_by_keys(names, taxes, emails), *known]),
            PARTNER_FIELDS,
            order="id",
        )
        return found

    @api.model
    def _partner_domain(self, connection):
        """Partners that documents of the connection's company can be for. Contact
        persons and addresses of a company share its tax number, and are none."""
        company = Domain("company_id", "=", False) | Domain(
            "company_id", "parent_of", connection.company_id.id
        )
        own = Domain("parent_id", "=", False) | Domain("is_company", "=", True)
        return company & own

    @api.model
    def _ids_by_keys(self, names, taxes, emails):
        """The keys are not stored with partners, and are computed by the database: it
        tells names and numbers apart a little less well than we do, who compare again.

        :param set names: as they stand, like ``emails``: what the database makes of
            letters depends on its locale, so that it folds both sides
        :param set taxes: each a :func:`tax_key`
        :rtype: list[int]
        """
        taxes = taxes | {bare_tax_key(tax) for tax in taxes} - {""}
        conditions = []
        if names:
            conditions.append(self._is_one_of(SQL("name"), names, self._folded_name))
        if taxes:
            number = SQL("regexp_replace(upper(vat), '[^[:alnum:]]', '', 'g')")
            conditions.append(
                SQL(
                    "(vat IS NOT NULL AND (%(number)s = ANY(%(keys)s) "
                    "OR substr(%(number)s, 3) = ANY(%(keys)s)))",
                    number=number,
                    keys=list(taxes),
                )
            )
        if emails:
            conditions.append(self._is_one_of(SQL("email"), emails, self._folded))
        if not conditions:
            return []
        self.env["res.partner"].flush_model(["name", "vat", "email"])
        rows = self.env.execute_query(
            SQL("SELECT id FROM res_partner WHERE %s", SQL(" OR ").join(conditions))
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _is_one_of(self, column, texts, fold):
        """The condition that a column holds one of some texts.

        :param SQL column:
        :param set texts:
        :param fold: a method of this model that takes and returns an SQL text
        """
        return SQL(
            "%s IN (SELECT %s FROM unnest(%s) AS text)",
            fold(column),
            fold(SQL("text")),
            list(texts),
        )

    @api.model
    def _folded_name(self, name):
        """A name as :func:`name_key` makes it."""
        return self._folded(
            SQL("regexp_replace(normalize(%s, NFKC), '\\s+', ' ', 'g')", name)
        )

    @api.model
    def _folded(self, text):
        """A text without outer blanks, whatever its case. What ``lower`` leaves apart,
        and Python's folding does not, are a sharp s and the sigma at a word's end."""
        return SQL("replace(translate(lower(btrim(%s)), 'ςẞ', 'σß'), 'ß', 'ss')", text)

    @api.model
    def _linked_kinds(self, connection, partners):
        """The kinds of contacts that partners are linked with already.

        :return: kinds by the partner's id
        :rtype: dict[int, set[str]]
        """
        links = self.env["accounting.bridge.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "in", partners.ids),
                ("contact_id.organization_id", "=", connection.organization_id),
            ]
        )
        kinds = defaultdict(set)
        for link in links:
            kinds[link.partner_id.id].add(link.kind or "")
        return kinds

    # === WORDS === #

    @api.model
    def _say_reasons(self, partner, found, is_linked=False):
        """:param Score found:
        :return: what speaks for it, and what against it
        :rtype: str
        """
        words = {
            "link": self.env._("linked"),
            "tax": self.env._("same tax number"),
            "email_and_name": self.env._("same e-mail and name"),
            "name": self.env._("same name"),
            "email": self.env._("same e-mail"),
            "other_tax": self.env._("but another tax number"),
            "unlinked": self.env._("unlinked here by a person"),
        }
        said = [words[reason] for reason in found.reasons]
        if is_linked:
            said.append(self.env._("but linked with another contact"))
        if not partner.active:
            said.append(self.env._("but archived in Odoo"))
        return ", ".join(said)
