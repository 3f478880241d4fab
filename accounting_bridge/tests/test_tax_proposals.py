# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tools.tax_proposals import (
    TaxCodeFacts,
    TaxFacts,
    describe_tax_set,
    propose_tax_code,
)


def tax(name, amount, amount_type="percent", factors=(100,), **values):
    return TaxFacts(
        name=name,
        amount_type=amount_type,
        amount=Decimal(str(amount)),
        factors=tuple(Decimal(factor) for factor in factors),
        **values,
    )


def code(reference, name, rate, kind="normal"):
    return TaxCodeFacts(reference, name, Decimal(str(rate)), kind)


@tagged("post_install", "-at_install")
class TestDescribeTaxSet(BaseCase):
    def test_rates_of_several_taxes_add_up(self):
        facts = describe_tax_set([tax("GST", 5), tax("QST", "9.975")])
        self.assertEqual(facts.rate, Decimal("14.975"))
        self.assertEqual(facts.kind, "normal")

    def test_tax_on_tax_is_compounded(self):
        first = tax("GST", 5, include_base_amount=True)
        facts = describe_tax_set([first, tax("PST", 10)])
        self.assertEqual(facts.rate, Decimal("15.5"))

    def test_tax_not_affected_by_those_before_it(self):
        first = tax("GST", 5, include_base_amount=True)
        facts = describe_tax_set([first, tax("PST", 10, is_base_affected=False)])
        self.assertEqual(facts.rate, Decimal(15))

    def test_division_is_a_share_of_the_total(self):
        facts = describe_tax_set([tax("Included 20", 20, amount_type="division")])
        self.assertEqual(facts.rate, Decimal(25))

    def test_fixed_amount_has_no_rate(self):
        facts = describe_tax_set([tax("VAT", 20), tax("Eco fee", 2, "fixed")])
        self.assertIsNone(facts.rate)

    def test_reverse_charge_is_known_by_its_distribution(self):
        facts = describe_tax_set([tax("20% EU S", 20, factors=(100, -100))])
        self.assertEqual(facts.kind, "reverse_charge")
        self.assertEqual(facts.rate, Decimal(20))

    def test_import_is_a_reverse_charge_named_so(self):
        facts = describe_tax_set([tax("20% Import VAT", 20, factors=(100, -100))])
        self.assertEqual(facts.kind, "import")

    def test_withholding_is_negative(self):
        facts = describe_tax_set([tax("Withheld", -15)])
        self.assertEqual(facts.kind, "withholding")

    def test_different_special_kinds_are_no_kind(self):
        taxes = [tax("Withheld", -15), tax("20% EU", 20, factors=(100, -100))]
        self.assertIsNone(describe_tax_set(taxes).kind)

    def test_kinds_of_taxes_of_nothing(self):
        kinds = {
            "0%": "zero",
            "0% Exports": "zero",
            "0% Exempt": "exempt",
            "0% out of scope": "out_of_scope",
        }
        for name, kind in kinds.items():
            with self.subTest(name):
                self.assertEqual(describe_tax_set([tax(name, 0)]).kind, kind)

    def test_no_tax(self):
        self.assertEqual(describe_tax_set([]).kind, "none")


@tagged("post_install", "-at_install")
class TestProposeTaxCode(BaseCase):
    def propose(self, taxes, codes):
        proposal = propose_tax_code(describe_tax_set(taxes), codes)
        return (proposal.reference, proposal.reason) if proposal else None

    def test_only_code_with_the_rate(self):
        codes = [code(1, "15% GST on Income", 15), code(2, "Other", 12)]
        self.assertEqual(self.propose([tax("15%", 15)], codes), (1, "only_same_rate"))

    def test_names_of_different_taxes_are_never_paired(self):
        codes = [code(1, "GST/PST BC", 12)]
        self.assertIsNone(self.propose([tax("12% GST+PST MB", 12)], codes))
        self.assertEqual(
            self.propose([tax("12% GST+PST BC", 12)], codes),
            (1, "same_rate_and_name"),
        )

    def test_rate_must_be_the_same_to_four_decimals(self):
        codes = [code(1, "Sales tax", "8.25")]
        self.assertIsNone(self.propose([tax("8.3%", "8.3")], codes))
        self.assertEqual(
            self.propose([tax("8.25%", "8.2500")], codes), (1, "only_same_rate")
        )

    def test_similar_name_wins_among_same_rates(self):
        codes = [code(1, "20% VAT on Services", 20), code(2, "20% VAT on Goods", 20)]
        self.assertEqual(
            self.propose([tax("20% Goods", 20)], codes), (2, "same_rate_and_name")
        )

    def test_plain_code_wins_over_a_special_one(self):
        codes = [
            code(1, "20% (VAT on Capital Purchases)", 20),
            code(2, "20% (VAT on Expenses)", 20),
        ]
        self.assertEqual(
            self.propose([tax("20%", 20)], codes), (2, "same_rate_plainest")
        )

    def test_equally_likely_codes_are_not_proposed(self):
        codes = [code(1, "State 15%", 15), code(2, "County 15%", 15)]
        self.assertIsNone(self.propose([tax("15%", 15)], codes))

    def test_special_kind_is_proposed_to_its_kind_only(self):
        reverse_charge = [tax("20% EU", 20, factors=(100, -100))]
        normal = code(1, "20% (VAT on Expenses)", 20)
        self.assertIsNone(self.propose(reverse_charge, [normal]))
        special = code(2, "Reverse Charge Expenses (20%)", 20, "reverse_charge")
        self.assertEqual(
            self.propose(reverse_charge, [normal, special]), (2, "same_kind_and_rate")
        )

    def test_special_code_is_not_proposed_to_a_normal_tax(self):
        special = code(1, "Reverse Charge (20%)", 20, "reverse_charge")
        self.assertIsNone(self.propose([tax("20%", 20)], [special]))

    def test_special_code_may_come_to_nothing(self):
        imports = [tax("15% Import", 15, factors=(100, -100))]
        codes = [code(1, "GST on Imports", 0, "import")]
        self.assertEqual(self.propose(imports, codes), (1, "same_kind_and_rate"))

    def test_untaxed_kinds_are_kept_apart(self):
        codes = [code(1, "Zero Rated", 0, "zero"), code(2, "Exempt", 0, "exempt")]
        self.assertEqual(self.propose([tax("0%", 0)], codes), (1, "same_kind"))
        self.assertEqual(self.propose([tax("0% Exempt", 0)], codes), (2, "same_kind"))
        self.assertIsNone(self.propose([tax("0% out of scope", 0)], codes))

    def test_no_tax_takes_the_nearest_kind(self):
        none = code(1, "No VAT", 0, "none")
        exempt = code(2, "Exempt", 0, "exempt")
        self.assertEqual(self.propose([], [exempt, none]), (1, "stands_for_no_tax"))
        self.assertEqual(self.propose([], [exempt]), (2, "stands_for_no_tax"))
        normal = code(3, "15%", 15)
        self.assertIsNone(self.propose([], [normal]))

    def test_fixed_amount_gets_no_proposal(self):
        codes = [code(1, "Nothing", 0, "zero"), code(2, "Two", 2)]
        self.assertIsNone(self.propose([tax("Eco fee", 2, "fixed")], codes))
