# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from types import SimpleNamespace

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.matching import NameBook, name_key

NAMES = ("Acme", "Acme (Customer)", "Acme (Customer USD)")


def contact(name, kind="customer", status="active", key=""):
    return SimpleNamespace(name_key=name_key(name), kind=kind, status=status, key=key)


@tagged("post_install", "-at_install")
class TestMatching(BaseCase):
    def found(self, *contacts, key="k", kind="customer"):
        return NameBook(contacts).find(key, NAMES, kind)

    def free(self, *contacts):
        return NameBook(contacts).free_name(NAMES, "customer")

    def test_the_key_comes_before_the_name(self):
        by_name = contact("Acme")
        by_key = contact("Renamed", key="k")
        self.assertIs(self.found(by_name, by_key), by_key)

    def test_a_key_of_another_kind_says_nothing(self):
        other = contact("Renamed", kind="supplier", key="k")
        self.assertIsNone(self.found(other))

    def test_the_active_comes_before_the_archived(self):
        archived = contact("ACME", status="archived")
        active = contact("acme ")
        self.assertIs(self.found(archived, active), active)
        self.assertIs(self.found(archived), archived)

    def test_no_kind_is_a_kind(self):
        plain = contact("Acme", kind=False)
        self.assertIs(self.found(plain, kind=""), plain)
        self.assertIsNone(self.found(plain))

    def test_the_next_name_counts_only_where_the_first_is_anothers(self):
        """Who bears the second name while the first is free may be anybody."""
        second = contact("Acme (Customer)")
        self.assertIsNone(self.found(second))
        self.assertIs(self.found(second, contact("Acme", "employee")), second)

    def test_the_first_free_name(self):
        self.assertEqual(self.free(), "Acme")
        taken = contact("ACME", "supplier", "archived")
        self.assertEqual(self.free(taken), "Acme (Customer)")
        self.assertEqual(self.free(*(contact(name, "employee") for name in NAMES)), "")

    def test_a_name_that_is_given_is_shared_within_its_kind_alone(self):
        book = NameBook(())
        self.assertEqual(book.free_name(("Acme",), "supplier"), "Acme")
        self.assertEqual(book.free_name(("acme", "Acme 2"), "supplier"), "acme")
        self.assertEqual(book.free_name(("Acme", "Acme 2"), "customer"), "Acme 2")

    def test_no_name_is_no_name(self):
        self.assertEqual(NameBook(()).free_name(("", " "), ""), "")
