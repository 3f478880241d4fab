# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest.mock import patch

from .common import LOGIN, BooksCase
from .each_provider import each_provider


@each_provider
class TestConsentTour(BooksCase):
    """The consent in a real browser, there and back again."""

    def setUp(self):
        super().setUp()
        # Providers send browsers back to http://localhost, not to 127.0.0.1, and a
        # session belongs to one name: so the browser meets Odoo and the sandbox there.
        self.startPatcher(patch("odoo.tests.common.HOST", "localhost"))
        sandbox_url = self.sandbox.url.replace("127.0.0.1", "localhost")
        self.env["ir.config_parameter"].sudo().set_param(
            self.books.BASE_URL_PARAMETER, sandbox_url
        )

    def _tour(self, name):
        self.start_tour(
            f"/odoo/accounting.bridge.connection/{self.connection.id}",
            name,
            login=LOGIN,
        )
        self.env.invalidate_all()

    def test_consent(self):
        self.books.answer_consent()
        self._tour("accounting_bridge_consent")
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.organization_name, self.books.ORGANIZATION)

    def test_refusal(self):
        self.books.answer_consent("deny")
        self._tour("accounting_bridge_consent_refused")
        self.assertEqual(self.connection.state, "new")
