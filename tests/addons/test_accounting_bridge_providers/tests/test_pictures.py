# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .common_screens import ScreensCase
from .each_provider import each_provider


@each_provider
class TestPictures(ScreensCase):
    """The whole way in a real browser: consent, setup, press, many at once."""

    def test_the_whole_way(self):
        # All that the database needs, before the browser's requests share its cursor.
        for number in (1, 2, 3):
            partner = self.env["res.partner"].create({"name": f"Customer {number}"})
            self.new_sale_order(partner=partner)
        self.new_sale_order(quantity=2, price=120)
        self.order_path = f"sale.order/{self.new_sale_order(price=33.33).id}"
        self.connection_path = f"{self.connection._name}/{self.connection.id}"
        self.log_in()
        self.connect()
        self.set_up()
        self.press()
        self.press_on_many()
        self.assertFalse(self.browser.errors)
        with self.alone():
            self.assertTrue(self.connection.is_set_up)

    def connect(self):
        browser = self.browser
        self.go(self.connection_path)
        browser.see(".o_form_view", "Client ID")
        self.picture("connection_new")
        browser.click("button[name=action_connect]")
        # At the provider.
        browser.see(self.books.ALLOW_BUTTON)
        self.picture("consent")
        self.books.choose_organization(browser)
        browser.click(self.books.ALLOW_BUTTON)
        # Back in Odoo.
        connected = f"Successfully connected to {self.books.LABEL}"
        browser.see(".o_notification", connected)
        browser.see(".o_form_view", self.books.ORGANIZATION)
        self.picture("connection")

    def set_up(self):
        browser = self.browser
        browser.click("button[name=action_open_setup]")
        browser.see(".modal button[name=action_continue]")
        self.picture("setup_documents")
        browser.click(".modal button[name=action_continue]")
        browser.see(".modal [name=sale_account_id] input")
        for purpose in ("sale", "purchase", "down_payment"):
            account = self.books.ACCOUNTS[purpose]
            self.choose(f"{purpose}_account_id", account)
        self.picture("setup_accounts")
        browser.click(".modal button[name=action_continue]:not(.disabled)")
        if self.books.TAXED:
            browser.see(".modal [name=tax_line_ids] .o_data_row")
            self.picture("setup_taxes")
            self.choose_missing_tax_codes()
            browser.click(".modal button[name=action_continue]")
        browser.see(".modal button[name=action_done]")
        self.picture("setup_contacts")
        browser.click(".modal button[name=action_done]")
        browser.see_no(".modal")

    def choose_missing_tax_codes(self):
        """Two taxes on one line have no proposal, and hold up the setup."""
        browser = self.browser
        row = ".modal .o_data_row.text-warning"
        for left in (1, 0):
            browser.see(".modal .alert", "no tax code yet")
            browser.click(f"{row} td[name=tax_code_id]")
            self.choose("tax_line_ids", self.books.TAXED_NAME)
            browser.wait_until(f"document.querySelectorAll('{row}').length === {left}")
        browser.see_no(".modal .alert", "no tax code yet")

    def press(self):
        browser = self.browser
        self.go(self.order_path)
        browser.see("button[name=action_bridge_create_document]", "Create invoice")
        self.picture("order_before")
        browser.click("button[name=action_bridge_create_document]")
        browser.see(".modal button[name=action_create]")
        self.picture("create_invoice")
        browser.click(".modal button[name=action_create]")
        browser.see(".o_notification", f"was created in {self.books.LABEL}")
        browser.see_no(".modal")
        browser.see("button[name=action_open_bridge_documents]")
        self.picture("order")
        browser.click("button[name=action_open_bridge_documents]")
        [invoice] = self.books.invoices()
        browser.see(".o_form_view", invoice.number)
        self.picture("document")

    def press_on_many(self):
        browser = self.browser
        self.go("action-sale.action_orders")
        browser.see(".o_list_view .o_data_row")
        self.picture("orders")
        browser.click(".o_list_view thead .o_list_record_selector input")
        browser.click("button[name=action_bridge_create_document]")
        browser.see(".modal .o_data_row")
        self.picture("create_many")
        browser.click(".modal button[name=action_create]")
        browser.see(".o_notification", f"created in {self.books.LABEL}")
        browser.see_no(".modal")
        self.assertEqual(len(self.books.invoices()), 5)
        self.picture("orders_sent")
