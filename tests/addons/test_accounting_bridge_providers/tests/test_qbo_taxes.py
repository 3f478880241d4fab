# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.accounting_bridge.wizards import create_document_bulk

from .common_qbo import BritishCase, CanadianCase, QboCase


@tagged("post_install", "-at_install", "qbo")
class TestQboUsSales(QboCase):
    """In the United States lines say only whether they are taxed."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def test_the_setup_has_no_step_for_taxes(self):
        _setup, steps = self.steps_of_setup()
        self.assertEqual(steps, ["documents", "accounts", "contacts"])

    def test_lines_are_taxed_or_not(self):
        order = self.new_sale_order(price=100)
        order.order_line.copy(
            {"order_id": order.id, "price_unit": 50, "tax_ids": [Command.clear()]}
        )
        document = self.send_new(order)
        self.assert_done(document)
        record = self.record_of(document)
        codes = [
            line["SalesItemLineDetail"]["TaxCodeRef"]["value"]
            for line in record["Line"]
            if line["DetailType"] == "SalesItemLineDetail"
        ]
        self.assertEqual(codes, ["TAX", "NON"])
        self.assertEqual(record["TxnTaxDetail"]["TotalTax"], 45)
        self.assertEqual(record["TotalAmt"], 495)

    def test_tax_of_their_own_is_shown_and_told(self):
        self.configure(tax_override="ignored")
        order = self.new_sale_order(quantity=1, price=100)
        document = self.send_new(order)
        self.assertEqual(document.state, "done")
        total = self.record_of(document)["TotalAmt"]
        self.assertNotEqual(total, 115)
        self.assertEqual(document.remote_total, total)
        self.assertIn("115.00", document.message)
        self.assertIn(f"{total:.2f}", document.message)
        self.assertTrue(order.activity_ids)

    def test_goods_go_to_the_shipping_address(self):
        """The tax depends on it, and the customer's own place is another."""
        partner = self.new_partner("Buyer", city="Phoenix", zip="85001")
        self.send_new(self.new_sale_order(partner=partner))
        place = self.env["res.partner"].create(
            {
                "name": "Warehouse",
                "parent_id": partner.id,
                "type": "delivery",
                "street": "9 Dock Road",
                "city": "Tucson",
                "zip": "85701",
                "state_id": self.env.ref("base.state_us_3").id,
                "country_id": self.env.ref("base.us").id,
            }
        )
        order = self.new_sale_order(partner=partner)
        self.assertEqual(order.partner_shipping_id, place)
        address = self.record_of(self.send_new(order))["ShipAddr"]
        self.assertEqual(address["City"], "Tucson")
        self.assertEqual(address["PostalCode"], "85701")
        self.assertIn("9 Dock Road", address.values())

    def test_company_with_rates_of_its_own(self):
        """QuickBooks taxes by the rate that is chosen in the setup alone."""
        self.configure(sales_tax="manual")
        self.assertEqual(self.connection.qbo_sales_tax, "manual")
        self.company_data["default_tax_sale"].amount = 8
        order = self.new_sale_order(quantity=1, price=100)
        refused = self.send_new(order)
        self.assertEqual(refused.state, "failed")
        self.assertIn("is not chosen", refused.message)
        self.assertFalse(self.books.invoices())
        codes = self.connection.tax_code_ids
        self.connection.qbo_sales_tax_code_id = codes.filtered(
            lambda code: code.name == "California"
        )
        document = self.send_new(self.new_sale_order(quantity=1, price=100))
        self.assert_done(document)
        self.assertEqual(self.record_of(document)["TotalAmt"], 108)


