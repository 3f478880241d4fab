# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged

from .common_xero import XeroCase


@tagged("post_install", "-at_install", "xero")
class TestXeroContacts(XeroCase):
    """Archived contacts of Xero keep their names."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def test_archived_contact_is_found_and_told(self):
        remote_id = self.books.add_contact("Gone quiet")
        self.books.archive_contact(remote_id)
        self.rpc(self.connection, "action_sync_reference_data")
        partner = self.env["res.partner"].create({"name": "Gone quiet"})
        document = self.make_document(self.new_sale_order(partner=partner))
        self.send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn("archived", document.message)
        self.assertEqual(len(self.books.contacts("Gone quiet")), 1)
        action = self.rpc(document, "action_decide")
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        self.books.restore_contact(remote_id)
        self.rpc(dialog, "action_look_again")
        self.send(document)
        self.assertEqual(document.state, "done", document.message)

    def test_archived_contact_of_a_linked_partner_is_replaced_by_one_of_its_name(self):
        """Names are unique among the active ones; its number stays with the old one."""
        partner = self.env["res.partner"].create({"name": "Begins anew"})
        self.send(self.make_document(self.new_sale_order(partner=partner)))
        [old] = self.books.contacts("Begins anew")
        self.books.archive_contact(old.remote_id)
        self.rpc(self.connection, "action_sync_reference_data")
        document = self.make_document(self.new_sale_order(partner=partner))
        self.send(document)
        self.assertEqual(document.decision_id.cause, "archived")
        action = self.rpc(document, "action_decide")
        dialogs = self.env[action["res_model"]].with_user(self.administrator)
        dialog = dialogs.browse(action["res_id"])
        self.assertEqual(dialog.new_name, "Begins anew")
        self.rpc(dialog, "action_create")
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
        self.assertNotEqual(document.contact_id.remote_id, old.remote_id)
        self.assertEqual(len(self.books.contacts("Begins anew")), 2)
