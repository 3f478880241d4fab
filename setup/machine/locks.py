# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""File locks, so that commands started at the same time don't collide."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from . import messages, paths


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Hold the named lock alone, waiting for whoever has it."""
    with _open(name) as file:
        if not _try(file, fcntl.LOCK_EX):
            messages.note(f"Waiting for another command that holds the {name} lock")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class UseCount:
    """Tells the last user of something that nobody else uses it.

    Every user holds a shared lock. The system drops it with the process, so a
    killed command never counts on.
    """

    def __init__(self, name: str):
        self._file = _open(name)
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Stop using it; return whether nobody else does."""
        alone = _try(self._file, fcntl.LOCK_EX)
        self._file.close()
        return alone


def _open(name: str) -> TextIO:
    return (paths.state("locks") / name).open("a", encoding="utf-8")


def _try(file: TextIO, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
