# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from .books.xero import XeroBooks
from .common import BooksCase


class XeroCase(BooksCase):
    """For what Xero alone has, in the words of its own sandbox."""

    books_class = XeroBooks
