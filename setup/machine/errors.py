# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
class SetupError(Exception):
    """Something a person must mend; the message says what and how."""
