# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_realm import RealmCommon

DIRECTORY_SYNC = "odoo.addons.accounting_bridge.models.accounting_bridge_directory_sync"


@tagged("post_install", "-at_install")
class TestConsents(RealmCommon):
    """A consent for another organization changes nothing before a person decides."""

    def _sync_works(self):
        self.connection.action_sync_reference_data()
        return self.connection.state == "connected"

    def _dialog(self):
        action = self.connection.action_choose_organization()
        dialogs = self.env[action["res_model"]]
        return dialogs.with_context(**action["context"])

    # === ANOTHER ORGANIZATION === #

    def test_the_old_consent_serves_until_a_person_decides(self):
        self.assertFalse(self._consent("beta"))
        self.assertTrue(self.connection.has_organization_to_choose)
        self.assertEqual(self.connection.organization_id, "alpha")
        self.assertEqual(self.connection.grant_id, self._grant("alpha"))
        self.assertTrue(self._sync_works())

    def test_keeping_the_old_one_erases_the_new_tokens(self):
        self._consent("beta")
        self.connection._connect_organization("alpha")
        self.assertFalse(self.connection.has_organization_to_choose)
        self.assertEqual(self.connection.organization_name, "Alpha")
        self.assertTrue(self.connection.is_set_up)
        self.assertFalse(self._has_tokens("beta"))
        self.assertTrue(self._sync_works())

    def test_going_over_erases_the_old_tokens(self):
        self._consent("beta")
        self.connection._connect_organization("beta")
        self.assertEqual(self.connection.organization_name, "Beta")
        self.assertFalse(self.connection.is_set_up)
        self.assertFalse(self.connection.account_mapping_ids)
        self.assertFalse(self._has_tokens("alpha"))
        self.assertTrue(self._sync_works())

    def test_documents_stay_with_their_organization(self):
        self._create_document(self._sale_order())
        self._consent("beta")
        with self.assertRaisesRegex(UserError, "make a new connection"):
            self.connection._connect_organization("beta")
        self.assertTrue(self._sync_works())

    def test_only_what_was_offered_is_connected(self):
        self._consent("beta")
        with self.assertRaisesRegex(UserError, "not consented to"):
            self.connection._connect_organization("gamma")

    def test_what_does_not_work_out_changes_nothing(self):
        self._consent("foreign")
        with self.assertRaisesRegex(UserError, "XXX|keeps its books"):
            self.connection._connect_organization("foreign")
        self.assertEqual(self.connection.organization_id, "alpha")
        self.assertEqual(self.connection.grant_id, self._grant("alpha"))
        self.assertTrue(self._sync_works())

    def test_a_second_consent_takes_the_place_of_an_undecided_one(self):
        self._consent("beta")
        self._consent("gamma")
        self.assertFalse(self._has_tokens("beta"))
        self.assertTrue(self._has_tokens("gamma"))
        self.assertTrue(self._has_tokens("alpha"))

    def test_the_same_organization_needs_no_question(self):
        self._consent("beta")
        self.assertTrue(self._consent("alpha"))
        self.assertFalse(self.connection.has_organization_to_choose)
        self.assertFalse(self._has_tokens("beta"))

    def test_failed_first_consent_leaves_no_tokens(self):
        self.connection.action_disconnect()
        fresh = self._new_connection()
        with self.assertRaises(UserError):
            self._consent("foreign", fresh)
        self.assertEqual(fresh.state, "new")
        self.assertFalse(fresh.consented_grant_id)
        self.assertFalse(self._has_tokens("foreign"))

    def test_disconnecting_erases_undecided_tokens_too(self):
        self._consent("beta")
        self.connection.action_disconnect()
        self.assertFalse(self._has_tokens("alpha"))
        self.assertFalse(self._has_tokens("beta"))

    # === THE DIALOG === #

    def test_dialog_says_what_each_choice_means(self):
        self._consent("beta")
        with Form(self._dialog()) as dialog:
            self.assertEqual(dialog.connected_name, "Alpha")
            self.assertTrue(dialog.is_kept)
            self.assertTrue(dialog.can_connect)
        lines = dialog.record.line_ids
        self.assertEqual(lines.mapped("name"), ["Alpha", "Beta"])
        self.assertIn("stays", lines[0].consequence)
        self.assertIn("place of Alpha", lines[1].consequence)
        dialog.record.action_connect()
        self.assertEqual(self.connection.organization_name, "Alpha")
        self.assertFalse(self._has_tokens("beta"))

    def test_dialog_does_not_offer_what_is_impossible(self):
        self._create_document(self._sale_order())
        self._consent("beta")
        with Form(self._dialog()) as dialog:
            with dialog.line_ids.edit(1) as line:
                line.is_chosen = True
            self.assertFalse(dialog.is_kept)
            self.assertFalse(dialog.can_connect)
        self.assertIn("new connection", dialog.record.line_ids[1].consequence)

    # === WHAT COULD NOT BE READ === #

    def _lists_are_down(self, names):
        self.env["ir.config_parameter"].sudo().set_param(
            "test_accounting_bridge.list", names
        )

    def _send_due(self):
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            env = self.env(cr=cr)
            env["accounting.bridge.sender"]._send_due(self.connection.with_env(env))
        self.env.invalidate_all()

    def test_a_list_that_fails_undoes_no_other(self):
        # sudo: the directory is written by the bridge alone.
        codes = self.connection.sudo().tax_code_ids
        codes.name = "Old"
        self.connection.sudo().ledger_account_ids.name = "Old"
        self._lists_are_down("tax_codes items")
        self.assertTrue(self._consent("alpha"))
        self.assertEqual(self.connection.state, "connected")
        self.assertNotIn("Old", self.connection.ledger_account_ids.mapped("name"))
        self.assertEqual(set(codes.mapped("name")), {"Old"})
        self.assertIn("Still missing: tax codes, items", self.connection.unread_text)
        action = self.connection.action_sync_reference_data()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("tax codes, items", action["params"]["message"])

    def test_what_could_not_be_read_is_read_by_the_scheduled_action(self):
        self._lists_are_down("tax_codes items")
        self._consent("alpha")
        self._lists_are_down("items")
        self._send_due()
        self.assertIn("tax codes", self.connection.unread_text, "not at once")
        now = fields.Datetime.now()
        self.connection.sudo().lists_due_at = now - timedelta(seconds=1)
        self._send_due()
        self.assertEqual(self.connection.lists_to_sync, "items")
        self.assertGreater(self.connection.lists_due_at, now)
        self._lists_are_down(False)
        self.connection.sudo().lists_due_at = now
        self._send_due()
        self.assertFalse(self.connection.unread_text)

    @mute_logger(DIRECTORY_SYNC)
    def test_a_list_that_can_not_be_understood_keeps_nothing_from_being_sent(self):
        self._lists_are_down("tax_codes")
        self._consent("alpha")
        self._lists_are_down("broken_tax_codes")
        now = fields.Datetime.now()
        self.connection.sudo().lists_due_at = now - timedelta(seconds=1)
        self._send_due()
        self.assertEqual(self.connection.lists_to_sync, "tax_codes")
        self.assertGreater(self.connection.lists_due_at, now, "but later")

    # === IN ONE TRANSACTION === #

    def test_the_transaction_that_renewed_goes_on_with_the_new_token(self):
        """Its own snapshot shows the old one still."""
        grant = self._grant("alpha")
        old_values = grant.read(["access_token_encrypted", "access_expires_at"])[0]
        del old_values["id"]
        old = self.connection._access_token()
        new = self.connection._access_token(rejected=old)
        self.assertNotEqual(new, old)
        grant.write(old_values)  # what the snapshot of a real transaction shows
        self.assertEqual(self.connection._access_token(), new)

    def test_calls_for_tokens_are_logged(self):
        calls = self.env["accounting.bridge.call"].sudo()
        self._let_access_end("alpha")
        self.connection._access_token()
        call = calls.search([("connection_id", "=", self.connection.id)], limit=1)
        self.assertEqual((call.path, call.status), ("/token", 200))

    # === BOTH ENDS === #

    def test_the_final_end_outlives_renewals(self):
        end = self.connection.consent_ends_at
        self.assertTrue(end)
        self._let_access_end("alpha")
        self.connection._access_token()
        self.env.invalidate_all()
        self.assertIn(" 2", self.connection._access_token())
        self.assertEqual(self.connection.consent_ends_at, end)

    def test_a_new_consent_begins_with_its_own_end(self):
        past = fields.Datetime.now() - timedelta(days=1)
        self._grant("alpha").consent_ends_at = past
        self._consent("alpha")
        self.assertGreater(self.connection.consent_ends_at, past)
