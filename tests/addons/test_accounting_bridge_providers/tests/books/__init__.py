# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sandbox of each provider, as the tests of all providers speak to it."""

from .xero import XeroBooks

#: Every test body is run on each of them.
BOOKS = (XeroBooks,)
