# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .common import BooksCase

from tests.books import XeroBooks  # isort: skip


class XeroCase(BooksCase):
    """For what Xero alone has, in the words of its own sandbox."""

    books_class = XeroBooks
