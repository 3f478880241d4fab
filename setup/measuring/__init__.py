# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The programs of setup/bench: one measurement or one kind of bench data each.

They run inside Odoo's environment, take the name of a database first and print what
they found as JSON:  python -m measuring.PROGRAM DATABASE ...  (in setup/).
"""
