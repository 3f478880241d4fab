# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .common import BooksCase
from .each_provider import each_provider

SELLER = "sales_team.group_sale_salesman,accounting_bridge.group_user"


@each_provider
class TestCardRights(BooksCase):
    """What people who set up nothing may do with the cards."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        self.seller = self.new_user("bridge_seller", SELLER)
        self.kind = next(iter(self.partner_a._bridge_link_kinds(self.connection)))

    def cards(self, user):
        return self.env["accounting.bridge.card"].with_user(user)

    def press(self, user, record, name, **args):
        return self.cards(user).press(record._name, record.id, name, args)

    def buttons(self, user, record):
        """Names of the buttons of the first row."""
        row = self.cards(user).get_card(record._name, record.id)["rows"][0]
        return [button["name"] for button in row["buttons"]]

    def assert_refused(self, user, record, name, **args):
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            self.press(user, record, name, **args)

    def test_who_may_not_change_a_record_looks_and_syncs(self):
        for record in (self.partner_a, self.service):
            kind = self.kind if record == self.partner_a else ""
            with self.subTest(record._name):
                self.assertEqual(self.buttons(self.seller, record), [])
                self.sandbox.clear_calls()
                self.assert_refused(self.seller, record, "create", kind=kind)
                self.assert_refused(self.seller, record, "read_directory")
                self.assertFalse(self.sandbox.calls())
                self.press(self.env.user, record, "create", kind=kind)
                link = record._bridge_links(self.connection)
                linked = link[record._bridge_directory_field()]
                self.assertEqual(self.buttons(self.seller, record), ["open", "sync"])
                self.sandbox.clear_calls()
                self.press(self.seller, record, "sync", link_id=link.id)
                self.assertTrue(self.sandbox.calls())
                self.assert_refused(self.seller, record, "unlink", link_id=link.id)
                self.assert_refused(
                    self.seller, record, "link", kind=kind, choice=linked.id
                )
                self.assertEqual(record._bridge_links(self.connection), link)

    def test_who_may_change_a_record_links_and_creates(self):
        editor = self.new_user(
            "bridge_editor",
            f"{SELLER},base.group_partner_manager,product.group_product_manager",
        )
        for record in (self.partner_a, self.service):
            kind = self.kind if record == self.partner_a else ""
            with self.subTest(record._name):
                self.assertEqual(self.buttons(editor, record), ["link", "create"])
                self.press(editor, record, "create", kind=kind)
                link = record._bridge_links(self.connection)
                linked = link[record._bridge_directory_field()]
                self.assertEqual(linked.name, record.name)
                self.press(editor, record, "sync", link_id=link.id)
                self.press(editor, record, "unlink", link_id=link.id)
                self.assertFalse(record._bridge_links(self.connection))
                self.press(editor, record, "read_directory")
                [choice] = self.cards(editor).search_choices(
                    record._name, record.id, "link", record.name, {"kind": kind}
                )
                self.press(editor, record, "link", kind=kind, choice=choice["value"])
                link = record._bridge_links(self.connection)
                self.assertEqual(link.linked_by_id, editor)

    def test_orders_of_others_are_out_of_reach(self):
        own, other = self.new_sale_order(), self.new_sale_order()
        own.user_id = self.seller
        other.user_id = self.env.user
        action = self.press(self.seller, own, "link_document")
        self.assertEqual(action["res_model"], "accounting.bridge.link.document")
        with self.assertRaises(AccessError):
            self.cards(self.seller).get_card(other._name, other.id)
        self.assert_refused(self.seller, other, "link_document")
