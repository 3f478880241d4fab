# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_realm import RealmCommon


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
