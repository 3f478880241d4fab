# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Python environment that holds what Odoo, the addons and the tests need."""

import hashlib
import importlib.util
import os
import shutil
import sys
import sysconfig
from pathlib import Path

from . import messages, paths, processes
from .errors import SetupError

REQUIREMENTS = (
    paths.REPOSITORY / "requirements.txt",
    paths.SETUP / "requirements-odoo.txt",
    paths.SETUP / "requirements-test.txt",
)


def ensure() -> Path:
    """Return the environment's folder, made or brought up to date first."""
    folder = paths.state_folder() / "python"
    interpreter_mark = folder / "made-by.txt"
    requirements_mark = folder / "installed.txt"
    if _read(interpreter_mark) != _interpreter():
        _create(folder)
        interpreter_mark.write_text(_interpreter())
    if _read(requirements_mark) != _fingerprint():
        _install(folder)
        requirements_mark.write_text(_fingerprint())
    return folder


def site_packages(folder: Path) -> Path:
    variables = {"base": str(folder), "platbase": str(folder)}
    return Path(sysconfig.get_path("platlib", scheme="venv", vars=variables))


def _create(folder: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetupError(
            "Python comes here without its venv module. As root, run:\n"
            f"  apt-get install python{version}-venv"
        )
    messages.note("Making a Python environment")
    shutil.rmtree(folder, ignore_errors=True)
    processes.run([sys.executable, "-m", "venv", folder])


def _install(folder: Path) -> None:
    messages.note("Installing the Python packages (a minute or two, once)")
    command = [folder / "bin" / "python", "-m", "pip", "install", "-qq"]
    for requirements in REQUIREMENTS:
        command += ["-r", requirements]
    # An environment of the caller's must not leak into this one.
    variables = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    processes.run(command, env=variables)


def _interpreter() -> str:
    return f"{os.path.realpath(sys.executable)} {sys.version}"


def _fingerprint() -> str:
    content = b"".join(requirements.read_bytes() for requirements in REQUIREMENTS)
    return hashlib.sha256(content).hexdigest()


def _read(mark: Path) -> str:
    return mark.read_text() if mark.exists() else ""
