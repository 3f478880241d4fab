# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Gets a machine ready to run Odoo with the addons: one job a module.

Only Python's standard library is used here, since this runs before anything
is installed.
"""

import sys

if sys.version_info < (3, 10):  # noqa: UP036 - it may well be older here
    sys.exit("Python 3.10 or newer is needed: start this with a newer python3.")
