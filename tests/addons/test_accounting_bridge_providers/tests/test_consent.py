# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import mute_logger

from .common import LOGIN, BooksCase
from .each_provider import each_provider


@each_provider
class TestConsent(BooksCase):
    """Away to the provider, and back."""

    def test_connects_and_says_so(self):
        result = self.give_consent()
        self.assertEqual(result["type"], "success", result)
        label = self.books.LABEL
        self.assertIn(f"Successfully connected to {label}", result["message"])
        self.assertEqual(result["form"]["res_id"], self.connection.id)
        self.assertFalse(result["dialog"])
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.organization_name, self.books.ORGANIZATION)
        self.assertEqual(self.connection.connected_by_id, self.administrator)
        self.assertTrue(self.connection.consent_expires_at)
        self.assertTrue(self.connection.last_call_at)
        self.assertTrue(self.connection.cron_id)

    def test_refusal(self):
        result = self.give_consent(answer="deny")
        self.assertEqual(result["type"], "danger")
        self.assertIn("refused", result["message"])
        self.assert_nothing_connected()

    def test_wrong_state(self):
        self.books.answer_consent()
        location = urlsplit(self.ask_provider())
        query = {name: value[0] for name, value in parse_qs(location.query).items()}
        query["state"] = "made-up"
        result = self.come_back(f"{location.path}?{urlencode(query)}")
        self.assertEqual(result["type"], "danger")
        self.assertIn("belongs to no consent", result["message"])
        self.assert_nothing_connected()

    def test_state_of_another_user(self):
        self.books.answer_consent()
        location = self.ask_provider()
        self.new_user("other_administrator", "accounting_bridge.group_manager")
        self.authenticate("other_administrator", "other_administrator")
        result = self.come_back(location)
        self.assertIn("belongs to no consent", result["message"])
        self.assert_nothing_connected()

    def test_state_of_another_session(self):
        self.books.answer_consent()
        location = self.ask_provider()
        self.authenticate(LOGIN, LOGIN)
        result = self.come_back(location)
        self.assertIn("belongs to no consent", result["message"])
        self.assert_nothing_connected()

    def test_state_is_used_once(self):
        self.books.answer_consent()
        location = self.ask_provider()
        self.come_back(location)
        calls = len(self.books.token_calls())
        result = self.come_back(location)
        self.assertIn("belongs to no consent", result["message"])
        self.assertEqual(len(self.books.token_calls()), calls)
        self.assertEqual(self.connection.state, "connected")

    def test_consent_takes_ten_minutes_at_most(self):
        self.books.answer_consent()
        location = self.ask_provider()
        trips = self.env["accounting.bridge.consent"].sudo()
        trip = trips.search([], limit=1, order="id desc")
        self.assertLessEqual(
            trip.expires_at, fields.Datetime.now() + timedelta(minutes=10)
        )
        trip.expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.env.flush_all()
        result = self.come_back(location)
        self.assertIn("belongs to no consent", result["message"])
        self.assert_nothing_connected()

    def test_code_that_was_used_before(self):
        self.books.answer_consent()
        used = urlsplit(self.ask_provider())
        self.come_back(used.geturl())
        self.rpc(self.connection, "action_disconnect")
        fresh = urlsplit(self.ask_provider())
        query = {name: value[0] for name, value in parse_qs(fresh.query).items()}
        query["code"] = parse_qs(used.query)["code"][0]
        result = self.come_back(f"{fresh.path}?{urlencode(query)}")
        self.assertEqual(result["type"], "danger", result)
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.connection.grant_id.access_expires_at)

    def test_other_base_currency(self):
        result = self.give_consent(organization=self.books.BRITISH_ORGANIZATION)
        self.assertEqual(result["type"], "danger")
        self.assertIn("GBP", result["message"])
        self.assertIn("USD", result["message"])
        self.assert_nothing_connected()
        self.assertFalse(self.connection.ledger_account_ids)

    def test_redirect_that_the_provider_refuses(self):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("web.base.url", "http://odoo.example.com")
        self.connection.invalidate_recordset()
        self.assertIn("https", self.connection.redirect_problem)
        parameters.set_param("web.base.url", "https://odoo.example.com")
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.redirect_problem)

    def test_only_administrators(self):
        user = self.new_user("bridge_user", "accounting_bridge.group_user")
        connection = self.connection.with_user(user)
        for action in (
            "action_connect",
            "action_disconnect",
            "action_sync_reference_data",
            "action_open_setup",
            "action_choose_organization",
        ):
            with self.subTest(action), self.assertRaises(AccessError):
                getattr(connection, action)()

    def test_an_organization_has_one_company(self):
        self.give_consent()
        other = self.new_connection(self.new_sister_company())
        result = self.give_consent(other)
        self.assertEqual(result["type"], "danger")
        self.assertIn(self.company.name, result["message"])
        self.assertEqual(other.state, "new")
        self.assertEqual(self.connection.state, "connected")

    def test_secrets_are_not_readable(self):
        self.give_consent()
        token = self.connection._access_token()
        self.assertFalse(self.connection.client_secret)
        self.env.flush_all()
        for model in ("accounting.bridge.grant", "accounting.bridge.connection"):
            self.env.cr.execute(f"SELECT * FROM {self.env[model]._table}")
            stored = str(self.env.cr.fetchall())
            self.assertNotIn("sandbox-client-secret", stored)
            self.assertNotIn(token, stored)
        for name in ("access_token_encrypted", "refresh_token_encrypted"):
            with self.assertRaises(AccessError), mute_logger("odoo.models"):
                grant = self.connection.grant_id.with_user(self.administrator)
                grant.read([name])
        with self.assertRaises(AccessError):
            self.connection.with_user(self.administrator).read(
                ["client_secret_encrypted"]
            )

    def test_calls_are_logged_without_secrets(self):
        self.give_consent()
        calls = self.env["accounting.bridge.call"].search(
            [("connection_id", "=", self.connection.id)]
        )
        self.assertTrue(calls)
        text = str(calls.read())
        self.assertNotIn(self.connection._access_token(), text)
        self.assertNotIn("sandbox-client-secret", text)

    def assert_nothing_connected(self):
        self.assertFalse(self.connection.is_live)
        self.assertFalse(self.connection.organization_id)
        self.assertFalse(self.connection.sudo().grant_id.access_token_encrypted)
        self.assertFalse(self.connection.cron_id)
