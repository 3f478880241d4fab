# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_realm import RealmCommon

CONSENT_END = "odoo.addons.accounting_bridge.models.accounting_bridge_consent_end_mixin"


@tagged("post_install", "-at_install")
class TestConsentEnds(RealmCommon):
    """No consent ends unnoticed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Those of the database's own connections are not looked at here.
        others = cls.env["accounting.bridge.connection"].sudo().search([])
        (others - cls.connection).state = "disconnected"

    def _pass_a_day(self):
        self.env.flush_all()
        # sudo: scheduled actions run as the system.
        cron = self.env.ref("accounting_bridge.cron_keep_consents").sudo()
        cron.method_direct_trigger()
        self.env.invalidate_all()

    def _activities(self):
        return self.connection.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("accounting_bridge.activity_consent_end")
            )
        )

    def test_idle_consent_is_used_in_time(self):
        self._let_access_end("alpha", consent_expires_at=20)
        before = self.connection.consent_expires_at
        self._pass_a_day()
        self.assertGreater(self.connection.consent_expires_at, before)
        self.assertFalse(self._activities())

    def test_consent_that_ends_much_later_is_left_alone(self):
        self._let_access_end("alpha", consent_expires_at=40)
        before = self.connection.consent_expires_at
        self._pass_a_day()
        self.assertEqual(self.connection.consent_expires_at, before)
        self.assertFalse(self._activities())

    def test_failing_renewal_is_told_once_and_taken_back(self):
        self._let_access_end("alpha", consent_expires_at=20)
        self._renewals_are("down")
        self._pass_a_day()
        self._pass_a_day()
        activity = self._activities()
        self.assertEqual(len(activity), 1)
        self.assertIn("Alpha", activity.note)
        self.assertIn("Press Reconnect", activity.note)
        self.assertEqual(activity.user_id, self.env.user)
        self._renewals_are(False)
        self._pass_a_day()
        self.assertFalse(self._activities())

    def test_final_end_is_told_with_its_date(self):
        self._let_access_end("alpha", consent_ends_at=29)
        self._pass_a_day()
        activity = self._activities()
        self.assertLess(activity.date_deadline, self.connection.consent_ends_at.date())
        self.assertIn(str(self.connection.consent_ends_at.year), activity.summary)

    def test_who_has_seen_it_is_not_told_again(self):
        self._let_access_end("alpha", consent_ends_at=29)
        self._pass_a_day()
        self._activities().action_done()
        self._pass_a_day()
        self.assertFalse(self._activities())

    def test_reconnecting_takes_the_activity_away(self):
        self._let_access_end("alpha", consent_ends_at=29)
        self._pass_a_day()
        self.assertTrue(self._activities())
        self._consent("alpha")
        self.assertFalse(self._activities())
        self._pass_a_day()
        self.assertFalse(self._activities())

    def test_consent_that_is_gone_has_the_other_activity(self):
        self._let_access_end("alpha", consent_expires_at=20)
        self._renewals_are("down")
        self._pass_a_day()
        self._renewals_are("gone")
        self._pass_a_day()
        self.assertEqual(self.connection.state, "reconnect")
        self.assertFalse(self._activities())
        self.assertEqual(len(self.connection.activity_ids), 1)

    def test_what_is_wrong_with_one_consent_keeps_no_other(self):
        other = self.setup_other_company(name="Other company")["company"]
        self.env.user.company_ids |= other
        connection = self._new_connection(company_id=other.id)
        self._consent("beta", connection)
        self.env.flush_all()
        for realm, healthy in (("alpha", connection), ("beta", self.connection)):
            self._let_access_end("alpha", consent_expires_at=20)
            self._let_access_end("beta", consent_expires_at=20)
            before = healthy.consent_expires_at
            self._renewals_are(f"broken {realm}")
            with mute_logger(CONSENT_END):
                self._pass_a_day()
            self.assertGreater(healthy.consent_expires_at, before)

    def test_a_copy_of_the_database_leaves_the_tokens_alone(self):
        self._let_access_end("alpha", consent_expires_at=20)
        before = self.connection.consent_expires_at
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("database.uuid", "another")
        self._pass_a_day()
        self.assertEqual(self.connection.consent_expires_at, before)
        self.assertEqual(self.connection.state, "connected")

    def test_somebody_else_is_told_where_who_connected_has_left(self):
        group = self.env.ref("accounting_bridge.group_manager")
        leaver = self._make_user("leaver", "accounting_bridge.group_manager")
        self.connection.sudo().connected_by_id = leaver
        self.assertEqual(self.connection._responsible_user(), leaver)
        leaver.sudo().group_ids -= group
        self.assertNotEqual(self.connection._responsible_user(), leaver)
        self.assertTrue(
            self.connection._responsible_user().has_group(
                "accounting_bridge.group_manager"
            )
        )
