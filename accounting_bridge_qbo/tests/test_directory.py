# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_qbo.tools import directory

from .books import Books


@tagged("post_install", "-at_install")
class TestOrganization(BaseCase):
    def test_the_pretend_companies(self):
        for key, settings, country, currency, sales_tax in (
            ("us", {}, "US", "USD", "automated"),
            ("us", {"ast_set_up": False}, "US", "USD", "automated"),
            ("us", {"sales_tax": "manual"}, "US", "USD", "manual"),
            ("ca", {}, "CA", "CAD", "codes"),
            ("uk", {}, "GB", "GBP", "codes"),
            ("uk", {"sales_tax": "off"}, "GB", "GBP", "off"),
        ):
            found = Books(key, **settings).organization()
            self.assertEqual(found.country_code, country)
            self.assertEqual(found.base_currency, currency)
            self.assertEqual(found.own_values["qbo_sales_tax"], sales_tax)

    def test_sales_tax_is_off_only_where_it_is_told(self):
        abroad, home = {"Country": "GB"}, {"Country": "US"}
        for info, told, kind in (
            (abroad, {}, "codes"),
            (abroad, {"UsingSalesTax": True}, "codes"),
            (abroad, {"UsingSalesTax": False}, "off"),
            (home, {"UsingSalesTax": False}, "manual"),
        ):
            found = directory.organization(info, {"TaxPrefs": told})
            self.assertEqual(found.own_values["qbo_sales_tax"], kind, told)

    def test_settings(self):
        found = Books(
            "us",
            multicurrency=True,
            custom_numbers=True,
            closing_date=date(2026, 9, 30),
        ).organization()
        self.assertTrue(found.own_values["qbo_is_multicurrency"])
        self.assertTrue(found.own_values["qbo_has_custom_numbers"])
        self.assertEqual(found.lock_date, date(2026, 9, 30))
        self.assertIn("use_currencies", found.rights)
        found = Books("us").organization()
        self.assertFalse(found.own_values["qbo_is_multicurrency"])
        self.assertFalse(found.own_values["qbo_has_custom_numbers"])
        self.assertIsNone(found.lock_date)
        self.assertNotIn("use_currencies", found.rights)

    def test_purchase_orders_are_not_in_every_plan(self):
        for is_there in (True, False):
            found = Books("us", purchase_orders=is_there).organization()
            self.assertEqual("create_purchase_order" in found.rights, is_there)
            self.assertIn("approve_invoice", found.rights)

    def test_the_names_of_plans(self):
        for plan, has_orders in (
            ("QuickBooks Online Plus", True),
            ("QuickBooks Online Plus with Payroll Elite", True),
            ("QuickBooks Online Lite", False),
            ("QuickBooks Online Essentials", False),
        ):
            entry = {"Name": "OfferingSku", "Value": plan}
            found = directory.organization({"NameValue": [entry]}, {})
            self.assertEqual("create_purchase_order" in found.rights, has_orders, plan)

    def test_countries(self):
        for text, code in (
            ("US", "US"),
            ("USA", "US"),
            ("gbr", "GB"),
            ("CAN", "CA"),
            ("France", ""),
            ("QQX", ""),
            (None, ""),
        ):
            self.assertEqual(directory.country_code_of(text), code, text)

    def test_nothing_but_nulls(self):
        found = directory.organization({"NameValue": None}, {"CurrencyPrefs": None})
        self.assertEqual((found.base_currency, found.lock_date), ("", None))
        self.assertEqual(directory.organization({}, {}, "934").organization_id, "934")

    def test_the_one_choice(self):
        choice = directory.organization_choice({"CompanyName": "Azure"}, "934")
        self.assertEqual((choice.organization_id, choice.name), ("934", "Azure"))

    def test_currencies(self):
        records = [
            {"Code": "EUR", "Active": True},
            {"Code": "CAD"},
            {"Code": "GBP", "Active": False},
        ]
        self.assertEqual(directory.currencies(records, "CAD"), ["CAD", "EUR"])
        self.assertEqual(directory.currencies([], "USD"), ["USD"])


