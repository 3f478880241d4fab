# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Databases and servers for measurements."""

import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from machine import messages, paths, servers
from machine.databases import Databases
from machine.environment import Environment

ADDON = "accounting_bridge"
PROVIDER_ADDONS = "accounting_bridge_xero,accounting_bridge_qbo"
MEASURING_ADDON = "test_accounting_bridge_measuring"


@dataclass(frozen=True)
class Measured:
    """A provider, and the company of Odoo's demo data that is connected to it. A press
    on ``batch`` orders of new partners may take ``batch_calls`` calls."""

    code: str
    name: str
    company: str
    batch: int
    batch_calls: int


XERO = Measured("xero", "Xero", "My Company (San Francisco)", 50, 3)
QUICKBOOKS = Measured("qbo", "QuickBooks", "My US Company", 30, 4)
PROVIDERS = (XERO, QUICKBOOKS)


class Stage:
    def __init__(self, machine: Environment):
        self.machine = machine
        self._databases = Databases(machine)

    @contextmanager
    def database(self, purpose: str) -> Iterator[str]:
        """Yield a database with Odoo's demo data, still without the addons."""
        name = f"accounting_bridge_bench_{purpose}_{os.getpid()}"
        self._databases.copy_bare(name)
        try:
            yield name
        finally:
            self._databases.drop(name)

    def install(self, name: str, addons: str = PROVIDER_ADDONS) -> float:
        """:return: the seconds it took"""
        messages.note("Installing the addons")
        command = ["python", "-m", "odoo", "-d", name, "-i", addons]
        return self._time([*command, "--stop-after-init", "--no-http"])

    def uninstall(self, name: str) -> float:
        """:return: the seconds it took"""
        messages.note("Uninstalling the addons")
        command = ["python", "-m", "odoo", "module", "uninstall", "-d", name]
        return self._time([*command, ADDON])

    def _time(self, command: list) -> float:
        start = time.monotonic()
        self.machine.run(command)
        return time.monotonic() - start

    @contextmanager
    def sandbox(self, provider: Measured) -> Iterator[str]:
        """Yield the address of the provider's sandbox."""
        with servers.sandboxes(self.machine) as addresses:
            yield addresses[PROVIDERS.index(provider)]

    @contextmanager
    def odoo(self, name: str, *options: str) -> Iterator[str]:
        """Yield the address of an Odoo that serves a database."""
        port = servers.free_port()
        with servers.odoo(self.machine, name, port, *options):
            # The providers take http://localhost as a redirect address, not 127.0.0.1.
            yield f"http://localhost:{port}"

    @contextmanager
    def file(self, content) -> Iterator[Path]:
        """Yield a file that holds something as JSON."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "content.json"
            file.write_text(json.dumps(content))
            yield file

    @contextmanager
    def queue(
        self, provider: Measured, counts: Sequence[int], contacts: int = 0
    ) -> Iterator[tuple]:
        """A connected database with orders for the queue.

        Yields the arguments of the programs that drain queues, and groups of orders.

        :param counts: documents of each group; those of the first one have a new
            partner each, whom all others share
        :param contacts: that the organization has before
        """
        company, code = provider.company, provider.code
        with self.database(f"queue_{code}") as name, self.sandbox(provider) as url:
            self.install(name, f"{PROVIDER_ADDONS},{MEASURING_ADDON}")
            halves = [count // 2 for count in counts]
            groups = self.measure("queue_orders", name, company, *halves)
            with self.odoo(name) as odoo:
                connection = self.measure(
                    "connection", name, odoo, code, url, company, contacts
                )
            # As the server does by itself, sooner or later.
            self.machine.run(["psql", "-d", name, "-qc", "VACUUM ANALYZE"])
            yield (name, company, code, url, connection), groups

    def measure(self, program: str, *arguments):
        """Run a program of `measuring`.

        :return: what it printed
        """
        command = ["python", "-m", f"measuring.{program}", *arguments]
        return json.loads(self.machine.run(command, cwd=paths.SETUP))
