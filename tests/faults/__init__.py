# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents on their way while everything goes wrong: one over there for each order."""
