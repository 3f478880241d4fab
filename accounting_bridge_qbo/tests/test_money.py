# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Any document comes out over there as it is in Odoo, to the cent."""

import random
from dataclasses import replace
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge.tests.common_payloads import (
    contact,
    document,
    odoo_line,
    random_number,
)
from odoo.addons.accounting_bridge.tools.payloads import AddressPayload, LinePayload
from odoo.addons.accounting_bridge_qbo.tools.batch import creations_body
from odoo.addons.accounting_bridge_qbo.tools.translate_contacts import contacts_body
from odoo.addons.accounting_bridge_qbo.tools.translate_documents import (
    document_outcomes,
    documents_body,
    obstacles,
)

from .books import Books

CALIFORNIA = AddressPayload(
    kind="delivery", lines=("1 Main St",), region="California", region_code="CA"
)

#: Names of tax codes of the pretend companies, and their percents.
CANADIAN = {
    "GST": "5",
    "HST ON": "13",
    "GST/QST QC": "14.975",
    "GST/PST BC": "12",
    "Zero-rated": "0",
    "Out of Scope": "0",
}
BRITISH = {"20.0% S": "20", "5.0% R": "5", "0.0% Z": "0", "No VAT": "0"}

DOCUMENTS = 60


def new_customer(books, options, currency):
    """The id of a customer in a currency that the company did not use before."""
    books.send(creations_body([("CompanyCurrency", {"Code": currency})]))
    partner = contact(name="Kyoto Paper", kind=f"customer {currency}")
    (made,) = books.send(contacts_body([partner], options))
    return made["Customer"]["Id"]


class MoneyCase(BaseCase):
    """Documents made by chance, sent, and compared with what came back."""

    #: Seeds the chance, so that a failure can be looked at again.
    seed = 20261121

    #: Whether the item has an expense account: only then can a bill name it.
    are_items_bought = True

    def setUp(self):
        super().setUp()
        self.chance = random.Random(self.seed)
        self.places = 0

    def new_document(self, books, codes, **values):
        """A document of a few lines: discounts, odd quantities, refunds, gifts, texts.

        :param dict codes: percent by the key of the tax code
        """
        is_inclusive = values.get("tax_mode") == "inclusive"
        decimals = values.get("currency_decimals", 2)
        lines = [
            self.new_line(codes, is_inclusive, decimals)
            for _place in range(self.chance.randint(1, 8))
        ]
        lines.insert(self.chance.randint(0, len(lines)), LinePayload("A section"))
        document_type = values.get("document_type", "invoice")
        lines = [
            replace(line, **self.line_values(books, line, document_type))
            for line in lines
        ]
        self.places += 1
        return document(*lines, **{"reference": self.places, **values})

    def new_line(self, codes, is_inclusive, decimals):
        chance = self.chance
        code = chance.choice(list(codes))
        sign = chance.choice((1, 1, 1, 1, 1, 0, -1))
        line = odoo_line(
            quantity=sign * random_number(chance, 500, (0, 0, 2, 3, 5, 6)),
            price=random_number(chance, 900, (2, 2, 2, 0, 4, 6)),
            discount=chance.choice(
                (
                    Decimal(0),
                    Decimal(0),
                    Decimal(100),
                    random_number(chance, 99, (0, 2)),
                )
            ),
            rate=Decimal(codes[code]),
            is_inclusive=is_inclusive,
            decimals=decimals,
            nudge=chance.choice((0, 0, 1, -1)) if Decimal(codes[code]) else 0,
            tax_code=code,
            is_taxed=bool(Decimal(codes[code])),
        )
        if line.total if is_inclusive else line.subtotal:
            return line
        # Nothing bears no tax, whatever is moved elsewhere.
        return replace(line, subtotal=Decimal(0), tax=Decimal(0), total=Decimal(0))

    def line_values(self, books, line, document_type):
        if line.quantity is None:
            return {}
        values = {"account": books.key("Account", "Rent")}
        if document_type == "invoice" or self.are_items_bought:
            values["item"] = books.key("Item", "Hours")
        return values

    def check(self, books, options, new, count=DOCUMENTS):
        """Send documents that ``new`` makes, and compare.

        :return: how many there were
        """
        payloads = [payload for _place in range(count) if (payload := new()).total >= 0]
        for payload in payloads:
            self.assertEqual(obstacles(payload, options), [], payload)
        elements = books.send(documents_body(payloads, options))
        references = [payload.reference for payload in payloads]
        outcomes = document_outcomes(references, elements)
        for payload, outcome in zip(payloads, outcomes, strict=True):
            self.assertFalse(outcome.errors, payload)
            self.assertEqual(outcome.document.total, payload.total, payload)
            self.assertEqual(outcome.document.mark, payload.mark)
            self.check_tax(payload, outcome.document)
        return payloads

    def check_tax(self, payload, made):
        self.assertEqual(made.tax, payload.tax, payload)


