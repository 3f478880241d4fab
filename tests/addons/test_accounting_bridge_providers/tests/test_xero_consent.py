# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from urllib.parse import parse_qs, urlsplit

from odoo.tests import tagged

from .common_xero import XeroCase


@tagged("post_install", "-at_install", "xero")
class TestXeroConsent(XeroCase):
    """Scopes, users and several organizations of one consent in Xero."""

    def test_asks_for_no_more_than_it_uses(self):
        action = self.rpc(self.connection, "action_connect")
        query = parse_qs(urlsplit(action["url"]).query)
        self.assertEqual(
            query["scope"],
            [
                "offline_access openid profile accounting.contacts "
                "accounting.invoices accounting.settings.read"
            ],
        )
        self.assertEqual(query["code_challenge_method"], ["S256"])

    def test_missing_scope(self):
        result = self.give_consent(
            scope_granted="offline_access openid profile accounting.contacts "
            "accounting.settings.read"
        )
        self.assertEqual(result["type"], "danger")
        self.assertIn("accounting.invoices", result["message"])
        self.assertFalse(self.connection.is_live)

    def test_read_only_user(self):
        result = self.give_consent(user="readonly")
        self.assertEqual(result["type"], "danger", result)
        self.assertFalse(self.connection.is_live)

    def test_several_organizations_are_a_question(self):
        tenants = [self.books.ORGANIZATION, self.books.OTHER_ORGANIZATION]
        result = self.give_consent(tenants=tenants)
        self.assertEqual(self.connection.state, "choosing")
        self.assertEqual(
            result["dialog"]["res_model"], "accounting.bridge.choose.organization"
        )
        choices = self.connection._organization_choices()
        self.assertEqual({choice.name for choice in choices}, set(tenants))
        connection = self.connection.with_user(self.administrator)
        connection._connect_organization(choices[1].organization_id)
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.organization_name, choices[1].name)

    def test_only_what_was_just_consented_to_is_offered(self):
        """An organization that the same user gave to another company is not."""
        others = self.new_connection(self.new_sister_company())
        self.give_consent(others, organization=self.books.OTHER_ORGANIZATION)
        self.assertEqual(others.state, "connected")
        self.give_consent()
        self.assertEqual(self.connection.organization_name, self.books.ORGANIZATION)
        self.assertEqual(self.connection.grant_id, others.grant_id)
        choices = self.connection._organization_choices()
        names = [choice.name for choice in choices]
        self.assertEqual(names, [self.books.ORGANIZATION])
