# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import base64
import json
from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_xero.tools.consent import claims_of, token_set

NOW = datetime(2026, 11, 20, 12, 0)


def token(claims):
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
    return f"header.{payload.rstrip('=')}.signature"


@tagged("post_install", "-at_install")
class TestConsent(BaseCase):
    def test_what_an_answer_says(self):
        answer = {
            "access_token": token(
                {"authentication_event_id": "event", "xero_userid": "person"}
            ),
            "refresh_token": "refresh",
            "id_token": token({"given_name": "Ada", "family_name": "Lovelace"}),
            "expires_in": 1800,
            "scope": "offline_access accounting.contacts",
        }
        tokens = token_set(answer, NOW)
        self.assertEqual(tokens.access_expires_at, NOW + timedelta(minutes=30))
        self.assertEqual(tokens.consent_expires_at, NOW + timedelta(days=60))
        self.assertEqual(tokens.scopes, ("offline_access", "accounting.contacts"))
        self.assertEqual(tokens.user_id, "person")
        self.assertEqual(tokens.user_name, "Ada Lovelace")
        self.assertEqual(tokens.consent_id, "event")

    def test_the_least_that_an_answer_says(self):
        tokens = token_set({"access_token": "opaque"}, NOW, "kept")
        self.assertEqual(tokens.refresh_token, "kept")
        self.assertEqual(tokens.access_expires_at, NOW + timedelta(minutes=30))
        self.assertEqual((tokens.scopes, tokens.user_name), ((), ""))

    def test_scopes_may_stand_in_the_token(self):
        answer = {"access_token": token({"scope": ["openid", "profile"]})}
        self.assertEqual(token_set(answer, NOW).scopes, ("openid", "profile"))

    def test_tokens_that_can_not_be_read(self):
        for text in (None, "", "opaque", "a.b.c", "a.!.c", token([1])):
            self.assertEqual(claims_of(text), {}, text)

    def test_tokens_are_not_shown(self):
        answer = {"access_token": "secret-access", "refresh_token": "secret-refresh"}
        self.assertNotIn("secret", repr(token_set(answer, NOW)))
