# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo databases with their filestores: made once, then copied."""

import hashlib
import shutil
from pathlib import Path

from . import locks, messages
from .environment import Environment, project_addons
from .errors import SetupError

TEMPLATE_PREFIX = "accounting_bridge_template_"
READY_PREFIX = "accounting_bridge_ready_"
# Nobody may drop a database while another command copies it.
LOCK = "databases"
# Odoo's own applications that the addons stand on or are tested with.
APPLICATIONS = "account,sale,purchase,stock,sale_stock,purchase_stock"
# Files whose change means nothing to a database that has the addons installed.
IGNORED_FOLDERS = {"__pycache__", "tests", "readme", "description"}
# Odoo builds these on the first page: copies have them already.
BUILD_ASSETS = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"


class Databases:
    def __init__(self, machine: Environment):
        self._machine = machine

    def names(self) -> list[str]:
        query = "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1"
        names = self._machine.run(["psql", "-d", "postgres", "-Atc", query])
        return [name for name in names.splitlines() if name != "postgres"]

    def drop(self, name: str) -> None:
        """Drop a database and its filestore, whoever is connected."""
        self._machine.run(["dropdb", "--if-exists", "--force", name])
        shutil.rmtree(self._filestore(name), ignore_errors=True)

    def drop_with_copies(self, name: str) -> None:
        """Drop a database and what the workers of a test run made of it."""
        for other in self.names():
            if other == name or other.startswith(f"{name}-"):
                self.drop(other)

    def copy_bare(self, name: str) -> None:
        """Make a database with Odoo's applications and demo data alone."""
        with locks.exclusive(LOCK):
            self._copy(self._template(), name)

    def copy_ready(self, name: str) -> None:
        """Make a database with demo data and the addons, as their files are now."""
        with locks.exclusive(LOCK):
            self._copy(self._ready(), name)

    def _template(self) -> str:
        """Return the database that copy_bare copies, made if missing."""
        name = TEMPLATE_PREFIX + _digest(self._machine.odoo.version, APPLICATIONS)
        if name not in self.names():
            messages.note("Preparing the template database (a minute, once)")
            self._make(name, self._install_applications)
        return name

    def _ready(self) -> str:
        """Return the database that copy_ready copies, made if missing.

        Only one is kept: a database made of other files is dropped.
        """
        template = self._template()
        name = READY_PREFIX + _digest(template, *map(_content, project_addons()))
        if name not in self.names():
            messages.note("Installing the addons into a copy of the template")
            self._drop_others(name)
            self._make(name, lambda draft: self._install_addons(draft, template))
        return name

    def _copy(self, source: str, name: str) -> None:
        """Copy a database that nobody is connected to, and its filestore."""
        if name in self.names():
            raise SetupError(f"The database {name} exists already: drop it first.")
        self._machine.run(["createdb", "-T", source, name])
        shutil.rmtree(self._filestore(name), ignore_errors=True)
        if self._filestore(source).exists():
            shutil.copytree(self._filestore(source), self._filestore(name))

    def _make(self, name: str, install) -> None:
        """Make a database under another name first, so that it is whole or absent."""
        draft = f"{name}_draft"
        self.drop(draft)
        try:
            install(draft)
        except BaseException:
            self.drop(draft)
            raise
        statement = f'ALTER DATABASE "{draft}" RENAME TO "{name}"'
        shutil.rmtree(self._filestore(name), ignore_errors=True)
        if self._filestore(draft).exists():
            self._filestore(draft).rename(self._filestore(name))
        self._machine.run(["psql", "-d", "postgres", "-qc", statement])

    def _install_applications(self, name: str) -> None:
        self._odoo("-d", name, "-i", APPLICATIONS, "--with-demo", "--stop-after-init")
        self._machine.run_script(name, BUILD_ASSETS)

    def _install_addons(self, name: str, template: str) -> None:
        self._copy(template, name)
        addons = ",".join(addon.name for addon in project_addons())
        if addons:
            self._odoo("-d", name, "-i", addons, "--stop-after-init")
            self._machine.run_script(name, BUILD_ASSETS)

    def _odoo(self, *arguments: str) -> None:
        """Run Odoo and raise with what it said if it fails."""
        command = ["python", "-m", "odoo", *arguments, "--no-http"]
        self._machine.run([*command, "--log-level=warn"])

    def _drop_others(self, name: str) -> None:
        for other in self.names():
            if other.startswith(READY_PREFIX) and other != name:
                self.drop(other)

    def _filestore(self, name: str) -> Path:
        return self._machine.data_folder / "filestore" / name


def _content(addon: Path) -> str:
    """Return a digest of the files that an installed addon is made of."""
    digest = hashlib.sha256(addon.name.encode())
    for file in sorted(addon.rglob("*")):
        place = file.relative_to(addon)
        if file.is_file() and not IGNORED_FOLDERS.intersection(place.parts):
            digest.update(str(place).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
