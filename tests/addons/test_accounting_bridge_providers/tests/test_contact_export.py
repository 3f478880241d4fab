# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields

from .common import BooksCase
from .each_provider import each_provider


@each_provider
class TestContactExport(BooksCase):
    """Partners that become contacts in a provider's books."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def partners(self, *names, **values):
        return self.env["res.partner"].create([{"name": n, **values} for n in names])

    def export(self, partners):
        """What the browser does with the dialog."""
        action = self.rpc(partners, "action_bridge_export")
        dialogs = self.env[action["res_model"]].with_user(self.administrator)
        action = self.rpc(dialogs.browse(action["res_id"]), "action_send")
        if action["tag"] == "display_notification":
            return self.connection.contact_run_ids[:1]
        exports = self.env["accounting.bridge.contact.export"]
        params = action["params"]
        result = self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": exports._name,
                "method": "export_now",
                "args": [params["connection_id"], params["partner_ids"]],
                "kwargs": {},
            },
        )
        self.env.invalidate_all()
        return result

    def count(self, partners):
        names = [contact.name for contact in self.books.contacts()]
        return [names.count(partner.name) for partner in partners]

    def test_all_that_odoo_knows_goes_once(self):
        self.books.add_contact("Known there", email="theirs@example.com")
        partners = self.partners(
            "Known there", "سالم & Søn 🦊", email="our@example.com"
        )
        result = self.export(partners)
        self.assertEqual(result["type"], "success", result["message"])
        self.assertEqual(self.count(partners), [1, 1])
        [known] = self.books.contacts("Known there")
        self.assertEqual(known.email, "theirs@example.com")
        [new] = self.books.contacts(partners[1].name)
        self.assertEqual(new.email, "our@example.com")
        self.sandbox.clear_calls()
        self.assertIn("2 linked before", self.export(partners)["message"])
        self.assertFalse(self.sandbox.calls())

    def test_long_names_that_begin_alike_stay_two(self):
        beginning = "Long " * 99
        partners = self.partners(f"{beginning}one", f"{beginning}two")
        action = self.rpc(partners, "action_bridge_export")
        dialogs = self.env[action["res_model"]].with_user(self.administrator)
        dialog = dialogs.browse(action["res_id"])
        self.assertEqual((dialog.created_count, dialog.renamed_count), (2, 2))
        result = self.export(partners)
        self.assertEqual(result["type"], "success", result["message"])
        names = [
            contact.name
            for contact in self.books.contacts()
            if contact.name.startswith("Long")
        ]
        self.assertEqual(len(set(names)), 2)
        self.assertLessEqual(max(map(len, names)), self.books.NAME_LENGTH)
        # Another database of the same company finds them by these names.
        self.env["accounting.bridge.link"].search([]).unlink()
        self.connection.contact_ids.sudo().key = False
        self.assertIn("2 found there", self.export(partners)["message"])

    def test_a_lost_answer_and_a_limit_make_none_twice(self):
        partners = self.partners(*(f"Exported {number}" for number in range(60)))
        run = self.export(partners)
        self.books.arm("reset_after_commit", what="contact")
        self.run_cron()
        self.assertEqual((run.ended_at, run.worked_count), (False, 0))
        self.assertTrue(run.message)
        self.books.arm(self.books.LIMIT_FAULT, what="contact")
        for _try in range(2):
            run.sudo().next_try_at = fields.Datetime.now()
            self.connection.sudo().rate_ids.unlink()
            self.run_cron()
        self.assertEqual((run.state, run.worked_count), ("done", 60), run.message)
        self.assertEqual(self.count(partners), [1] * 60)
