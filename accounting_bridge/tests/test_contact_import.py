# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.accounting_bridge_contact_run import READING_SHARE
from ..models.accounting_bridge_contact_runs_mixin import QUICK_LOOK
from .common_sending import SendingCommon

LONG_NAME = "Long " * 99 + "name."
ARABIC_NAME = "شركة الاتصالات ‏(المحدودة)"
EMOJI_NAME = "🦊 Fox & Søn 株式会社"

#: Names in Odoo, and over there: the same but for their case.
FOLDED_NAMES = (
    ("Straßenbau GmbH", "Straßenbau GmbH"),
    ("STRASSENFEST", "Straßenfest"),
    ("Παπαδόπουλος", "ΠΑΠΑΔΌΠΟΥΛΟΣ"),
    ("Αδελφός", "Αδελφός"),
)


class ContactImportCommon(SendingCommon):
    """Contacts that stand over there, and runs that import them."""

    def _add(self, name, kind="customer USD", **data):
        """A contact over there."""
        empty = {"key": "", "email": "", "tax_number": ""}
        return self._books("contact").create(
            {
                "organization_id": self.connection.organization_id,
                "kind": "contact",
                "data": {"name": name, "kind": kind, **empty, **data},
            }
        )

    def _begin(self, **options):
        runs = self.env["accounting.bridge.contact.run"]
        return runs._begin(self.connection, "import", **options)

    def _import(self, **options):
        """An import from its beginning to its end."""
        run = self._begin(**options)
        self._run_cron()
        return run

    def _partners(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    def _decisions(self):
        return self.env["accounting.bridge.contact.decision"].search([])

    def _counts(self, run):
        names = ("created", "linked", "updated", "decide", "skipped", "failed")
        counts = {name: run[f"{name}_count"] for name in names}
        return {name: count for name, count in counts.items() if count}

    def _address(self, kind="billing", **parts):
        return {"kind": kind, "lines": ["1 Main St"], "city": "Springfield", **parts}


@tagged("post_install", "-at_install")
class TestContactImport(ContactImportCommon):
    def test_all_that_a_contact_holds(self):
        self._add(
            "Fresh & Co",
            email="office@fresh.example",
            phone="+1 555 1",
            mobile="+1 555 2",
            website="fresh.example",
            tax_number="12-3456789",
            first_name="Ada",
            last_name="Lovelace",
            addresses=[
                self._address(region="California", country="USA", postal_code="90210"),
                self._address("delivery", lines=["2 Dock Rd", "Gate 4"]),
            ],
        )
        run = self._import()
        self.assertEqual(run.state, "done", run.message)
        partner = self._partners("Fresh & Co")
        self.assertRecordValues(
            partner,
            [
                {
                    "is_company": True,
                    "email": "office@fresh.example",
                    "phone": "+1 555 1",
                    "website": "http://fresh.example",
                    "vat": "12-3456789",
                    "street": "1 Main St",
                    "city": "Springfield",
                    "zip": "90210",
                    "state_id": self.env.ref("base.state_us_5").id,
                    "country_id": self.env.ref("base.us").id,
                    "company_id": False,
                    "customer_rank": 1,
                    "supplier_rank": 0,
                }
            ],
        )
        self.assertIn("+1 555 2", partner.comment)
        self.assertIn("Ada Lovelace", partner.comment)
        self.assertEqual(partner.child_ids.type, "delivery")
        self.assertEqual(partner.child_ids.street2, "Gate 4")

    def test_bad_input(self):
        names = (LONG_NAME, ARABIC_NAME, EMOJI_NAME)
        for name in names:
            self._add(name)
        self._add("", email="nameless@example.com")
        nameless = self._add("", addresses=[self._address("pigeon")])
        self._add("Ada Lovelace", first_name="Ada", last_name="Lovelace")
        self._add("Archived", status="archived")
        self._add("Merged", status="merged", merged_into="customer-0")
        self._add("Staff", kind="employee")
        abroad = self._address(region="Deep", country="Atlantis")
        self._add("Unknown country", addresses=[abroad])
        run = self._import()
        self.assertEqual(self._counts(run), {"created": 7}, run.message)
        for name in names:
            self.assertEqual(self._partners(name).name, name)
        self.assertTrue(self._partners("nameless@example.com"))
        self.assertTrue(self._partners(f"Contact {nameless.id} without a name"))
        self.assertFalse(self._partners("Ada Lovelace").is_company)
        for name in ("Archived", "Merged", "Staff"):
            self.assertFalse(self._partners(name), name)
        self.assertEqual(self._partners("Unknown country").street2, "Deep, Atlantis")
        self.assertIn("Deep, Atlantis", run.remarks)

    def test_what_matches_is_linked(self):
        create = self.env["res.partner"].create
        by_tax = create({"name": "Ours", "vat": "BE 0477.472.701"})
        by_email = create({"name": "Fresh  & CO", "email": "Office@fresh.example"})
        by_name = create({"name": "exact"})
        self._add("Theirs", tax_number="0477472701")
        self._add("Fresh & Co", email="office@FRESH.example")
        self._add("Exact")
        folded = create([{"name": name} for name, _other in FOLDED_NAMES])
        for _name, other in FOLDED_NAMES:
            self._add(other)
        run = self._import(on_existing="keep")
        self.assertEqual(self._counts(run), {"linked": 3 + len(folded)})
        links = self.env["accounting.bridge.link"].search([])
        self.assertEqual(links.partner_id, by_tax | by_email | by_name | folded)
        self.assertFalse(any(links.mapped("is_chosen")))
        self.assertEqual(by_tax.name, "Ours")

    def test_a_second_time_nothing_is_written(self):
        self.env["res.partner"].create({"name": "Exact"})
        for name in ("One", "Exact"):
            self._add(
                name,
                website="one.example",
                tax_number="BE0477472701" if name == "One" else "",
                addresses=[
                    self._address(country="BEL"),
                    self._address("delivery", lines=["2 Dock Rd"]),
                ],
            )
        self._import()
        for on_existing in ("keep", "complete", "overwrite"):
            before = self.env["res.partner"].search([]).mapped("write_date")
            self._calls()
            run = self._import(on_existing=on_existing)
            self.assertEqual(self._counts(run), {})
            self.assertEqual(run.unchanged_count, 2)
            after = self.env["res.partner"].search([]).mapped("write_date")
            self.assertEqual(before, after)
            self.assertEqual(self._calls(), ["pull contacts"])

    def test_an_address_for_goods_is_not_made_again(self):
        """Where somebody has archived it, or made something else of it."""
        delivery = self._address("delivery", lines=["2 Dock Rd"])
        for name in ("Archived", "Retyped"):
            self._add(name, addresses=[self._address(), delivery])
        self._import()
        archived, retyped = self._partners("Archived"), self._partners("Retyped")
        archived.child_ids.write({"street": "2 Dock Road", "active": False})
        retyped.child_ids.write({"type": "other", "name": "Gate"})
        for on_existing in ("complete", "overwrite"):
            self.assertEqual(self._counts(self._import(on_existing=on_existing)), {})
        self.assertFalse(archived.child_ids)
        self.assertEqual(retyped.child_ids.type, "other")

    def test_what_was_typed_in_odoo_stays_unless_told_otherwise(self):
        values = {"name": "Exact", "phone": "typed", "street": "Typed St"}
        partner = self.env["res.partner"].create(values)
        address = self._address()
        book = self._add("Exact", email="a@b.example", phone="1", addresses=[address])
        self._import(on_existing="keep")
        self.assertFalse(partner.email)
        run = self._import(on_existing="complete")
        self.assertEqual(self._counts(run), {"updated": 1})
        self.assertRecordValues(
            partner,
            [{"email": "a@b.example", "phone": "typed", "street": "Typed St"}],
        )
        self.assertFalse(partner.city, "half an address is worse than none")
        book.data = {**book.data, "name": "Renamed there"}
        self._import(on_existing="overwrite")
        self.assertRecordValues(
            partner,
            [{"name": "Renamed there", "phone": "1", "city": "Springfield"}],
        )

    def test_one_name_three_times(self):
        for _time in range(3):
            self._add("Twin")
        run = self._import()
        self.assertEqual(self._counts(run), {"created": 1, "decide": 2})
        self.assertEqual(len(self._partners("Twin")), 1)
        first, second = self._decisions()
        self.assertEqual(first.best_id.partner_id, self._partners("Twin"))
        self.assertIn("linked with another contact", first.best_reasons)
        first.action_create()
        second.action_skip()
        self.assertEqual(len(self._partners("Twin")), 2)
        run = self._import()
        self.assertEqual(self._counts(run), {"skipped": 1})
        self.assertEqual(len(self._partners("Twin")), 2)
        # Until a person opens the question again.
        second.action_ask_again()
        self.assertEqual(self._counts(self._import()), {"decide": 1})

    def test_a_folded_name_three_times(self):
        for name in ("Weiß", "WEISS", "weiß"):
            self._add(name)
        self.assertEqual(self._counts(self._import()), {"created": 1, "decide": 2})
        self.assertEqual(len(self._partners("Weiß")), 1)

    def test_what_is_doubtful_is_asked_and_the_answer_kept(self):
        acme = self.env["res.partner"].create({"name": "Acme", "vat": "BE0477472701"})
        self._add("Acme", tax_number="BE0000000097", phone="1")
        run = self._import()
        self.assertEqual(self._counts(run), {"decide": 1})
        [decision] = self._decisions()
        self.assertEqual(decision.best_reasons, "same name, but another tax number")
        self.assertEqual(self.connection.decision_count, 1)
        decision.action_link_best()
        link = self.env["accounting.bridge.link"].search([])
        self.assertEqual(link.partner_id, acme)
        self.assertTrue(link.is_chosen)
        self.assertEqual(acme.phone, "1")
        self.assertFalse(decision.is_open)
        self.assertEqual(self._counts(self._import()), {})

    def test_any_other_partner_can_be_looked_for(self):
        partners = self.env["res.partner"].create(
            [{"name": name, "email": f"{name}@example.com"} for name in ("A", "B", "C")]
        )
        for email in ("A@example.com", "B@example.com"):
            self._add(f"Doubtful {email}", email=email)
        self._import()
        first, second = self._decisions().sorted("name")
        dialogs = self.env["accounting.bridge.decide.contact"]
        dialog = dialogs.create({"decision_id": first.id})
        self.assertIn(partners[2], partners.search(dialog.other_partner_domain))
        dialog.other_partner_id = partners[2]
        dialog.action_link_other()
        self.assertEqual(first.answer, "link")
        self.assertEqual(first.chosen_id.partner_id, partners[2])
        link = partners[2]._bridge_links(self.connection)
        self.assertEqual(link.contact_id, first.contact_id)
        dialog = dialogs.create({"decision_id": second.id})
        dialog.other_partner_id = partners[2]
        with self.assertRaisesRegex(UserError, "is linked to “Doubtful A@"):
            dialog.action_link_other()
        self.assertTrue(second.is_open)

    def test_an_answer_overwrites_nothing(self):
        values = {"name": "Acme", "vat": "BE0477472701", "phone": "typed"}
        acme = self.env["res.partner"].create(values)
        contact = {"phone": "1", "email": "a@b.example"}
        self._add("Acme", tax_number="BE0000000097", **contact)
        self._import(on_existing="overwrite")
        self._decisions().action_link_best()
        self.assertRecordValues(acme, [{"phone": "typed", "email": "a@b.example"}])

    def test_an_email_that_many_share_is_no_question(self):
        """They are two over there."""
        for name in ("One", "Two"):
            self._add(name, email="bookkeeper@example.com")
        self.assertEqual(self._counts(self._import()), {"created": 2})

    def test_a_customer_and_a_supplier_are_one_partner(self):
        self._add("Both", tax_number="BE0477472701")
        supplier = {"kind": "supplier USD", "tax_number": "BE0477472701"}
        self._add("Both (Supplier)", **supplier)
        run = self._import()
        self.assertEqual(self._counts(run), {"created": 1, "linked": 1})
        partner = self._partners("Both")
        self.assertEqual((partner.customer_rank, partner.supplier_rank), (1, 1))

    def test_of_several_contacts_one_overwrites_their_partner(self):
        number = {"tax_number": "BE0477472701"}
        self._add("Both (Supplier)", "supplier USD", phone="2", **number)
        self._add("Both", phone="1", website="both.example", **number)
        for contact in ("Merged", "Merged, too"):
            self._add(contact)
        self._import()
        one, two = self._partners("Merged"), self._partners("Merged, too")
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((one | two).ids, one)
        self._import(on_existing="overwrite")
        self.assertEqual(self._counts(self._import(on_existing="overwrite")), {})
        self.assertEqual(self._partners("Both").phone, "1")
        self.assertFalse(self._partners("Both (Supplier)"))
        self.assertTrue(one.exists())
        self.assertEqual(one.name, "Merged")
        # Unless a person has chosen another one.
        links = self.env["accounting.bridge.link"].search([])
        links.filtered(lambda link: link.contact_id.is_supplier).is_chosen = True
        for counts in ({"updated": 1}, {}):
            run = self._import(on_existing="overwrite")
            self.assertEqual(self._counts(run), counts)
        self.assertEqual(self._partners("Both (Supplier)").phone, "2")

    def test_only_the_roles_that_were_asked_for(self):
        self._add("Customer there")
        self._add("Supplier there", kind="supplier USD")
        self._import(roles="supplier")
        self.assertTrue(self._partners("Supplier there"))
        self.assertFalse(self._partners("Customer there"))

    def test_partners_of_one_company_alone(self):
        delivery = self._address("delivery", lines=["2 Dock Rd"])
        self._add("Shared", addresses=[self._address(), delivery])
        self._import()
        self.assertFalse(self._partners("Shared").company_id)
        self._add("Ours alone", addresses=[self._address(), delivery])
        self._add("Shared")
        dialog = self.env["accounting.bridge.import.contacts"].create(
            {"connection_id": self.connection.id, "import_sharing": "company"}
        )
        dialog.action_begin()
        self._run_cron()
        partner = self._partners("Ours alone")
        both = partner | partner.child_ids
        self.assertEqual(len(both), 2)
        self.assertEqual(both.company_id, self.company)
        self.assertFalse(self._partners("Shared").company_id)
        # An answer follows the last import, and so does a new run of the same.
        self._decisions().action_create()
        new = self._partners("Shared").filtered("company_id")
        self.assertEqual(new.company_id, self.company)
        run = self.connection.contact_run_ids[0].action_start_again()
        self.assertEqual(run.sharing, "company")

    def test_partners_of_other_companies_are_not_seen(self):
        other = self.env["res.company"].create({"name": "Other"})
        values = {"name": "Theirs", "vat": "BE0477472701", "email": "a@b.example"}
        partners = self.env["res.partner"].create(
            [{**values, "company_id": other.id}, {"name": "Everybody's"}]
        )
        self._add("Theirs", tax_number=values["vat"], email=values["email"])
        self._add("Everybody's")
        self.assertEqual(self._counts(self._import()), {"created": 1, "linked": 1})
        self.assertEqual(len(self._partners("Theirs")), 2)
        self.assertFalse(partners[0]._bridge_links(self.connection))
        self.assertTrue(partners[1]._bridge_links(self.connection))

    def test_one_contact_that_odoo_refuses_holds_up_no_other(self):
        """Other people's code may refuse a partner."""
        self.env.cr.execute(
            "ALTER TABLE res_partner ADD CHECK (name <> 'Refused in Odoo')"
        )
        for name in ("Before", "Refused in Odoo", "After"):
            self._add(name)
        run = self._import()
        self.assertEqual(run.state, "done")
        self.assertEqual(self._counts(run), {"created": 2, "failed": 1})
        [decision] = self._decisions()
        self.assertEqual(decision.cause, "failed")
        self.assertTrue(decision.message)
        self._add("Before")
        self._import()
        decisions = self._decisions()
        self.assertEqual(len(decisions), 2)
        with mute_logger("odoo.sql_db"):
            decisions.action_create()
        self.assertEqual(len(self._partners("Before")), 2)
        left = self._decisions().filtered("is_open")
        self.assertEqual(left.contact_id.name, "Refused in Odoo")

    def test_a_tax_number_is_checked_with_the_country_the_partner_keeps(self):
        partners = self.env["res.partner"]
        if "vies_valid" not in partners._fields:
            self.skipTest("Odoo checks no tax numbers.")
        dutch, numbered = partners.create(
            [
                {"name": "Dutch", "country_id": self.env.ref("base.nl").id},
                {"name": "Numbered", "vat": "0477472701"},
            ]
        )
        belgian = self._address(country="BEL")
        self._add(
            "Dutch", email="a@b.example", tax_number="0202239951", addresses=[belgian]
        )
        self._add("Numbered", phone="1", addresses=[self._address(country="NLD")])
        self._import(on_existing="keep")
        run = self._import(on_existing="complete")
        self.assertEqual(self._counts(run), {"updated": 2}, run.remarks)
        self.assertRecordValues(
            dutch, [{"email": "a@b.example", "vat": False, "city": False}]
        )
        self.assertRecordValues(
            numbered, [{"phone": "1", "vat": "0477472701", "country_id": False}]
        )
        self.assertIn("It was not taken over", run.remarks)
        self.assertIn("The address in Odoo was left", run.remarks)
        self.assertEqual(self._counts(self._import(on_existing="complete")), {})

    def test_a_linked_contact_that_is_refused_can_be_left_alone(self):
        self._add("Good")
        book = self._add("Linked")
        self._import()
        self.env.cr.execute("ALTER TABLE res_partner ADD CHECK (phone <> 'refused')")
        book.data = {**book.data, "phone": "refused"}
        self.assertEqual(self._counts(self._import()), {"failed": 1})
        [decision] = self._decisions()
        with self.assertRaisesRegex(UserError, "press Skip"):
            decision.action_create()
        decision.action_skip()
        self.assertEqual(self._counts(self._import()), {"skipped": 1})
        self.assertEqual(self._decisions().answer, "skip")
        # Until a person links the contact anew.
        link = self.env["accounting.bridge.link"].search(
            [("partner_id", "=", self._partners("Linked").id)]
        )
        link.create([{**link.copy_data()[0], "is_chosen": True}])
        self.assertFalse(self._decisions())
        self.assertTrue(link.is_chosen)

    def test_an_answer_that_was_carried_out_is_kept(self):
        partner = self.env["res.partner"].create(
            {"name": "Acme", "vat": "BE0477472701"}
        )
        book = self._add("Acme", tax_number="BE0000000097")
        self._import()
        self._decisions().action_link_best()
        self.env.cr.execute("ALTER TABLE res_partner ADD CHECK (phone <> 'refused')")
        book.data = {**book.data, "phone": "refused"}
        run = self._import()
        self.assertEqual(self._counts(run), {"failed": 1})
        self.assertIn("Acme: Odoo did not take it", run.remarks)
        self.assertEqual(self._decisions().answer, "link")
        self.assertFalse(partner.phone)

    def test_a_merge_over_there_is_followed(self):
        old, new = self._add("Old"), self._add("New")
        self._import()
        partner = self._partners("Old")
        self._partners("New").unlink()
        old.data = {**old.data, "status": "merged", "merged_into": f"customer-{new.id}"}
        self._import()
        contact = self.env["accounting.bridge.link"].search([]).contact_id
        self.assertEqual(contact.name, "New")
        self.assertFalse(self._partners("New"))
        self.assertTrue(partner.exists())

    def test_merges_one_after_the_other_are_followed(self):
        one, two, three = (self._add(name) for name in ("One", "Two", "Three"))
        self._import(roles="customer")
        for name in ("Two", "Three"):
            self._partners(name).unlink()
        for old, new in ((one, two), (two, three)):
            merged_into = f"customer-{new.id}"
            old.data = {**old.data, "status": "merged", "merged_into": merged_into}
        self._import()
        [link] = self.env["accounting.bridge.link"].search([])
        self.assertEqual(link.contact_id.name, "Three")
        self.assertEqual(link.partner_id, self._partners("One"))
        self.assertFalse(self._partners("Three"), "it is not made anew")

    def test_merges_cost_a_batch_the_same_however_many_there_are(self):
        costs_elsewhere, costs = [], []
        for count in (1, 20):
            targets = self._merge_linked_ones(count)
            elsewhere = self._add("Elsewhere")
            self._sync()
            elsewhere = self._contact_of(elsewhere)
            own = self.env["accounting.bridge.contact"].union(
                *(self._contact_of(target) for target in targets)
            )
            costs_elsewhere.append(self._queries_to_follow(elsewhere))
            costs.append(self._queries_to_follow(own))
            links = self.env["accounting.bridge.link"].search(
                [("contact_id", "in", own.ids)]
            )
            self.assertEqual(len(links), 2 * count)
        self.assertEqual(costs_elsewhere, [1, 1])
        self.assertLessEqual(costs[1], costs[0])

    def _merge_linked_ones(self, count):
        """Merge so many contacts, each with a partner, into others by way of others.

        :return: these others, over there
        """
        chains = [
            [self._add(f"{step} {number} of {count}") for step in ("One", "Two", "End")]
            for number in range(count)
        ]
        self._import()
        for chain in chains:
            for old, new in zip(chain, chain[1:], strict=False):
                merged = {"status": "merged", "merged_into": f"customer-{new.id}"}
                old.data = {**old.data, **merged}
        ends = [end for _one, _two, end in chains]
        contacts = [self._contact_of(end).id for end in ends]
        links = self.env["accounting.bridge.link"]
        links.search([("contact_id", "in", contacts)]).unlink()
        return ends

    def _contact_of(self, book):
        contacts = self.env["accounting.bridge.contact"]
        return contacts.with_context(active_test=False).search(
            [("remote_id", "=", f"customer-{book.id}")]
        )

    def _queries_to_follow(self, contacts):
        """How many queries an import takes to follow what was merged into contacts."""
        contacts.fetch(["remote_id"])
        self.connection.fetch(["organization_id"])
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        imports = self.env["accounting.bridge.contact.import"]
        imports._follow_merges(self.connection, contacts)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_merges_in_a_circle_end(self):
        one, two = self._add("One"), self._add("Two")
        for old, new in ((one, two), (two, one)):
            merged = {"status": "merged", "merged_into": f"customer-{new.id}"}
            old.data = {**old.data, **merged}
        self._sync()
        imports = self.env["accounting.bridge.contact.import"]
        targets = imports._merged_into(self.connection, self._contact_of(one))
        self.assertEqual(len(targets), 2)

    def test_a_question_whose_cause_is_gone_is_closed(self):
        """Matched, linked otherwise, or gone over there."""
        for name in ("Matched", "Linked", "Gone"):
            self.env["res.partner"].create({"name": name, "vat": "BE0477472701"})
        books = {
            name: self._add(name, tax_number="BE0000000097")
            for name in ("Matched", "Linked", "Gone")
        }
        self.assertEqual(self._counts(self._import()), {"decide": 3})
        self._partners("Matched").vat = "BE0000000097"
        linked = self._decisions().contact_id.filtered(lambda c: c.name == "Linked")
        self.env["accounting.bridge.link"].create(
            {
                "connection_id": self.connection.id,
                "partner_id": self._partners("Linked").id,
                "contact_id": linked.id,
            }
        )
        names = self._decisions().contact_id.mapped("name")
        self.assertEqual(sorted(names), ["Gone", "Matched"])
        gone = books["Gone"]
        gone.data = {**gone.data, "status": "archived"}
        self._sync()
        decision = self._decisions().filtered(lambda each: each.name == "Gone")
        with self.assertRaisesRegex(UserError, "“Gone” was archived"):
            decision.action_create()
        self._import()
        self.assertFalse(self._decisions())

    def test_a_question_that_is_asked_again_stays_where_it_is(self):
        """Somebody may be looking at it."""
        self.env["res.partner"].create({"name": "Acme", "vat": "BE0477472701"})
        self._add("Acme", tax_number="BE0000000097")
        self._import()
        decision, candidate = self._decisions(), self._decisions().candidate_ids
        self._import()
        self.assertEqual(self._decisions(), decision)
        self.assertEqual(decision.candidate_ids, candidate)
        self.env["res.partner"].create({"name": "acme", "vat": "BE0123456749"})
        self._import()
        self.assertEqual(self._decisions(), decision)
        self.assertEqual(len(decision.candidate_ids), 2)

    def test_linked_partners_that_were_merged_in_odoo(self):
        for name in ("One", "Two"):
            self._add(name)
        self._import()
        one, two = self._partners("One"), self._partners("Two")
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((one | two).ids, one)
        self.assertFalse(two.exists())
        self.assertEqual(self._counts(self._import()), {})
        self.assertFalse(self._partners("Two"), "it is not made again")

    def test_what_a_person_unlinked_is_asked_about(self):
        self.env["res.partner"].create({"name": "Exact"})
        for name in ("Exact", "Made"):
            self._add(name)
        self._import()
        exact, made = self._partners("Exact"), self._partners("Made")
        made.write({"name": "Somebody else", "email": False})
        for partner in exact | made:
            self._unlink(partner)
        for _time in range(2):
            self.assertEqual(self._counts(self._import()), {"decide": 2})
        by_name, unlike = self._decisions()
        self.assertEqual(by_name.best_id.partner_id, exact)
        self.assertEqual(by_name.best_reasons, "same name, unlinked here by a person")
        self.assertEqual(unlike.best_id.partner_id, made)
        self.assertEqual(unlike.best_reasons, "unlinked here by a person")
        by_name.action_link_best()
        unlike.action_create()
        self.assertEqual(self._counts(self._import()), {})
        self.assertTrue(exact._bridge_links(self.connection).is_chosen)
        self.assertFalse(made._bridge_links(self.connection))
        self.assertTrue(self._partners("Made"))

    def test_what_was_unlinked_stays_so_when_partners_are_merged(self):
        for name in ("One", "Two"):
            self._add(name)
        self._import()
        one, two = self._partners("One"), self._partners("Two")
        self._unlink(two)
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((one | two).ids, one)
        one.invalidate_recordset()
        self.assertEqual(self._counts(self._import()), {"decide": 1})
        self.assertEqual(one._bridge_links(self.connection).contact_id.name, "One")
        [decision] = self._decisions()
        self.assertEqual(decision.contact_id.name, "Two")
        self.assertEqual(decision.best_id.partner_id, one)

    def _unlink(self, partner):
        [link] = partner._bridge_links(self.connection)
        partner._bridge_card_run_unlink(link.id)

    def test_stopped_between_two_slices_it_goes_on_where_it_was(self):
        for number in range(5):
            self._add(f"Many {number}")
        self._have_pages_of(2)
        run = self._begin()
        for _page in range(2):
            self._work_slice(run)
        self.assertEqual((run.state, run.read_count), ("running", 4))
        run.action_stop()
        self._run_cron()
        self.assertEqual((run.state, run.read_count), ("stopped", 4))
        self.assertEqual(self._calls(), ["pull contacts"] * 2)
        run.action_go_on()
        self._work_slice(run)
        self.assertEqual(run.read_count, 5, "the first pages are not read again")
        self._run_cron()
        self.assertEqual((run.state, run.worked_count), ("done", 5))
        self.assertEqual(self._counts(run), {"created": 5})

    def test_balances_are_in_their_own_currency_or_not_known(self):
        self._add("In euro", receivable="12.5", balance_currency="EUR")
        self._add("At home", kind="supplier USD", payable="0")
        self._add("Untold")
        self._import()
        [(label, text)] = self._facts("In euro")
        self.assertEqual(label, "Receivable")
        self.assertIn("12.50", text)
        self.assertIn("€", text)
        [(label, text)] = self._facts("At home")
        self.assertEqual(label, "Payable")
        self.assertIn("0.00", text)
        self.assertIn(self.connection.currency_id.symbol, text)
        self.assertEqual(self._facts("Untold"), [])

    def _facts(self, name):
        """What a partner's card tells of its contact."""
        partner = self._partners(name)
        contact = partner._bridge_links(self.connection).contact_id
        return partner._bridge_linked_facts(contact)

    def test_people_wait_for_documents_not_for_contacts(self):
        self._add("Contact")
        run = self._begin()
        order = self._sale_order()
        document = self._create_document(order)
        self._run_cron()
        self.assertEqual((document.state, run.state), ("done", "done"))
        calls = self._calls()
        self.assertLess(calls.index("push invoice"), len(calls) - 1)

    def test_a_small_export_does_not_wait_for_an_import(self):
        runs = self.env["accounting.bridge.contact.run"]
        self._begin()
        ids = self.customer.ids
        options = {"phase": "matching", "partner_ids": ids, "total_count": 1}
        export = runs._begin(self.connection, "export", **options)
        self.assertEqual(runs._find_due(self.connection), export)

    def test_progress_moves_while_contacts_are_read_anew(self):
        for number in range(4):
            self._add(f"Many {number}")
        self._sync()
        self.connection.sudo().contacts_synced_at = False
        self._have_pages_of(2)
        run = self._begin()
        self._work_slice(run)
        self.assertEqual((run.phase, run.progress), ("reading", READING_SHARE / 2))
        while run.phase == "reading":
            self._work_slice(run)
        self.assertEqual(run.progress, READING_SHARE)
        self._run_cron()
        self.assertEqual(run.progress, 100)

    def test_the_best_of_equals_is_a_persons_to_choose(self):
        create = self.env["res.partner"].create
        create([{"name": "Twin", "city": city} for city in ("A", "B")])
        self._add("Twin")
        self._import()
        [decision] = self._decisions()
        with self.assertRaisesRegex(UserError, "Twin, Twin are equally likely"):
            decision.action_link_best()
        self.assertTrue(decision.is_open)

    def test_why_a_run_failed_is_said_in_the_words_of_who_began_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        chief = self._make_user("chief", "accounting_bridge.group_manager")
        chief.lang = "fr_FR"
        runs = self.env["accounting.bridge.contact.run"].with_user(chief)
        run = runs._begin(self.connection.with_user(chief), "import")
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("test_accounting_bridge.locked", "1")
        self._run_cron()
        self.assertEqual(run.state, "failed")
        self.assertEqual(run.message, "Les contacts sont verrouillés.")

    def test_who_may_import(self):
        run = self._begin()
        with self.assertRaises(UserError, msg="one at a time"):
            self._begin()
        seller = run.with_user(
            self._make_user("seller", "accounting_bridge.group_user")
        )
        with self.assertRaises(AccessError):
            seller.action_stop()
        look = seller.connection_id.get_contact_runs()["runs"][0]
        self.assertEqual(look["buttons"], [])

    def test_what_the_form_shows(self):
        self._add("One")
        run = self._begin()
        look = self.connection.get_contact_runs()
        self.assertEqual(look["runs"][0]["state"], "queued")
        self.assertEqual(look["runs"][0]["buttons"][0]["name"], "action_stop")
        self.assertTrue(look["seconds"])
        self._run_cron()
        look = self.connection.get_contact_runs()
        self.assertEqual(look["runs"][0]["percent"], 100)
        self.assertEqual(look["runs"][0]["counts"][0]["text"], "1 created")
        self.assertFalse(look["seconds"])
        again = run.action_start_again()
        self.assertEqual(again.state, "queued")

    def test_the_form_shows_the_first_reading_whoever_reads(self):
        for number in range(5):
            self._add(f"Many {number}")
        self._have_pages_of(2)
        run = self._begin()
        self._assert_reading(False, "Begins in a moment")
        self._read_page()
        self._assert_reading(True, "Reading: 2 contacts so far")
        self.assertEqual(run.state, "queued")
        self._work_slice(run)
        self.assertEqual((run.state, run.read_count), ("running", 4))
        look = self._assert_reading(True, "Reading: 4 contacts so far")
        self.assertEqual(look["seconds"], QUICK_LOOK)
        self.connection.sudo().lists_to_sync = "contacts"
        self._assert_reading(True, "Reading: 4 contacts so far")
        # How many there are is not known from those that were read.
        again = run.action_start_again()
        self.assertEqual(run.state, "stopped")
        self.assertFalse(again.expected_count)
        again.sudo().message = "A limit is reached."
        self._assert_reading(False, "Reading: 4 contacts so far")
        self._run_cron()
        self.assertEqual(again.state, "done", again.message)
        self.assertFalse(self.connection.get_contact_runs()["seconds"])

    def test_the_form_shows_a_reading_without_an_import(self):
        for number in range(3):
            self._add(f"Many {number}")
        self._have_pages_of(2)
        self.assertFalse(self.connection.get_contact_runs()["runs"])
        self.connection.sudo().lists_to_sync = "contacts"
        self._read_page()
        look = self._assert_reading(True, "Reading: 2 contacts so far")
        self.assertEqual(look["seconds"], QUICK_LOOK)
        self.assertFalse(look["runs"][0]["id"])
        # Nobody reads.
        for values in (
            {"lists_to_sync": "items"},
            {"lists_due_at": self._ahead(minutes=15)},
            {"state": "reconnect"},
        ):
            before = {name: self.connection[name] for name in values}
            self.connection.sudo().write(values)
            look = self.connection.get_contact_runs()
            self.assertEqual(look, {"runs": [], "seconds": 0}, values)
            self.connection.sudo().write(before)
        self._run_cron()
        look = self.connection.get_contact_runs()
        self.assertEqual(look, {"runs": [], "seconds": 0})

    def _assert_reading(self, is_open_ended, text):
        """Of the one thing that is shown."""
        look = self.connection.get_contact_runs()
        [shown] = look["runs"]
        self.assertEqual((shown["is_open_ended"], shown["text"]), (is_open_ended, text))
        self.assertEqual(shown["percent"], 0)
        return look

    def _read_page(self):
        """As the scheduled action does before it comes to imports."""
        sync = self.env["accounting.bridge.directory.sync"]
        next(sync._read_contacts(self.connection))

    def _have_pages_of(self, count):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("test_accounting_bridge.page", count)

    def _work_slice(self, run):
        self._in_own_transaction(lambda env: run.with_env(env).sudo()._work_slice())
