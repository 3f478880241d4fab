# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestLinks(SendingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        scope = {
            "connection_id": cls.connection.id,
            "organization_id": cls.connection.organization_id,
            "name": "Over there",
            "remote_id": "1",
        }
        cls.contact = cls.env["accounting.bridge.contact"].sudo().create(scope)
        cls.item = cls.env["accounting.bridge.item"].sudo().create(scope)
        cls.product = cls.env["product.product"].create({"name": "Pen"})

    def _link(self, user=None, **values):
        links = self.env["accounting.bridge.link"].with_user(user or self.env.user)
        return links.create({"connection_id": self.connection.id, **values})

    def test_a_link_is_of_one_pair(self):
        pairs = {
            "partner_id": self.customer.id,
            "contact_id": self.contact.id,
            "product_id": self.product.id,
            "item_id": self.item.id,
        }
        for names in (
            (),
            ("partner_id",),
            ("partner_id", "item_id"),
            ("partner_id", "contact_id", "item_id"),
            tuple(pairs),
        ):
            with self.assertRaises(ValidationError):
                self._link(**{name: pairs[name] for name in names})
        self._link(partner_id=self.customer.id, contact_id=self.contact.id)
        self._link(product_id=self.product.id, item_id=self.item.id)

    def test_a_pair_is_linked_once(self):
        pair = {"partner_id": self.customer.id, "contact_id": self.contact.id}
        link = self._link(**pair)
        self.assertEqual(self._link(**pair), link)
        self.assertFalse(link.is_chosen)
        self.assertEqual(self._link(**pair, is_chosen=True), link)
        self.assertTrue(link.is_chosen)
        vals = {"connection_id": self.connection.id, "item_id": self.item.id}
        vals["product_id"] = self.product.id
        items = self.env["accounting.bridge.link"].create([vals, vals])
        self.assertEqual((len(items), len(set(items.ids))), (2, 1))

    def test_users_see_the_links_of_their_companies_and_make_none(self):
        """Cards and decisions link for them, after asking who may."""
        user = self._make_user("linker", "accounting_bridge.group_user")
        pair = {"product_id": self.product.id, "item_id": self.item.id}
        with self.assertRaises(AccessError):
            self._link(user, **pair)
        link = self._link(**pair)
        self.assertEqual(link.with_user(user).search([]), link)
        other = self.env["res.company"].create({"name": "Other"})
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        self.assertFalse(link.with_user(user).search([]))
        link.with_user(self.env.user).unlink()
        self.assertTrue(self.item.exists())
