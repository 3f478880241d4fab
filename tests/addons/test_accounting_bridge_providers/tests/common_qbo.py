# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .common import BooksCase

from tests.books import BritishBooks, CanadianBooks, QboBooks  # isort: skip


class QboCase(BooksCase):
    """For what QuickBooks alone has, in the words of its own sandbox: the company in
    the United States, with automated sales tax."""

    books_class = QboBooks

    def configure(self, **settings):
        """Set up the company in QuickBooks in another way, and let Odoo know."""
        self.books.configure(**settings)
        self.rpc(self.connection, "action_sync_reference_data")

    def new_partner(self, name, **values):
        return self.env["res.partner"].create({"name": name, **values})

    def send_new(self, order=None, **values):
        """Send a document of an order; by default of a new sale order."""
        document = self.make_document(order or self.new_sale_order(), **values)
        self.send(document)
        return document

    def steps_of_setup(self):
        """Go through the setup, up to its last step.

        :return: the setup, and the names of its steps
        """
        setup = self.env["accounting.bridge.setup"].create(
            {"connection_id": self.connection.id}
        )
        steps = [setup.step]
        while not setup.is_last_step:
            setup.action_continue()
            steps.append(setup.step)
        return setup, steps

    def open_dialog(self, order):
        """The dialog that makes a document of one order."""
        action = order.action_bridge_create_document()
        return self.env[action["res_model"]].browse(action["res_id"])

    def record_of(self, document, entity="Invoice"):
        """What stands over there, in QuickBooks' own shape."""
        [record] = [
            record
            for record in self.books.objects(entity)
            if record["Id"] == document.remote_id
        ]
        return record

    def assert_done(self, document):
        self.assertEqual(document.state, "done", document.message)
        self.assertFalse(document.message)

    def assert_failed(self, document, words):
        self.assertEqual(document.state, "failed")
        self.assertIn(words, document.message)


class _AbroadCase(QboCase):
    """A company outside the United States, with a tax code on every line."""

    CURRENCY = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env["res.currency"].search(
            [("name", "=", cls.CURRENCY), ("active", "in", (True, False))]
        )
        cls.company.currency_id.active = True

    def setUp(self):
        super().setUp()
        self.connect_and_set_up()

    def new_tax(self, percent, code, direction="sale", **values):
        """A tax of Odoo's that is mapped to a tax code, by its name."""
        tax = self.env["account.tax"].create(
            {
                "name": f"{percent} % {direction} {code}",
                "amount": percent,
                "type_tax_use": direction,
                "company_id": self.company.id,
                **values,
            }
        )
        self.map_code(direction, tax, code)
        return tax

    def map_code(self, direction, taxes, name):
        codes = self.connection.tax_code_ids
        [code] = codes.filtered(lambda code: code.name == name)
        self.connection._map_taxes(direction, taxes, code)


class CanadianCase(_AbroadCase):
    books_class = CanadianBooks
    CURRENCY = "CAD"


class BritishCase(_AbroadCase):
    books_class = BritishBooks
    CURRENCY = "GBP"
