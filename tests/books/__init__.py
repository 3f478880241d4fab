# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The books in each provider's sandbox, in words that fit all of them."""

from .qbo import BritishBooks, CanadianBooks, QboBooks
from .xero import XeroBooks

#: Every test body is run with each of them.
BOOKS = (XeroBooks, QboBooks)

__all__ = ["BOOKS", "BritishBooks", "CanadianBooks", "QboBooks", "XeroBooks"]