@tagged("post_install", "-at_install", "qbo")
class TestQboUsBills(QboCase):
    """Bills of the United States bear no tax codes: what the supplier charges is a part
    of the cost."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def send_bill(self):
        """Of 33.33 and 66.66 with 15 % of tax, and of 10 without."""
        order = self.new_purchase_order(1, 33.33, partner_ref="T-1")
        line = order.order_line
        line.copy({"order_id": order.id, "price_unit": 66.66})
        line.copy(
            {"order_id": order.id, "price_unit": 10, "tax_ids": [Command.clear()]}
        )
        document = self.send_new(order)
        self.assert_done(document)
        [bill] = self.books.bills()
        self.assertEqual(bill.total, Decimal(str(round(order.amount_total, 2))))
        self.assertNotIn("TaxCodeRef", document.sudo().attempt_ids.body)
        return [(line.account, line.amount) for line in bill.lines]

    def test_tax_is_spread_over_the_taxed_lines(self):
        cost = self.books.ACCOUNTS["purchase"]
        self.assertEqual(
            self.send_bill(),
            [
                (cost, Decimal("38.33")),
                (cost, Decimal("76.66")),
                (cost, Decimal("10")),
            ],
        )

    def test_tax_on_a_line_of_its_own(self):
        accounts = self.connection.ledger_account_ids
        self.connection.write(
            {
                "qbo_bill_tax": "line",
                "qbo_bill_tax_account_id": accounts.filtered(
                    lambda account: account.name == "Office Expenses"
                ).id,
            }
        )
        cost = self.books.ACCOUNTS["purchase"]
        self.assertEqual(
            self.send_bill(),
            [
                (cost, Decimal("33.33")),
                (cost, Decimal("66.66")),
                (cost, Decimal("10")),
                ("Office Expenses", Decimal("15.00")),
            ],
        )

    def test_tax_line_without_an_account_is_refused_before_the_call(self):
        self.connection.qbo_bill_tax = "line"
        self.sandbox.clear_calls()
        document = self.send_new(self.new_purchase_order(partner_ref="T-2"))
        self.assert_failed(document, "account for the tax of bills is not chosen")
        self.assertFalse(self.books.bills())

    def test_use_tax_that_we_owe_ourselves_is_not_the_suppliers(self):
        repartition = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "factor_percent": 100}),
            Command.create({"repartition_type": "tax", "factor_percent": -100}),
        ]
        use_tax = self.env["account.tax"].create(
            {
                "name": "Use tax 8 %",
                "amount": 8,
                "type_tax_use": "purchase",
                "company_id": self.company.id,
                "invoice_repartition_line_ids": repartition,
                "refund_repartition_line_ids": repartition,
            }
        )
        order = self.new_purchase_order(1, 100, partner_ref="T-3")
        order.order_line.tax_ids = use_tax
        self.assert_done(self.send_new(order))
        [bill] = self.books.bills()
        self.assertEqual(bill.total, 100)


@tagged("post_install", "-at_install", "qbo")
class TestQboCanada(CanadianCase):
    """Taxes of two parts, a code on every line."""

    def test_two_taxes_of_one_line_are_one_code(self):
        gst = self.new_tax(5, "GST")
        qst = self.new_tax(9.975, "GST/QST QC")
        self.map_code("sale", gst | qst, "GST/QST QC")
        order = self.new_sale_order(
            quantity=1, price=4495.16, tax_ids=[Command.set((gst | qst).ids)]
        )
        document = self.send_new(order)
        self.assert_done(document)
        record = self.record_of(document)
        self.assertEqual(record["TotalAmt"], round(order.amount_total, 2))
        shares = [line["Amount"] for line in record["TxnTaxDetail"]["TaxLine"]]
        self.assertEqual(sorted(shares), [224.76, 448.39])

    def test_lines_with_different_codes(self):
        gst = self.new_tax(5, "GST")
        hst = self.new_tax(13, "HST ON")
        order = self.new_sale_order(
            quantity=3, price=33.33, tax_ids=[Command.set(gst.ids)]
        )
        order.order_line.copy(
            {"order_id": order.id, "price_unit": 19.99, "tax_ids": [(6, 0, hst.ids)]}
        )
        document = self.send_new(order)
        self.assert_done(document)
        total = self.record_of(document)["TotalAmt"]
        self.assertEqual(total, round(order.amount_total, 2))

    def test_prices_with_tax(self):
        gst = self.new_tax(5, "GST", price_include_override="tax_included")
        order = self.new_sale_order(
            quantity=7, price=9.99, tax_ids=[Command.set(gst.ids)]
        )
        document = self.send_new(order)
        self.assert_done(document)
        record = self.record_of(document)
        self.assertEqual(record["TotalAmt"], 69.93)
        self.assertEqual(record["GlobalTaxCalculation"], "TaxInclusive")

    def test_bill(self):
        hst = self.new_tax(13, "HST ON", "purchase")
        order = self.new_purchase_order(2, 49.99, partner_ref="CA-1")
        order.order_line.tax_ids = hst
        document = self.send_new(order)
        self.assert_done(document)
        record = self.record_of(document, "Bill")
        self.assertEqual(record["TotalAmt"], round(order.amount_total, 2))

    def test_tax_of_another_rate_is_refused_in_words(self):
        """Odoo's tax is mapped to a code with which QuickBooks comes to another."""
        tax = self.new_tax(7, "HST ON")
        order = self.new_sale_order(tax_ids=[Command.set(tax.ids)])
        document = self.send_new(order)
        self.assert_failed(document, "not what QuickBooks makes of it")
        self.assertFalse(self.books.invoices())


