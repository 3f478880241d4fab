# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools.texts import as_sentences, first_words

#: Contacts that are worked in one transaction.
BATCH = 200


class AccountingBridgeContactImport(models.AbstractModel):
    """Makes partners of the contacts over there, or links them with those that exist.

    First the directory is brought up to date, page by page. Then its contacts are
    worked in the order of their ids: linked, created or put to a person. A batch's
    partners, links, questions and the new position are one transaction.
    """

    _name = "accounting.bridge.contact.import"
    _inherit = [
        "accounting.bridge.partner.writer",
        "accounting.bridge.contact.batch.mixin",
    ]
    _description = "Import of contacts"

    @api.model
    def _work_slice(self, run):
        """One step of a run: a page that is read, or a batch of contacts.

        :raise BridgeError: when the provider does not answer
        """
        if run.phase == "reading":
            self._read_page(run)
        else:
            self._work_next_batch(run)

    # === READING === #

    @api.model
    def _read_page(self, run):
        """Save one page of what is new over there. After the first reading of all,
        what changed meanwhile is asked for once more."""
        connection = run.connection_id
        is_first_reading = not connection.contacts_synced_at
        sync = self.env["accounting.bridge.directory.sync"]
        # Pages are also read before the run begins, and between its slices.
        known = connection._count_contacts_read()
        for contacts in sync._read_contacts(connection):
            run.read_count = max(run.read_count, known) + len(contacts)
            if connection.contacts_cursor:
                return  # the rest is for the next slices
        if not is_first_reading:
            run.write({"phase": "matching", "total_count": self._count(run)})
            self._remark_parts(run)

    @api.model
    def _remark_parts(self, run):
        """Tell what no partners are made of."""
        parts = Domain("is_part", "=", True) & self._role_domain(run)
        count = self.env["accounting.bridge.contact"].search_count(parts)
        if count:
            run._add_remarks(
                [
                    self.env._(
                        "%(count)s projects and sub-customers in %(provider)s were not "
                        "imported, since they are no companies of their own. Link by "
                        "hand those that are.",
                        count=count,
                        provider=run.connection_id.provider_name,
                    )
                ]
            )

    @api.model
    def _count(self, run):
        return self.env["accounting.bridge.contact"].search_count(self._domain(run))

    @api.model
    def _domain(self, run):
        """The contacts of an import."""
        return Domain("is_part", "=", False) & self._role_domain(run)

    @api.model
    def _role_domain(self, run):
        """The active contacts of the roles that are asked for. Where the provider tells
        apart what a contact is, one that is neither customer nor supplier is somebody
        else, as employees are."""
        connection = run.connection_id
        role = Domain.TRUE
        if run.roles != "both":
            role = Domain(f"is_{run.roles}", "=", True)
        somebody_else = (
            Domain("kind", "not in", (False, ""))
            & Domain("is_customer", "=", False)
            & Domain("is_supplier", "=", False)
        )
        return (
            Domain("connection_id", "=", connection.id)
            & Domain("organization_id", "=", connection.organization_id)
            & Domain("status", "=", "active")
            & role
            & ~somebody_else
        )

    # === ONE BATCH === #

    @api.model
    def _next_batch(self, run):
        """The contacts that come next."""
        return self.env["accounting.bridge.contact"].search(
            self._domain(run) & Domain("id", ">", run.position), order="id", limit=BATCH
        )

    @api.model
    def _work_next_batch(self, run):
        contacts = self._next_batch(run)
        if contacts:
            self._work_batch(run, contacts)
        else:
            self._drop_vain_questions(run.connection_id)
            run._end()

    @api.model
    def _tell_fault(self, run, contact, error):
        words = self._say_refusal(error)
        self._ask(run.connection_id, {contact: {"cause": "failed", "message": words}})
        run._add_remarks([f"{contact.name}: {words}"])

    @api.model
    def _say_refusal(self, error):
        return self.env._(
            "Odoo did not take it: %s Correct this, and import again.",
            as_sentences([first_words(error)]),
        )

    @api.model
    def _work(self, run, contacts):
        """Link, create or ask, and advance the run."""
        counts = Counter()
        countries = self._country_book()
        self._follow_merges(run.connection_id, contacts)
        linked = self._linked_partners(run.connection_id, contacts)
        skipped = self._skipped(contacts)
        left = contacts - skipped
        linked = {each: linked[each] for each in left if each in linked}
        new = left.filtered(lambda each: each not in linked)
        counts["skipped"] = len(skipped)
        matched = self._find_or_create(run, new, countries, counts)
        first = self._first_contacts(run, {**linked, **matched}.values())
        for contact, partner in {**linked, **matched}.items():
            is_first = first.get(partner, contact) == contact
            option = run.on_existing if is_first else "complete"
            is_changed, remarks = self._update_partner(
                partner, contact, option, countries
            )
            run._add_remarks(remarks)
            if contact in linked:
                counts["updated" if is_changed else "unchanged"] += 1
        self._close_questions(contacts.browse(each.id for each in linked))
        run._advance(contacts, counts)

    @api.model
    def _find_or_create(self, run, contacts, countries, counts):
        """Find the partners of contacts without a link, and make those that are
        missing. Contacts that share a name or a tax number with one before them wait
        until its partner is made, and are compared with it.

        :param Counter counts: of the run, is added to
        :return: the partners that existed, by contact
        :rtype: dict
        """
        connection = run.connection_id
        matching = self.env["accounting.bridge.contact.matching"]
        found, left = {}, contacts
        while left:
            matches = matching._match(connection, left)
            matched = {
                contact: match.partner
                for contact, match in matches.items()
                if match.partner
            }
            doubtful = {
                contact: {"cause": "candidates", "candidates": match.candidates}
                for contact, match in matches.items()
                if match.candidates
            }
            unknown = left.filtered(
                lambda each, known={**matched, **doubtful}: each not in known
            )
            created = matching._first_of_their_name(unknown)
            self._link(connection, matched, run.user_id)
            self._ask(connection, doubtful)
            self._create(run, created, countries)
            counts.update(
                linked=len(matched), decide=len(doubtful), created=len(created)
            )
            found |= matched
            left = unknown - created
        return found

    @api.model
    def _create(self, run, contacts, countries):
        if not contacts:
            return
        company = run._company_of_new_partners()
        partners, remarks = self._create_partners(contacts, countries, company)
        made = dict(zip(contacts, partners, strict=True))
        self._link(run.connection_id, made, run.user_id)
        run._add_remarks(remarks)

    # === LINKS === #

    @api.model
    def _linked_partners(self, connection, contacts):
        """:return: the partners that contacts are linked with; of several, the one
            that a person chose, else the newest link's
        :rtype: dict
        """
        links = self.env["accounting.bridge.link"].search_fetch(
            [
                ("connection_id", "=", connection.id),
                ("contact_id", "in", contacts.ids),
            ],
            ["contact_id", "partner_id", "is_chosen"],
            order="is_chosen, id",
        )
        linked = {link.contact_id: link.partner_id for link in links}
        return {contact: linked[contact] for contact in contacts if contact in linked}

    @api.model
    def _first_contacts(self, run, partners):
        """Of a partner with several contacts one overwrites it, and the others only
        complete it, or each would take back what the other wrote: the one that a person
        chose, else a customer, else the one that was linked first.

        :return: by partner; empty where nothing is overwritten
        :rtype: dict[res.partner, accounting.bridge.contact]
        """
        if run.on_existing != "overwrite":
            return {}
        connection = run.connection_id
        links = self.env["accounting.bridge.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("contact_id.organization_id", "=", connection.organization_id),
                ("contact_id.status", "=", "active"),
                ("partner_id", "in", [partner.id for partner in partners]),
            ]
        )
        first = {}
        for link in links.sorted(
            lambda link: (link.is_chosen, link.contact_id.is_customer, -link.id)
        ):
            first[link.partner_id] = link.contact_id
        return first

    @api.model
    def _follow_merges(self, connection, contacts):
        """Where a contact was merged into one of these over there, perhaps by way of
        others, its partners are this one's now."""
        targets = self._merged_into(connection, contacts)
        if not targets:
            return
        # Those that a person unlinked are still not to be linked.
        links = self.env["accounting.bridge.link"].with_context(active_test=False)
        links = links.search(
            [
                ("connection_id", "=", connection.id),
                ("contact_id", "in", [merged.id for merged in targets]),
            ]
        )
        for link in links:
            link.contact_id = targets[link.contact_id]

    @api.model
    def _merged_into(self, connection, contacts):
        """The contacts that were merged into some of these over there, perhaps by way
        of others: one query for each step of the longest way.

        :return: the one of these that each of them is now
        :rtype: dict[accounting.bridge.contact, accounting.bridge.contact]
        """
        directory = self.env["accounting.bridge.contact"]
        directory = directory.with_context(active_test=False)
        targets = {}
        reached = {contact.remote_id: contact for contact in contacts}
        while reached:
            merged = directory.search(
                [
                    ("connection_id", "=", connection.id),
                    ("organization_id", "=", connection.organization_id),
                    ("status", "=", "merged"),
                    ("merged_into", "in", list(reached)),
                ]
            )
            new = merged.filtered(lambda each: each not in targets)
            targets.update((each, reached[each.merged_into]) for each in new)
            reached = {each.remote_id: targets[each] for each in new}
        return targets

    @api.model
    def _link(self, connection, partners, user, is_chosen=False):
        """:param dict partners: by contact"""
        self.env["accounting.bridge.link"].create(
            [
                {
                    "connection_id": connection.id,
                    "contact_id": contact.id,
                    "partner_id": partner.id,
                    "linked_by_id": user.id,
                    "is_chosen": is_chosen,
                }
                for contact, partner in partners.items()
            ]
        )

    # === QUESTIONS === #

    @api.model
    def _skipped(self, contacts):
        """Those of the contacts that a person wants to be left alone."""
        decisions = self._decisions(contacts).filtered(
            lambda decision: decision.answer == "skip"
        )
        return decisions.contact_id

    @api.model
    def _decisions(self, contacts):
        return self.env["accounting.bridge.contact.decision"].search(
            [("contact_id", "in", contacts.ids), ("partner_id", "=", False)]
        )

    @api.model
    def _ask(self, connection, questions):
        """Put contacts to a person. What was asked before is brought up to date, since
        somebody may look at it, and what was answered and done stays.

        :param dict questions: by contact: ``cause``, and ``message`` or
            ``candidates``
        """
        contacts = self.env["accounting.bridge.contact"].browse(
            contact.id for contact in questions
        )
        linked = self._linked_partners(connection, contacts)
        known = {each.contact_id: each for each in self._decisions(contacts)}
        new = []
        for contact, question in questions.items():
            values = self._question_values(connection, contact, question)
            decision = known.get(contact)
            if not decision:
                new.append(values)
            elif decision.is_open or contact not in linked:
                decision._ask_anew(values)
        self.env["accounting.bridge.contact.decision"].create(new)

    @api.model
    def _question_values(self, connection, contact, question):
        """:param dict question: see :meth:`_ask`
        :return: the values of a decision
        :rtype: dict
        """
        return {
            "connection_id": connection.id,
            "contact_id": contact.id,
            "kind": contact.kind,
            "cause": question["cause"],
            "message": question.get("message"),
            "candidate_ids": [
                Command.create(
                    {
                        "partner_id": candidate.partner.id,
                        "score": candidate.score.value,
                        "reasons": candidate.reasons,
                    }
                )
                for candidate in question.get("candidates", ())
            ],
        }

    @api.model
    def _close_questions(self, contacts):
        """What is linked by now is no question any more."""
        self._decisions(contacts).filtered("is_open").unlink()

    @api.model
    def _drop_vain_questions(self, connection):
        """Nobody need decide about contacts that take no documents any more."""
        open_questions = self.env["accounting.bridge.contact.decision"].search(
            [
                ("connection_id", "=", connection.id),
                ("partner_id", "=", False),
                ("is_open", "=", True),
            ]
        )
        open_questions.filtered(lambda each: each.contact_id._fault()).unlink()

    # === ANSWERS === #

    @api.model
    def _apply(self, decision):
        """Do what a person answered about a contact. With the person's own rights on
        partners.

        :raise UserError: when somebody has linked the contact meanwhile, or it takes no
            documents any more
        """
        contact = decision.contact_id
        if decision.answer == "skip":
            return
        if contact.sudo()._fault():  # sudo: whoever decides sees what it is about
            raise UserError(
                self.env._(
                    "“%(contact)s” was archived, deleted or merged in %(provider)s. "
                    "Restore it there and import again, or press Skip.",
                    contact=contact.name,
                    provider=decision.provider_name,
                )
            )
        if self.sudo()._linked_partners(decision.connection_id, contact):
            raise UserError(
                self.env._(
                    "%s is linked already. Unlink it first, or press Skip: then "
                    "imports leave its partner as it is.",
                    contact.name,
                )
            )
        countries = self._country_book()
        run = self._last_import(decision.connection_id)
        if decision.answer == "link":
            partner = decision.chosen_id.partner_id
            # Only an import, which an administrator begins, overwrites.
            on_existing = "keep" if run.on_existing == "keep" else "complete"
            self._update_partner(partner, contact, on_existing, countries)
        else:
            company = run._company_of_new_partners()
            partner, _remarks = self._create_partners(contact, countries, company)
        # sudo: links are the administrator's to write; who may decide was checked.
        links = self.sudo()
        links._link(decision.connection_id, {contact: partner}, self.env.user, True)

    @api.model
    def _last_import(self, connection):
        """Whose options an answer follows.

        :return: a run, empty where there was none
        """
        return self.env["accounting.bridge.contact.run"].search(
            [("connection_id", "=", connection.id), ("kind", "=", "import")], limit=1
        )
