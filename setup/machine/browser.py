# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The browser that browser tests are driven in."""

import os
import shutil
from pathlib import Path

from . import paths
from .errors import SetupError

# Odoo looks for a browser under these names, on the path only.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
CHOICE_VARIABLES = ("CHROMIUM", "CHROME")


def search_path(path: str) -> str:
    """Return the search path with a browser on it for Odoo to find.

    Raises SetupError when this machine has none.
    """
    chosen = _chosen()
    if chosen:
        return f"{_folder_with(chosen)}{os.pathsep}{path}"
    if any(shutil.which(name, path=path) for name in NAMES):
        return path
    raise SetupError(
        "Browser tests need Chromium. As root, run:\n"
        "  apt-get install chromium\n"
        "Or name one in CHROMIUM, or leave those tests out with --no-browser."
    )


def _chosen() -> Path | None:
    name = next(filter(None, map(os.environ.get, CHOICE_VARIABLES)), None)
    if not name:
        return None
    program = shutil.which(name)
    if not program:
        raise SetupError(f"There is no browser at {name}: correct CHROMIUM.")
    return Path(program).absolute()


def _folder_with(program: Path) -> Path:
    folder = paths.state("browser")
    link = folder / NAMES[0]
    if link.is_symlink() and link.readlink() == program:
        return folder
    draft = folder / f"draft-{os.getpid()}"
    draft.symlink_to(program)
    draft.replace(link)
    return folder
