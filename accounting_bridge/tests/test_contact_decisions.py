# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestContactDecisions(SendingCommon):
    """Where it is not certain which contact a partner is, or none can be made as
    things are, a person is asked once, and the answer stays."""

    def _invoice(self, partner=None):
        partner = partner or self.customer
        return self._create_document(self._sale_order(partner_id=partner.id))

    def _send_new(self, partner=None):
        document = self._invoice(partner)
        self._send(document)
        return document

    def _decide(self, document):
        action = document.action_decide()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _change_contact(self, book, **data):
        """A person over there changes a contact."""
        book.data = {**book.data, **data}
        self._sync()

    def _ask_about_tax_numbers(self, partners):
        """:return: a document of each partner, whose contact over there has another
        tax number, and the last of these contacts"""
        partners.vat = "BE0477472701"
        for partner in partners:
            book = self._add_contact(partner.name, "customer USD")
            self._change_contact(book, tax_number="BE0999999922")
        documents = self.env["accounting.bridge.document"].union(
            *(self._invoice(partner) for partner in partners)
        )
        self._send(documents)
        return documents, book

    def _assert_asked(self, document, cause):
        self.assertEqual(document.state, "failed")
        self.assertEqual(document.decision_id.cause, cause)
        self.assertTrue(document.decision_id.is_open)
        self.assertIn("Press Decide", document.message)

    def _assert_sent_to(self, document, name):
        self.assertEqual(document.state, "done", document.message)
        self.assertEqual(document.contact_id.name, name)
        self.assertFalse(document.decision_id)

    # === A NAME THAT IS TAKEN === #

    def test_nothing_is_named_before_a_person_says_so(self):
        self._add_contact("Customer", "supplier USD")
        document, other = self._invoice(), self._invoice()
        self._send(document | other)
        self._assert_asked(document, "name_taken")
        self.assertEqual(other.decision_id, document.decision_id)
        self.assertEqual(self._contacts(), {("Customer", "supplier USD")})
        result = (document | other)._press_result()
        self.assertEqual(result["decision_id"], document.decision_id.id)

        dialog = self._decide(document)
        self.assertEqual(dialog.new_name, "Customer (Customer)")
        self.assertEqual(dialog.document_count, 2)
        self.assertFalse(dialog.candidate_ids.can_link)
        self.assertIn("another kind", dialog.candidate_ids.reasons)
        with self.assertRaises(UserError):
            dialog.candidate_ids.action_link()
        dialog.new_name = "CUSTOMER "
        self.assertIn("another contact", dialog.name_problem)
        with self.assertRaises(UserError):
            dialog.action_create()

        dialog.new_name = "Customer of our shop"
        action = dialog.action_create()
        self.assertEqual(set(action["params"]["document_ids"]), {document.id, other.id})
        self._send(document | other)
        self._assert_sent_to(document, "Customer of our shop")
        self._assert_sent_to(other, "Customer of our shop")
        self._assert_sent_to(self._send_new(), "Customer of our shop")
        self.assertEqual(len(self._contacts()), 2)

    def test_a_name_that_was_asked_for_and_is_taken_meanwhile_is_asked_again(self):
        self._add_contact("Customer", "supplier USD")
        document = self._send_new()
        decision = document.decision_id
        self._decide(document).action_create()
        self._add_contact("Customer (Customer)", "employee").state = "late"
        self._send(document)
        self._assert_asked(document, "name_taken")
        self.assertEqual(document.decision_id, decision)
        self.assertEqual(decision.proposed_name, "Customer (Customer USD)")
        self.assertFalse(decision.new_name)

    # === SEVERAL, OR AN UNLIKELY ONE === #

    def test_another_tax_number_is_asked_about_and_the_answer_stays(self):
        self.customer.vat = "BE0477472701"
        book = self._add_contact("Customer", "customer USD")
        self._change_contact(book, tax_number="BE0999999922")
        document = self._send_new()
        self._assert_asked(document, "candidates")
        candidate = document.decision_id.candidate_ids
        self.assertIn("another tax number", candidate.reasons)
        self.assertLess(candidate.score, 80)
        candidate.action_link()
        self._send(document)
        self._assert_sent_to(document, "Customer")
        link = self.env["accounting.bridge.link"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertTrue(link.is_chosen)
        self.assertEqual(link.linked_by_id, self.env.user)
        self.assertEqual(len(self._contacts()), 1)

    def test_any_other_contact_can_be_looked_for(self):
        self.customer.vat = "BE0477472701"
        book = self._add_contact("Customer", "customer USD")
        self._change_contact(book, tax_number="BE0999999922")
        for name, kind in (("Elsewhere", "customer USD"), ("Other", "supplier USD")):
            self._add_contact(name, kind)
        self._sync()
        document = self._send_new()
        dialog = self._decide(document)
        with self.assertRaisesRegex(UserError, "Choose what"):
            dialog.action_link_other()
        found = self.env["accounting.bridge.contact"].search(
            dialog.other_contact_domain
        )
        self.assertIn("Elsewhere", found.mapped("name"))
        self.assertNotIn("Other", found.mapped("name"))
        user = self._make_user(
            "bridge_finder",
            "base.group_partner_manager,sales_team.group_sale_manager,"
            "accounting_bridge.group_user",
        )
        decision = document.decision_id
        dialogs = self.env[dialog._name].with_user(user)
        dialog = dialogs.create({"decision_id": decision.id})
        dialog.other_contact_id = found.filtered(lambda own: own.name == "Elsewhere")
        dialog.action_link_other()
        self.assertEqual(decision.chosen_id.name, "Elsewhere")
        self.assertEqual(decision.answered_by_id, user)
        self._send(document)
        self._assert_sent_to(document, "Elsewhere")
        self.assertEqual(len(self._contacts()), 3)

    def test_several_are_linked_at_once_and_their_documents_sent(self):
        partners = self.customer | self.env["res.partner"].create(
            [{"name": "Second"}, {"name": "Third"}]
        )
        documents, book = self._ask_about_tax_numbers(partners)
        decisions = documents.decision_id
        self.assertEqual(len(decisions), 3)
        self._change_contact(book, status="archived")
        action = decisions.action_link_best()
        sent, left = documents[:2], documents[2]
        self.assertEqual(set(action["params"]["document_ids"]), set(sent.ids))
        self.assertTrue(left.decision_id.is_open)
        with self.assertRaisesRegex(UserError, "archived"):
            left.decision_id.action_link_best()
        self._send(sent)
        self.assertEqual(sent.mapped("state"), ["done", "done"])

    def test_the_tax_number_finds_a_contact_of_another_name(self):
        self.customer.vat = "BE0477472701"
        book = self._add_contact("Customer & Sons", "customer USD")
        self._change_contact(book, tax_number="0477.472.701")
        self._assert_sent_to(self._send_new(), "Customer & Sons")

    def test_one_by_name_and_one_by_tax_number_are_asked_about(self):
        self.customer.vat = "BE0477472701"
        self._add_contact("Customer", "customer USD")
        book = self._add_contact("Customer & Sons", "customer USD")
        self._change_contact(book, tax_number="BE0477472701")
        document = self._send_new()
        self._assert_asked(document, "candidates")
        best, other = document.decision_id.candidate_ids
        self.assertEqual(best.contact_id.name, "Customer & Sons")
        other.action_link()
        self._send(document)
        self._assert_sent_to(document, "Customer")

    # === WHAT A PERSON UNLINKED === #

    def _unlink(self):
        for link in self.customer._bridge_links(self.connection):
            self.customer._bridge_card_run_unlink(link.id)

    def test_what_was_unlinked_is_linked_again_by_a_person_alone(self):
        self._assert_sent_to(self._send_new(), "Customer")
        self._unlink()
        document = self._send_new()
        self._assert_asked(document, "candidates")
        [candidate] = document.decision_id.candidate_ids
        self.assertIn("unlinked here by a person", candidate.reasons)
        candidate.action_link()
        self._send(document)
        self._assert_sent_to(document, "Customer")
        self.assertEqual(len(self._contacts()), 1)

    def test_a_new_contact_is_another_than_the_one_that_was_unlinked(self):
        self._assert_sent_to(self._send_new(), "Customer")
        self._unlink()
        document = self._send_new()
        dialog = self._decide(document)
        dialog.new_name = "Customer anew"
        dialog.action_create()
        self._send(document)
        self._assert_sent_to(document, "Customer anew")
        # The answer is no reason to link that one again either.
        self._unlink()
        self._assert_asked(self._send_new(), "name_taken")

    # === WHAT TAKES NO MORE DOCUMENTS === #

    def test_an_archived_contact_can_be_restored_or_replaced(self):
        self._assert_sent_to(self._send_new(), "Customer")
        book = self._books("contact")
        self._change_contact(book, status="archived")
        document = self._send_new()
        self._assert_asked(document, "archived")
        self.assertFalse(document.decision_id.candidate_ids.can_link)

        dialog = self._decide(document)
        self.assertEqual(dialog.action_look_again()["res_model"], dialog._name)
        book.data = {**book.data, "status": "active"}
        dialog.action_look_again()
        self._send(document)
        self._assert_sent_to(document, "Customer")

        self._change_contact(book, status="archived")
        document = self._send_new()
        dialog = self._decide(document)
        dialog.new_name = "Customer anew"
        dialog.action_create()
        self._send(document)
        self._assert_sent_to(document, "Customer anew")
        self._assert_sent_to(self._send_new(), "Customer anew")
        self.assertEqual(len(self._contacts()), 2)

    def test_an_answer_says_nothing_of_the_contact_that_came_of_it(self):
        """Not even where all of it happens within a second."""
        self._add_contact("Customer", "supplier USD")
        document = self._send_new()
        decision = document.decision_id
        self._decide(document).action_create()
        self._send(document)
        self._assert_sent_to(document, "Customer (Customer)")
        link = self.customer._bridge_links(self.connection)
        decision.sudo().answered_at = link.create_date.replace(microsecond=0)
        made = self._books("contact")[-1]
        self._change_contact(made, status="archived")
        again = self._send_new()
        self._assert_asked(again, "archived")
        # The answer to that question counts, however fast it is.
        self._decide(again).action_skip()
        self.assertIn("was decided", self._send_new().message)

    def test_a_merged_contact_is_followed_and_its_link_moved(self):
        self._send_new()
        book = self._books("contact")
        target = self._add_contact("Target", "customer USD")
        self._change_contact(book, status="merged", merged_into=f"customer-{target.id}")
        self._assert_sent_to(self._send_new(), "Target")
        link = self.env["accounting.bridge.link"].search([])
        self.assertEqual(link.contact_id.name, "Target")

    def test_a_contact_merged_into_an_unknown_one_is_asked_about(self):
        self._send_new()
        self._change_contact(
            self._books("contact"), status="merged", merged_into="customer-0"
        )
        self._assert_asked(self._send_new(), "gone")

    def test_what_was_refused_is_looked_at_anew(self):
        """That the contact was archived is not known here before the retry."""
        self._send_new()
        document = self._invoice()
        document.sudo().reference = "refuse"
        self._send(document)
        self.assertEqual(document.state, "failed")
        book = self._books("contact")
        book.data = {**book.data, "status": "archived"}
        self._retry(document)
        self._assert_asked(document, "archived")

    def test_a_refusal_for_the_contact_is_looked_into_once(self):
        """It is there. What is refused once more for it fails, until a person acts."""
        self._send_new()
        document = self._invoice()
        document.sudo().reference = "refuse contact"
        for attempts, send in ((2, self._send), (4, self._retry)):
            send(document)
            self.assertEqual(document.state, "failed")
            self.assertIn("is not welcome", document.message)
            self.assertNotIn("looked up", document.message)
            self.assertFalse(document.decision_id)
            self.assertEqual(document.contact_id.name, "Customer")
            states = document.sudo().attempt_ids.mapped("state")
            self.assertEqual(states, ["answered"] * attempts)
            self._run_cron()
            self.assertEqual(len(document.sudo().attempt_ids), attempts)
        document.sudo().reference = "Welcome"
        self._retry(document)
        self._assert_sent_to(document, "Customer")

    # === LEFT OUT === #

    def test_who_is_left_out_is_asked_about_no_more(self):
        self._add_contact("Customer", "supplier USD")
        document = self._send_new()
        decision = document.decision_id
        self._decide(document).action_skip()
        again = self._send_new()
        self.assertEqual(again.state, "failed")
        self.assertIn("was decided", again.message)
        self.assertEqual(again.decision_id, decision)
        self.assertFalse(decision.is_open)
        self.assertEqual(len(self._contacts()), 1)
        # Until somebody opens the question again.
        dialog = self._decide(again)
        self.assertEqual(dialog.answer, "skip")
        dialog.action_create()
        self._send(again)
        self._assert_sent_to(again, "Customer (Customer)")

    # === SEVERAL AT ONCE === #

    def test_of_several_those_are_made_that_can_be(self):
        partners = self.customer | self.env["res.partner"].create({"name": "Second"})
        documents, book = self._ask_about_tax_numbers(partners)
        mine, second = documents.decision_id
        self._change_contact(book, name="Second was renamed")
        with self._notifications() as told:
            action = (mine | second).action_create()
        self.assertEqual(action["params"]["document_ids"], documents[1].ids)
        self.assertEqual((mine.answer, second.answer), (False, "create"))
        [message] = told
        self.assertIn("Customer: “Customer” is the name of another", message)
        with self.assertRaisesRegex(UserError, "^Customer: “Customer” is the name"):
            mine.action_create()

    def test_those_that_no_document_waits_for_are_made_as_well(self):
        partners = self.customer | self.env["res.partner"].create({"name": "Second"})
        partners.vat = "BE0477472701"
        for partner in partners:
            book = self._add_contact(partner.name, "customer USD")
            self._change_contact(book, tax_number="BE0999999922")
        document = self._send_new()
        export = self.env["accounting.bridge.contact.export"]
        decisions = export.sudo()._export(self.connection, partners[1], 8).decisions
        decisions |= document.decision_id
        for book in self._books("contact"):
            self._change_contact(book, name=f"{book.data['name']} was renamed")
        decisions.sudo(False).action_create()
        self._run_cron()
        self.assertLessEqual(
            {("Customer", "customer USD"), ("Second", "customer USD")}, self._contacts()
        )
        self._assert_sent_to(document, "Customer")

    @contextmanager
    def _notifications(self):
        """What the person is told meanwhile."""
        self.env.cr.precommit.run()
        bus = self.env["bus.bus"].sudo()
        last = bus.search([], order="id desc", limit=1).id
        told = []
        yield told
        self.env.cr.precommit.run()
        for row in bus.search([("id", ">", last)], order="id"):
            message = json.loads(row.message)
            if message["type"] == "simple_notification":
                told.append(message["payload"]["message"])

    # === PARTNERS THAT ARE MERGED === #

    def test_the_merge_of_partners_carries_questions_and_answers(self):
        self._add_contact("Customer", "supplier USD")
        self._add_contact("Twin", "supplier USD")
        twin = self.env["res.partner"].create({"name": "Twin"})
        mine, theirs = self._invoice(), self._invoice(twin)
        self._send(mine | theirs)
        self.assertNotEqual(mine.decision_id, theirs.decision_id)
        self._decide(theirs).action_skip()
        merge = self.env["base.partner.merge.automatic.wizard"].create(
            {"partner_ids": [Command.set((self.customer | twin).ids)]}
        )
        merge.dst_partner_id = self.customer
        merge.sudo().action_merge()
        self.env.invalidate_all()
        self.assertEqual(theirs.decision_id.partner_id, self.customer)
        # The answer counts for both; another one ends it.
        again = self._send_new()
        self.assertIn("was decided", again.message)
        dialog = self._decide(again)
        dialog.new_name = "One of two"
        dialog.action_create()
        self._send(again)
        self._assert_sent_to(again, "One of two")
        decisions = self.env["accounting.bridge.contact.decision"]
        self.assertFalse(decisions.search([("is_open", "=", True)]))

    # === WHO MAY === #

    def test_only_users_of_the_bridge_decide(self):
        self._add_contact("Customer", "supplier USD")
        decision = self._send_new().decision_id
        seller = new_test_user(
            self.env, "seller", groups="sales_team.group_sale_salesman"
        )
        with self.assertRaises(AccessError):
            decision.with_user(seller).action_decide()
        user = new_test_user(
            self.env,
            "bridge_user",
            groups="accounting_bridge.group_user,sales_team.group_sale_salesman",
        )
        with self.assertRaises(AccessError):
            decision.with_user(user).answer = "skip"
        action = decision.with_user(user).action_decide()
        dialog = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        dialog.action_skip()
        self.assertEqual(decision.answered_by_id, user)
