# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .common_screens import ScreensCase
from .each_provider import each_provider


@each_provider
class TestDecideScreens(ScreensCase):
    """What a person decides about contacts, and their export, in a real browser."""

    def test_decide_and_export(self):
        self.connect_and_set_up()
        self.send(self.make_document(self.new_sale_order()))
        [contact] = self.books.contacts("Harbor Furniture")
        self.books.archive_contact(contact.remote_id)
        sync = self.env["accounting.bridge.directory.sync"]
        sync._sync_contacts(self.connection)
        order = self.new_sale_order()
        newcomer = self.env["res.partner"].create({"name": "Newcomer"})
        self.log_in()
        self.decide(order)
        self.export(newcomer)
        self.assertFalse(self.browser.errors)
        with self.alone():
            document = order.bridge_document_ids
            self.assertEqual(document.state, "done", document.message)
            invoice = self.books.invoice(document)
        self.assertEqual(invoice.contact, "Harbor Furniture Ltd")
        self.assertEqual(len(self.books.contacts("Newcomer")), 1)

    def decide(self, order):
        """The press fails, and its notification leads to the dialog."""
        browser = self.browser
        self.go(f"sale.order/{order.id}")
        browser.click("button[name=action_bridge_create_document]")
        browser.see(".modal [name=contact_message]", "archived")
        self.picture("press_to_decide")
        browser.click(".modal button[name=action_create]")
        browser.see(".o_notification", "Press Decide")
        browser.click(".o_notification button", "Decide")
        browser.see(".modal .o_data_row", "but archived there")
        browser.see_no(".modal button[name=action_link]")
        self.picture("decide")
        browser.type(".modal [name=other_contact_id] input", "Rid")
        browser.press(".o-autocomplete--dropdown-item a", "Ridgeway")
        browser.see(".modal button[name=action_link_other]")
        browser.fill(".modal [name=new_name] input", "Harbor Furniture Ltd")
        browser.click(".modal button[name=action_create]")
        browser.see(".o_notification", f"was created in {self.books.LABEL}")
        browser.see_no(".modal")
        # The form behind the dialog shows what became of it.
        browser.see_no(".o_accounting_bridge_card", "Press Decide")

    def export(self, partner):
        browser = self.browser
        self.go(f"res.partner/{partner.id}")
        browser.see(".o_form_view", "Newcomer")
        browser.click(".o_cp_action_menus button")
        browser.press(".o-dropdown--menu .dropdown-item", "Send to accounting software")
        browser.see(".modal [name=created_count]", "1")
        self.picture("export")
        browser.click(".modal button[name=action_send]")
        browser.see(".o_notification", f"1 made in {self.books.LABEL}")
        browser.see_no(".modal")
