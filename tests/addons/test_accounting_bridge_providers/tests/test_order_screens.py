# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common_screens import WIDTHS, ScreensCase

from tests.books import XeroBooks  # isort: skip

CARD = ".o_accounting_bridge_card"


@tagged("post_install", "-at_install", "xero")
class TestOrderScreens(ScreensCase):
    """An order's card, the dialog that links what was made by hand, and the accounts
    of product categories, in a real browser. Each provider shows the same."""

    books_class = XeroBooks

    def test_screens_of_orders(self):
        self.connect_and_set_up()
        contact = self.books.add_contact(self.partner_a.name)
        self.env["accounting.bridge.directory.sync"]._sync_contacts(self.connection)
        remote_id = self.books.add_invoice("HAND-1", contact, 115)
        self.books.add_invoice("HAND-2", contact, 345)
        self.service.categ_id = self.env["product.category"].create(
            {"name": "Advice by the Hour"}
        )
        order = self.new_sale_order(quantity=2, price=100)
        self.send(self.make_document(self.new_sale_order()))
        self.log_in()
        self.map_a_category("Other Revenue")
        self.link_by_hand(order, remote_id)
        self.assertFalse(self.browser.errors)
        with self.alone():
            document = order._bridge_documents()
            self.assertEqual(document.state, "cancel")
            account = self.connection._account_for("sale", self.service.categ_id)
            self.assertEqual(account.name, "Other Revenue")

    def map_a_category(self, account_name):
        browser = self.browser
        self.go(f"{self.connection._name}/{self.connection.id}")
        browser.click("button[name=action_open_setup]")
        browser.click(".modal button[name=action_continue]")
        browser.see(".modal [name=sale_account_id] input")
        rows = ".modal [name=account_line_ids]"
        browser.click(f"{rows} .o_field_x2many_list_row_add a")
        self.choose("product_category_id", "Advice by the Hour")
        self.choose("ledger_account_id", account_name)
        browser.see(".modal .alert-info", "1 of sales, 0 of purchases")
        self.picture("setup_categories")
        self.assert_fits(".modal .o_form_view")
        browser.click(".modal button[name=action_continue]:not(.disabled)")
        browser.see(".modal [name=tax_line_ids]")
        browser.click(".modal button[special=cancel], .modal .btn-close")

    def link_by_hand(self, order, remote_id):
        browser = self.browser
        self.go(f"sale.order/{order.id}")
        browser.click(f"{CARD} [data-name=link_document]")
        browser.see(".modal [name=row_ids] .o_data_row", "HAND-2")
        self.picture("link_document_search")
        self.assert_fits(".modal [name=row_ids] .o_list_renderer")
        browser.click(".modal .o_data_row:has(td[data-tooltip=HAND-2]) button")
        browser.see(".modal .alert-info", "150.0 %")
        self.picture("link_document_more")
        browser.click(".modal [name=allow_more] input")
        browser.see(".modal .alert-info", "covered by 150.0 %")
        browser.click(".modal button[name=action_search]", "Choose another")
        browser.click(".modal .o_data_row:has(td[data-tooltip=HAND-1]) button")
        browser.see(".modal .alert-info", "50.0 %")
        self.picture("link_document_confirm")
        self.assert_fits(".modal .o_form_view")
        browser.click(".modal button[name=action_link]")
        browser.see(".o_notification", "now covers")
        browser.see(CARD, "HAND-1")
        browser.see(CARD, "50 %")
        self.picture("card_order_linked")
        self.books.pay(remote_id)
        browser.click(f"{CARD} [data-name=refresh]:not(:disabled)")
        browser.see(f"{CARD} .badge", "Paid")
        browser.click(f"{CARD} [data-name=unlink_document]")
        browser.click(".modal button", "Unlink")
        browser.see_no(CARD, "HAND-1")

    def assert_fits(self, selector):
        """Nothing is cut off, however narrow the window."""
        for width in reversed(WIDTHS):
            self.browser.resize(width)
            # A list takes its widths anew a moment after the window has.
            self.browser.wait_until(
                f"(() => {{ const part = document.querySelector('{selector}');"
                " return part.scrollWidth <= part.clientWidth; })()",
                f"{selector} fits in {width} pixels",
                patience=5,
            )
