# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from datetime import datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tests.common_payloads import contact
from odoo.addons.accounting_bridge.tools.payloads import AddressPayload
from odoo.addons.accounting_bridge_qbo.tools.translate_contacts import (
    contact_kind,
    contact_outcomes,
    contacts_body,
    names,
    remote_contact,
)

from .books import Books
from .test_documents import CANADA, US

LONG = "International " * 10

HOME = AddressPayload(kind="billing", lines=("1 Main St",), city="Fremont")
DOCK = AddressPayload(kind="delivery", lines=("Dock 5",), city="Oakland")


@tagged("post_install", "-at_install")
class TestNames(BaseCase):
    def test_the_own_name_comes_first(self):
        self.assertEqual(
            names("Azure", "customer USD"),
            ("Azure", "Azure (Customer)", "Azure (Customer USD)"),
        )
        self.assertEqual(
            names("Azure", "supplier EUR"),
            ("Azure", "Azure (Supplier)", "Azure (Supplier EUR)"),
        )

    def test_kinds(self):
        self.assertEqual(contact_kind("customer", "USD"), "customer USD")
        self.assertEqual(contact_kind("employee", "USD"), "employee")

    def test_what_quickbooks_refuses(self):
        for name, expected in (
            ("  Azure \t\n Interior ", "Azure Interior"),
            ("Azure: Interior", "Azure - Interior"),
            ("A\x00B", "AB"),
            (":", "-"),
            ("", "-"),
            ("Ünïcode Ж & O'Neil", "Ünïcode Ж & O'Neil"),
        ):
            self.assertEqual(names(name, "customer USD")[0], expected)

    def test_long_names(self):
        found = names(LONG + "A", "customer USD")
        self.assertTrue(all(len(name) <= 100 for name in found), found)
        self.assertTrue(found[2].endswith(" (Customer USD)"))
        self.assertEqual(names("x" * 100, "customer USD")[0], "x" * 100)

    def test_long_names_that_begin_alike_stay_two(self):
        ours, theirs = (
            names(LONG + "A", "customer USD"),
            names(LONG + "B", "customer USD"),
        )
        self.assertFalse(set(ours) & set(theirs))
        self.assertEqual(ours, names(LONG + "A", "customer USD"))

    def test_every_name_is_accepted(self):
        books = Books("us")
        payloads = [
            contact(reference=place, name=name, kind="customer USD")
            for place, name in enumerate(
                name
                for odd in (LONG, "A: B", "\tC\nD", ":", "x" * 200)
                for name in names(odd, "customer USD")
            )
        ]
        elements = books.send(contacts_body(payloads, US))
        for outcome in contact_outcomes(payloads, elements):
            self.assertFalse(outcome.errors)


@tagged("post_install", "-at_install")
class TestContactsOut(BaseCase):
    def sent(self, payload, options=US):
        (item,) = json.loads(contacts_body([payload], options))["BatchItemRequest"]
        del item["bId"], item["operation"]
        return item

    def test_the_least(self):
        self.assertEqual(
            self.sent(contact(kind="customer USD")),
            {"Customer": {"DisplayName": "Azure Interior"}},
        )
        self.assertEqual(
            self.sent(contact(kind="supplier EUR"), CANADA),
            {
                "Vendor": {
                    "DisplayName": "Azure Interior",
                    "CurrencyRef": {"value": "EUR"},
                }
            },
        )

    def test_all_of_it(self):
        payload = contact(
            kind="customer CAD",
            email="azure@example.com",
            phone="+1 555-0100",
            tax_number="123456789RT0001",
            addresses=(HOME, DOCK),
        )
        self.assertEqual(
            self.sent(payload, CANADA),
            {
                "Customer": {
                    "DisplayName": "Azure Interior",
                    "PrimaryEmailAddr": {"Address": "azure@example.com"},
                    "PrimaryPhone": {"FreeFormNumber": "+1 555-0100"},
                    "PrimaryTaxIdentifier": "123456789RT0001",
                    "BillAddr": {"Line1": "1 Main St", "City": "Fremont"},
                    "ShipAddr": {"Line1": "Dock 5", "City": "Oakland"},
                    "CurrencyRef": {"value": "CAD"},
                }
            },
        )

    def test_a_vendor(self):
        payload = contact(
            kind="supplier USD", tax_number="12-3456789", addresses=(HOME, DOCK)
        )
        vendor = self.sent(payload)["Vendor"]
        self.assertEqual(vendor["TaxIdentifier"], "12-3456789")
        self.assertNotIn("ShipAddr", vendor)

    def test_the_list_behind_the_name_is_not_printed(self):
        for name in ("Azure (Supplier)", "Azure (Supplier EUR)"):
            payload = contact(kind="supplier EUR", name=name)
            vendor = self.sent(payload, CANADA)["Vendor"]
            self.assertEqual(vendor["DisplayName"], name)
            self.assertEqual(vendor["PrintOnCheckName"], "Azure")
            self.assertEqual(vendor["CompanyName"], "Azure")

    def test_what_would_be_refused_is_left_out(self):
        payload = contact(
            kind="customer CAD",
            email="a@b.c, d@e.f",
            phone="+49 (0) 30 1234567 ext. 12345",
            tax_number="x" * 21,
        )
        (customer,) = self.sent(payload, CANADA).values()
        self.assertEqual(set(customer), {"DisplayName", "CurrencyRef"})

    def test_a_phone_number_without_blanks(self):
        payload = contact(kind="customer USD", phone="+49 (0) 30 12 34 567 - 89")
        phone = self.sent(payload)["Customer"]["PrimaryPhone"]
        self.assertEqual(phone, {"FreeFormNumber": "+49(0)301234567-89"})

    def test_no_tax_number_of_customers_in_the_united_states(self):
        payload = contact(kind="customer USD", tax_number="123")
        self.assertEqual(set(self.sent(payload)["Customer"]), {"DisplayName"})


