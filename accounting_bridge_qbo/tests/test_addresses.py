# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from urllib.parse import parse_qs, urlsplit

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_qbo.tools import addresses

ELSEWHERE = "http://127.0.0.1:8191"


@tagged("post_install", "-at_install")
class TestAddresses(BaseCase):
    def test_the_environments_have_hosts_of_their_own(self):
        for environment, discovery, api, app in (
            (
                "production",
                "https://developer.intuit.com/.well-known/openid_configuration/",
                "https://quickbooks.api.intuit.com/v3",
                "https://qbo.intuit.com/app/login",
            ),
            (
                "sandbox",
                "https://developer.intuit.com/.well-known/openid_sandbox_configuration/",
                "https://sandbox-quickbooks.api.intuit.com/v3",
                "https://sandbox.qbo.intuit.com/login",
            ),
        ):
            self.assertEqual(addresses.discovery_url("", environment), discovery)
            self.assertEqual(addresses.api_url("", environment), api)
            link = addresses.document_url("", environment, "99", "bill", "7")
            self.assertEqual(link.partition("?")[0], app)

    def test_another_origin_keeps_every_path(self):
        for environment in ("production", "sandbox"):
            for address in (addresses.discovery_url, addresses.api_url):
                real, moved = address("", environment), address(ELSEWHERE, environment)
                self.assertEqual(urlsplit(moved).path, urlsplit(real).path)
                self.assertTrue(moved.startswith(ELSEWHERE))
        token_url = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer?a=1"
        self.assertEqual(
            addresses.at_origin(ELSEWHERE + "/", token_url),
            f"{ELSEWHERE}/oauth2/v1/tokens/bearer?a=1",
        )
        self.assertEqual(addresses.at_origin("", token_url), token_url)

    def test_a_link_names_the_company(self):
        """The short form would show that id in whatever company is open."""
        for document_type, page in (
            ("invoice", "invoice?txnId=130"),
            ("bill", "bill?txnId=130"),
            ("purchase_order", "purchaseorder?txnId=130"),
        ):
            link = addresses.document_url("", "production", "9", document_type, "130")
            query = parse_qs(urlsplit(link).query)
            self.assertEqual(query, {"pagereq": [page], "deeplinkcompanyid": ["9"]})

    def test_contacts_have_a_page_for_each_list(self):
        for remote_id, page in (
            ("customer-12", "customerdetail?nameId=12"),
            ("supplier-12", "vendordetail?nameId=12"),
        ):
            link = addresses.contact_url(ELSEWHERE, "sandbox", "9", remote_id)
            query = parse_qs(urlsplit(link).query)
            self.assertEqual(query["pagereq"], [page])
            self.assertTrue(link.startswith(f"{ELSEWHERE}/login?"))

    def test_scopes_and_addresses_are_encoded(self):
        url = addresses.authorize_url("https://x/y", {"scope": "a b", "r": "http://l/"})
        self.assertEqual(url, "https://x/y?scope=a%20b&r=http%3A%2F%2Fl%2F")
