# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from datetime import date
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tests.common_payloads import contact, document, line
from odoo.addons.accounting_bridge.tools.payloads import AddressPayload, LinePayload
from odoo.addons.accounting_bridge_xero.tools import translate, translate_contacts

from .common import RATES


@tagged("post_install", "-at_install")
class TestDocumentsOut(BaseCase):
    def sent(self, payload):
        """The one document of a body."""
        body = json.loads(translate.documents_body([payload], RATES))
        (elements,) = body.values()
        return elements[0]

    def test_an_invoice(self):
        text = LinePayload(description="A section")
        payload = document(
            line(), text, note="S00001 / their 4711", status="approved", number="S1"
        )
        self.assertEqual(
            self.sent(payload),
            {
                "Type": "ACCREC",
                "InvoiceNumber": "S1",
                "Reference": "S00001 / their 4711",
                "DueDate": "2026-12-20",
                "Url": payload.url,
                "Contact": {"ContactID": payload.contact},
                "Date": "2026-11-20",
                "Status": "AUTHORISED",
                "LineAmountTypes": "Exclusive",
                "CurrencyCode": "USD",
                "LineItems": [
                    {
                        "Description": "Something",
                        "Quantity": 1,
                        "UnitAmount": 100,
                        "AccountCode": "200",
                        "TaxType": "TAX001",
                    },
                    {"Description": "A section"},
                ],
            },
        )

    def test_the_provider_numbers(self):
        self.assertNotIn("InvoiceNumber", self.sent(document()))

    def test_a_bill(self):
        payload = document(document_type="bill", number="INV/77", note="P00003")
        sent = self.sent(payload)
        self.assertEqual((sent["Type"], sent["InvoiceNumber"]), ("ACCPAY", "INV/77"))
        self.assertNotIn("Reference", sent)

    def test_a_bill_has_no_discount(self):
        discounted = line("100", subtotal="90", tax="13.50", discount="10")
        sent = self.sent(document(discounted, document_type="bill"))
        self.assertEqual(sent["LineItems"][0]["UnitAmount"], 90)
        self.assertNotIn("DiscountRate", sent["LineItems"][0])

    def test_a_purchase_order(self):
        sent = self.sent(document(document_type="purchase_order", number="P00003"))
        self.assertEqual(sent["PurchaseOrderNumber"], "P00003")
        self.assertEqual(sent["DeliveryDate"], "2026-12-20")
        for name in ("Type", "Url", "DueDate", "InvoiceNumber"):
            self.assertNotIn(name, sent)

    def test_a_purchase_order_without_a_number_bears_its_mark(self):
        sent = self.sent(document(document_type="purchase_order"))
        self.assertEqual(sent["PurchaseOrderNumber"], "S00001-k7Q2")

    def test_a_due_date_is_never_missing(self):
        sent = self.sent(document(due_date=None))
        self.assertEqual(sent["DueDate"], "2026-11-20")

    def test_an_address_with_the_refused_word(self):
        url = "https://my-XERO-odoo.example.com/accounting_bridge/order/S00001-k7Q2"
        sent = self.sent(document(url=url))
        self.assertNotIn("xero", sent["Url"].lower())
        self.assertEqual(translate.mark_of(sent["Url"]), "S00001-k7Q2")

    def test_another_currency(self):
        payload = document(currency="EUR", currency_rate=Decimal("0.9123456789"))
        body = translate.documents_body([payload], RATES)
        self.assertIn('"CurrencyRate": 0.912346', body)
        self.assertNotIn("CurrencyRate", self.sent(document()))

    def test_money_never_passes_a_float(self):
        body = translate.documents_body([document(line("100.0000"))], RATES)
        self.assertIn('"UnitAmount": 100.0000,', body)

    def test_the_same_payload_gives_the_same_bytes(self):
        payloads = [document(), document(reference=2)]
        self.assertEqual(
            translate.documents_body(payloads, RATES),
            translate.documents_body(payloads, RATES),
        )

    def test_texts_that_xero_refuses(self):
        long = line(description="x" * 5000)
        sent = self.sent(document(long, line(description="\x00 \x0b"), note="r" * 300))
        first, second = sent["LineItems"]
        self.assertEqual(len(first["Description"]), 4000)
        self.assertEqual(second["Description"], "-")
        self.assertEqual(len(sent["Reference"]), 255)

    def test_a_packed_line_says_its_quantity(self):
        packed = line(
            "0.012345", "100000", subtotal="1234.50", tax="185.18", description="Screw"
        )
        sent = self.sent(document(packed))["LineItems"][0]
        self.assertEqual((sent["Quantity"], sent["UnitAmount"]), (1, 1234.5))
        self.assertEqual(sent["Description"], "Screw\n(100000 x 0.012345)")

    def test_what_can_not_be_reproduced(self):
        wrong_sum = document(line(), total=Decimal("115.01"))
        wrong_line = document(line(tax="15", subtotal="100"), tax=Decimal(14))
        for payload, kinds in (
            (document(), []),
            (document(currency_decimals=3), ["decimals"]),
            (wrong_sum, ["sum"]),
            (wrong_line, ["sum"]),
            (document(line(tax="20")), ["tax"]),
            (document(line(), line(tax_code="TAX999")), ["tax_code"]),
            (document(line(tax="20"), line(tax="21")), ["tax", "tax"]),
        ):
            found = translate.obstacles(payload, RATES)
            self.assertEqual([each.kind for each in found], kinds)


