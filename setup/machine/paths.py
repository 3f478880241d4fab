# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where things are: the repository, and the state folder outside of it."""

import os
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SETUP = REPOSITORY / "setup"


def is_root() -> bool:
    return os.geteuid() == 0


@cache
def state_folder() -> Path:
    """Return the folder that keeps all that is installed, made if missing.

    ``$ACCOUNTING_BRIDGE_HOME``, else ``/var/lib/accounting-bridge`` for root,
    else ``accounting-bridge`` in the user's data folder.
    """
    folder = _chosen_state_folder().absolute()
    if is_root():
        # The database server runs as another user and must be able to come in.
        os.umask(0o022)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def state(*names: str) -> Path:
    """Return a folder inside the state folder, made if missing."""
    folder = state_folder().joinpath(*names)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _chosen_state_folder() -> Path:
    chosen = os.environ.get("ACCOUNTING_BRIDGE_HOME")
    if chosen:
        return Path(chosen).expanduser()
    if is_root():
        return Path("/var/lib/accounting-bridge")
    data_home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data_home).expanduser() / "accounting-bridge"
