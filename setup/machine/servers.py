# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Servers in the background, stopped when the block that needs them ends."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import paths
from .environment import Environment
from .errors import SetupError

HOST = "127.0.0.1"
START_SECONDS = 120
STOP_SECONDS = 15


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def preferred_port(port: int) -> int:
    """Return this port if nobody listens on it, else any free one."""
    with socket.socket() as probe:
        is_taken = probe.connect_ex((HOST, port)) == 0
    return free_port() if is_taken else port


@contextmanager
def odoo(
    machine: Environment, database: str, port: int | None = None, *options: str
) -> Iterator[str]:
    """Serve one Odoo database; yield the server's address once it answers.

    The options are Odoo's own.
    """
    port = port or free_port()
    address = f"http://{HOST}:{port}"
    command = ["python", "-m", "odoo", "-d", database, f"--db-filter=^{database}$"]
    command += [f"--http-port={port}", "--log-level=warn", *options]
    with background(machine, command, f"odoo-{database}.log") as process:
        wait_until_answers(f"{address}/web/health", process)
        yield address


@contextmanager
def sandboxes(
    machine: Environment,
    xero_port: int | None = None,
    quickbooks_port: int | None = None,
) -> Iterator[tuple[str, str]]:
    """Serve the pretend Xero and QuickBooks; yield their addresses once they answer."""
    ports = (xero_port or free_port(), quickbooks_port or free_port())
    xero, quickbooks = (f"http://{HOST}:{port}" for port in ports)
    command = ["python", "-m", "tests.sandbox"]
    command += [f"--xero-port={ports[0]}", f"--qbo-port={ports[1]}"]
    with background(machine, command, "sandboxes.log") as process:
        for address in (xero, quickbooks):
            wait_until_answers(f"{address}/_sandbox/calls", process)
        yield xero, quickbooks


class Process(subprocess.Popen):
    """A server in the background, that knows where its output goes."""

    log: Path


@contextmanager
def background(machine: Environment, command: list[str], log: str) -> Iterator[Process]:
    """Run a program from the repository's folder while the block runs."""
    file = paths.state("logs") / log
    with file.open("wb") as output:
        process = Process(
            command,
            cwd=paths.REPOSITORY,
            env=machine.variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # The terminal's interrupt is for the command that started it, which
            # then stops its servers in order.
            start_new_session=True,
        )
    process.log = file
    try:
        yield process
    finally:
        _stop(process)


def wait_until_answers(address: str, process: Process) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if _answers(address):
            return
        time.sleep(0.2)
    said = process.log.read_text(errors="replace")[-4000:]
    raise SetupError(f"{address} does not answer. The server said:\n{said}")


def _answers(address: str) -> bool:
    # Never through a proxy: the server is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=5):
            return True
    except OSError:
        return False


def _stop(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
