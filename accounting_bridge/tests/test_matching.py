# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from types import SimpleNamespace

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.matching import (
    Facts,
    NameBook,
    Score,
    name_key,
    same_tax_number,
    score,
    surest,
    tax_key,
)

NAMES = ("Acme", "Acme (Customer)", "Acme (Customer USD)")


def contact(name, kind="customer", status="active", key="", tax=""):
    return SimpleNamespace(
        name_key=name_key(name), kind=kind, status=status, key=key, tax_key=tax_key(tax)
    )


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

    def test_a_tax_number_with_or_without_its_country(self):
        ours = contact("Acme", tax="BE 0477.472.701")
        others = contact("Acme", "supplier", tax="0477472701")
        book = NameBook([ours, others, contact("Other", tax="0999999999")])
        self.assertEqual(book.with_tax_number("0477472701", "customer"), [ours])
        self.assertEqual(book.with_tax_number("", "customer"), [])

    def test_who_was_made_a_moment_ago_is_active(self):
        archived = contact("Old", status="archived", key="k")
        made = contact("New")
        book = NameBook([archived, made])
        self.assertIs(book.find_active("k", "New", "customer"), made)
        self.assertIsNone(book.find_active("k", "Old", "customer"))
        self.assertTrue(book.has_key("k"))

    def test_no_name_is_no_name(self):
        self.assertEqual(NameBook(()).free_name(("", " "), ""), "")


ACME = Facts("acme", "BE0477472701", "office@acme.example")


@tagged("post_install", "-at_install")
class TestScore(BaseCase):
    def test_what_speaks_for_it(self):
        for facts, value, reasons in (
            (Facts(tax="BE0477472701"), 95, ("tax",)),
            (Facts("acme", "0477472701"), 96, ("tax", "name")),
            (Facts("acme", email=ACME.email), 90, ("email_and_name",)),
            (Facts("acme"), 80, ("name",)),
            (Facts("other", email=ACME.email), 50, ("email",)),
            (Facts("other", email="office@other.example"), 0, ()),
            (Facts(), 0, ()),
        ):
            found = score(facts, ACME)
            self.assertEqual((found.value, found.reasons), (value, reasons), facts)
            self.assertEqual(found, score(ACME, facts), "it is the same both ways")

    def test_another_tax_number_speaks_against_it(self):
        found = score(Facts("acme", "BE0000000001", ACME.email), ACME)
        self.assertEqual(found.reasons, ("email_and_name", "other_tax"))
        self.assertFalse(found.is_sure)

    def test_another_domain_does_not_speak_against_it(self):
        self.assertTrue(score(Facts("acme", email="a@b.example"), ACME).is_sure)

    def test_what_the_caller_knows_speaks_against_it(self):
        self.assertFalse(score(ACME, ACME, is_doubtful=True).is_sure)

    def test_a_link_is_certain(self):
        found = score(Facts("renamed", "BE0000000001"), ACME, is_linked=True)
        self.assertEqual((found.value, found.reasons), (100, ("link",)))

    def test_tax_numbers_are_compared_without_what_people_put_between(self):
        self.assertEqual(tax_key(" be 0477.472-701"), "BE0477472701")
        for nothing in (None, "", "n/a", "none given", "0", "00000000", "/"):
            self.assertEqual(tax_key(nothing), "", nothing)

    def test_numbers_of_two_countries_are_not_the_same(self):
        self.assertTrue(same_tax_number("BE0477472701", "0477472701"))
        self.assertFalse(same_tax_number("BE0477472701", "NL0477472701"))
        self.assertFalse(same_tax_number("", ""))

    def test_one_sure_candidate_is_the_surest(self):
        sure, doubtful = Score(80, ("name",)), Score(50, ("email",))
        linked = Score(100, ("link",))
        self.assertEqual(surest({1: sure, 2: doubtful}), 1)
        self.assertIsNone(surest({1: doubtful}))
        self.assertIsNone(surest({1: sure, 2: sure}))
        self.assertEqual(surest({1: sure, 2: linked}), 2)