@tagged("post_install", "-at_install", "qbo")
class TestQboBritain(BritishCase):
    """No tax needs a code there too."""

    def test_no_tax_is_a_code_of_its_own(self):
        vat = self.new_tax(20, "20.0% S")
        self.map_code("sale", self.env["account.tax"], "No VAT")
        order = self.new_sale_order(
            quantity=1, price=10, tax_ids=[Command.set(vat.ids)]
        )
        order.order_line.copy({"order_id": order.id, "tax_ids": [Command.clear()]})
        document = self.send_new(order)
        self.assert_done(document)
        record = self.record_of(document)
        self.assertEqual(record["TotalAmt"], 22)
        names = {code["Id"]: code["Name"] for code in self.books.objects("TaxCode")}
        codes = [
            names[line["SalesItemLineDetail"]["TaxCodeRef"]["value"]]
            for line in record["Line"]
            if line["DetailType"] == "SalesItemLineDetail"
        ]
        self.assertEqual(codes, ["20.0% S", "No VAT"])

    def test_no_code_for_no_tax_is_told_before_the_press(self):
        order = self.new_sale_order(tax_ids=[Command.clear()])
        dialog = self.open_dialog(order)
        self.assertFalse(dialog.can_create)
        self.assertIn("tax code", dialog.problems)

    def test_the_setup_has_a_step_for_taxes(self):
        for purpose in ("sale", "purchase"):
            self.map_account(purpose)
        setup = self.env["accounting.bridge.setup"].create(
            {"connection_id": self.connection.id}
        )
        setup.action_continue()
        setup.action_continue()
        self.assertEqual(setup.step, "taxes")
        untaxed = setup.tax_line_ids.filtered(lambda line: not line.tax_key)
        self.assertTrue(untaxed, "no tax needs a code, too")


