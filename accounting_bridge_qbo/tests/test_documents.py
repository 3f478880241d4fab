# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tests.common_payloads import document, line
from odoo.addons.accounting_bridge.tools.payloads import AddressPayload, LinePayload
from odoo.addons.accounting_bridge_qbo.tools.translate_documents import (
    DocumentOptions,
    document_outcomes,
    documents_body,
    mark_of,
    obstacles,
    purchase_order_close_body,
    remote_document,
)

from .books import Books

US = DocumentOptions(
    country_is_us=True,
    sales_tax="automated",
    is_multicurrency=False,
    home_currency="USD",
    payable_accounts={"USD": "33"},
)
CANADA = DocumentOptions(
    country_is_us=False,
    sales_tax="codes",
    is_multicurrency=True,
    home_currency="CAD",
    has_custom_numbers=True,
    tax_rates={
        "8": {"sale": [("3", "5"), ("4", "9.975")], "purchase": [("5", "5")]},
        "9": {"sale": [], "purchase": []},
    },
    payable_accounts={"CAD": "33", "EUR": "34"},
)
TAX_OFF = replace(CANADA, sales_tax="off", tax_rates={})

HOME = AddressPayload(
    kind="delivery",
    lines=("1 Main St", "", "Floor 2"),
    city="Fremont",
    region="California",
    region_code="CA",
    postal_code="94538",
    country="United States",
    country_code="US",
)


def us_line(**values):
    return line(**{"item": "5", "is_taxed": True, "tax_code": "", **values})


def us_invoice(*lines, **values):
    return document(*(lines or (us_line(),)), **{"contact": "12", **values})


def canadian(*lines, **values):
    """A document at 14.975 %, unless its lines say otherwise."""
    lines = lines or (line(tax="14.98", tax_code="8", item="5"),)
    return document(*lines, **{"currency": "CAD", "contact": "12", **values})


class DocumentCase(BaseCase):
    def sent(self, payload, options=US):
        """The one document of a body."""
        body = json.loads(documents_body([payload], options), parse_float=Decimal)
        (item,) = body["BatchItemRequest"]
        self.assertEqual((item.pop("bId"), item.pop("operation")), ("1", "create"))
        (document,) = item.values()
        return document


