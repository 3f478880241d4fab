# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from .common import BooksCase
from .each_provider import each_provider

from tests.books.records import Line  # isort: skip


@each_provider
class TestMoney(BooksCase):
    """What arrives comes to Odoo's total, to the cent, by the provider's own
    arithmetic."""

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
        arrived = self.books.invoice(document)
        self.assertEqual(arrived.total, Decimal(str(round(order.amount_total, 2))))
        self.assertEqual(document.remote_total, order.amount_total)
        return arrived

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
        self.arrive(
            self.new_order({"quantity": 3, "price_unit": 33.33, "discount": 12.5})
        )

    def test_discount_on_a_bill(self):
        order = self.new_order(
            {"quantity": 7, "price_unit": 19.99, "discount": 7.5},
            model="purchase.order",
            partner_ref="D-1",
        )
        self.arrive(order)

    def test_quantity_with_many_decimals(self):
        """1861.075 to be rounded: half up over there, as in Odoo."""
        self.arrive(self.new_order({"quantity": 14.5, "price_unit": 128.35}))

    def test_prices_with_tax(self):
        included = self.included_tax()
        arrived = self.arrive(
            self.new_order(
                {"quantity": 3, "price_unit": 9.99, "tax_ids": [(6, 0, included.ids)]},
                {"quantity": 7, "price_unit": 1.1, "tax_ids": [(6, 0, included.ids)]},
            )
        )
        self.assertEqual(arrived.has_prices_with_tax, self.books.TAKES_PRICES_WITH_TAX)

    def test_prices_with_and_without_tax(self):
        included = self.included_tax()
        self.arrive(
            self.new_order(
                {"quantity": 3, "price_unit": 9.99, "tax_ids": [(6, 0, included.ids)]},
                {"quantity": 7, "price_unit": 1.1},
            )
        )

    def included_tax(self):
        included = self.tax.copy(
            {"name": "15% incl.", "price_include_override": "tax_included"}
        )
        self.map_taxes("sale", included)
        return included

    def test_line_without_tax(self):
        arrived = self.arrive(
            self.new_order({"price_unit": 10, "tax_ids": [(5,)]}, {"price_unit": 20})
        )
        self.assertEqual([line.is_taxed for line in arrived.lines], [False, True])

    def test_sections_and_notes_are_text_lines(self):
        arrived = self.arrive(
            self.new_order(
                {"display_type": "line_section", "name": "First part"},
                {"price_unit": 10},
                {"display_type": "line_note", "name": "By the way"},
            )
        )
        first, _service, last = arrived.lines
        self.assertEqual(first, Line("First part"))
        self.assertEqual(last, Line("By the way"))

    def test_foreign_currency(self):
        self.books.add_currency("EUR")
        self.rpc(self.connection, "action_sync_reference_data")
        arrived = self.arrive(self.new_order_in("EUR", 99.95))
        self.assertEqual(arrived.currency, "EUR")
        self.assertEqual(round(arrived.rate, 6), self.books.rate(Decimal("0.9")))

    def new_order_in(self, currency_name, price):
        """Of an order in another currency, 0.9 of which is worth a dollar."""
        currency = self.activate_currency(currency_name)
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
            {"name": currency.name, "currency_id": currency.id}
        )
        return self.new_order({"price_unit": price}, pricelist_id=pricelist.id)

    def test_currency_that_the_organization_lacks_is_refused_before_the_call(self):
        document = self.make_document(self.new_order_in("CHF", 10))
        self.send(self.make_document(self.new_sale_order()))
        self.sandbox.clear_calls()
        self.send(document)
        self.assertEqual(document.state, "failed")
        self.assertIn("CHF", document.message)
        self.assertFalse(self.books.creations())

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
        self.assertEqual(order.bridge_state, self.books.NEW_STATE)
        total = sum(invoice.total for invoice in self.books.invoices())
        self.assertEqual(total, Decimal("114.99"))

    def test_other_total_is_shown_and_told(self):
        order = self.new_sale_order(quantity=1, price=100)
        document = self.make_document(order)
        self.books.charge_other_tax()
        self.send(document)
        self.assertEqual(document.state, "done")
        total = self.books.invoice(document).total
        self.assertNotEqual(total, 115)
        self.assertEqual(document.remote_total, float(total))
        self.assertIn(str(total), document.message)
        self.assertIn("115.00", document.message)
        self.assertTrue(order.activity_ids)
