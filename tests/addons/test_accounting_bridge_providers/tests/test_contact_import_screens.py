# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common_screens import ScreensCase
from .common_xero import XeroCase

RUNS = ".o_accounting_bridge_contact_runs"

#: What another window does.
STOP = """
fetch("/web/dataset/call_kw", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
        jsonrpc: "2.0",
        method: "call",
        params: {
            model: "accounting.bridge.contact.run",
            method: "action_stop",
            args: [[%s]],
            kwargs: {},
        },
    }),
})
"""


@tagged("post_install", "-at_install", "xero")
class TestContactImportScreens(XeroCase, ScreensCase):
    """An import as the administrator sees it, in a real browser. The screens are the
    same for each provider."""

    def test_import_from_the_dialog_to_the_last_question(self):
        self.connect_and_set_up()
        self.make_contacts()
        self.log_in()
        self.begin()
        self.see_it_move()
        self.decide()
        self.assertFalse(self.browser.errors)
        with self.alone():
            wood = self.env["res.partner"].search([("name", "=", "Wood & Co.")])
            links = self.env["accounting.bridge.link"].search([])
            self.assertIn(wood, links.partner_id)
            self.assertFalse(self.connection.decision_count)

    def test_the_first_reading_moves(self):
        """With an import that waits for it, and before there is one."""
        self.connect_and_set_up()
        self.connection.sudo().write(
            {"contacts_synced_at": False, "lists_to_sync": "contacts"}
        )
        self.env["accounting.bridge.contact"].sudo().search([]).unlink()
        self.books.add_contacts([f"Many {number:04}" for number in range(1100)])
        self.read_page()
        self.log_in()
        browser = self.browser
        self.go(f"accounting.bridge.connection/{self.connection.id}")
        browser.see(f"{RUNS} [data-state=running]", "Reading: 1,000 contacts so far")
        browser.see(f"{RUNS} [role=progressbar] .progress-bar-animated")
        self.picture("contacts_read")
        with self.alone():
            runs = self.env["accounting.bridge.contact.run"]
            runs.with_user(self.administrator)._begin(self.connection, "import")
        self.go(f"accounting.bridge.connection/{self.connection.id}")
        browser.see(f"{RUNS} [data-state=queued]", "Reading: 1,000 contacts so far")
        browser.see(f"{RUNS} [role=progressbar] .progress-bar-animated")
        self.picture("import_reads")
        with self.alone():
            self.read_page()
        browser.see(f"{RUNS} [data-state=queued]", "Begins in a moment")
        browser.see_no(f"{RUNS} .progress-bar-animated")
        self.assertFalse(browser.errors)

    def read_page(self):
        """As the scheduled action does before it comes to imports."""
        sync = self.env["accounting.bridge.directory.sync"]
        next(sync._read_contacts(self.connection))

    def make_contacts(self):
        self.books.add_full_contact("Full & Co")
        self.env["res.partner"].create(
            {"name": "Wood & Co.", "email": "wood@example.com", "vat": "12-3456789"}
        )
        self.sandbox.create(
            "Contacts",
            {
                "Name": "Wood & Co.",
                "EmailAddress": "wood@example.com",
                "TaxNumber": "98-7654321",
            },
        )

    def begin(self):
        """From the connection's button on."""
        browser = self.browser
        self.go(f"accounting.bridge.connection/{self.connection.id}")
        browser.click("button[name=action_import_contacts]")
        browser.see(".modal .o_field_widget[name=import_on_existing]")
        browser.click(".modal .o_field_widget label", "Overwrite")
        browser.see(".modal .alert", "are replaced")
        self.picture("import_dialog")
        browser.click(".modal .o_field_widget label", "Complete")
        browser.click(".modal button[name=action_begin]")
        browser.see(f"{RUNS} [data-state=queued] button[name=action_stop]")
        self.picture("import_queued")

    def see_it_move(self):
        """The form tells by itself what others do, here a second administrator."""
        browser = self.browser
        with self.alone():
            run = self.connection.contact_run_ids
        self.go(f"accounting.bridge.connection/{self.connection.id}")
        browser.see(f"{RUNS} [data-state=queued]")
        browser.run(STOP % run.id)
        browser.see(f"{RUNS} [data-state=stopped] button[name=action_go_on]")
        browser.click(f"{RUNS} button[name=action_go_on]")
        browser.see(f"{RUNS} [data-state=queued]")
        with self.alone(), self.env.registry.cursor() as cr:
            run.with_env(self.env(cr=cr, su=True))._work_slice()
        browser.see(f"{RUNS} [data-state=running] button[name=action_stop]")
        browser.see(f"{RUNS} [role=progressbar]:not([aria-valuenow='0'])")
        self.picture("import_running")
        with self.alone():
            self.run_cron()
            self.assertEqual(run.state, "done", run.message)
        browser.see(f"{RUNS} [data-state=done]", "created")
        self.picture("import_done")

    def decide(self):
        browser = self.browser
        browser.click(f"{RUNS} a", "1 to decide")
        browser.see(".o_data_row", "but another tax number")
        self.picture("contacts_to_decide")
        browser.click(".o_data_row button[name=action_decide]")
        browser.see(".modal .o_data_row", "same e-mail and name")
        browser.see(".modal-title", "Which partner is Wood & Co.?")
        self.picture("contact_decision")
        browser.click(".modal .o_data_row button[name=action_link]")
        browser.see_no(".o_data_row", "but another tax number")
