# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_qbo.tools.places import (
    Place,
    cursor_of,
    new_records,
    next_place,
    page_size,
    places_of,
)


def records(*ids):
    return [{"Id": str(record_id)} for record_id in ids]


@tagged("post_install", "-at_install")
class TestPlaces(BaseCase):
    def test_a_cursor_brings_back_the_places(self):
        places = places_of(["Customer", "Vendor"])
        self.assertEqual(places, [Place("Customer"), Place("Vendor")])
        places = [Place("Customer", 333, "401"), Place("Vendor")]
        self.assertEqual(places_of(["Employee"], cursor_of(places)), places)
        self.assertEqual(cursor_of([]), "")

    def test_all_lists_of_a_call_share_a_page(self):
        self.assertEqual(page_size([Place("Customer")]), 1000)
        self.assertEqual(page_size(places_of(["A", "B", "C"])), 333)

    def test_a_page_begins_with_the_last_record_of_the_one_before(self):
        first = Place("Customer")
        second = next_place(first, records(1, 2, 3), 3)
        self.assertEqual(second, Place("Customer", 3, "3"))
        self.assertEqual(new_records(first, records(1, 2)), records(1, 2))
        self.assertEqual(new_records(second, records(3, 4)), records(4))

    def test_the_last_page(self):
        for found in (records(), records(1, 2)):
            self.assertIsNone(next_place(Place("Customer"), found, 3))
        self.assertIsNone(next_place(Place("Customer", 3, "3"), records(3), 3))

    def test_records_that_left_the_list(self):
        """The page before is read again: others moved into it."""
        place = Place("Customer", 5, "5")
        for found in (records(), records(7, 8)):
            self.assertEqual(new_records(place, found), found)
            self.assertEqual(next_place(place, found, 3), Place("Customer", 3))
        self.assertEqual(
            next_place(Place("Customer", 2, "2"), records(9), 3), Place("Customer")
        )