@tagged("post_install", "-at_install")
class TestDocumentsBack(BaseCase):
    def test_states(self):
        for values, state in (
            ({"Status": "DRAFT"}, "draft"),
            ({"Status": "SUBMITTED"}, "submitted"),
            ({"Status": "AUTHORISED"}, "approved"),
            ({"Status": "AUTHORISED", "AmountPaid": Decimal("0.01")}, "part_paid"),
            ({"Status": "AUTHORISED", "AmountCredited": Decimal(1)}, "part_paid"),
            ({"Status": "PAID", "AmountPaid": Decimal(1)}, "paid"),
            ({"Status": "VOIDED"}, "voided"),
            ({"Status": "DELETED"}, "deleted"),
            ({"Status": "OF_TOMORROW"}, ""),
            ({"Status": None, "AmountPaid": None}, ""),
        ):
            found = translate.remote_document({"InvoiceID": "id", **values})
            self.assertEqual(found.state, state, values)

    def test_types(self):
        for record, document_type, mark in (
            ({"InvoiceID": "1", "Type": "ACCREC"}, "invoice", ""),
            ({"InvoiceID": "1", "Type": "ACCPAY"}, "bill", ""),
            (
                {"PurchaseOrderID": "1", "PurchaseOrderNumber": "P1"},
                "purchase_order",
                "P1",
            ),
        ):
            found = translate.remote_document(record)
            self.assertEqual((found.document_type, found.mark), (document_type, mark))

    def test_amounts(self):
        record = {
            "InvoiceID": "1",
            "SubTotal": Decimal("100.00"),
            "TotalTax": 15,
            "Total": Decimal("115.00"),
            "AmountDue": Decimal("15.00"),
            "AmountPaid": Decimal("100.00"),
        }
        found = translate.remote_document(record)
        self.assertEqual((found.tax, found.amount_due), (15, 15))
        del record["AmountDue"]
        self.assertEqual(translate.remote_document(record).amount_due, 115)

    def test_marks(self):
        for url, mark in (
            ("https://odoo.example.com/accounting_bridge/order/S1-k7Q2", "S1-k7Q2"),
            ("https://odoo.example.com/x/S1-k7Q2/?utm=1#top", "S1-k7Q2"),
            ("https://odoo.example.com", ""),
            ("https://odoo.example.com/", ""),
            ("", ""),
            (None, ""),
        ):
            self.assertEqual(translate.mark_of(url), mark, url)