@tagged("post_install", "-at_install")
class TestMoneyUnitedStates(MoneyCase):
    codes = {"8.25": "8.25", "": "0"}
    are_items_bought = False

    def sales(self, **settings):
        books = Books("us", **settings)
        contact = books.key("Customer", "City Limousines")
        return books, lambda: self.new_document(
            books, self.codes, contact=contact, delivery_address=CALIFORNIA
        )

    def test_sales_with_automated_tax(self):
        books, new = self.sales()
        self.check(books, books.options(), new)

    def test_sales_with_manual_tax(self):
        books, new = self.sales(sales_tax="manual")
        code = books.key("TaxCode", "Tucson")
        self.check(books, books.options(sales_tax_code=code), new)

    def test_sales_in_a_currency_without_decimals(self):
        books = Books("us", multicurrency=True)
        options = books.options()
        contact_id = new_customer(books, options, "JPY")
        self.check(
            books,
            options,
            lambda: self.new_document(
                books,
                self.codes,
                contact=contact_id,
                currency="JPY",
                currency_decimals=0,
                currency_rate=Decimal("153.8"),
            ),
        )

    def test_a_tax_of_quickbooks_own_is_seen(self):
        books, new = self.sales(tax_override="ignored")
        payload = replace(new(), total=Decimal(0))
        while payload.total <= 0 or not payload.tax:
            payload = new()
        (element,) = books.send(documents_body([payload], books.options()))
        (outcome,) = document_outcomes([1], [element])
        self.assertNotEqual(outcome.document.tax, payload.tax)
        self.assertEqual(outcome.document.subtotal, payload.subtotal)

    def purchases(self, document_type):
        books = Books("us")
        contact = books.key("Vendor", "Paper & Ink Supplies")
        return books, lambda: self.new_document(
            books,
            self.codes,
            contact=contact,
            document_type=document_type,
            number=f"INV/{self.places}",
        )

    def test_purchases_with_the_tax_spread(self):
        for document_type in ("bill", "purchase_order"):
            books, new = self.purchases(document_type)
            self.check(books, books.options(), new, count=30)

    def test_purchases_with_the_tax_on_a_line(self):
        for document_type in ("bill", "purchase_order"):
            books, new = self.purchases(document_type)
            account = books.key("Account", "Travel")
            options = books.options(bill_tax="line", bill_tax_account=account)
            self.check(books, options, new, count=30)

    def check_tax(self, payload, made):
        """On purchases it is part of the price."""
        tax = payload.tax if payload.document_type == "invoice" else 0
        self.assertEqual(made.tax, tax, payload)


class CodesCase(MoneyCase):
    """Companies whose lines name tax codes."""

    def open_books(self, company, percents, **settings):
        self.books = Books(company, **settings)
        self.options = self.books.options()
        self.codes = {
            self.books.key("TaxCode", name): percent
            for name, percent in percents.items()
        }

    def check_any_document(self):
        for document_type in ("invoice", "bill", "purchase_order"):
            for tax_mode in ("exclusive", "inclusive"):
                with self.subTest(document_type=document_type, tax_mode=tax_mode):
                    self.check_documents(document_type, tax_mode)

    def check_documents(self, document_type, tax_mode):
        is_sale = document_type == "invoice"
        contact = ("Customer", "City Limousines")
        if not is_sale:
            contact = ("Vendor", "Paper & Ink Supplies")
        self.check(
            self.books,
            self.options,
            lambda: self.new_document(
                self.books,
                self.codes,
                contact=self.books.key(*contact),
                document_type=document_type,
                tax_mode=tax_mode,
                currency=self.options.home_currency,
                number=f"INV/{self.places}",
            ),
        )


