# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from ..exceptions import PersonMustAct
from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestItems(SendingCommon):
    """Where lines name items, each ledger account has one of ours, never two."""

    def setUp(self):
        super().setUp()
        self.account = self.connection._account_for("sale")
        self.resolver = self.env["accounting.bridge.item.resolver"]

    def _invoice(self):
        return self._create_document(self._sale_order({}, {}))

    def _resolve(self, **options):
        """:return: the account's item, and what a person must mend"""
        items, refused = self.resolver._resolve(
            self.connection, self.account, 5, **options
        )
        return items.get(self.account), refused.get(self.account)

    def test_an_item_is_made_once_for_an_account(self):
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.state, "done")
        item = self._books("item")
        self.assertEqual(len(item), 1)
        self.assertEqual(item.data["key"], f"odoo-account-{self.account.remote_id}")
        self.assertEqual(item.data["account"], self.account.remote_key)
        self.assertEqual(
            [line["item"] for line in self._books("invoice").data["lines"]],
            [f"item-{item.id}"] * 2,
        )
        self._calls()
        self._send(self._invoice())
        self.assertEqual(self._calls(), ["push invoice"])
        self.assertEqual(len(self._books("item")), 1)

    def test_only_documents_that_need_items_get_them(self):
        document = self._create_document(self._purchase_order())
        self._send(document)
        self.assertEqual(document.state, "done")
        self.assertFalse(self._books("item"))
        self.assertFalse(document.line_ids.item_id)

    def test_an_item_that_the_directory_forgot_is_found_again(self):
        self._resolve()
        self.connection.env["accounting.bridge.item"].sudo().search([]).unlink()
        self._calls()
        item, _words = self._resolve()
        self.assertTrue(item)
        self.assertEqual(self._calls(), ["pull items"])

    def test_two_who_make_it_at_once_make_one(self):
        payloads = [self.resolver._payload(self.account)]
        key = self.resolver._repeatable_key(self.connection, self.account)
        provider = self.connection._provider()
        provider._push_items(self.connection, payloads, key, 5)
        created = self.resolver._create_items(self.connection, self.account, key, 5)
        self.assertFalse(created)
        self.assertEqual(len(self._books("item")), 1)

    def test_an_inactive_item_is_neither_used_nor_doubled(self):
        self._resolve()
        self._books("item").state = "inactive"
        self._sync()
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn("inactive", document.message)
        self.assertEqual(len(self._books("item")), 1)
        self._books("item").state = "active"
        self._sync()
        self._retry(document)
        self.assertEqual(document.state, "done")

    def test_an_item_that_was_mended_is_used_without_being_synced(self):
        self._resolve()
        self._books("item").state = "inactive"
        self._sync()
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.state, "failed")
        self._books("item").state = "active"
        self._retry(document)
        self.assertEqual(document.state, "done")

    def test_an_item_that_leads_elsewhere_is_neither_used_nor_doubled(self):
        self._resolve()
        book = self._books("item")
        book.data = {**book.data, "account": "999"}
        item, words = self._resolve(is_stale=True)
        self.assertFalse(item)
        self.assertIn("another account", words)
        self.assertEqual(len(self._books("item")), 1)

    def test_a_retry_after_a_refusal_looks_at_the_items_again(self):
        self._resolve()
        order = self._sale_order(client_order_ref="fine")
        document = self._create_document(order, reference="refuse this")
        self._send(document)
        self.assertEqual(document.state, "failed")
        document.sudo().reference = "fine"
        self._books("item").state = "inactive"
        self._retry(document)
        self.assertIn("inactive", document.message)

    def test_a_name_that_is_taken_is_told_and_tried_again(self):
        payload = self.resolver._payload(self.account)
        taken = self._books("item").create(
            {
                "organization_id": self.connection.organization_id,
                "kind": "item",
                "state": "active",
                "data": {"name": payload.name, "key": "", "account": "1"},
            }
        )
        document = self._invoice()
        self._send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn(payload.name, document.message)
        taken.data = {**taken.data, "name": "Another name"}
        # The books repeat their refusal under the same key.
        self._retry(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(len(self._books("item")), 2)

    def test_several_items_of_a_product_are_told_and_none_is_made(self):
        product = self.env["product.product"].create(
            {"name": "Pen", "default_code": "PEN"}
        )
        books = self._books("item").create(
            [
                {
                    "organization_id": self.connection.organization_id,
                    "kind": "item",
                    "state": "active",
                    "data": {"name": name, "key": "PEN", "account": "1"},
                }
                for name in ("Pen", "Another pen")
            ]
        )
        maker = self.env["accounting.bridge.item.maker"]
        with self.assertRaisesRegex(PersonMustAct, "Several items have the code PEN"):
            maker._find_or_make(self.connection, product, 5)
        self.assertEqual(self._books("item"), books)

    def test_items_belong_to_their_company(self):
        self._resolve()
        other = self._create_company(name="Elsewhere")
        outsider = self._make_user("bridge_outsider", "accounting_bridge.group_user")
        outsider.sudo().write(
            {"company_id": other.id, "company_ids": [(6, 0, other.ids)]}
        )
        items = self.env["accounting.bridge.item"]
        self.assertTrue(items.search([]))
        self.assertFalse(items.with_user(outsider).search([]))
