# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_orders import OrdersCommon


@tagged("post_install", "-at_install")
class TestCard(OrdersCommon):
    """What the cards of records hold and do, without the provider."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls._make_user(
            "bridge_card_user",
            "base.group_partner_manager,accounting_bridge.group_user",
        )
        cls.kinds = cls.customer._bridge_link_kinds(cls.connection)
        cls.kind = next(iter(cls.kinds))

    def _card(self, record, user=None):
        cards = self.env["accounting.bridge.card"].with_user(user or self.user)
        return cards.get_card(record._name, record.id)

    def _press(self, record, name, user=None, **args):
        cards = self.env["accounting.bridge.card"].with_user(user or self.user)
        return cards.press(record._name, record.id, name, args)

    def _search(self, record, text, kind):
        cards = self.env["accounting.bridge.card"].with_user(self.user)
        return cards.search_choices(
            record._name, record.id, "link", text, {"kind": kind}
        )

    def _contact(self, name, **values):
        # sudo: nobody writes to the directory.
        return (
            self.env["accounting.bridge.contact"]
            .sudo()
            .create(
                {
                    "name": name,
                    "connection_id": self.connection.id,
                    "organization_id": self.connection.organization_id,
                    "remote_id": f"id-{name}",
                    "remote_key": f"id-{name}",
                    "kind": self.kind,
                    "status": "active",
                    **values,
                }
            )
        )

    def test_link_and_unlink(self):
        contact = self._contact("Wood & Co.", email="info@wood.example")
        self._contact("Wooden", active=False)
        rows = self._card(self.customer)["rows"]
        self.assertEqual(len(rows), len(self.kinds))
        self.assertEqual(
            [button["name"] for button in rows[0]["buttons"]], ["link", "create"]
        )
        [choice] = self._search(self.customer, "wood", self.kind)
        self.assertEqual(choice["note"], "info@wood.example")
        self._press(self.customer, "link", kind=self.kind, choice=choice["value"])
        row = self._card(self.customer)["rows"][0]
        self.assertEqual(row["title"], "Wood & Co.")
        [open_button, sync, unlink] = row["buttons"]
        self.assertIn(contact.remote_id, open_button["url"])
        self.assertIn("Last synced", sync["hint"])
        self.assertIn("stays", unlink["confirm"])
        self._press(self.customer, "unlink", **unlink["args"])
        self.assertEqual(self._card(self.customer)["rows"], rows)
        self.assertTrue(contact.exists())

    def test_one_link_of_a_kind(self):
        contacts = self._contact("First") + self._contact("Second")
        for contact in contacts:
            self._press(self.customer, "link", kind=self.kind, choice=contact.id)
        links = self.customer._bridge_links(self.connection)
        self.assertEqual(links.contact_id, contacts[1])

    def test_nobody_without_the_rights(self):
        self.assertTrue(self._card(self.customer))
        self.assertEqual(self._card(self.customer, self.salesperson), {})
        with self.assertRaises(AccessError):
            self._press(self.customer, "link", self.salesperson, kind="", choice=1)

    def test_no_foreign_link(self):
        """A link of another partner is out of reach."""
        contact = self._contact("First")
        self._press(self.supplier, "link", kind=self.kind, choice=contact.id)
        link = self.supplier._bridge_links(self.connection)
        with self.assertRaisesRegex(Exception, "no more"):
            self._press(self.customer, "unlink", link_id=link.id)

    def test_settings_of_the_connection(self):
        records = {
            "has_partner_card": self.customer,
            "has_sale_card": self._sale_order(),
            "has_purchase_card": self._purchase_order(),
        }
        user = self._make_user(
            "bridge_card_all",
            "sales_team.group_sale_manager,purchase.group_purchase_user,"
            "accounting_bridge.group_user",
        )
        for setting, record in records.items():
            self.assertTrue(self._card(record, user), setting)
            self.connection[setting] = False
            self.assertEqual(self._card(record, user), {}, setting)

    def test_no_card_of_other_models(self):
        self.assertEqual(self._card(self.company), {})
        self.assertEqual(self._card(self.user), {})
