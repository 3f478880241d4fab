# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_qbo import QboCase

DAY = 86400


@tagged("post_install", "-at_install", "qbo")
class TestQboConnection(QboCase):
    """One consent is for one company, chosen on Intuit's page."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def days_until(self, moment):
        return (moment - fields.Datetime.now()) / timedelta(days=1)

    def pass_a_day(self):
        """Let the scheduled action of each day run."""
        self.env.flush_all()
        # sudo: scheduled actions run as the system.
        cron = self.env.ref("accounting_bridge.cron_keep_consents").sudo()
        cron.method_direct_trigger()
        self.env.invalidate_all()

    # === COMPANY === #

    def test_asks_for_accounting_alone(self):
        action = self.rpc(self.connection, "action_connect")
        query = parse_qs(urlsplit(action["url"]).query)
        self.assertEqual(query["scope"], ["com.intuit.quickbooks.accounting"])

    def test_company_and_its_facts(self):
        [realm_id] = {call["path"].split("/")[3] for call in self.books.api_calls()}
        self.assertEqual(self.connection.organization_id, realm_id)
        self.assertRecordValues(
            self.connection,
            [
                {
                    "qbo_sales_tax": "automated",
                    "qbo_is_multicurrency": False,
                    "qbo_has_custom_numbers": False,
                    "lock_date": False,
                }
            ],
        )
        self.configure(
            sales_tax="manual",
            multicurrency=True,
            custom_numbers=True,
            closing_date="2026-06-30",
        )
        self.assertRecordValues(
            self.connection,
            [
                {
                    "qbo_sales_tax": "manual",
                    "qbo_is_multicurrency": True,
                    "qbo_has_custom_numbers": True,
                    "lock_date": fields.Date.to_date("2026-06-30"),
                }
            ],
        )

    def test_only_the_living_version_is_asked_for(self):
        self.send_new()
        for call in self.books.api_calls():
            query = parse_qs(urlsplit(call["path"]).query)
            self.assertEqual(query["minorversion"], ["75"], call["path"])

    def test_tid_is_in_the_log_of_calls(self):
        self.send_new()
        given = {
            call["answer_headers"]["intuit_tid"] for call in self.books.api_calls()
        }
        calls = self.env["accounting.bridge.call"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertLessEqual(given, set(calls.mapped("correlation_id")))

    # === RECONNECTING === #

    def test_reconnecting_to_the_same_company_changes_nothing(self):
        grant = self.connection.sudo().grant_id
        result = self.give_consent()
        self.assertEqual(result["type"], "success", result)
        self.assertFalse(result["dialog"])
        self.assertEqual(self.connection.sudo().grant_id, grant)
        self.assert_done(self.send_new())

    def test_reconnecting_to_another_company_is_a_question(self):
        other = self.other_us_company()
        result = self.give_consent(organization=other.name)
        self.assertEqual(
            result["dialog"]["res_model"], "accounting.bridge.choose.organization"
        )
        # Until somebody has decided, all goes on as before.
        self.assertEqual(self.connection.organization_name, self.books.ORGANIZATION)
        self.assert_done(self.send_new())
        choices = self.connection._organization_choices()
        names = {choice.name for choice in choices}
        self.assertEqual(names, {self.books.ORGANIZATION, other.name})

    def test_going_on_with_the_old_company(self):
        self.give_consent(organization=self.other_us_company().name)
        self.connection._connect_organization(self.connection.organization_id)
        self.assertEqual(self.connection.organization_name, self.books.ORGANIZATION)
        self.assertFalse(self.connection.consented_grant_id)
        self.assert_done(self.send_new())

    def test_going_over_to_the_other_company(self):
        other = self.other_us_company()
        self.give_consent(organization=other.name)
        self.connection._connect_organization(other.realm_id)
        self.assertEqual(self.connection.organization_id, other.realm_id)
        self.assertFalse(self.connection.is_set_up)

    def test_not_with_documents_in_the_old_company(self):
        self.send_new()
        other = self.other_us_company()
        self.give_consent(organization=other.name)
        with self.assertRaisesRegex(UserError, "make a new connection"):
            self.connection._connect_organization(other.realm_id)
        self.assertEqual(self.connection.organization_name, self.books.ORGANIZATION)

    def other_us_company(self):
        """The Canadian one, as if it kept its books in dollars of the United States."""
        company = self.sandbox.state.find_company(self.books.OTHER_ORGANIZATION)
        company.home_currency = "USD"
        return company

    # === ENDS OF THE CONSENT === #

    def test_both_ends_are_known(self):
        rolling = self.days_until(self.connection.consent_expires_at)
        self.assertAlmostEqual(rolling, 101, delta=1)
        final = self.days_until(self.connection.consent_ends_at)
        self.assertAlmostEqual(final, 5 * 365, delta=2)

    def test_final_end_is_told_once_and_gone_after_reconnecting(self):
        self.pass_a_day()
        self.assertFalse(self.connection.activity_ids)
        self.sandbox.set_limits(refresh_token_hard_seconds=20 * DAY)
        self.give_consent()
        self.pass_a_day()
        self.pass_a_day()
        [activity] = self.connection.activity_ids
        self.assertIn("QuickBooks", activity.summary)
        self.sandbox.set_limits(refresh_token_hard_seconds=1000 * DAY)
        self.give_consent()
        self.assertFalse(self.connection.activity_ids)

    def test_idle_consent_is_used_in_time(self):
        self.sandbox.set_limits(refresh_token_seconds=20 * DAY)
        self.give_consent()
        self.sandbox.set_limits(refresh_token_seconds=100 * DAY)
        grant = self.connection.sudo().grant_id
        grant.access_expires_at = fields.Datetime.now() - timedelta(days=1)
        self.pass_a_day()
        left = self.days_until(self.connection.consent_expires_at)
        self.assertGreater(left, 90)
        self.assertFalse(self.connection.activity_ids)

    def test_tokens_of_a_disconnected_company_are_revoked(self):
        self.rpc(self.connection, "action_disconnect")
        self.assertEqual(self.books.cut_ties(), 1)
        self.assertFalse([g for g in self.sandbox.state.grants.grants if g.is_alive])
