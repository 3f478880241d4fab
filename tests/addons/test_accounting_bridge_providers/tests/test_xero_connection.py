# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_xero import XeroCase


@tagged("post_install", "-at_install", "xero")
class TestXeroConnection(XeroCase):
    """One consent in Xero reaches several organizations, each tied on its own."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def test_archived_accounts_are_known(self):
        accounts = self.connection.with_context(active_test=False).ledger_account_ids
        archived = accounts.filtered(lambda account: account.code == "249")
        self.assertEqual(archived.name, "Sales of Discontinued Goods")
        self.assertFalse(archived.active)

    def test_disconnect_cuts_one_tie_and_revokes_nothing(self):
        self.rpc(self.connection, "action_disconnect")
        [deletion] = self.sandbox.calls(method="DELETE")
        self.assertIn(self.connection.organization_link_id, deletion["path"])
        self.assertFalse(self.sandbox.calls(path="revocation"))

    def test_other_organization_needs_its_own_connection(self):
        self.send(self.make_document(self.new_sale_order()))
        result = self.give_consent(organization=self.books.OTHER_ORGANIZATION)
        choices = self.connection._organization_choices()
        other = [choice for choice in choices if choice.name != self.books.ORGANIZATION]
        self.assertTrue(result["dialog"])
        connection = self.connection.with_user(self.administrator)
        with self.assertRaisesRegex(UserError, "make a new connection"):
            connection._connect_organization(other[0].organization_id)
        self.assertEqual(self.connection.organization_name, self.books.ORGANIZATION)

    def test_documents_of_a_branch_keep_the_organization_too(self):
        document = self.make_document(self.new_sale_order())
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        document.sudo().company_id = branch
        self.give_consent(organization=self.books.OTHER_ORGANIZATION)
        connection = self.connection.with_user(self.administrator)
        other = [c for c in connection._organization_choices() if c.is_new]
        self.assertFalse(connection.document_ids, "the administrator works elsewhere")
        with self.assertRaisesRegex(UserError, "make a new connection"):
            connection._connect_organization(other[0].organization_id)