@tagged("post_install", "-at_install")
class TestOutcomes(BaseCase):
    def setUp(self):
        super().setUp()
        self.payloads = [
            document(reference=number, url=f"https://odoo.example.com/o/M{number}")
            for number in (7, 8)
        ]
        self.body = translate.documents_body(self.payloads, RATES)

    def element(self, number, **values):
        made = {
            "InvoiceID": f"id{number}",
            "Type": "ACCREC",
            "Url": f"https://odoo.example.com/o/M{number}",
            "StatusAttributeString": "OK",
        }
        return {**made, **values}

    def outcomes(self, *elements):
        return translate.document_outcomes([7, 8], self.body, list(elements))

    def test_each_has_its_own_verdict(self):
        refused = self.element(
            8,
            InvoiceID="00000000-0000-0000-0000-000000000000",
            StatusAttributeString="ERROR",
            LineItems=[{"ValidationErrors": [{"Message": "Account code '1' is bad"}]}],
        )
        first, second = self.outcomes(self.element(7), refused)
        self.assertEqual((first.reference, first.document.remote_id), (7, "id7"))
        self.assertEqual((second.reference, second.document), (8, None))
        self.assertEqual(second.errors, ("Account code '1' is bad",))

    def test_the_order_of_the_answer_does_not_matter(self):
        outcomes = self.outcomes(self.element(8), self.element(7))
        self.assertEqual([each.document.remote_id for each in outcomes], ["id7", "id8"])

    def test_an_answer_without_echo_is_read_in_order(self):
        elements = (self.element(7, Url=None), self.element(8, Url=None))
        outcomes = self.outcomes(*elements)
        self.assertEqual([each.document.remote_id for each in outcomes], ["id7", "id8"])

    def test_an_answer_that_does_not_fit(self):
        self.assertIsNone(self.outcomes(self.element(7)))
        self.assertIsNone(translate.document_outcomes([7], self.body, [{}, {}]))

    def test_refused_without_a_word(self):
        nothing = self.element(8, InvoiceID="00000000-0000-0000-0000-000000000000")
        _first, second = self.outcomes(self.element(7), nothing)
        self.assertTrue(second.errors)

    def test_warnings(self):
        warned = self.element(7, Warnings=[{"Message": "The rate is unusual"}])
        first, _second = self.outcomes(warned, self.element(8))
        self.assertEqual(first.warnings, ("The rate is unusual",))
        self.assertTrue(first.document)

    def test_a_number_that_is_taken(self):
        for words, is_duplicate in (
            ("Invoice # must be unique.", True),
            ("Order number must be unique", True),
            ("The contact name must be unique", False),
        ):
            refused = self.element(8, ValidationErrors=[{"Message": words}])
            _first, second = self.outcomes(self.element(7), refused)
            self.assertEqual(second.is_duplicate_number, is_duplicate, words)

    def test_a_contact_that_is_gone(self):
        for words, is_gone in (
            ("The contact with the specified ContactID does not exist.", True),
            ("The contact with the specified contact details has been archived.", True),
            ("Account code '447' has been archived, or has been deleted.", False),
            ("A Contact must be specified for this type of transaction", False),
        ):
            refused = self.element(8, ValidationErrors=[{"Message": words}])
            _first, second = self.outcomes(self.element(7), refused)
            self.assertEqual(second.is_contact_gone, is_gone, words)
            self.assertEqual(second.may_lack_contact, is_gone, words)


