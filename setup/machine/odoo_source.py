# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo 19 itself: the folder in $ODOO_HOME, Debian's package or a git clone."""

import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import debian_packages, messages, paths, processes
from .errors import SetupError

SERIES = "19.0"
REPOSITORY = "https://github.com/odoo/odoo.git"
# Debian's Odoo is in unstable. It links to these packages' files; its icons are
# those of Font Awesome 4.7, which a stable release has.
SUITES = ("unstable", "trixie")
PACKAGES = (
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome/trixie",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
)
# Debian leaves this minified library out, and every page of the backend then
# reports an error. Only video calls use it: an empty file does.
MISSING_ASSET = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    python_path: Path
    """The folder to import the package `odoo` from."""

    version: str
    """Tells one set of Odoo's files from another; fit for a file name."""

    @property
    def addons_paths(self) -> list[Path]:
        """Odoo's addons folders, but for the one that Odoo finds itself."""
        folder = self.python_path / "addons"
        return [folder] if folder.is_dir() else []


def ensure() -> OdooSource:
    """Return Odoo's source, fetched first if it is not there."""
    home = os.environ.get("ODOO_HOME")
    if home:
        return _source_at(Path(home).expanduser().absolute())
    folder = paths.state_folder() / "odoo"
    if not folder.exists():
        _fetch(folder)
    return _source_at(_root_of_package(folder) or folder)


def _fetch(folder: Path) -> None:
    draft = folder.with_name("odoo-draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    messages.note(f"Fetching Odoo {SERIES} (a minute or two, once)")
    try:
        debian_packages.unpack(PACKAGES, SUITES, draft)
        _complete_package(draft)
    except SetupError as refusal:
        messages.note("Debian's package can't be had, cloning instead")
        shutil.rmtree(draft)
        _clone(draft, refusal)
    draft.rename(folder)


def _complete_package(folder: Path) -> None:
    root = _root_of_package(folder)
    # The rest beside Odoo's package would be importable as `setup` and `addons`.
    for other in ("addons", "doc", "setup"):
        shutil.rmtree(root / other, ignore_errors=True)
    asset = root / "odoo" / "addons" / MISSING_ASSET
    if not asset.exists():
        asset.parent.mkdir(parents=True, exist_ok=True)
        asset.write_text("// Left out of this copy of Odoo.\n")


def _clone(folder: Path, refusal: SetupError) -> None:
    clone = ["git", "clone", "--quiet", "--depth=1", f"--branch={SERIES}"]
    try:
        processes.run([*clone, REPOSITORY, folder])
    except (SetupError, FileNotFoundError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise SetupError(
            f"Odoo {SERIES} can't be had here.\n"
            f"From Debian: {refusal}\nFrom git: {error}\n"
            f"Set ODOO_HOME to a checkout of Odoo {SERIES}."
        ) from error


def _root_of_package(folder: Path) -> Path | None:
    return next(folder.glob("usr/lib/python3*/dist-packages"), None)


def _source_at(folder: Path) -> OdooSource:
    release = folder / "odoo" / "release.py"
    text = release.read_text() if release.exists() else ""
    found = re.search(r"version_info = \((\d+), (\d+)", text)
    if not found or ".".join(found.groups()) != SERIES:
        raise SetupError(
            f"{folder} is no checkout of Odoo {SERIES}.\n"
            "Set ODOO_HOME to one, or unset it to have Odoo fetched."
        )
    return OdooSource(folder, f"{SERIES}-{_revision(folder)}")


def _revision(folder: Path) -> str:
    if (folder / ".git").exists():
        return processes.run(["git", "-C", folder, "rev-parse", "HEAD"])[:12]
    return str(int((folder / "odoo" / "release.py").stat().st_mtime))
