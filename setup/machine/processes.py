# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Running other programs."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from . import messages
from .errors import SetupError

FORWARDED_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def start_command(main: Callable[[list[str]], int]) -> None:
    """Run a command's main function as the whole program."""
    # A polite kill unwinds like any exit, so that what was started is stopped.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    # A shell starts what runs in its background with interrupts ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        messages.note(str(error))
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)


def run(command: list, **options) -> str:
    """Run a program to its end and return its output.

    Raises SetupError with what it said when it fails.
    """
    if "input" not in options:
        options.setdefault("stdin", subprocess.DEVNULL)
    result = subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )
    if result.returncode:
        said = (result.stderr.strip() or result.stdout.strip())[-4000:]
        raise SetupError(f"{' '.join(map(str, command[:4]))} ... failed:\n{said}")
    return result.stdout


def run_in_foreground(command: list, **options) -> int:
    """Run a program with this terminal until it ends; return its exit code.

    Signals go on to it, so that it ends by itself before its surroundings do.
    """
    process = subprocess.Popen([str(part) for part in command], **options)
    with _signals_forwarded_to(process):
        code = process.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def _signals_forwarded_to(process: subprocess.Popen) -> Iterator[None]:
    def forward(number, frame):
        process.send_signal(number)

    def forward_interrupt(number, frame):
        # The terminal sends its own to the program by itself, and two mean haste.
        if not _is_in_foreground():
            process.send_signal(number)

    handlers = {number: forward for number in FORWARDED_SIGNALS}
    handlers[signal.SIGINT] = forward_interrupt
    previous = {
        number: signal.signal(number, handler) for number, handler in handlers.items()
    }
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _is_in_foreground() -> bool:
    """Whether the keys of a terminal reach this process, and what it started."""
    try:
        with open("/dev/tty") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False
