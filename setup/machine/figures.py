# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a bench found, as a table for people."""

import os
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from .errors import SetupError


@dataclass(frozen=True)
class Figure:
    what: str
    measured: str
    target: str = ""
    is_met: bool | None = None
    """None where there is no target."""


def table(figures: list[Figure], command: str = "setup/bench") -> str:
    """Return a Markdown table, with the machine and the day above it.

    The command is the one that measures the same again.
    """
    day = datetime.now(timezone.utc).date().isoformat()
    rows = [
        f"Measured with `{command}` on a machine with {os.cpu_count()} cores, {day}.",
        "",
        "| What | Target | Measured |",
        "|---|---|---|",
        *map(_row, figures),
    ]
    return "\n".join(rows)


def _row(figure: Figure) -> str:
    target = figure.target or "none, for information"
    miss = " **(missed)**" if figure.is_met is False else ""
    return f"| {figure.what} | {target} | {figure.measured}{miss} |"


def write_between_marks(file: Path, text: str, name: str = "bench") -> None:
    """Put a text between the two marks of that name in a file.

    Raises SetupError when it has none.
    """
    first, last = f"<!-- {name} -->", f"<!-- /{name} -->"
    marked = re.compile(f"({first}\n).*?({last})", re.DOTALL)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    after, count = marked.subn(lambda m: f"{m[1]}{text}\n{m[2]}", before, count=1)
    if not count:
        raise SetupError(
            f"{file.name} has no place for the table: put the lines "
            f"{first} and {last} where it belongs."
        )
    file.write_text(after, encoding="utf-8")
