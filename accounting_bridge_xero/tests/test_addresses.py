# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from urllib.parse import parse_qs, urlsplit

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_xero.tools import addresses

ORIGIN = "http://127.0.0.1:8190/"


@tagged("post_install", "-at_install")
class TestAddresses(BaseCase):
    def all_addresses(self, base_url):
        return [
            addresses.authorize_url(base_url, {"state": "a b"}),
            addresses.token_url(base_url),
            addresses.identity_url(base_url),
            addresses.accounting_url(base_url),
            addresses.document_url(base_url, "!mBdtL", "invoice", "42"),
            addresses.document_url(base_url, "!mBdtL", "bill", "42"),
            addresses.document_url(base_url, "!mBdtL", "purchase_order", "42"),
            addresses.contact_url(base_url, "!mBdtL", "42"),
        ]

    def test_the_real_hosts(self):
        hosts = [urlsplit(url).hostname for url in self.all_addresses("")]
        self.assertEqual(
            hosts,
            [
                "login.xero.com",
                "identity.xero.com",
                "api.xero.com",
                "api.xero.com",
                *["go.xero.com"] * 4,
            ],
        )

    def test_another_origin_keeps_every_path(self):
        real, other = self.all_addresses(""), self.all_addresses(ORIGIN)
        for ours, theirs in zip(other, real, strict=True):
            self.assertTrue(ours.startswith("http://127.0.0.1:8190"), ours)
            self.assertEqual(urlsplit(ours)[2:], urlsplit(theirs)[2:])

    def test_the_consent_page(self):
        url = addresses.authorize_url("", {"scope": "a b", "state": "x&y"})
        parts = urlsplit(url)
        self.assertEqual(parts.path, "/identity/connect/authorize")
        self.assertEqual(parse_qs(parts.query), {"scope": ["a b"], "state": ["x&y"]})
        self.assertNotIn("+", parts.query)

    def test_pages_of_documents(self):
        self.assertEqual(
            addresses.document_url("", "!mBdtL", "bill", "42"),
            "https://go.xero.com/organisationlogin/default.aspx?shortcode=%21mBdtL"
            "&redirecturl=/AccountsPayable/Edit.aspx?InvoiceID=42",
        )
        self.assertEqual(
            addresses.document_url("", "!mBdtL", "invoice", "42"),
            "https://go.xero.com/app/%21mBdtL/invoicing/view/42",
        )
