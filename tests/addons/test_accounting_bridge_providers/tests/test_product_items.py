# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .common import BooksCase
from .each_provider import each_provider

ITEM = "Hour of advice"


@each_provider
class TestProductItems(BooksCase):
    """A product is linked to an item over there, and documents carry it."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        self.cards = self.env["accounting.bridge.card"]
        self.service.default_code = "ADVICE"

    def card(self):
        [row] = self.cards.get_card("product.product", self.service.id)["rows"]
        return row

    def press(self, name, **args):
        """Press a button of the product's card, which calls in a request of its own."""
        self.env.flush_all()
        record = ("product.product", self.service.id)
        return self.rpc_model(self.cards._name, "press", *record, name, args)

    def press_link(self):
        choices = self.cards.search_choices(
            "product.product", self.service.id, "link", "advi", {"kind": ""}
        )
        [choice] = choices
        self.assertEqual((choice["label"], choice["note"]), (ITEM, "ADV"))
        self.press("link", choice=choice["value"])

    def press_unlink(self):
        [button] = [each for each in self.card()["buttons"] if each["name"] == "unlink"]
        self.press("unlink", **button["args"])

    def press_sync(self):
        [button] = [each for each in self.card()["buttons"] if each["name"] == "sync"]
        self.press("sync", **button["args"])

    def test_documents_carry_the_item_of_the_product(self):
        accounts = self.books.ACCOUNTS
        own_account = self.books.OTHER_SALE_ACCOUNT
        item_id = self.books.add_item(ITEM, "ADV", 82.5, 40, own_account)
        self.env["accounting.bridge.directory.sync"]._sync_items(self.connection)
        self.press_link()
        self.assertEqual(
            [
                fact["text"].replace("\N{NO-BREAK SPACE}", " ")
                for fact in self.card()["facts"]
            ],
            ["$ 82.50", "$ 40.00"],
        )
        takes_account = self.books.TAKES_ACCOUNT_OF_ITEM
        self.assertEqual("go to its own account" in self.card()["note"], takes_account)

        order = self.new_sale_order()
        dialog = self.env["accounting.bridge.create.document"]._make(order)
        self.assertEqual(own_account in (dialog.warnings or ""), takes_account)
        documents = self.make_document(order)
        supplier = self.env["res.partner"].create({"name": "Supplies"})
        purchase = self.new_purchase_order(partner=supplier, partner_ref="B-1")
        documents |= self.make_document(purchase)
        self.send(documents)
        self.assertEqual(set(documents.mapped("state")), {"done"})
        for [document], account in (
            (self.books.invoices(), own_account if takes_account else accounts["sale"]),
            (self.books.bills(), accounts["purchase"]),
        ):
            [line] = [line for line in document.lines if line.amount is not None]
            self.assertEqual((line.item, line.account), (ITEM, account))

        self.books.remove_item(item_id)
        self.press_sync()
        self.assertIn("no longer there", self.card()["note"])
        document = self.make_document(self.new_sale_order())
        self.send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn(ITEM, document.message)
        self.assertIn("press Retry", document.message)
        self.press_unlink()
        self.rpc(document, "action_retry")
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
        sent = self.books.invoice(document)
        [line] = [line for line in sent.lines if line.amount is not None]
        self.assertNotIn(ITEM, line.item)
        self.assertEqual(line.account, accounts["sale"])

    def test_an_item_is_made_for_a_product_once(self):
        self.sandbox.clear_calls()
        row = self.card()
        self.assertEqual(row["title"], "Not linked yet")
        self.assertFalse(self.sandbox.calls())
        self.press("create")
        made = (
            self.env["accounting.bridge.link"]
            ._item_links(self.connection, self.service)[self.service]
            .item_id
        )
        self.assertEqual((made.name, made.code), ("Consulting", "ADVICE"))
        self.assertTrue(made.is_sold and made.is_purchased)
        self.press_unlink()
        self.press("create")
        again = (
            self.env["accounting.bridge.link"]
            ._item_links(self.connection, self.service)[self.service]
            .item_id
        )
        self.assertEqual(again, made)
