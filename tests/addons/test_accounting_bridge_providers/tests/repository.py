# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lets this addon import what lies in the repository's own `tests` package."""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]
if str(REPOSITORY) not in sys.path:
    sys.path.append(str(REPOSITORY))