@tagged("post_install", "-at_install")
class TestSales(DocumentCase):
    def test_an_invoice_in_the_united_states(self):
        payload = us_invoice(
            us_line(price="33.33", quantity="3", tax="8.25"),
            LinePayload("A section"),
            us_line(price="10", tax="0", is_taxed=False),
            LinePayload(" \n"),
            note="S00001 / their 4711",
            number="INV/1",
            delivery_address=HOME,
        )
        self.assertEqual(
            self.sent(payload),
            {
                "CustomerRef": {"value": "12"},
                "TxnDate": "2026-11-20",
                "DueDate": "2026-12-20",
                "PrivateNote": "S00001 / their 4711\nOdoo S00001-k7Q2",
                "ShipAddr": {
                    "Line1": "1 Main St",
                    "Line2": "Floor 2",
                    "City": "Fremont",
                    "CountrySubDivisionCode": "CA",
                    "PostalCode": "94538",
                    "Country": "United States",
                },
                "Line": [
                    {
                        "DetailType": "SalesItemLineDetail",
                        "Amount": Decimal("99.99"),
                        "Description": "Something",
                        "SalesItemLineDetail": {
                            "ItemRef": {"value": "5"},
                            "Qty": 3,
                            "UnitPrice": Decimal("33.33"),
                            "TaxCodeRef": {"value": "TAX"},
                        },
                    },
                    {"DetailType": "DescriptionOnly", "Description": "A section"},
                    {
                        "DetailType": "SalesItemLineDetail",
                        "Amount": 10,
                        "Description": "Something",
                        "SalesItemLineDetail": {
                            "ItemRef": {"value": "5"},
                            "Qty": 1,
                            "UnitPrice": 10,
                            "TaxCodeRef": {"value": "NON"},
                        },
                    },
                ],
                "TxnTaxDetail": {"TotalTax": Decimal("8.25")},
            },
        )

    def test_an_invoice_elsewhere(self):
        sent = self.sent(canadian(number="INV/1"), CANADA)
        self.assertEqual(sent["DocNumber"], "INV/1")
        self.assertEqual(sent["CurrencyRef"], {"value": "CAD"})
        self.assertEqual(sent["GlobalTaxCalculation"], "TaxExcluded")
        self.assertNotIn("ExchangeRate", sent)
        self.assertNotIn("ShipAddr", sent)
        detail = sent["Line"][0]["SalesItemLineDetail"]
        self.assertEqual(detail["TaxCodeRef"], {"value": "8"})
        self.assertNotIn("TaxInclusiveAmt", detail)
        self.assertEqual(
            sent["TxnTaxDetail"],
            {
                "TotalTax": Decimal("14.98"),
                "TaxLine": [
                    self.tax_line("3", "5", "100", "5.00"),
                    self.tax_line("4", "9.975", "100", "9.98"),
                ],
            },
        )

    def tax_line(self, rate_id, percent, net, amount):
        return {
            "Amount": Decimal(amount),
            "DetailType": "TaxLineDetail",
            "TaxLineDetail": {
                "TaxRateRef": {"value": rate_id},
                "PercentBased": True,
                "TaxPercent": Decimal(percent),
                "NetAmountTaxable": Decimal(net),
            },
        }

    def test_prices_with_tax(self):
        inclusive = line("114.98", subtotal="100", tax="14.98", tax_code="8", item="5")
        sent = self.sent(canadian(inclusive, tax_mode="inclusive"), CANADA)
        self.assertEqual(sent["GlobalTaxCalculation"], "TaxInclusive")
        self.assertEqual(sent["Line"][0]["Amount"], 100)
        detail = sent["Line"][0]["SalesItemLineDetail"]
        self.assertEqual(detail["TaxInclusiveAmt"], Decimal("114.98"))
        self.assertEqual(detail["UnitPrice"], 100)

    def test_the_lines_of_a_rate_are_one(self):
        lines = [
            line(price, tax=tax, tax_code=code, item="5")
            for price, tax, code in (
                ("100", "14.98", "8"),
                ("10", "0", "9"),
                ("-0.10", "-0.01", "8"),
            )
        ]
        taxes = self.sent(canadian(*lines), CANADA)["TxnTaxDetail"]["TaxLine"]
        self.assertEqual(
            taxes,
            [
                self.tax_line("3", "5", "99.90", "4.99"),
                self.tax_line("4", "9.975", "99.90", "9.98"),
            ],
        )

    def test_codes_without_rates(self):
        sent = self.sent(canadian(line(tax="0", tax_code="9", item="5")), CANADA)
        self.assertNotIn("TxnTaxDetail", sent)
        self.assertEqual(sent["GlobalTaxCalculation"], "TaxExcluded")

    def test_where_sales_tax_is_off(self):
        """Codes that are left from before are not sent either."""
        lines = line(tax="0", tax_code="9", item="5"), line(tax="0", item="5")
        for tax_mode in ("exclusive", "inclusive"):
            sent = self.sent(canadian(*lines, tax_mode=tax_mode), TAX_OFF)
            self.assertEqual(sent["GlobalTaxCalculation"], "NotApplicable")
            self.assertNotIn("TxnTaxDetail", sent)
            for each in sent["Line"]:
                detail = each["SalesItemLineDetail"]
                self.assertFalse({"TaxCodeRef", "TaxInclusiveAmt"} & set(detail))

    def test_purchases_where_sales_tax_is_off(self):
        """The tax is a part of the cost, on the lines or on one of its own."""
        for document_type in ("bill", "purchase_order"):
            taxed = line(tax="14.98", tax_code="8")
            payload = canadian(taxed, document_type=document_type)
            sent = self.sent(payload, TAX_OFF)
            self.assertEqual(sent["GlobalTaxCalculation"], "NotApplicable")
            self.assertNotIn("TxnTaxDetail", sent)
            detail = {"AccountRef": {"value": "200"}}
            (only,) = sent["Line"]
            self.assertEqual(only["Amount"], Decimal("114.98"))
            self.assertEqual(only["AccountBasedExpenseLineDetail"], detail)
            options = replace(TAX_OFF, bill_tax="line", bill_tax_account="7")
            first, second = self.sent(payload, options)["Line"]
            self.assertEqual(first["Amount"], 100)
            self.assertEqual(first["AccountBasedExpenseLineDetail"], detail)
            self.assertEqual(second["Amount"], Decimal("14.98"))

    def test_another_currency(self):
        payload = canadian(currency="EUR", currency_rate=Decimal("0.64"))
        body = documents_body([payload], CANADA)
        self.assertIn('"CurrencyRef": {"value": "EUR"}', body)
        self.assertIn('"ExchangeRate": 1.562500000', body)

    def test_a_company_with_its_own_currency_alone(self):
        sent = self.sent(us_invoice())
        self.assertFalse({"CurrencyRef", "ExchangeRate"} & set(sent))

    def test_quickbooks_numbers(self):
        """A number would lead to duplicates, Intuit says."""
        sent = self.sent(us_invoice(number="INV/1"))
        self.assertNotIn("DocNumber", sent)

    def test_the_company_s_address_stands_for_a_missing_one(self):
        options = replace(US, company_address=HOME)
        self.assertEqual(
            self.sent(us_invoice(), options)["ShipAddr"]["City"], "Fremont"
        )
        unknown = us_invoice(delivery_address=AddressPayload(kind="delivery"))
        self.assertEqual(self.sent(unknown, options)["ShipAddr"]["City"], "Fremont")
        self.assertNotIn("ShipAddr", self.sent(canadian(), CANADA))
        sent = self.sent(canadian(delivery_address=HOME), CANADA)
        self.assertEqual(sent["ShipAddr"]["CountrySubDivisionCode"], "CA")

    def test_the_region_s_name_stands_for_a_missing_code(self):
        abroad = replace(HOME, region="Bavaria", region_code="")
        sent = self.sent(us_invoice(delivery_address=abroad))
        self.assertEqual(sent["ShipAddr"]["CountrySubDivisionCode"], "Bavaria")

    def test_taxes_by_hand(self):
        options = replace(US, sales_tax="manual", sales_tax_code="9")
        self.assertEqual(
            self.sent(us_invoice(), options)["TxnTaxDetail"],
            {"TotalTax": 15, "TxnTaxCodeRef": {"value": "9"}},
        )
        options = replace(options, sales_tax="automated")
        detail = self.sent(us_invoice(), options)["TxnTaxDetail"]
        self.assertNotIn("TxnTaxCodeRef", detail)

    def test_nothing_taxed(self):
        sent = self.sent(us_invoice(us_line(tax="0", is_taxed=False)))
        self.assertNotIn("TxnTaxDetail", sent)
        # A tax of zero is meant where a line is taxed.
        sent = self.sent(us_invoice(us_line(tax="0")))
        self.assertEqual(sent["TxnTaxDetail"], {"TotalTax": 0})

    def test_a_line_that_says_its_quantity_in_words(self):
        odd = us_line(quantity="0.333333", price="30", subtotal="10", tax="0")
        sent = self.sent(us_invoice(odd))["Line"][0]
        self.assertEqual(sent["Amount"], 10)
        self.assertEqual(sent["Description"], "Something\n(0.333333 x 30)")
        self.assertFalse({"Qty", "UnitPrice"} & set(sent["SalesItemLineDetail"]))

    def test_texts_that_quickbooks_refuses(self):
        lines = (us_line(description="x" * 5000), us_line(description="\x00 \x0b"))
        payload = us_invoice(*lines, LinePayload("y" * 5000), note="n" * 5000)
        sent = self.sent(payload)
        first, second, third = sent["Line"]
        self.assertEqual(len(first["Description"]), 4000)
        self.assertNotIn("Description", second)
        self.assertEqual(len(third["Description"]), 4000)
        self.assertEqual(len(sent["PrivateNote"]), 4000)
        self.assertEqual(mark_of(sent["PrivateNote"]), payload.mark)

    def test_nothing_blank_leaves(self):
        for payload, options in (
            (us_invoice(due_date=None), US),
            (canadian(number=""), CANADA),
            (canadian(document_type="bill", lines=self.bill_lines()), CANADA),
        ):
            self.assert_no_blanks(self.sent(payload, options))

    def bill_lines(self):
        return (line(tax="5", tax_code="8"),)

    def assert_no_blanks(self, value):
        self.assertNotIn(value, (None, "", [], {}))
        if isinstance(value, dict):
            value = list(value.values())
        for each in value if isinstance(value, list) else ():
            self.assert_no_blanks(each)

    def test_the_same_payload_gives_the_same_bytes(self):
        payloads = [us_invoice(), us_invoice(reference=2)]
        self.assertEqual(documents_body(payloads, US), documents_body(payloads, US))


