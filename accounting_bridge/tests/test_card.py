# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_orders import OrdersCommon

#: What the card of a linked partner may cost.
MOST_QUERIES = 12


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
        contact = self._contact(
            "Wood & Co.", email="info@wood.example", remote_id="customer-4711"
        )
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
        self.assertIn("4711", open_button["url"])
        self.assertIn("Last synced", sync["hint"])
        self.assertIn("stays", unlink["confirm"])
        self._press(self.customer, "unlink", **unlink["args"])
        self.assertEqual(self._card(self.customer)["rows"], rows)
        self.assertTrue(contact.exists())

    def test_rows_stay_in_their_order(self):
        for kind in reversed(self.kinds):
            contact = self._contact(f"For {kind}", kind=kind)
            self._press(self.customer, "link", kind=kind, choice=contact.id)
        rows = self._card(self.customer)["rows"]
        self.assertEqual([row["label"] for row in rows], [*self.kinds.values()])

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

    def _product_user(self):
        if not self._provider()._has_items(self.connection):
            self.skipTest("The provider has no items.")
        return self._make_user(
            "bridge_card_products",
            "product.group_product_manager,accounting_bridge.group_user",
        )

    def _item(self, name, **values):
        # sudo: nobody writes to the directory.
        return (
            self.env["accounting.bridge.item"]
            .sudo()
            .create(
                {
                    "name": name,
                    "connection_id": self.connection.id,
                    "organization_id": self.connection.organization_id,
                    "remote_id": f"id-{name}",
                    "remote_key": f"key-{name}",
                    "is_sold": True,
                    "is_purchased": True,
                    **values,
                }
            )
        )

    def test_product(self):
        user = self._product_user()
        item = self._item("Desk there", code="D", has_sales_price=True, sales_price=9.5)
        self._item("Desk for an account", key="odoo-account-1")
        self._item("Desks, as a heading", is_sold=False, is_purchased=False)
        cards = self.env["accounting.bridge.card"].with_user(user)
        [choice] = cards.search_choices(
            "product.product", self.product.id, "link", "desk", {"kind": ""}
        )
        self.assertEqual(choice["note"], "D")
        self._press(self.product, "link", user, choice=choice["value"])
        # The form of the product shows the row of its one variant.
        for record in (self.product, self.product.product_tmpl_id):
            [row] = self._card(record, user)["rows"]
            self.assertEqual(row["title"], item.name)
            self.assertEqual([fact["label"] for fact in row["facts"]], ["Sales price"])
            self.assertIn("9.50", row["facts"][0]["text"])
        # Who may not change products sees the card, and can only look.
        [row] = self._card(self.product)["rows"]
        self.assertEqual([each["name"] for each in row["buttons"]], ["open", "sync"])
        with self.assertRaises(AccessError):
            self._press(self.product, "unlink", link_id=1)

    def test_rows_of_variants(self):
        attribute = self.env["product.attribute"].create({"name": "Wood"})
        values = self.env["product.attribute.value"].create(
            [{"name": name, "attribute_id": attribute.id} for name in ("Oak", "Pine")]
        )
        line = {"attribute_id": attribute.id, "value_ids": [Command.set(values.ids)]}
        template = self.env["product.template"].create(
            {"name": "Shelf", "attribute_line_ids": [Command.create(line)]}
        )
        oak, pine = template.product_variant_ids
        user = self._product_user()
        self._press(oak, "link", user, choice=self._item("Oak shelf").id)
        rows = self._card(template, user)["rows"]
        self.assertEqual(
            [(row["label"], row["title"]) for row in rows],
            [("Oak", "Oak shelf"), ("Pine", "Not linked yet")],
        )
        [button] = [each for each in rows[1]["buttons"] if each["is_search"]]
        self.assertEqual((button["model"], button["id"]), (pine._name, pine.id))

    def test_two_links_after_a_merge(self):
        """Odoo's own merge of partners carries the links of both."""
        twin = self.env["res.partner"].create({"name": "Customer"})
        contacts = self._contact("First") + self._contact("Second")
        self._press(self.customer, "link", kind=self.kind, choice=contacts[0].id)
        self._press(twin, "link", kind=self.kind, choice=contacts[1].id)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.customer | twin).ids, self.customer)
        rows = self._card(self.customer)["rows"][:2]
        self.assertEqual({row["title"] for row in rows}, {"First", "Second"})
        self.assertEqual(rows[0]["note"], "")
        self.assertIn("unlink one", rows[1]["note"])
        [counting] = (
            self.env["accounting.bridge.link"]
            ._contact_links(self.connection, self.customer)
            .values()
        )
        self.assertEqual(counting.contact_id.name, rows[0]["title"])
        self._press(self.customer, "unlink", **rows[0]["buttons"][-1]["args"])
        row = self._card(self.customer)["rows"][0]
        self.assertEqual((row["title"], row["note"]), (rows[1]["title"], ""))

    def test_two_equal_links_after_a_merge(self):
        twin = self.env["res.partner"].create({"name": "Customer"})
        contact = self._contact("First")
        for partner in (self.customer, twin):
            self._press(partner, "link", kind=self.kind, choice=contact.id)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.customer | twin).ids, self.customer)
        rows = self._card(self.customer)["rows"]
        self.assertEqual((rows[0]["title"], rows[0]["note"]), ("First", ""))
        self.assertEqual(len(rows), len(self.kinds))
        self._press(self.customer, "unlink", **rows[0]["buttons"][-1]["args"])
        self.assertFalse(self.customer._bridge_links(self.connection))

    def test_archived_contact(self):
        contact = self._contact("First", status="archived", active=False)
        # sudo: as the bridge links.
        self.env["accounting.bridge.link"].sudo().create(
            {
                "connection_id": self.connection.id,
                "partner_id": self.customer.id,
                "contact_id": contact.id,
            }
        )
        row = self._card(self.customer)["rows"][0]
        self.assertEqual(row["level"], "warning")
        self.assertIn("archived", row["note"])

    def test_settings_of_the_connection(self):
        records = {
            "has_partner_card": self.customer,
            "has_product_card": self.product.product_tmpl_id,
            "has_sale_card": self._sale_order(),
            "has_purchase_card": self._purchase_order(),
        }
        user = self._make_user(
            "bridge_card_all",
            "sales_team.group_sale_manager,purchase.group_purchase_user,"
            "accounting_bridge.group_user",
        )
        if not self._provider()._has_items(self.connection):
            del records["has_product_card"]
        for setting, record in records.items():
            self.assertTrue(self._card(record, user), setting)
            self.connection[setting] = False
            self.assertEqual(self._card(record, user), {}, setting)

    def test_no_card_of_other_models(self):
        self.assertEqual(self._card(self.company), {})
        self.assertEqual(self._card(self.user), {})

    def test_costs_few_queries(self):
        contact = self._contact("First")
        self._press(self.customer, "link", kind=self.kind, choice=contact.id)
        self._card(self.customer)  # fill Odoo's own caches
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.assertEqual(self._card(self.customer)["rows"][0]["title"], "First")
        self.assertLessEqual(self.env.cr.sql_log_count - before, MOST_QUERIES)

    def test_forms_without_the_rights_have_no_card(self):
        """Not even the request of the widget leaves."""
        views = {
            "res.partner": "base.view_partner_form",
            "product.template": "product.product_template_only_form_view",
            "product.product": "product.product_variant_easy_edit_view",
            "sale.order": "sale.view_order_form",
            "purchase.order": "purchase.purchase_order_form",
        }
        groups = "sales_team.group_sale_manager,purchase.group_purchase_manager"
        outsider = self._make_user("bridge_card_outsider", groups)
        insider = self._make_user(
            "bridge_card_insider", f"{groups},accounting_bridge.group_user"
        )
        for model, view in views.items():
            view_id = self.env.ref(view).id
            for user, is_shown in ((outsider, False), (insider, True)):
                arch = self.env[model].with_user(user).get_view(view_id, "form")["arch"]
                self.assertEqual("accounting_bridge_card" in arch, is_shown, model)
