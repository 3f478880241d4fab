# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_qbo.tools.consent import realm_of, token_set

NOW = datetime(2026, 11, 20, 12, 0)
ANSWER = {
    "token_type": "bearer",
    "access_token": "a" * 900,
    "refresh_token": "r2",
    "expires_in": 3600,
    "x_refresh_token_expires_in": 8_726_400,
    "x_refresh_token_hard_expires_in": 157_680_000,
}


@tagged("post_install", "-at_install")
class TestConsent(BaseCase):
    def test_all_three_ends(self):
        tokens = token_set(ANSWER, NOW, realm_id="99")
        self.assertEqual(tokens.access_expires_at, NOW + timedelta(hours=1))
        self.assertEqual(tokens.consent_expires_at, NOW + timedelta(days=101))
        self.assertEqual(tokens.consent_ends_at, NOW + timedelta(days=1825))
        self.assertEqual((tokens.user_id, tokens.consent_id), ("99", "99"))
        self.assertNotIn("aaa", repr(tokens))

    def test_what_is_not_said(self):
        tokens = token_set({"access_token": "a"}, NOW, "r1")
        self.assertEqual(tokens.refresh_token, "r1")
        self.assertEqual(tokens.access_expires_at, NOW + timedelta(hours=1))
        self.assertEqual(tokens.consent_expires_at, NOW + timedelta(days=100))
        self.assertIsNone(tokens.consent_ends_at)
        self.assertEqual(tokens.scopes, ())

    def test_numbers_as_texts(self):
        answer = {**ANSWER, "expires_in": "60", "x_refresh_token_hard_expires_in": "x"}
        tokens = token_set(answer, NOW)
        self.assertEqual(tokens.access_expires_at, NOW + timedelta(minutes=1))
        self.assertIsNone(tokens.consent_ends_at)

    def test_the_company_is_digits(self):
        self.assertEqual(realm_of({"realmId": "9341450000000011"}), "9341450000000011")
        for wrong in (None, "", "12/../34", "1 2", "null", "１２", "1" * 40):
            self.assertEqual(realm_of({"realmId": wrong}), "", wrong)
        self.assertEqual(realm_of({}), "")