@tagged("post_install", "-at_install", "qbo")
class TestQboSalesTaxOff(BritishCase):
    """A company that has sales tax turned off: there are no tax codes."""

    def setUp(self):
        super().setUp()
        self.tax = self.new_tax(20, "20.0% S")
        self.purchase_tax = self.new_tax(20, "20.0% S", "purchase")
        self.configure(sales_tax="off")
        self.sandbox.clear_calls()

    def new_order(self, taxes):
        return self.new_sale_order(
            quantity=3, price=33.33, tax_ids=[Command.set(taxes.ids)]
        )

    def new_bill_order(self, reference):
        """Of 33.33 and 66.66 with 20 % of tax, and of 10 without."""
        order = self.new_purchase_order(1, 33.33, partner_ref=reference)
        line = order.order_line
        line.tax_ids = self.purchase_tax
        line.copy({"order_id": order.id, "price_unit": 66.66})
        line.copy(
            {"order_id": order.id, "price_unit": 10, "tax_ids": [Command.clear()]}
        )
        return order

    def test_the_setup_can_be_finished(self):
        self.connection.is_set_up = False
        setup, steps = self.steps_of_setup()
        self.assertEqual(steps, ["documents", "accounts", "contacts"])
        setup.action_done()
        self.assertTrue(self.connection.is_set_up)

    def test_sale_without_tax(self):
        document = self.send_new(self.new_order(self.env["account.tax"]))
        self.assert_done(document)
        record = self.record_of(document)
        self.assertEqual(record["TotalAmt"], 99.99)
        self.assertEqual(record["GlobalTaxCalculation"], "NotApplicable")
        self.assertNotIn("TaxCodeRef", document.sudo().attempt_ids.body)

    def test_tax_of_nothing_is_no_tax(self):
        zero = self.env["account.tax"].create(
            {"name": "0 %", "amount": 0, "company_id": self.company.id}
        )
        self.assert_done(self.send_new(self.new_order(zero)))

    def test_sale_with_tax_is_refused_before_the_call(self):
        document = self.send_new(self.new_order(self.tax))
        self.assert_failed(document, "Sales tax is turned off in QuickBooks")
        self.assertIn("20.00 GBP", document.message)
        self.assertFalse(self.books.creations())
        self.assertFalse(self.books.invoices())

    def test_the_dialog_tells_it(self):
        """Before a document is made. The tax of a bill is in nobody's way."""
        dialog = self.open_dialog(self.new_order(self.tax))
        self.assertIn("Remove the taxes from the order", dialog.problems)
        self.assertFalse(dialog.can_create)
        for order in (
            self.new_order(self.env["account.tax"]),
            self.new_bill_order("UK-3"),
        ):
            self.assertFalse(self.open_dialog(order).problems)

    def test_the_dialogs_for_many_tell_it(self):
        orders = self.new_order(self.env["account.tax"]) + self.new_order(self.tax)
        for most_rows, parts_of in ((200, "row_ids"), (1, "group_ids")):
            with patch.object(create_document_bulk, "MOST_ROWS", most_rows):
                parts = self.open_dialog(orders)[parts_of]
            self.assertEqual(parts.mapped("is_selected"), [True, False])
            self.assertIn("Remove the taxes from the order", parts[1].remark)

    def test_turned_on_later(self):
        """What waits goes with the codes that are mapped then."""
        untaxed = self.make_document(self.new_order(self.env["account.tax"]))
        taxed = self.send_new(self.new_order(self.tax))
        self.configure(sales_tax="codes")
        self.send(untaxed)
        self.assert_failed(untaxed, "No tax code is known")
        setup = self.env["accounting.bridge.setup"].create(
            {"connection_id": self.connection.id}
        )
        self.assertIn("taxes", setup.steps)
        self.map_code("sale", self.env["account.tax"], "No VAT")
        for document, total in ((untaxed, 99.99), (taxed, 119.99)):
            self.rpc(document, "action_retry")
            self.send(document)
            self.assert_done(document)
            self.assertEqual(self.record_of(document)["TotalAmt"], total)

    def test_turned_off_while_a_document_waits(self):
        self.configure(sales_tax="codes")
        self.map_code("sale", self.env["account.tax"], "No VAT")
        document = self.make_document(self.new_order(self.env["account.tax"]))
        self.assertTrue(document.line_ids.tax_code_id)
        self.configure(sales_tax="off")
        self.send(document)
        self.assert_done(document)
        self.assertNotIn("TaxCodeRef", document.sudo().attempt_ids.body)

    def test_bill_is_the_supplier_s(self):
        """What can't be reclaimed is a cost: in the lines, or on an account."""
        order = self.new_bill_order("UK-1")
        self.assert_done(self.send_new(order))
        self.connection.write(
            {
                "qbo_bill_tax": "line",
                "qbo_bill_tax_account_id": self.connection.ledger_account_ids.filtered(
                    lambda account: account.name == "Office Expenses"
                ).id,
            }
        )
        self.assert_done(self.send_new(self.new_bill_order("UK-2")))
        spread, on_line = sorted(self.books.bills(), key=lambda bill: bill.number)
        total = Decimal(str(round(order.amount_total, 2)))
        self.assertEqual((spread.total, on_line.total), (total, total))
        self.assertEqual(
            [line.amount for line in spread.lines],
            [Decimal("40.00"), Decimal("79.99"), Decimal("10")],
        )
        last = on_line.lines[-1]
        self.assertEqual((last.account, last.amount), ("Office Expenses", 20))
