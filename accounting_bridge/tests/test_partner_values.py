# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.countries import CountryBook
from odoo.addons.accounting_bridge.tools.partner_values import (
    address_values,
    is_person,
    to_complete,
    to_overwrite,
)
from odoo.addons.accounting_bridge.tools.payloads import AddressPayload

NO_ADDRESS = {"street": False, "city": False, "country_id": False}


@tagged("post_install", "-at_install")
class TestPartnerValues(BaseCase):
    def test_a_person_is_called_by_its_own_names(self):
        self.assertTrue(is_person("Ada Lovelace", "Ada", "Lovelace"))
        self.assertTrue(is_person("Lovelace, ada", "Ada", "Lovelace"))
        self.assertTrue(is_person("Cher", "Cher", ""))
        self.assertFalse(is_person("Engines Ltd", "Ada", "Lovelace"))
        self.assertFalse(is_person("Engines Ltd", "", ""))
        self.assertFalse(is_person("", "", ""))

    def test_an_address_keeps_what_odoo_does_not_know(self):
        book = CountryBook([(1, "US", ("United States",))], [])
        address = AddressPayload(
            "billing",
            lines=("1 Main St", " ", "Floor 2", "Rear"),
            city="Poseidonis",
            region="Deep",
            country="Atlantis",
        )
        values, unknown = address_values(address, book)
        self.assertEqual(values["street"], "1 Main St")
        self.assertEqual(values["street2"], "Floor 2, Rear, Deep, Atlantis")
        self.assertEqual(unknown, ["Deep", "Atlantis"])
        self.assertFalse(values["country_id"])

    def test_an_address_of_nothing(self):
        values, unknown = address_values(AddressPayload("billing"), CountryBook([], []))
        self.assertFalse(any(values.values()))
        self.assertEqual(unknown, [])

    def test_only_what_is_empty_is_completed(self):
        current = {"name": "Typed", "email": False, "phone": "1", **NO_ADDRESS}
        values = {"name": "Other", "email": "a@b.example", "phone": "2", "city": "X"}
        found = to_complete(current, values)
        self.assertEqual(found, {"email": "a@b.example", "city": "X"})

    def test_two_addresses_are_never_mixed(self):
        current = {**NO_ADDRESS, "street": "1 Main St"}
        self.assertEqual(to_complete(current, {"city": "X", "country_id": 1}), {})

    def test_overwriting_takes_nothing_away(self):
        current = {"name": "Typed", "email": "a@b.example", "phone": False}
        values = {"name": "Other", "email": "", "phone": ""}
        self.assertEqual(to_overwrite(current, values), {"name": "Other"})
        self.assertEqual(to_overwrite({"name": "Other"}, values), {})

    def test_an_address_is_overwritten_as_a_whole(self):
        current = {"street": "1 Main St", "city": "X", "zip": "1"}
        values = {"street": "2 Side St", "city": "", "zip": "1"}
        found = to_overwrite(current, values)
        self.assertEqual(found, {"street": "2 Side St", "city": ""})
