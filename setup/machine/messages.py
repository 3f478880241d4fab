# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What set-up tells the person, on standard error: output stays the command's."""

import sys


def note(text: str) -> None:
    print(f"setup: {text}", file=sys.stderr, flush=True)
