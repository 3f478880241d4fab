# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import requests

from odoo.tests import tagged

from .common_qbo import QboCase

from tests.books import XeroBooks  # isort: skip


@tagged("post_install", "-at_install", "xero", "qbo")
class TestSwitchBetweenProviders(QboCase):
    """A company goes over from Xero to QuickBooks, with both sandboxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sandbox = cls.enterClassContext(XeroBooks.sandbox_class())
        cls.xero = XeroBooks(sandbox)
        cls.env["ir.config_parameter"].sudo().set_param(
            cls.xero.BASE_URL_PARAMETER, sandbox.url
        )

    def setUp(self):
        super().setUp()
        self.xero.prepare()
        self.quickbooks = self.connection
        self.connection = self.old = self.new_connection(provider="xero")
        self.with_xero(self.connect_and_set_up)

    def with_xero(self, act):
        """Do what this class does with QuickBooks with Xero for once."""
        quickbooks, self.books = self.books, self.xero
        try:
            return act()
        finally:
            self.books = quickbooks

    def press_connect(self):
        """Connect QuickBooks; the company has a live connection.

        :return: the dialog that opens
        """
        action = self.rpc(self.quickbooks, "action_connect")
        self.assertEqual(action["res_model"], "accounting.bridge.switch.provider")
        self.assertEqual(action["name"], "Switch Accounting Provider")
        dialogs = self.env["accounting.bridge.switch.provider"]
        dialogs = dialogs.with_user(self.administrator).with_context(
            **action["context"]
        )
        return dialogs.create({})

    def confirm(self, answer="allow"):
        dialog = self.press_connect()
        self.env.flush_all()
        action = self.rpc(dialog, "action_switch")
        self.books.answer_consent(answer)
        answer = requests.get(action["url"], allow_redirects=False, timeout=10)
        return self.come_back(answer.headers["Location"])

    def test_quickbooks_takes_over(self):
        sent = self.send_new()
        unsent = self.make_document(self.new_sale_order())
        dialog = self.press_connect()
        self.assertEqual(dialog.live_provider_name, "Xero")
        self.assertEqual((dialog.sent_count, dialog.unsent_count), (1, 1))
        result = self.confirm()
        self.assertEqual(result["type"], "success", result)
        self.assertEqual(self.old.state, "disconnected")
        self.assertEqual(self.xero.cut_ties(), 1)
        self.assertFalse(self.old.ledger_account_ids)
        self.assertEqual(self.quickbooks.state, "connected")
        # History stays.
        self.assertEqual(sent.state, "done")
        self.assertEqual(sent.line_ids.ledger_account_id.name, "Sales")
        self.assertEqual(unsent.state, "cancel")
        # What comes now goes to QuickBooks.
        self.connection = self.quickbooks
        self.map_account("sale")
        self.quickbooks.is_set_up = True
        self.assert_done(self.send_new())
        self.assertEqual(len(self.books.invoices()), 1)
        self.assertEqual(len(self.xero.invoices()), 1)

    def test_refusal_leaves_xero_as_it_was(self):
        result = self.confirm("deny")
        self.assertEqual(result["type"], "danger")
        self.assertEqual(self.old.state, "connected")
        self.assertFalse(self.quickbooks.is_live)
        self.assertFalse(self.xero.cut_ties())
        self.assertEqual(self.send_new().state, "done")
        self.assertEqual(len(self.xero.invoices()), 1)

    def test_documents_in_doubt_hold_it_up(self):
        document = self.make_document(self.new_sale_order())
        # The first document makes the contact, so that the fault hits the second.
        self.send_new()
        self.xero.lose_answers("reset_after_commit")
        self.send(document)
        self.assertTrue(document.is_doubtful)
        dialog = self.press_connect()
        self.assertEqual(dialog.unsettled_count, 1)
        with self.assertRaisesRegex(Exception, "UserError"):
            self.rpc(dialog, "action_switch")
        self.assertEqual(self.old.state, "connected")
        [shown] = self.env[document._name].search(
            dialog.action_open_unsettled()["domain"]
        )
        self.assertEqual(shown, document)