@tagged("post_install", "-at_install")
class TestContacts(BaseCase):
    def sent(self, payload):
        return json.loads(translate_contacts.contacts_body([payload]))["Contacts"][0]

    def test_the_least(self):
        self.assertEqual(
            self.sent(contact()),
            {"Name": "Azure Interior", "ContactNumber": "odoo-12345678-7"},
        )

    def test_all_of_it(self):
        home = AddressPayload(
            kind="billing",
            lines=("1 Main St", "Floor 2"),
            city="Fremont",
            region="California",
            postal_code="94538",
            country="Korea (South)",
            country_code="KR",
        )
        payload = contact(
            email="azure@example.com",
            phone="+1 555-0100",
            tax_number="US12345677",
            addresses=(home,),
            currency="USD",
        )
        self.assertEqual(
            self.sent(payload),
            {
                "Name": "Azure Interior",
                "ContactNumber": "odoo-12345678-7",
                "EmailAddress": "azure@example.com",
                "TaxNumber": "US12345677",
                "DefaultCurrency": "USD",
                "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "+1 555-0100"}],
                "Addresses": [
                    {
                        "AddressType": "POBOX",
                        "AddressLine1": "1 Main St",
                        "AddressLine2": "Floor 2",
                        "City": "Fremont",
                        "Region": "California",
                        "PostalCode": "94538",
                        "Country": "Korea South",
                    }
                ],
            },
        )

    def test_names(self):
        for name, expected in (
            ("  Azure   Interior ", "Azure Interior"),
            ("Azure <Interior>", "Azure (Interior)"),
            ("x" * 255, "x" * 255),
            ("Ünïcode Ж", "Ünïcode Ж"),
        ):
            self.assertEqual(self.sent(contact(name=name))["Name"], expected)

    def test_long_names_that_begin_alike(self):
        ends = {self.sent(contact(name="x" * 300 + end))["Name"] for end in "ab"}
        self.assertEqual([len(name) for name in ends], [255, 255])
        self.assertTrue(all(name.startswith("x" * 240) for name in ends))

    def test_e_mails_that_xero_refuses_are_left_out(self):
        for email in ("jürgen@example.com", "a@b", "a@b.c, d@e.f", "A <a@b.c>", "no"):
            self.assertNotIn("EmailAddress", self.sent(contact(email=email)), email)

    def test_contacts_of_xero(self):
        for values, status in (
            ({"ContactStatus": "ACTIVE"}, "active"),
            ({"ContactStatus": "ARCHIVED"}, "archived"),
            ({"ContactStatus": "GDPRREQUEST"}, "archived"),
            ({"ContactStatus": "OF_TOMORROW"}, "active"),
            ({"ContactStatus": "ARCHIVED", "MergedToContactID": "other"}, "merged"),
        ):
            found = translate_contacts.remote_contact({"ContactID": "id", **values})
            self.assertEqual(found.status, status)

    def test_what_a_contact_can_lack(self):
        nulls = dict.fromkeys(
            ("Name", "EmailAddress", "Phones", "Addresses", "Balances", "Website")
        )
        odd = {
            "Phones": [None, {"PhoneType": "DEFAULT"}, {"PhoneNumber": None}],
            "Addresses": [None, {"AddressType": "POBOX"}, {"City": "Nowhere"}],
            "Balances": {"AccountsReceivable": None},
        }
        for values in ({}, nulls, odd):
            found = translate_contacts.remote_contact({"ContactID": "id", **values})
            self.assertEqual((found.name, found.phone, found.addresses), ("", "", ()))
            self.assertEqual((found.receivable, found.payable), (0, 0))

    def test_outcomes(self):
        payloads = [contact(), contact(reference=2, key="k2", name="Taken")]
        body = translate_contacts.contacts_body(payloads)
        refused = {
            "ContactNumber": "k2",
            "ContactID": "00000000-0000-0000-0000-000000000000",
            "HasValidationErrors": True,
            "ValidationErrors": [{"Message": "The contact name is taken"}],
        }
        made = {"ContactNumber": "odoo-12345678-7", "ContactID": "id", "Name": "A"}
        first, second = translate_contacts.contact_outcomes(
            payloads, body, [refused, made]
        )
        self.assertEqual((first.reference, first.contact.remote_id), (1, "id"))
        self.assertEqual((second.reference, second.contact), (2, None))
        self.assertEqual(second.errors, ("The contact name is taken",))


@tagged("post_install", "-at_install")
class TestOwnDocuments(BaseCase):
    def test_only_those_of_the_type(self):
        records = [
            {"InvoiceID": "1", "Type": "ACCREC", "Date": date(2026, 1, 1)},
            {"InvoiceID": "2", "Type": "ACCPAY"},
        ]
        found = translate.own_documents(records, "bill")
        self.assertEqual([each.remote_id for each in found], ["2"])
