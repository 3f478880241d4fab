# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .common_screens import WIDTHS, ScreensCase
from .each_provider import each_provider

CARD = ".o_accounting_bridge_card"
CHOICE = ".o-autocomplete--dropdown-item a"
#: Marks a form that has nothing to save.
SAVED = ".o_form_status_indicator_buttons.invisible"


@each_provider
class TestCardScreens(ScreensCase):
    """The card of records in a real browser."""

    def test_the_cards(self):
        self.connect_and_set_up()
        self.books.add_item(
            "Hour of advice", "ADV", 82.5, 40, self.books.OTHER_SALE_ACCOUNT
        )
        self.env["accounting.bridge.directory.sync"]._sync_items(self.connection)
        order = self.new_sale_order()
        self.send(self.make_document(order))
        new = self.env["res.partner"].create({"name": "Newcomer"})
        other = self.env["res.partner"].create({"name": "Woodworks"})
        product = self.service.product_tmpl_id
        self.log_in()
        self.see_partner(other)
        self.create_contact(new)
        self.see_product(product)
        self.see_order(order)
        self.turn_off_for(order)
        self.assertFalse(self.browser.errors)
        with self.alone():
            self.assertFalse(other._bridge_links(self.connection))
            self.assertTrue(self.service._bridge_links(self.connection))
            [link] = new._bridge_links(self.connection)
            self.assertEqual(link.contact_id.name, "Newcomer")

    def open_form(self, record):
        """Open a form with its card: no call to the provider, and nothing that a
        narrow window cuts off."""
        self.sandbox.clear_calls()
        self.go(f"{record._name}/{record.id}")
        self.browser.see(CARD, self.books.LABEL)
        self.assertFalse(self.sandbox.calls())
        for width in reversed(WIDTHS):
            self.browser.resize(width)
            self.assertTrue(
                self.browser.run(
                    f"(() => {{ const card = document.querySelector('{CARD}');"
                    " return card.scrollWidth <= card.clientWidth; })()"
                ),
                f"the card fits in {width} pixels",
            )

    def button(self, name):
        return f"{CARD} [data-name={name}]"

    def see_partner(self, partner):
        browser = self.browser
        self.open_form(partner)
        self.picture("card_partner_free")
        browser.click(self.button("link"))
        self.books.add_contact("Wood & Co.", email="info@wood.example")
        browser.type(f"{CARD} .o-autocomplete input", "woo")
        browser.see(f"{CARD} .o-autocomplete", "Nothing found")
        browser.click(self.button("read_directory"))
        browser.see(CHOICE, "info@wood.example")
        self.picture("card_partner_search")
        self.choose_while_busy("Wood & Co.")
        browser.see(self.button("sync"))
        browser.click(self.button("sync"))
        browser.see(f"{self.button('sync')}[title*='Last synced']:not(:disabled)")
        self.assertTrue(self.sandbox.calls())
        self.picture("card_partner")
        [url] = browser.run(
            f"[...document.querySelectorAll('{self.button('open')}')].map(a => a.href)"
        )
        self.assertTrue(url.startswith(self.sandbox.url), url)
        browser.click(self.button("unlink"))
        browser.see(".modal", "stays in")
        self.picture("card_partner_unlink")
        browser.click(".modal button", "Unlink")
        browser.see(CARD, "Not linked yet")

    def choose_while_busy(self, name):
        """What is chosen while a press is on its way is done after it."""
        browser = self.browser
        self.books.arm_reads("slow", seconds=3)
        browser.click(self.button("read_directory"))
        browser.see(f"{CARD}[aria-busy]")
        browser.type(f"{CARD} .o-autocomplete input", name[:3])
        browser.press(CHOICE, name)
        self.assertTrue(
            browser.run(f"!!document.querySelector('{CARD}[aria-busy]')"),
            "it was chosen while the card was busy",
        )

    def create_contact(self, partner):
        self.open_form(partner)
        self.browser.click(self.button("create"))
        self.browser.see(self.button("sync"))

    def see_product(self, product):
        browser = self.browser
        self.open_form(product)
        browser.click(self.button("link"))
        browser.type(f"{CARD} .o-autocomplete input", "adv")
        browser.press(CHOICE, "Hour of advice")
        browser.see(CARD, "82.50")
        self.picture("card_product")

    def see_order(self, order):
        self.open_form(order)
        self.picture("card_order")

    def turn_off_for(self, order):
        browser = self.browser
        self.go(f"{self.connection._name}/{self.connection.id}")
        browser.see("[name=has_sale_card] input")
        browser.click("[name=has_sale_card] input")
        self.picture("card_settings")
        browser.click(".o_form_button_save")
        browser.wait_until(f"document.querySelector({SAVED!r})")
        self.go(f"{order._name}/{order.id}")
        browser.see(".o_form_view [name=order_line]")
        browser.see_no(CARD)
