# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tools import file_open, mute_logger

from .common import BooksCase
from .each_provider import each_provider


@each_provider
class TestConnection(BooksCase):
    """What becomes of a connection after the consent."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    # === DIRECTORY === #

    def test_directory_is_filled_on_connect(self):
        sales = self.books.find_account(self.connection, "sale")
        self.assertEqual(sales.account_class, "revenue")
        self.assertTrue(sales.is_selectable)
        if self.books.TAXED:
            tax_code = self.books.find_tax_code(self.connection, self.books.TAXED)
            self.assertEqual(tax_code.rate, 15.0)
            self.assertEqual(tax_code.direction, "both")
        self.assertEqual(self.connection.currency_id.name, "USD")
        self.assertEqual(self.connection.country_id.code, "US")

    def test_sync_takes_currencies(self):
        self.activate_currency("EUR")
        self.books.add_currency("EUR")
        self.rpc(self.connection, "action_sync_reference_data")
        self.assertIn("EUR", self.connection.currency_ids.mapped("name"))

    def test_sync_takes_what_changed_and_archives_what_vanished(self):
        remote_id = self.books.add_contact("Made over there")
        self.rpc(self.connection, "action_sync_reference_data")
        contact = self.connection.contact_ids.filtered(
            lambda contact: contact.name == "Made over there"
        )
        self.assertEqual(len(contact), 1)
        self.books.archive_contact(remote_id)
        self.rpc(self.connection, "action_sync_reference_data")
        self.assertEqual(contact.status, "archived")
        self.assertFalse(contact.active)

    def test_contacts_are_asked_for_by_what_changed(self):
        self.sandbox.clear_calls()
        self.rpc(self.connection, "action_sync_reference_data")
        self.assertTrue(self.books.asks_for_changed_contacts())

    def test_contacts_are_read_to_the_end(self):
        names = [f"Contact {number:04}" for number in range(1005)]
        self.books.add_contacts(names)
        self.rpc(self.connection, "action_sync_reference_data")
        found = set(self.connection.contact_ids.mapped("name"))
        self.assertLessEqual(set(names), found)

    # === DISCONNECT === #

    def test_disconnect(self):
        order = self.new_sale_order()
        document = self.make_document(order)
        self.send(document)
        grant = self.connection.sudo().grant_id
        self.rpc(self.connection, "action_disconnect")
        self.assertEqual(self.connection.state, "disconnected")
        self.assertEqual(self.books.cut_ties(), 1)
        self.assertFalse(grant.access_token_encrypted)
        self.assertFalse(grant.refresh_token_encrypted)
        self.assertFalse(self.connection.ledger_account_ids)
        self.assertFalse(self.connection.tax_code_ids)
        self.assertFalse(self.connection.contact_ids)
        self.assertFalse(self.connection.item_ids)
        self.assertFalse(self.connection.cron_id)
        # History is kept, codes on old documents too.
        self.assertEqual(document.state, "done")
        [account] = document.line_ids.ledger_account_id
        self.assertEqual(account.name, self.books.ACCOUNTS["sale"])
        other = self.new_sale_order()
        self.assertFalse(other.bridge_can_create)
        self.assertIn("disconnected", other.bridge_why_off)

    def test_disconnect_leaves_other_companies_alone(self):
        sister = self.new_sister_company(self.books.OTHER_CURRENCY)
        other = self.new_connection(sister)
        self.give_consent(other, organization=self.books.OTHER_ORGANIZATION)
        self.assertEqual(other.state, "connected", other.read())
        self.rpc(self.connection, "action_disconnect")
        self.assertTrue(other.sudo().grant_id.access_token_encrypted)
        self.rpc(other, "action_sync_reference_data")
        self.assertEqual(other.state, "connected")

    def test_reconnect_goes_on_where_it_was(self):
        self.rpc(self.connection, "action_disconnect")
        self.give_consent()
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.connection._account_for("sale"))
        document = self.make_document(self.new_sale_order())
        self.send(document)
        self.assertEqual(document.state, "done")

    def test_nobody_writes_what_a_consent_gives(self):
        """Else an administrator could use another company's tokens and books."""
        connection = self.connection.with_user(self.administrator)
        for name in ("grant_id", "organization_id", "consent_id", "state", "cron_id"):
            with self.subTest(name), self.assertRaises(AccessError):
                connection.write({name: connection.sudo()[name]})
        with self.assertRaises(AccessError):
            connection.create(
                {
                    "provider": self.books.CODE,
                    "organization_id": connection.organization_id,
                }
            )
        with self.assertRaisesRegex(UserError, "make a new connection"):
            connection.company_id = self.env["res.company"].create({"name": "Sister"})
        connection.write({"sync_purchases": False})

    def test_consents_of_other_companies_are_not_seen(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        stranger = self.new_user(
            "stranger", "accounting_bridge.group_manager", company=sister
        )
        grants = self.env["accounting.bridge.grant"]
        self.assertTrue(grants.with_user(self.administrator).search([]))
        self.assertFalse(grants.with_user(stranger).search([]))

    def test_new_connection_as_a_screen_makes_it(self):
        """Screens may send defaults, also of what they show alone."""
        connections = self.env["accounting.bridge.connection"]
        code = self.books.CODE
        values = {"provider": code, "state": "new", "organization_id": False}
        connection = connections.with_user(self.administrator).create(values)
        self.assertEqual(connection.state, "new")

    def test_database_that_was_not_moved(self):
        with self.assertRaisesRegex(UserError, "already"):
            self.connection.with_user(self.administrator).action_database_moved()

    def test_consent_withdrawn_over_there(self):
        """Noticed at the next call, and said on the form."""
        self.books.arm_lost_consent()
        with self.assertRaises(UserError):
            self.connection.action_sync_reference_data()

    def test_live_connection_is_not_deleted(self):
        with self.assertRaises(UserError):
            self.connection.unlink()

    # === TOKENS === #

    def test_token_is_renewed_before_it_ends(self):
        grant = self.connection.sudo().grant_id
        before = self.connection._access_token()
        grant.access_expires_at = fields.Datetime.now() + timedelta(seconds=30)
        self.assertNotEqual(self.connection._access_token(), before)

    def test_rejected_token_is_renewed_once(self):
        rejected = self.connection._access_token()
        self.sandbox.clear_calls()
        first = self.connection._access_token(rejected)
        second = self.connection._access_token(rejected)
        self.assertEqual(first, second)
        self.assertEqual(len(self.books.token_calls()), 1)

    def test_network_fault_at_renewal_is_not_a_lost_consent(self):
        self.sandbox.advance_clock(self.books.SECONDS_OF_TOKEN)
        document = self.make_document(self.new_sale_order())
        self.books.arm_tokens("error_503")
        self.send(document)
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(document.state, "waiting")
        self.assertFalse(document.is_doubtful)
        document.sudo().next_try_at = fields.Datetime.now()
        self.run_cron()
        self.assertEqual(document.state, "done")

    def test_a_long_renewal_lets_nothing_leave_late(self):
        """Whoever took the document over by then could send it, too."""
        self.send(self.make_document(self.new_sale_order()))
        document = self.make_document(self.new_sale_order())
        self.sandbox.advance_clock(self.books.SECONDS_OF_TOKEN)
        self.books.arm_tokens("slow", seconds=2)
        self.sandbox.clear_calls()
        with self.env.registry.cursor() as cr:
            document = document.with_env(self.env(cr=cr))
            sender = document.env["accounting.bridge.sender"]
            sender._send_documents(document, deadline=time.monotonic() + 2.5)
            self.assertEqual(document.state, "waiting")
            self.assertFalse(document.is_doubtful)
        self.assertEqual(len(self.books.token_calls()), 1)
        self.assertNotIn(200, [call["status"] for call in self.books.api_calls()])

    # === COPIES OF THE DATABASE === #

    def test_copied_database_calls_nobody_until_told(self):
        document = self.make_document(self.new_sale_order())
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "another")
        self.connection.invalidate_recordset()
        self.assertTrue(self.connection.is_foreign_database)
        self.sandbox.clear_calls()
        self.send(document)
        self.assertFalse(self.sandbox.calls())
        self.assertEqual(document.state, "waiting")
        self.rpc(self.connection, "action_database_moved")
        self.assertFalse(self.connection.is_foreign_database)
        self.assertEqual(self.connection.state, "connected")
        document.sudo().next_try_at = fields.Datetime.now()
        self.run_cron()
        self.assertEqual(document.state, "done")

    def test_copy_forgets_the_tokens(self):
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", "another")
        self.sandbox.clear_calls()
        self.rpc(self.connection, "action_database_copied")
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.connection.sudo().grant_id.refresh_token_encrypted)
        self.assertFalse(self.sandbox.calls(), "the original's tie must stay")

    def test_neutralized_database_calls_nobody(self):
        with file_open("accounting_bridge/data/neutralize.sql") as script:
            self.env.flush_all()
            self.env.cr.execute(script.read())
        self.env.invalidate_all()
        self.assertEqual(self.connection.state, "reconnect")
        grant = self.connection.sudo().grant_id
        self.assertFalse(grant.access_token_encrypted)
        self.assertFalse(grant.refresh_token_encrypted)
        self.assertFalse(self.connection.has_client_secret)
        self.sandbox.clear_calls()
        with self.assertRaises(UserError):
            self.connection.action_sync_reference_data()
        self.assertFalse(self.sandbox.calls())

    def test_neutralized_flag_alone_stops_calls(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("database.is_neutralized", True)
        self.sandbox.clear_calls()
        with self.assertRaises(UserError):
            self.connection.action_sync_reference_data()
        self.assertFalse(self.sandbox.calls())

    # === BRANCHES === #

    def test_branch_uses_its_parents_connection(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.assertEqual(branch._accounting_bridge_connection(), self.connection)
        stranger = self.env["res.company"].create({"name": "Stranger"})
        self.assertFalse(stranger._accounting_bridge_connection())

    def test_branch_reads_its_parents_connection_and_changes_nothing(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        manager = self.new_user(
            "branch_manager", "accounting_bridge.group_manager", company=branch
        )
        connection = self.connection.with_user(manager).with_company(branch)
        self.assertTrue(connection.name)
        self.assertTrue(connection._account_for("sale"))
        for change in (
            lambda: connection.write({"sync_purchases": False}),
            lambda: connection.action_disconnect(),
            lambda: connection.account_mapping_ids[:1].unlink(),
        ):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                change()