@tagged("post_install", "-at_install")
class TestContactsBack(BaseCase):
    def test_a_customer(self):
        record = {
            "Id": "12",
            "DisplayName": "Azure",
            "Active": True,
            "PrimaryEmailAddr": {"Address": "a@b.c"},
            "CurrencyRef": {"value": "EUR"},
            "Balance": 12.5,
            "MetaData": {"LastUpdatedTime": "2026-11-20T10:00:00-08:00"},
        }
        found = remote_contact("Customer", record, "CAD")
        self.assertEqual((found.remote_id, found.remote_key), ("customer-12", "12"))
        self.assertEqual((found.kind, found.name), ("customer EUR", "Azure"))
        self.assertEqual((found.is_customer, found.is_supplier), (True, False))
        self.assertEqual((found.email, found.status), ("a@b.c", "active"))
        self.assertEqual((found.receivable, found.balance_currency), (12.5, "EUR"))
        self.assertEqual(found.updated_at, datetime(2026, 11, 20, 18))

    def test_the_other_lists(self):
        vendor = remote_contact("Vendor", {"Id": "12", "DisplayName": "A"}, "USD")
        self.assertEqual(
            (vendor.remote_id, vendor.kind), ("supplier-12", "supplier USD")
        )
        employee = remote_contact("Employee", {"Id": "12"}, "USD")
        self.assertEqual(
            (employee.remote_id, employee.kind), ("employee-12", "employee")
        )
        self.assertEqual((employee.is_customer, employee.is_supplier), (False, False))

    def test_what_a_contact_can_lack(self):
        nulls = dict.fromkeys(
            ("DisplayName", "PrimaryPhone", "BillAddr", "Balance", "WebAddr")
        )
        odd = {"BillAddr": {"Id": "7", "Line1": None}, "Mobile": {}}
        for values in ({}, nulls, odd):
            found = remote_contact("Customer", {"Id": "1", **values}, "USD")
            self.assertEqual((found.name, found.phone, found.addresses), ("", "", ()))
            self.assertIsNone(found.receivable)
            self.assertIsNone(found.payable)

    def test_what_is_gone(self):
        for values in ({"Active": False}, {"status": "Deleted"}):
            found = remote_contact("Vendor", {"Id": "1", **values}, "USD")
            self.assertEqual(found.status, "archived")

    def test_masked_tax_numbers(self):
        for number, expected in (("XXXXX6789", ""), ("123", "123"), (None, "")):
            found = remote_contact("Vendor", {"TaxIdentifier": number}, "USD")
            self.assertEqual(found.tax_number, expected)

    def test_outcomes(self):
        """Of the pretend books, where the first name is taken by a customer."""
        books = Books("ca")
        payloads = [
            contact(reference=1, name="City Limousines", kind="supplier CAD"),
            contact(
                reference=2, name="City Limousines (Supplier)", kind="supplier EUR"
            ),
        ]
        elements = books.send(contacts_body(payloads, books.options()))
        taken, made = contact_outcomes(payloads, elements)
        self.assertIsNone(taken.contact)
        self.assertIn("already using this name", taken.errors[0])
        self.assertEqual((made.reference, made.errors), (2, ()))
        self.assertEqual(made.contact.kind, "supplier EUR")
        self.assertIsNone(contact_outcomes(payloads, elements[:1]))

    def test_the_currency_of_a_company_with_one(self):
        books = Books("us")
        payloads = [contact(kind="customer USD")]
        elements = books.send(contacts_body(payloads, books.options()))
        (made,) = contact_outcomes(payloads, elements)
        self.assertEqual(made.contact.kind, "customer USD")