@tagged("post_install", "-at_install")
class TestMoneyCanada(CodesCase):
    def test_any_document(self):
        self.open_books("ca", CANADIAN)
        self.check_any_document()

    def test_two_parts(self):
        """Each rate is sent its own part of Odoo's tax."""
        self.open_books("ca", CANADIAN)
        line = odoo_line(
            Decimal(1),
            Decimal("4495.16"),
            Decimal(0),
            Decimal("14.975"),
            is_inclusive=False,
            tax_code=self.books.key("TaxCode", "GST/QST QC"),
            item=self.books.key("Item", "Hours"),
        )
        payload = document(
            line, currency="CAD", contact=self.books.key("Customer", "City Limousines")
        )
        (element,) = self.books.send(documents_body([payload], self.options))
        parts = element["Invoice"]["TxnTaxDetail"]["TaxLine"]
        amounts = [part["Amount"] for part in parts]
        self.assertEqual(amounts, [Decimal("224.76"), Decimal("448.39")])
        self.assertEqual(sum(amounts), payload.tax)


@tagged("post_install", "-at_install")
class TestMoneyUnitedKingdom(CodesCase):
    def setUp(self):
        super().setUp()
        self.open_books("uk", BRITISH)

    def test_any_document(self):
        self.check_any_document()

    def test_a_reverse_charge(self):
        """Its halves are both told, and add nothing."""
        line = odoo_line(
            Decimal(1),
            Decimal("99.99"),
            Decimal(0),
            Decimal(0),
            is_inclusive=False,
            tax_code=self.books.key("TaxCode", "20.0% RC"),
            account=self.books.key("Account", "Rent"),
        )
        contact = self.books.key("Vendor", "Paper & Ink Supplies")
        payload = document(line, currency="GBP", contact=contact, document_type="bill")
        self.assertEqual(obstacles(payload, self.options), [])
        (element,) = self.books.send(documents_body([payload], self.options))
        parts = element["Bill"]["TxnTaxDetail"]["TaxLine"]
        self.assertEqual(
            [part["Amount"] for part in parts], [Decimal("20.00"), Decimal("-20.00")]
        )
        self.assertEqual(element["Bill"]["TotalAmt"], payload.total)

    def test_another_currency(self):
        """Odoo's rate is euros for a pound, QuickBooks' pounds for a euro."""
        code = self.books.key("TaxCode", "20.0% S")
        line = odoo_line(
            Decimal(3),
            Decimal("33.33"),
            Decimal(10),
            Decimal(20),
            is_inclusive=False,
            tax_code=code,
            item=self.books.key("Item", "Hours"),
        )
        payload = document(
            line,
            currency="EUR",
            currency_rate=Decimal("1.1612345678"),
            contact=self.books.key("Customer", "Berliner Buchhandel"),
        )
        (element,) = self.books.send(documents_body([payload], self.options))
        made = element["Invoice"]
        self.assertEqual(made["TotalAmt"], payload.total)
        self.assertEqual(made["ExchangeRate"], Decimal("0.861152456"))

    def test_yen(self):
        """A currency without decimals."""
        line = odoo_line(
            Decimal("1.5"),
            Decimal(3333),
            Decimal(0),
            Decimal(0),
            is_inclusive=False,
            decimals=0,
            tax_code=self.books.key("TaxCode", "0.0% Z"),
            item=self.books.key("Item", "Hours"),
        )
        payload = document(
            line,
            currency="JPY",
            currency_decimals=0,
            currency_rate=Decimal("203.7"),
            contact=new_customer(self.books, self.options, "JPY"),
        )
        self.assertEqual(payload.total, 5000)
        (element,) = self.books.send(documents_body([payload], self.options))
        self.assertEqual(element["Invoice"]["TotalAmt"], 5000)


@tagged("post_install", "-at_install")
class TestMoneySalesTaxOff(CodesCase):
    """Sales bear no tax; that of purchases is a part of the cost."""

    def setUp(self):
        super().setUp()
        self.open_books("uk", {}, sales_tax="off")

    def check_each(self, document_types):
        for document_type in document_types:
            for tax_mode in ("exclusive", "inclusive"):
                with self.subTest(document_type=document_type, tax_mode=tax_mode):
                    self.check_documents(document_type, tax_mode)

    def test_sales(self):
        self.codes = {"": "0"}
        self.check_each(["invoice"])

    def test_purchases_with_the_tax_spread(self):
        self.codes = {"a former code": "20", "": "0"}
        self.check_each(["bill", "purchase_order"])

    def test_purchases_with_the_tax_on_a_line(self):
        self.codes = {"a former code": "20", "": "0"}
        account = self.books.key("Account", "Travel")
        self.options = self.books.options(bill_tax="line", bill_tax_account=account)
        self.check_each(["bill", "purchase_order"])

    def check_tax(self, payload, made):
        self.assertEqual(made.tax, 0, payload)
