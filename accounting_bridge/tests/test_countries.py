# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.countries import CountryBook, two_letter_code
from odoo.addons.accounting_bridge.tools.payloads import AddressPayload

US, DE, CI = 1, 2, 3
BOOK = CountryBook(
    [
        (US, "US", ("United States", "Vereinigte Staaten")),
        (DE, "DE", ("Germany", "Deutschland")),
        (CI, "CI", ("Côte d'Ivoire",)),
    ],
    [
        (10, US, "CA", "California"),
        (11, US, "NY", "New York"),
        (20, DE, "BY", "Bayern"),
    ],
)


@tagged("post_install", "-at_install")
class TestCountries(BaseCase):
    def country(self, country="", country_code=""):
        return BOOK.country(
            AddressPayload("billing", country=country, country_code=country_code)
        )

    def test_a_country_by_code_or_by_name_in_any_language(self):
        for text in ("US", "us ", "USA", "United States", "VEREINIGTE STAATEN"):
            self.assertEqual(self.country(text), US, text)
            self.assertEqual(self.country(country_code=text), US, text)
        self.assertEqual(self.country("CÔTE  D'IVOIRE"), CI)

    def test_the_name_helps_where_the_code_is_no_code(self):
        self.assertEqual(self.country("Germany", "ZZ"), DE)

    def test_what_is_no_country(self):
        for text in ("", "Atlantis", "XX", "SUN", "ZZZ", "12", "日本"):
            self.assertIsNone(self.country(text), text)

    def test_a_code_that_was_three_countries_is_none(self):
        self.assertEqual(two_letter_code("SUN"), "")

    def test_a_state_by_code_or_name_within_its_country(self):
        for text in ("CA", "california", " California "):
            address = AddressPayload("billing", region=text)
            self.assertEqual(BOOK.state(address, US), 10)
            self.assertIsNone(BOOK.state(address, DE))
            self.assertIsNone(BOOK.state(address, None))