@tagged("post_install", "-at_install")
class TestPurchases(DocumentCase):
    def bill(self, *lines, **values):
        defaults = {"document_type": "bill", "contact": "5", "number": "4711"}
        return document(*lines, **{**defaults, **values})

    def two_lines(self):
        return (
            line("33.33", "3", tax="8.25", is_taxed=True, account="7", tax_code=""),
            line("10", tax="0", account="8", tax_code=""),
        )

    def test_a_bill_with_the_tax_in_its_lines(self):
        self.assertEqual(
            self.sent(self.bill(*self.two_lines(), note="P00003")),
            {
                "VendorRef": {"value": "5"},
                "DocNumber": "4711",
                "TxnDate": "2026-11-20",
                "DueDate": "2026-12-20",
                "PrivateNote": "P00003\nOdoo S00001-k7Q2",
                "Line": [
                    {
                        "DetailType": "AccountBasedExpenseLineDetail",
                        "Amount": Decimal("108.24"),
                        "Description": "Something\n(3 x 33.33 + 8.25)",
                        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "7"}},
                    },
                    {
                        "DetailType": "AccountBasedExpenseLineDetail",
                        "Amount": 10,
                        "Description": "Something",
                        "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "8"}},
                    },
                ],
            },
        )

    def test_a_bill_with_the_tax_on_a_line(self):
        options = replace(US, bill_tax="line", bill_tax_account="99")
        lines = self.sent(self.bill(*self.two_lines()), options)["Line"]
        self.assertEqual(
            [each["Amount"] for each in lines], [Decimal("99.99"), 10, Decimal("8.25")]
        )
        detail = lines[-1]["AccountBasedExpenseLineDetail"]
        self.assertEqual(detail, {"AccountRef": {"value": "99"}})
        untaxed = self.bill(self.two_lines()[1])
        self.assertEqual(len(self.sent(untaxed, options)["Line"]), 1)

    def test_a_use_tax_is_never_added(self):
        """Its two halves cancel out in Odoo: the line's tax is nothing."""
        used = line("100", tax="0", is_taxed=True, account="7", tax_code="")
        for options in (US, replace(US, bill_tax="line", bill_tax_account="99")):
            amounts = [e["Amount"] for e in self.sent(self.bill(used), options)["Line"]]
            self.assertEqual(amounts, [100])

    def test_a_bill_elsewhere(self):
        bought = line(tax="5", tax_code="8", account="7")
        sent = self.sent(self.bill(bought, currency="CAD"), CANADA)
        detail = sent["Line"][0]["AccountBasedExpenseLineDetail"]
        self.assertEqual(
            detail, {"AccountRef": {"value": "7"}, "TaxCodeRef": {"value": "8"}}
        )
        taxes = sent["TxnTaxDetail"]["TaxLine"]
        self.assertEqual(taxes[0]["TaxLineDetail"]["TaxRateRef"], {"value": "5"})

    def test_texts_go_into_the_next_line(self):
        """QuickBooks has no lines of text on purchases."""
        first, second = self.two_lines()
        payload = self.bill(
            LinePayload("Section"),
            first,
            LinePayload("Note"),
            LinePayload(" "),
            second,
            LinePayload("End"),
        )
        self.assertEqual(
            [each["Description"] for each in self.sent(payload)["Line"]],
            ["Section\nSomething\n(3 x 33.33 + 8.25)", "Note\nSomething\nEnd"],
        )

    def test_the_orders_of_a_bill(self):
        payload = self.bill(*self.two_lines(), purchase_orders=("41", "42"))
        self.assertEqual(
            self.sent(payload)["LinkedTxn"],
            [
                {"TxnId": "41", "TxnType": "PurchaseOrder"},
                {"TxnId": "42", "TxnType": "PurchaseOrder"},
            ],
        )
        self.assertNotIn("LinkedTxn", self.sent(self.bill(*self.two_lines())))

    def test_a_purchase_order(self):
        payload = self.bill(
            *self.two_lines(),
            document_type="purchase_order",
            number="P00003",
            delivery_address=HOME,
        )
        sent = self.sent(payload)
        self.assertEqual(sent["APAccountRef"], {"value": "33"})
        self.assertEqual(sent["DocNumber"], "P00003")
        self.assertEqual(sent["ShipAddr"]["City"], "Fremont")
        self.assertNotIn("LinkedTxn", sent)

    def test_an_order_is_billed_and_closed(self):
        """In the pretend books: the bill is linked, and what is left is closed."""
        books = Books("us")
        options = books.options()
        vendor = books.key("Vendor", "Paper & Ink Supplies")
        bought = line("100", tax="8", account=books.key("Account", "Rent"))
        order = self.bill(bought, document_type="purchase_order", contact=vendor)
        (made,) = books.send(documents_body([order], options))
        self.assertEqual(self.state(made), "approved")
        part = line("40", tax="3.20", account=books.key("Account", "Rent"))
        orders = (made["PurchaseOrder"]["Id"],)
        bill = self.bill(part, contact=vendor, purchase_orders=orders)
        (billed,) = books.send(documents_body([bill], options))
        self.assertEqual(billed["Bill"]["LinkedTxn"][0]["TxnId"], orders[0])
        (current,) = books.records("SELECT * FROM PurchaseOrder")
        (closed,) = books.send(purchase_order_close_body(current))
        self.assertEqual(self.state(closed), "billed")
        self.assertEqual(closed["PurchaseOrder"]["Line"], current["Line"])
        self.assertEqual(closed["PurchaseOrder"]["PrivateNote"], current["PrivateNote"])

    def state(self, element):
        (outcome,) = document_outcomes([1], [element])
        return outcome.document.state