@tagged("post_install", "-at_install")
class TestAccounts(BaseCase):
    def test_accounts(self):
        for values, expected in (
            ({"AccountType": "Income", "Classification": "Revenue"}, ("revenue", True)),
            (
                {"AccountType": "Expense", "Classification": "Expense"},
                ("expense", True),
            ),
            ({"AccountType": "Bank", "Classification": "Asset"}, ("asset", False)),
            ({"AccountType": "Accounts Payable"}, ("", False)),
            (
                {"AccountType": "Equity", "AccountSubType": "RetainedEarnings"},
                ("", False),
            ),
            ({"AccountType": "Tomorrow", "Classification": "New"}, ("", True)),
        ):
            account = directory.ledger_account({"Id": "7", "Name": "A", **values})
            found = (account.account_class, account.is_selectable)
            self.assertEqual(found, expected, values)

    def test_names(self):
        record = {
            "Id": "7",
            "AcctNum": "6300",
            "Name": "Fees",
            "FullyQualifiedName": "Legal:Fees",
            "Active": False,
        }
        account = directory.ledger_account(record)
        self.assertEqual((account.remote_id, account.remote_key), ("7", "7"))
        self.assertEqual((account.code, account.name), ("6300", "Legal:Fees"))
        self.assertFalse(account.is_active)
        self.assertEqual(directory.ledger_account({}).name, "?")

    def test_accounts_payable(self):
        def account(key, **values):
            return {"Id": key, "AccountType": "Accounts Payable", **values}

        records = [
            account("40"),
            account("9"),
            account("50", CurrencyRef={"value": "EUR"}),
            account("8", Active=False),
            account("7", AccountType="Bank"),
        ]
        found = directory.payable_accounts(records, "CAD")
        self.assertEqual(found, {"CAD": "9", "EUR": "50"})


@tagged("post_install", "-at_install")
class TestTaxCodes(BaseCase):
    def code(self, name="Code", sales=(), purchases=(), **values):
        """A code with rates of these percents."""
        rates = {}

        def rate_list(side, details):
            for place, detail in enumerate(details):
                rates[f"{side}{place}"] = {"RateValue": Decimal(detail[0])}
            return {
                "TaxRateDetail": [
                    {
                        "TaxRateRef": {"value": f"{side}{place}"},
                        "TaxTypeApplicable": detail[1],
                        "TaxOrder": place,
                    }
                    for place, detail in reversed(list(enumerate(details)))
                ]
            }

        record = {
            "Id": "8",
            "Name": name,
            "SalesTaxRateList": rate_list("s", sales),
            "PurchaseTaxRateList": rate_list("p", purchases),
            **values,
        }
        return directory.tax_code(record, rates)

    def test_two_parts(self):
        both = [("5", "TaxOnAmount"), ("9.975", "TaxOnAmount")]
        code = self.code("GST/QST QC", both, both)
        self.assertEqual((code.rate, code.direction), (Decimal("14.975"), "both"))
        self.assertEqual(
            code.own_values["qbo_rates"],
            {
                "sale": [["s0", "5"], ["s1", "9.975"]],
                "purchase": [["p0", "5"], ["p1", "9.975"]],
            },
        )

    def test_a_tax_on_a_tax(self):
        code = self.code(sales=[("5", "TaxOnAmount"), ("10", "TaxOnAmountPlusTax")])
        self.assertEqual((code.rate, code.direction), (Decimal("15.5"), "sale"))

    def test_a_rate_that_was_changed(self):
        details = [{"TaxRateRef": {"value": "3"}}]
        record = {"Id": "8", "SalesTaxRateList": {"TaxRateDetail": details}}
        changes = [
            {"RateValue": 20, "EffectiveDate": "2026-01-01"},
            {"RateValue": 15, "EffectiveDate": "2020-01-01", "EndDate": "2025-12-31"},
        ]
        for rate, percent in (
            ({"EffectiveTaxRate": changes}, 20),
            ({"EffectiveTaxRate": changes, "RateValue": 17}, 17),
            ({}, 0),
        ):
            self.assertEqual(directory.tax_code(record, {"3": rate}).rate, percent)

    def test_directions(self):
        rate = [("5", "TaxOnAmount")]
        self.assertEqual(self.code(purchases=rate).direction, "purchase")
        self.assertEqual(self.code().direction, "both")
        self.assertEqual(self.code(Active=False).is_active, False)

    def test_kinds(self):
        for name, percent, kind in (
            ("20.0% S", "20", "normal"),
            ("HST ON", "13", "normal"),
            ("No VAT", "0", "none"),
            ("Exempt", "0", "exempt"),
            ("GST free", "0", "exempt"),
            ("0.0% Z", "0", "zero"),
            ("Zero-rated", "0", "zero"),
            ("Abroad", "0", "zero"),
            ("Out of Scope", "0", "out_of_scope"),
            ("20.0% RC SG", "0", "reverse_charge"),
            ("0.0% ECG", "0", "reverse_charge"),
            ("PVA Import 20.0%", "0", "import"),
        ):
            code = self.code(name, [(percent, "TaxOnAmount")])
            self.assertEqual(code.kind, kind, name)

    def test_the_pretend_companies(self):
        codes = {code.name: code for code in Books("uk").tax_codes()}
        self.assertEqual(codes["20.0% S"].rate, 20)
        self.assertEqual(codes["20.0% RC"].direction, "purchase")
        self.assertEqual(codes["20.0% RC"].rate, 0)
        codes = {code.name: code for code in Books("ca").tax_codes()}
        self.assertEqual(codes["Out of Scope"].direction, "both")

    def test_nothing_but_nulls(self):
        nulls = dict.fromkeys(("Name", "SalesTaxRateList", "PurchaseTaxRateList"))
        self.assertEqual(directory.tax_code(nulls, {}).kind, "zero")
