# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is particular to the books of each provider's sandbox."""

from .qbo import QuickBooks
from .xero import Xero

BOOKS = {books.PROVIDER: books for books in (Xero, QuickBooks)}
