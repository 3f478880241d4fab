# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a new user does in a browser, done over HTTP."""
