# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_sending import SendingCommon

#: More than are sent while a person waits.
MANY = 55


@tagged("post_install", "-at_install")
class TestContactExport(SendingCommon):
    """Partners that are made contacts over there."""

    def _partners(self, *names, **values):
        return self.env["res.partner"].create([{"name": n, **values} for n in names])

    def _dialog(self, partners):
        action = partners.action_bridge_export()
        return self.env[action["res_model"]].browse(action["res_id"])

    def _export(self, partners):
        """What the browser asks for after the dialog."""
        params = self._dialog(partners).action_send()["params"]
        return self.env["accounting.bridge.contact.export"].export_now(**params)

    def _export_many(self, partners):
        self._dialog(partners).action_send()
        self._run_cron()
        run = self.connection.contact_run_ids
        self.assertEqual(run.kind, "export")
        return run

    def test_the_dialog_foresees_what_happens(self):
        self._add_contact("known", "customer USD")
        self._add_contact("Taken", "employee")
        self._sync()
        partners = self._partners("Known", "New", "Taken", "Linked")
        self._export(partners[3])
        self._calls()
        dialog = self._dialog(partners)
        self.assertEqual(
            [
                dialog[f"{name}_count"]
                for name in ("linked", "found", "created", "decide")
            ],
            [1, 1, 1, 1],
        )
        self.assertFalse(dialog.is_in_background)
        self.assertFalse(self._calls())

        result = self._export(partners)
        self.assertEqual(result["type"], "warning")
        self.assertEqual(
            result["action"]["res_model"], "accounting.bridge.decide.contact"
        )
        self.assertIn("To be decided: 1", result["message"])
        self.assertEqual(
            self._contacts(),
            {
                ("known", "customer USD"),
                ("Taken", "employee"),
                ("New", "customer USD"),
                ("Linked", "customer USD"),
            },
        )
        decision = self.env["accounting.bridge.contact.decision"].search([])
        self.assertEqual(decision.partner_id, partners[2])
        decision._give_answer("create", new_name="Taken, too")
        action = decision._after_answer()
        export = self.env["accounting.bridge.contact.export"]
        self.assertEqual(export.export_now(**action["params"])["type"], "success")
        self.assertIn(("Taken, too", "customer USD"), self._contacts())

    def test_nothing_is_made_or_asked_for_twice(self):
        partners = self._partners("One", "Two")
        self._export(partners)
        self._calls()
        result = self._export(partners)
        self.assertIn("2 linked before", result["message"])
        self.assertFalse(self._calls())
        self.assertEqual(len(self._contacts()), 2)

    def test_customers_suppliers_and_both(self):
        supplier = self._partners("Only sells", supplier_rank=1)
        both = self._partners("Both", supplier_rank=1, customer_rank=1)
        self._export(supplier | both)
        self.assertEqual(
            self._contacts(), {("Only sells", "supplier USD"), ("Both", "customer USD")}
        )
        decision = self.env["accounting.bridge.contact.decision"].search([])
        self.assertEqual((decision.partner_id, decision.kind), (both, "supplier USD"))

    def test_two_of_one_name_that_differ_are_asked_about(self):
        """Whether they are exported together or one after the other."""
        for name, field, values in (
            ("Miller", "email", ("a@miller.example", "b@miller.example")),
            ("Smith", "vat", ("BE0477472701", "BE0123456749")),
        ):
            one, two = (self._partners(name, **{field: each}) for each in values)
            result = self._export(one | two)
            self.assertIn("1 made", result["message"])
            self.assertIn("To be decided: 1", result["message"])
            three = self._partners(name, **{field: values[1]})
            self.assertIn("To be decided: 1", self._export(three)["message"])
            self.assertEqual(len(self._links(one)), 1)
            self.assertFalse(self._links(two | three))
        decisions = self.env["accounting.bridge.contact.decision"].search([])
        self.assertEqual(decisions[0].cause, "candidates")
        self.assertIn("linked with another partner", decisions[0].best_reasons)
        self.assertEqual(len(self._contacts()), 2)
        # What is the same, or says nothing, shares its contact.
        twins = self._partners("Miller", "Miller", email="a@miller.example")
        twins |= self._partners("Smith")
        self._export(twins)
        self.assertEqual(len(self._links(twins).contact_id), 2)
        self.assertEqual(len(self._contacts()), 2)

    def _links(self, partners):
        links = self.env["accounting.bridge.link"]
        return links.search([("partner_id", "in", partners.ids)])

    def test_a_contact_person_goes_as_its_company(self):
        company = self._partners("Parent", is_company=True)
        person = self._partners("Ann", parent_id=company.id)
        self._export(person | company)
        self.assertEqual(self._contacts(), {("Parent", "customer USD")})

    def test_many_go_in_the_background_and_in_batches(self):
        self._add_contact("Name 7", "customer USD")
        partners = self._partners(*(f"Name {number}" for number in range(MANY)))
        run = self._export_many(partners)
        self.assertEqual(run.state, "done", run.message)
        counts = (run.created_count, run.linked_count, run.worked_count)
        self.assertEqual(counts, (MANY - 1, 1, MANY))
        self.assertEqual(len(self._contacts()), MANY)
        calls = self._calls()
        self.assertEqual(calls.count("push contacts"), 6)  # ten in each
        again = run.action_start_again()
        self._run_cron()
        self.assertEqual(again.unchanged_count, MANY)
        self.assertNotIn("push contacts", self._calls())

    def test_one_partner_that_odoo_refuses_holds_up_no_other(self):
        """Other people's code may refuse a link."""
        partners = self._partners(*(f"Name {number}" for number in range(MANY)))
        self.env.cr.execute(
            "ALTER TABLE accounting_bridge_link ADD CHECK (partner_id <> %s)",
            (partners[7].id,),
        )
        run = self._export_many(partners)
        self.assertEqual(run.state, "done", run.message)
        self.assertEqual((run.failed_count, run.worked_count), (1, MANY))
        self.assertIn("Name 7: Odoo could not do it", run.remarks)
        self.assertEqual(len(self._contacts()), MANY - 1)
        links = self.env["accounting.bridge.link"].search([])
        self.assertEqual(links.partner_id, partners - partners[7])

    def test_partners_of_another_company_are_left_out(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        partners = self._partners("Theirs", company_id=sister.id)
        partners |= self._partners("Ours", company_id=self.company.id)
        dialog = self._dialog(partners)
        self.assertEqual(dialog.foreign_count, 1)
        self.assertEqual(dialog.partner_ids.name, "Ours")

    def test_who_may_export(self):
        partner = self._partners("Somebody")
        seller = new_test_user(
            self.env, "seller", groups="sales_team.group_sale_salesman"
        )
        with self.assertRaises(AccessError):
            partner.with_user(seller).action_bridge_export()
        with self.assertRaises(AccessError):
            self.env["accounting.bridge.contact.export"].with_user(seller).export_now(
                self.connection.id, partner.ids
            )
        self.connection.sudo().state = "disconnected"
        with self.assertRaises(UserError):
            partner.action_bridge_export()

    def test_a_link_closes_the_question(self):
        self._add_contact("Taken", "supplier USD")
        contact = self._add_contact("Another", "customer USD")
        partner = self._partners("Taken")
        self._export(partner)
        decisions = self.env["accounting.bridge.contact.decision"]
        self.assertTrue(decisions.search([("partner_id", "=", partner.id)]))
        by_key = self.connection.contact_ids.filtered(
            lambda each: each.remote_key == str(contact.id)
        )
        self.env["accounting.bridge.link"].create(
            {
                "connection_id": self.connection.id,
                "partner_id": partner.id,
                "contact_id": by_key.id,
            }
        )
        self.assertFalse(decisions.search([("partner_id", "=", partner.id)]))
