# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Commands of setup/ end when they are asked to, and end what they started first."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[1] / "setup"
SECONDS = 10

#: A command with a program in the foreground, as setup/demo has one while it shows the
#: way; then it waits, as setup/demo does at its end.
COMMAND = """
import signal, sys
from machine import processes

PROGRAM = "print('program', flush=True); import signal; signal.pause()"

def main(arguments):
    try:
        if arguments == ["program"]:
            return processes.run_in_foreground([sys.executable, "-c", PROGRAM])
        print("waiting", flush=True)
        signal.pause()
    finally:
        print("stopped", flush=True)

processes.start_command(main)
"""


@pytest.mark.parametrize("part", ["program", "waiting"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_in_the_background_of_a_shell_can_be_stopped(part, number):
    process = subprocess.Popen(
        # With interrupts ignored, and without a terminal.
        [sys.executable, "-c", COMMAND, part],
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        start_new_session=True,
        cwd=SETUP,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            assert process.stdout.readline() == f"{part}\n"
            process.send_signal(number)
            said, _errors = process.communicate(timeout=SECONDS)
        finally:
            process.kill()
    assert said == "stopped\n"
    assert process.returncode == 128 + number
