# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date

from odoo.tests import tagged

from .common_sending import SendingCommon


@tagged("post_install", "-at_install")
class TestSendingChecks(SendingCommon):
    """What would certainly be refused is seen before any call, whoever the provider
    is."""

    def _fails(self, document):
        self._send(document)
        self.assertEqual(document.state, "failed")
        self.assertFalse(self._calls())
        return document.message

    def test_a_right_that_the_connecting_user_lacks(self):
        bill = self._create_document(self._purchase_order(partner_ref="B-1"))
        self.connection.sudo().rights = "create_draft_invoice"
        self.assertIn("no right in Strictbooks to create this: Bill", self._fails(bill))
        invoice = self._create_document(self._sale_order())
        self._send(invoice)
        self.assertEqual(invoice.state, "done")

    def test_locked_books(self):
        self.connection.sudo().lock_date = date(2026, 6, 30)
        self.connection.sudo().year_lock_date = date(2026, 11, 20)
        order = self._sale_order()
        document = self._create_document(order, date=date(2026, 11, 20))
        self.assertIn("locked up to 2026-11-20", self._fails(document))
        later = self._create_document(self._sale_order(), date=date(2026, 11, 21))
        self._send(later)
        self.assertEqual(later.state, "done")

    def test_no_lock_date_concerns_a_purchase_order(self):
        self.connection.sudo().lock_date = date(2099, 1, 1)
        self.connection.process_method = "tracked"
        document = self._purchase_order()._bridge_documents()
        self._send(document)
        self.assertEqual(document.state, "done")

    def test_a_currency_that_the_organization_lacks(self):
        euro = self.setup_other_currency("EUR")
        pricelist = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": euro.id}
        )
        document = self._create_document(self._sale_order(pricelist_id=pricelist.id))
        self.assertIn("does not use EUR", self._fails(document))
        self.connection.sudo().currency_ids += euro
        self._retry(document)
        self.assertEqual(document.state, "done")

    def test_a_number_that_the_provider_would_refuse(self):
        document = self._create_document(self._purchase_order(partner_ref="S-1"))
        document.sudo().number = "S" * 22
        self.assertIn("too long", self._fails(document))
