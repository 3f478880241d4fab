# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything together: a machine on which Odoo runs with the addons."""

import configparser
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import locks, odoo_source, paths, postgres, processes, python_environment
from .odoo_source import OdooSource

ADDONS_FOLDERS = (paths.REPOSITORY, paths.REPOSITORY / "tests" / "addons")


@dataclass(frozen=True)
class Environment:
    odoo: OdooSource
    variables: dict[str, str]
    """The process environment for Odoo, pytest and PostgreSQL's programs."""

    data_folder: Path
    """Odoo's data folder, with the filestores."""

    def run(self, command: list, **options) -> str:
        """Run a program to its end; see processes.run."""
        return processes.run(command, env=self.variables, **options)

    def run_script(self, database: str, script: str) -> str:
        """Run a script in Odoo's shell, with `env`, and return what it printed.

        Raises SetupError when it fails. The script has to commit by itself.
        """
        shell = ["python", "-m", "odoo", "shell", "-d", database, "--no-http"]
        return self.run([*shell, "--log-level=error"], input=script)

    def run_in_foreground(self, command: list, **options) -> int:
        return processes.run_in_foreground(command, env=self.variables, **options)


@contextmanager
def ready() -> Iterator[Environment]:
    """Have all that is needed installed, and PostgreSQL running in the block."""
    postgres.check_place()
    with locks.exclusive("setup"):
        python = python_environment.ensure()
        odoo = odoo_source.ensure()
    programs = postgres.programs(python_environment.site_packages(python))
    with postgres.running(programs) as server:
        data_folder = paths.state("data", server.name)
        path = [str(python / "bin"), str(programs), os.environ.get("PATH", os.defpath)]
        variables = {
            **{k: v for k, v in os.environ.items() if not k.startswith("PG")},
            **server.variables,
            "PATH": os.pathsep.join(path),
            "PYTHONPATH": str(odoo.python_path),
            "ODOO_RC": str(_configuration(odoo, data_folder)),
            "VIRTUAL_ENV": str(python),
            # What runs on this machine is never reached through a proxy.
            "no_proxy": "localhost,127.0.0.1",
        }
        yield Environment(odoo, variables, data_folder)


def project_addons() -> list[Path]:
    """Return the folders of the project's own addons."""
    manifests = [
        manifest
        for folder in ADDONS_FOLDERS
        for manifest in sorted(folder.glob("*/__manifest__.py"))
    ]
    return [manifest.parent for manifest in manifests]


def _configuration(odoo: OdooSource, data_folder: Path) -> Path:
    """Write Odoo's configuration file for this clone and Odoo."""
    own_folders = list(dict.fromkeys(addon.parent for addon in project_addons()))
    options = {
        "addons_path": ",".join(map(str, [*odoo.addons_paths, *own_folders])),
        "data_dir": str(data_folder),
        "http_interface": "127.0.0.1",
    }
    # A percent sign in a path is no placeholder.
    parser = configparser.RawConfigParser()
    parser["options"] = {name: value for name, value in options.items() if value}
    text = io.StringIO()
    parser.write(text)
    content = text.getvalue()
    mark = hashlib.sha256(content.encode()).hexdigest()[:12]
    file = paths.state("configurations") / f"{mark}.conf"
    if not file.exists():
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_text(content)
        draft.rename(file)
    return file
