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
        self.books.restore_contact(remote_id)
        self.rpc(self.connection, "action_sync_reference_data")
        self.rpc(document, "action_retry")
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