@tagged("post_install", "-at_install")
class TestObstacles(BaseCase):
    def assertKinds(self, payload, kinds, options=US):
        found = obstacles(payload, options)
        self.assertEqual([each.kind for each in found], kinds)

    def test_nothing_speaks_against_it(self):
        self.assertKinds(us_invoice(), [])
        self.assertKinds(canadian(), [], CANADA)

    def test_of_the_document(self):
        for payload, kind in (
            (us_invoice(currency_decimals=3), "decimals"),
            (us_invoice(currency="EUR"), "currency"),
            (us_invoice(total=Decimal("115.01")), "sum"),
            (us_invoice(us_line(price="-100", tax="-15")), "negative"),
        ):
            self.assertKinds(payload, [kind])
        self.assertKinds(us_invoice(LinePayload("A text")), ["empty"])

    def test_numbers(self):
        """A number that isn't sent may be as long as it likes."""
        self.assertKinds(us_invoice(number="x" * 22), [])
        self.assertKinds(canadian(number="x" * 21), [], CANADA)
        self.assertKinds(canadian(number="x" * 22), ["number"], CANADA)
        bill = us_invoice(document_type="bill", number="x" * 22)
        self.assertKinds(bill, ["number"])

    def test_the_rate_of_a_company_without_automated_tax(self):
        manual = replace(US, sales_tax="manual")
        self.assertKinds(us_invoice(), ["sales_tax_code"], manual)
        self.assertKinds(us_invoice(), [], replace(manual, sales_tax_code="9"))
        untaxed = us_invoice(us_line(tax="0", is_taxed=False))
        self.assertKinds(untaxed, [], manual)

    def test_a_tax_where_sales_tax_is_off(self):
        """QuickBooks would leave it out, also where it adds up to nothing."""
        self.assertKinds(canadian(), ["sales_tax_off"], TAX_OFF)
        there, back = us_line(tax="15"), us_line(price="-100", tax="-15")
        both = canadian(there, back, total=Decimal(0))
        self.assertKinds(both, ["sales_tax_off"], TAX_OFF)
        untaxed = canadian(us_line(tax="0", is_taxed=False))
        self.assertKinds(untaxed, [], TAX_OFF)
        bill = canadian(document_type="bill")
        self.assertKinds(bill, [], TAX_OFF)
        on_line = replace(TAX_OFF, bill_tax="line")
        self.assertKinds(bill, ["bill_tax_account"], on_line)

    def test_accounts_for_purchases(self):
        bill = us_invoice(document_type="bill")
        self.assertKinds(bill, ["bill_tax_account"], replace(US, bill_tax="line"))
        untaxed = us_invoice(us_line(tax="0"), document_type="bill")
        self.assertKinds(untaxed, [], replace(US, bill_tax="line"))
        order = us_invoice(document_type="purchase_order")
        self.assertKinds(order, [])
        options = replace(US, payable_accounts={"EUR": "34"})
        self.assertKinds(order, ["payable_account"], options)
        self.assertKinds(us_invoice(), [], replace(US, bill_tax="line"))

    def test_of_a_line(self):
        self.assertKinds(us_invoice(us_line(item="")), ["item"])
        bill = us_invoice(us_line(account=""), document_type="bill")
        self.assertKinds(bill, ["account"])
        self.assertKinds(us_invoice(us_line(is_taxed=False)), ["tax"])

    def test_taxes_elsewhere(self):
        for tax, code, kinds in (
            ("14.98", "8", []),
            ("15.00", "8", []),
            ("14.96", "8", []),
            ("15.01", "8", ["tax"]),
            ("0", "8", ["tax"]),
            ("0", "9", []),
            ("0.01", "9", ["tax"]),
            ("14.98", "10", ["tax_code"]),
            ("0", "", ["tax_code"]),
        ):
            payload = canadian(line(tax=tax, tax_code=code, item="5"))
            self.assertKinds(payload, kinds, CANADA)

    def test_sides_of_a_code(self):
        payload = canadian(line(tax="5", tax_code="8"), document_type="bill")
        self.assertKinds(payload, [], CANADA)
        payload = canadian(line(tax="14.98", tax_code="8"), document_type="bill")
        self.assertKinds(payload, ["tax"], CANADA)


