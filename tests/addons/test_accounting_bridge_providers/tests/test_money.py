# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo.tests import tagged

from .common import XeroCase


@tagged("post_install", "-at_install")
class TestMoney(XeroCase):
    """What arrives comes to Odoo's total, to the cent, by Xero's own arithmetic."""

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()
        self.tax = self.company_data["default_tax_sale"]

    def arrive(self, order):
        """Send an order and return what stands over there."""
        document = self.make_document(order)
        self.send(document)
        self.assertEqual(document.state, "done", document.message)
        self.assertFalse(document.message)
        [invoice] = [
            invoice
            for invoice in self.sandbox.objects("Invoices")
            if invoice["InvoiceID"] == document.remote_id
        ]
        total = Decimal(str(invoice["Total"]))
        self.assertEqual(total, Decimal(str(round(order.amount_total, 2))))
        self.assertEqual(document.remote_total, order.amount_total)
        return invoice

    def new_order(self, *lines, model="sale.order", **values):
        quantity = "product_uom_qty" if model == "sale.order" else "product_qty"
        order = self.env[model].create(
            {
                "partner_id": self.partner_a.id,
                "company_id": self.company.id,
                "order_line": [
                    (
                        0,
                        0,
                        line
                        if line.get("display_type")
                        else {
                            "product_id": self.service.id,
                            quantity: line.pop("quantity", 1),
                            **line,
                        },
                    )
                    for line in lines
                ],
                **values,
            }
        )
        if model == "sale.order":
            order.action_confirm()
        else:
            order.button_confirm()
        return order

    def test_many_lines_round_as_in_odoo(self):
        """Xero's own example: tax a line, then summed, differs from the tax of the
        sum."""
        prices = (25.06, 25.61, 25.63)
        for method in ("round_per_line", "round_globally"):
            with self.subTest(method):
                self.company.tax_calculation_rounding_method = method
                self.arrive(self.new_order(*({"price_unit": p} for p in prices)))

    def test_discount(self):
        invoice = self.arrive(
            self.new_order({"quantity": 3, "price_unit": 33.33, "discount": 12.5})
        )
        self.assertEqual(Decimal(str(invoice["LineItems"][0]["DiscountRate"])), 12.5)

    def test_discount_on_a_bill_travels_as_net_price(self):
        order = self.new_order(
            {"quantity": 7, "price_unit": 19.99, "discount": 7.5},
            model="purchase.order",
            partner_ref="D-1",
        )
        invoice = self.arrive(order)
        self.assertFalse(invoice["LineItems"][0].get("DiscountRate"))

    def test_prices_with_tax(self):
        included = self.tax.copy(
            {"name": "15% incl.", "price_include_override": "tax_included"}
        )
        self.connection._map_taxes("sale", included, self.tax_code("TAX001"))
        invoice = self.arrive(
            self.new_order(
                {"quantity": 3, "price_unit": 9.99, "tax_ids": [(6, 0, included.ids)]},
                {"quantity": 7, "price_unit": 1.1, "tax_ids": [(6, 0, included.ids)]},
            )
        )
        self.assertEqual(invoice["LineAmountTypes"], "Inclusive")

    def test_prices_with_and_without_tax(self):
        included = self.tax.copy(
            {"name": "15% incl.", "price_include_override": "tax_included"}
        )
        self.connection._map_taxes("sale", included, self.tax_code("TAX001"))
        self.arrive(
            self.new_order(
                {"quantity": 3, "price_unit": 9.99, "tax_ids": [(6, 0, included.ids)]},
                {"quantity": 7, "price_unit": 1.1},
            )
        )

    def test_line_without_tax(self):
        invoice = self.arrive(
            self.new_order({"price_unit": 10, "tax_ids": [(5,)]}, {"price_unit": 20})
        )
        codes = [line["TaxType"] for line in invoice["LineItems"]]
        self.assertEqual(codes, ["NONE", "TAX001"])

    def test_sections_and_notes_are_text_lines(self):
        invoice = self.arrive(
            self.new_order(
                {"display_type": "line_section", "name": "First part"},
                {"price_unit": 10},
                {"display_type": "line_note", "name": "By the way"},
            )
        )
        texts = [line["Description"] for line in invoice["LineItems"]]
        self.assertEqual(texts[0], "First part")
        self.assertEqual(texts[2], "By the way")

    def test_foreign_currency(self):
        currency = self.env["res.currency"].search(
            [("name", "=", "EUR"), ("active", "in", (True, False))]
        )
        currency.active = True
        currency.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "company_id": self.company.id,
                "name": "2020-01-01",
                "rate": 0.9,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "EUR", "currency_id": currency.id}
        )
        invoice = self.arrive(
            self.new_order({"price_unit": 99.95}, pricelist_id=pricelist.id)
        )
        self.assertEqual(invoice["CurrencyCode"], "EUR")
        self.assertEqual(Decimal(str(invoice["CurrencyRate"])), Decimal("0.9"))

    def test_currency_that_the_organization_lacks_is_refused_before_the_call(self):
        currency = self.env["res.currency"].search(
            [("name", "=", "CHF"), ("active", "in", (True, False))]
        )
        currency.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "CHF", "currency_id": currency.id}
        )
        order = self.new_order({"price_unit": 10}, pricelist_id=pricelist.id)
        document = self.make_document(order)
        self.send(self.make_document(self.new_sale_order()))
        self.sandbox.clear_calls()
        self.send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn("CHF", document.message)
        self.assertFalse(self.sandbox.calls(method="PUT", path="/Invoices"))

    def test_second_document_takes_what_is_left(self):
        order = self.new_order({"quantity": 3, "price_unit": 33.33})
        header = order._bridge_document_values(self.connection)
        lines = order._bridge_prepare_lines(self.connection)
        lines[0]["quantity"] = 1
        first = order._bridge_create_document(header, lines)
        self.send(first)
        self.assertEqual(order.order_line.qty_to_invoice, 2)
        self.assertEqual(order.bridge_state, "part")
        second = self.make_document(order)
        self.send(second)
        self.assertEqual(order.order_line.qty_to_invoice, 0)
        self.assertEqual(order.bridge_state, "draft")
        total = sum(
            Decimal(str(row["Total"])) for row in self.sandbox.objects("Invoices")
        )
        self.assertEqual(total, Decimal("114.99"))

    def test_other_total_is_shown_and_told(self):
        """A rate that was changed over there after the last sync."""
        order = self.new_sale_order(quantity=1, price=100)
        document = self.make_document(order)
        self.sandbox.set_reference("TaxRates", "TAX001", EffectiveRate=20)
        self.send(document)
        self.assertEqual(document.state, "done")
        self.assertEqual(document.remote_total, 120)
        self.assertIn("120.00", document.message)
        self.assertIn("115.00", document.message)
        self.assertTrue(order.activity_ids)
