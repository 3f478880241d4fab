# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Import contacts in one worker, in turns with Odoo's own create of the same values.

python -m measuring.contact_import DATABASE PROVIDER SANDBOX_URL CONNECTION FEW MANY

The organization gets FEW contacts, which are imported; then so many more that they are
MANY, which are imported as after a fresh connect; then nothing changes, and they are
imported once more. Before each batch of the second import Odoo's own create makes the
same partners, and is rolled back. Prints what each import took.
"""

import json
import sys
import time
from contextlib import contextmanager

from odoo.api import SUPERUSER_ID, Environment

from . import database
from .programs import ask
from .worker import forget_peak_memory, memory_now

LIVE_STATES = ("queued", "running")


class Importer:
    def __init__(self, registry, provider, sandbox_url, connection):
        self._registry = registry
        self._provider = provider
        self._sandbox_url = sandbox_url
        self._connection = int(connection)

    def run(self, compares=False):
        """Import everything, and measure it.

        :param bool compares: with Odoo's own create
        :rtype: dict
        """
        with self._environment() as env:
            run_id = self._begin(env)
        work = {"seconds": 0, "own_seconds": 0}
        forget_peak_memory()
        while self._is_live(run_id):
            if compares:
                work["own_seconds"] += self._own_create(run_id)
            start = time.monotonic()
            with self._environment() as env:
                env["accounting.bridge.contact.run"].browse(run_id)._work_slice()
            work["seconds"] += time.monotonic() - start
        work["peak_memory"] = memory_now("VmHWM")
        return {**work, **self._outcome(run_id), **self._calls()}

    def forget_reading(self):
        """As after a connect whose contacts are still to be read."""
        with self._environment() as env:
            self._get_connection(env).write(
                {"contacts_synced_at": False, "contacts_cursor": False}
            )

    def count_known(self):
        """:return: how many contacts the directory has, archived ones too"""
        with self._environment() as env:
            directory = env["accounting.bridge.contact"].with_context(active_test=False)
            return directory.search_count([("connection_id", "=", self._connection)])

    def forget_calls(self):
        ask("forgotten_calls", self._provider, self._sandbox_url)

    def _begin(self, env):
        runs = env["accounting.bridge.contact.run"]
        return runs._begin(self._get_connection(env), "import").id

    def _get_connection(self, env):
        return env["accounting.bridge.connection"].browse(self._connection)

    def _is_live(self, run_id):
        with self._environment() as env:
            run = env["accounting.bridge.contact.run"].browse(run_id)
            if run.message:
                raise SystemExit(f"The import does not go on: {run.message}")
            return run.state in LIVE_STATES

    def _own_create(self, run_id):
        """Let Odoo make the partners of the next batch by itself.

        :return: the seconds it took
        """
        with self._environment() as env:
            run = env["accounting.bridge.contact.run"].browse(run_id)
            if run.phase != "matching":
                return 0
            worker = run._worker()
            values = _values(worker, worker._next_batch(run))
            start = time.monotonic()
            worker.env["res.partner"].create(values)
            env.flush_all()
            seconds = time.monotonic() - start
            env.cr.rollback()
        return seconds

    def _outcome(self, run_id):
        names = ("state", "worked_count", "created_count", "updated_count")
        with self._environment() as env:
            run = env["accounting.bridge.contact.run"].browse(run_id)
            written = (
                env["res.partner"]
                .with_context(active_test=False)
                .search_count([("write_date", ">=", run.started_at)])
            )
            return {"written": written, **{name: run[name] for name in names}}

    def _calls(self):
        return ask("calls", self._provider, self._sandbox_url)

    @contextmanager
    def _environment(self):
        with self._registry.cursor() as cr:
            yield Environment(cr, SUPERUSER_ID, {})


def _values(worker, contacts):
    """What the import would give to Odoo's create, of those it has not linked yet."""
    linked = worker._linked_partners(contacts.connection_id, contacts)
    countries = worker._country_book()
    shared = worker.env["res.company"]
    return [
        worker._creation_values(worker._values_of(contact, countries), shared)
        for contact in contacts
        if contact not in linked
    ]


def main(name, provider, sandbox_url, connection, few, many):
    importer = Importer(database.registry(name), provider, sandbox_url, connection)
    few, many = int(few), int(many)
    ask("full_contacts", provider, sandbox_url, "1", str(few))
    importer.forget_calls()
    first = importer.run()
    # The organization has some by itself, archived ones too.
    last = many - (importer.count_known() - few)
    ask("full_contacts", provider, sandbox_url, str(few + 1), str(last))
    importer.forget_reading()
    importer.forget_calls()
    second = importer.run(compares=True)
    importer.forget_calls()
    third = importer.run()
    return {"few": first, "many": second, "again": third}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
