# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_xero.tools import directory

EVERYWHERE = ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")


def rate(tax_type, name, percent, places=EVERYWHERE, report="", **values):
    return {
        "TaxType": tax_type,
        "Name": name,
        "ReportTaxType": report or tax_type,
        "EffectiveRate": Decimal(percent),
        "DisplayTaxRate": Decimal(percent),
        "Status": "ACTIVE",
        **{f"CanApplyTo{place}": place in places for place in EVERYWHERE},
        **values,
    }


@tagged("post_install", "-at_install")
class TestDirectory(BaseCase):
    def test_organization(self):
        record = {
            "OrganisationID": "tenant",
            "Name": "Demo",
            "CountryCode": "NZ",
            "BaseCurrency": "NZD",
            "ShortCode": "!mBdtL",
            "PeriodLockDate": "/Date(1539907200000+0000)/",
            "EndOfYearLockDate": None,
            "IsDemoCompany": True,
            "Class": "A_CLASS_OF_TOMORROW",
        }
        actions = [
            {"Name": "CreateDraftInvoice", "Status": "ALLOWED"},
            {"Name": "CreateApprovedInvoice", "Status": "NOT-ALLOWED"},
            {"Name": "CreateApprovedBill", "Status": "ALLOWED"},
            {"Name": "AnActionOfTomorrow", "Status": "ALLOWED"},
            {"Name": None, "Status": None},
        ]
        found = directory.organization(record, actions)
        self.assertEqual(found.rights, {"create_draft_invoice", "approve_bill"})
        self.assertEqual(found.lock_date, date(2018, 10, 19))
        self.assertIsNone(found.year_lock_date)
        self.assertEqual((found.country_code, found.base_currency), ("NZ", "NZD"))

    def test_what_was_just_consented_to(self):
        def tie(number, event, kind="ORGANISATION"):
            return {
                "id": f"tie{number}",
                "tenantId": f"tenant{number}",
                "tenantName": f"Books {number}",
                "tenantType": kind,
                "authEventId": event,
            }

        ties = [tie(1, "old"), tie(2, "new"), tie(3, "new", "PRACTICE")]
        choices = directory.organization_choices(ties, "new")
        self.assertEqual(
            [(each.organization_id, each.is_new) for each in choices],
            [("tenant1", False), ("tenant2", True)],
        )
        self.assertTrue(directory.organization_choices(ties, "")[0].is_new)

    def test_accounts(self):
        for values, expected in (
            ({"Type": "REVENUE"}, ("revenue", True)),
            ({"Type": "SALES", "Class": "REVENUE"}, ("revenue", True)),
            ({"Type": "DIRECTCOSTS", "Class": None}, ("expense", True)),
            ({"Type": "CURRENT", "SystemAccount": ""}, ("asset", True)),
            ({"Type": "INVENTORY"}, ("asset", False)),
            ({"Type": "BANK"}, ("asset", False)),
            ({"Type": "CURRENT", "SystemAccount": "DEBTORS"}, ("asset", False)),
            ({"Type": "CURRLIAB", "SystemAccount": "ROUNDING"}, ("liability", True)),
            ({"Type": "CURRLIAB", "Code": None}, ("liability", False)),
            ({"Type": "TOMORROW", "Class": "NEW"}, ("", True)),
        ):
            record = {"AccountID": "id", "Code": "200", "Status": "ACTIVE", **values}
            account = directory.ledger_account(record)
            found = (account.account_class, account.is_selectable)
            self.assertEqual(found, expected, values)

    def test_archived_accounts(self):
        record = {"AccountID": "id", "Code": "249", "Status": "ARCHIVED"}
        self.assertFalse(directory.ledger_account(record).is_active)

    def test_a_status_of_tomorrow_archives_nothing(self):
        for status in ("SOMETHINGNEW", None):
            record = {"AccountID": "id", "Code": "249", "Status": status}
            self.assertTrue(directory.ledger_account(record).is_active)
            code = directory.tax_code(rate("T", "T", 1, Status=status))
            self.assertTrue(code.is_active)

    def test_directions(self):
        sales = ("Revenue", "Equity", "Liabilities", "Assets")
        costs = ("Expenses", "Equity", "Liabilities", "Assets")
        for places, report, direction in (
            (sales, "OUTPUT", "sale"),
            (costs, "INPUT", "purchase"),
            (EVERYWHERE, "USSALESTAX", "both"),
            (EVERYWHERE, "OUTPUT", "sale"),
            (EVERYWHERE, "INPUT", "purchase"),
            (EVERYWHERE, "INPUTTAXED", "both"),
            (("Assets",), "CAPITALEXPENSESINPUT", "purchase"),
            ((), "NONE", "both"),
        ):
            code = directory.tax_code(rate("TAX001", "Tax", 15, places, report))
            self.assertEqual(code.direction, direction, (places, report))

    def test_kinds(self):
        for tax_type, name, percent, kind in (
            ("OUTPUT2", "20% (VAT on Income)", 20, "normal"),
            ("RRINPUT", "5% (VAT on Expenses)", 5, "normal"),
            ("NONE", "Tax Exempt", 0, "none"),
            ("NONE", "No VAT", 0, "none"),
            ("EXEMPTOUTPUT", "GST Free Income", 0, "exempt"),
            ("INPUTTAXED", "Input Taxed", 0, "exempt"),
            ("ZERORATEDINPUT", "Zero Rated Expenses", 0, "zero"),
            ("ECZROUTPUTSERVICES", "Zero Rated EC Services", 0, "zero"),
            ("TAX009", "Abroad", 0, "zero"),
            ("BASEXCLUDED", "BAS Excluded", 0, "out_of_scope"),
            ("TAX010", "Out of Scope", 0, "out_of_scope"),
            ("REVERSECHARGES", "Reverse Charge Expenses (20%)", 0, "reverse_charge"),
            ("DRCHARGE20", "Domestic @ 20% (VAT on Expenses)", 0, "reverse_charge"),
            ("ECACQUISITIONS", "EC Acquisitions (20%)", 0, "reverse_charge"),
            ("GSTONCAPIMPORTS", "GST on Capital Imports", 0, "import"),
            ("TAX011", "Withholding Tax", -10, "withholding"),
        ):
            code = directory.tax_code(rate(tax_type, name, percent))
            self.assertEqual(code.kind, kind, (tax_type, name))

    def test_where_a_code_may_be_used(self):
        self.assertEqual(directory.tax_code(rate("T", "T", 1)).account_classes, set())
        code = directory.tax_code(rate("T", "T", 1, ("Revenue", "Assets")))
        self.assertEqual(code.account_classes, {"revenue", "asset"})

    def test_rates(self):
        code = directory.tax_code(rate("T", "T", "8.875"))
        self.assertEqual(code.rate, Decimal("8.875"))
        code = directory.tax_code(rate("T", "T", "8", EffectiveRate=None))
        self.assertEqual(code.rate, 8)
        self.assertFalse(
            directory.tax_code(rate("T", "T", 1, Status="DELETED")).is_active
        )

    def test_nothing_but_nulls(self):
        nulls = dict.fromkeys(("TaxType", "Name", "ReportTaxType", "EffectiveRate"))
        self.assertEqual(directory.tax_code(nulls).kind, "zero")
        self.assertEqual(directory.ledger_account({}).account_class, "")
        self.assertEqual(directory.organization({}, []).name, "")
