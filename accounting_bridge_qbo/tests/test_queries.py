# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge_qbo.tools.batch import creations_body
from odoo.addons.accounting_bridge_qbo.tools.queries import quoted, select

from .books import Books


@tagged("post_install", "-at_install")
class TestQueries(BaseCase):
    def test_pages(self):
        self.assertEqual(
            select("Customer", start=1001),
            "SELECT * FROM Customer ORDERBY Id STARTPOSITION 1001 MAXRESULTS 1000",
        )
        self.assertIn("SELECT *, Sku FROM Item ", select("Item"))

    def test_what_a_company_has_one_of(self):
        self.assertEqual(select("Preferences"), "SELECT * FROM Preferences")

    def test_conditions(self):
        where = [
            ("Active", "IN", (True, False)),
            ("Id", "IN", ["1", "2"]),
            ("TxnDate", ">=", date(2026, 11, 20)),
            ("MetaData.LastUpdatedTime", ">", datetime(2026, 11, 20, 10, 0, 0, 5)),
        ]
        self.assertIn(
            " WHERE Active IN (true, false) AND Id IN ('1', '2')"
            " AND TxnDate >= '2026-11-20'"
            " AND MetaData.LastUpdatedTime > '2026-11-20T10:00:00+00:00' ORDERBY",
            select("Invoice", where),
        )

    def test_quotes(self):
        for text, expected in (
            ("O'Neil", r"'O\'Neil'"),
            ("O'Neil\\", r"'O\'Neil\\'"),
            ("\\' OR Id = '1", r"'\\\' OR Id = \'1'"),
            ("Ж 50%", "'Ж 50%'"),
        ):
            self.assertEqual(quoted(text), expected)

    def test_what_can_not_be_asked(self):
        for where in (
            [("DisplayName = 'x' OR Id", "=", "1")],
            [("DisplayName", "LIKE 'x' OR", "1")],
            [("DisplayName", "=", "a\nb")],
        ):
            with self.assertRaises(ValueError):
                select("Customer", where)
        with self.assertRaises(ValueError):
            select("Customer WHERE Id = '1'")

    def test_any_name_is_found_again(self):
        """Whatever stands in a name, the query means that name alone."""
        books = Books("us")
        names = ["O'Neil", "O'Neil\\", "\\", "'", "\\'", "a\\\\'b", "100 %", "Ж"]
        books.send(
            creations_body([("Customer", {"DisplayName": name}) for name in names])
        )
        for name in names:
            found = books.records(select("Customer", [("DisplayName", "=", name)]))
            self.assertEqual([each["DisplayName"] for each in found], [name])

    def test_every_page_is_read(self):
        books = Books("us")
        sold = select("Account", [("Active", "IN", (True, False))])
        accounts = books.records(sold)
        pages = []
        for start in range(1, len(accounts) + 1, 7):
            where = [("Active", "IN", (True, False))]
            pages += books.records(select("Account", where, start=start, limit=7))
        self.assertEqual(pages, accounts)
        self.assertGreater(len(accounts), 30)

    def test_marks_of_items_are_given_out(self):
        found = Books("us").records(select("Item"))
        self.assertIn("BOOK", [item.get("Sku") for item in found])
