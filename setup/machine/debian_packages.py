# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Debian packages, fetched and unpacked without installing anything.

apt works in a private root with the machine's own settings and mirror, so that
neither root's rights nor a change to the machine is needed. It checks the
signatures.
"""

import re
import shutil
from pathlib import Path

from . import processes
from .errors import SetupError

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
INDEX_ADDRESS = re.compile(
    r"^'(?P<mirror>[^']+?)/?dists/[^']+/InRelease'", re.MULTILINE
)


def unpack(packages: tuple[str, ...], suites: tuple[str, ...], folder: Path) -> None:
    """Unpack packages of the given suites into a folder.

    A package is named as for apt-get: ``name`` is taken from the first suite,
    ``name/suite`` from that one. Raises SetupError when no mirror of this
    machine has them.
    """
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise SetupError("this machine has no apt-get and dpkg-deb")
    root = folder / "apt"
    refusals = []
    for mirror in _mirrors():
        try:
            _fetch(packages, suites, mirror, root)
            break
        except SetupError as refusal:
            refusals.append(str(refusal))
    else:
        raise SetupError("\n".join(refusals) or "apt knows no Debian mirror here")
    for archive in sorted(root.glob("*.deb")):
        processes.run(["dpkg-deb", "-x", archive, folder])
    shutil.rmtree(root)


def _mirrors() -> list[str]:
    """Return the mirrors in the machine's apt settings, but not the security one."""
    addresses = processes.run(["apt-get", "--print-uris", "update"])
    mirrors = dict.fromkeys(INDEX_ADDRESS.findall(addresses))
    return [mirror for mirror in mirrors if "security" not in mirror]


def _fetch(
    packages: tuple[str, ...], suites: tuple[str, ...], mirror: str, root: Path
) -> None:
    shutil.rmtree(root, ignore_errors=True)
    for name in ("state/lists/partial", "cache/archives/partial"):
        (root / name).mkdir(parents=True)
    options = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
    sources = root / "sources.list"
    lines = [f"deb {options}{mirror} {suite} main\n" for suite in suites]
    sources.write_text("".join(lines))
    settings = {
        "Dir::State": root / "state",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": root / "cache",
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        # Root's apt would hand the download to a user who can't write here.
        "APT::Sandbox::User": "root",
    }
    apt = ["apt-get", "-qq"]
    for name, value in settings.items():
        apt += ["-o", f"{name}={value}"]
    # A suite that can't be had must be an error, not a warning.
    processes.run([*apt, "-o", "APT::Update::Error-Mode=any", "update"])
    processes.run([*apt, "-t", suites[0], "download", *packages], cwd=root)