@tagged("post_install", "-at_install")
class TestDocumentsBack(BaseCase):
    def test_states(self):
        ten, four = Decimal("10.00"), Decimal("4.00")
        for values, state in (
            ({"TotalAmt": ten, "Balance": ten}, "approved"),
            ({"TotalAmt": ten, "Balance": four}, "part_paid"),
            ({"TotalAmt": ten, "Balance": Decimal(0)}, "paid"),
            ({"TotalAmt": 0, "Balance": 0}, "paid"),
            ({"TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided"}, "voided"),
            (
                {"TotalAmt": 0, "Balance": 0, "PrivateNote": "Voided - Odoo S1"},
                "voided",
            ),
            ({"TotalAmt": ten, "Balance": ten, "PrivateNote": "Voided"}, "approved"),
            ({"status": "Deleted"}, "deleted"),
        ):
            for entity in ("Invoice", "Bill"):
                found = remote_document(entity, {"Id": "1", **values})
                self.assertEqual(found.state, state, values)

    def test_states_of_orders(self):
        for values, state in (
            ({"POStatus": "Open"}, "approved"),
            ({}, "approved"),
            ({"POStatus": "Closed"}, "billed"),
            ({"status": "Deleted"}, "deleted"),
        ):
            found = remote_document("PurchaseOrder", {"Id": "1", **values})
            self.assertEqual(found.state, state, values)

    def test_amounts_and_names(self):
        record = {
            "Id": "7",
            "DocNumber": "1001",
            "CustomerRef": {"value": "12"},
            "VendorRef": {"value": "13"},
            "CurrencyRef": {"value": "EUR"},
            "TotalAmt": Decimal("115.00"),
            "Balance": Decimal("15.00"),
            "TxnTaxDetail": {"TotalTax": Decimal("15.00")},
            "MetaData": {"LastUpdatedTime": "2026-11-20T10:00:00-08:00"},
        }
        found = remote_document("Invoice", record)
        self.assertEqual((found.subtotal, found.tax, found.total), (100, 15, 115))
        self.assertEqual((found.amount_due, found.amount_paid), (15, 100))
        self.assertEqual((found.remote_id, found.number), ("7", "1001"))
        self.assertEqual((found.contact, found.currency), ("12", "EUR"))
        self.assertEqual(found.updated_at, datetime(2026, 11, 20, 18))
        self.assertEqual(remote_document("Bill", record).contact, "13")
        self.assertEqual(remote_document("Bill", record).document_type, "bill")

    def test_nulls(self):
        nulls = dict.fromkeys(("TotalAmt", "TxnTaxDetail", "PrivateNote", "MetaData"))
        self.assertEqual(remote_document("Invoice", nulls).mark, "")

    def test_marks(self):
        for note, mark in (
            ("S1\nOdoo S00001-k7Q2", "S00001-k7Q2"),
            ("Odoo S00001-k7Q2", "S00001-k7Q2"),
            ("Voided - Odoo S00001-k7Q2 ", "S00001-k7Q2"),
            ("Odoo other-1\nOdoo S00001-k7Q2", "S00001-k7Q2"),
            ("Odoo S00001-k7Q2\nSeen by Jane", "S00001-k7Q2"),
            ("Odoo S00001-k7Q2\r\n", "S00001-k7Q2"),
            ("Odoo S00001-k7Q2\nWe use Odoo here", "S00001-k7Q2"),
            ("We use Odoo here", ""),
            ("", ""),
        ):
            self.assertEqual(mark_of(note), mark, note)

    def test_outcomes(self):
        made = {"bId": "1", "Invoice": {"Id": "7", "TotalAmt": 1, "Balance": 1}}
        error = {"Message": "Taken", "code": "6140"}
        refused = {"bId": "2", "Fault": {"Error": [error]}}
        first, second = document_outcomes([7, 8], [refused, made])
        self.assertEqual((first.reference, first.document.remote_id), (7, "7"))
        self.assertEqual((second.reference, second.document), (8, None))
        self.assertEqual(second.errors, ("Taken",))
        self.assertEqual(
            (first.is_duplicate_number, second.is_duplicate_number), (False, True)
        )
        self.assertIsNone(document_outcomes([7, 8], [made]))
