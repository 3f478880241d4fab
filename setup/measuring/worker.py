# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A cron worker in this very process, that can be measured."""

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from odoo import sql_db

from odoo.addons.base.models.ir_cron import IrCron

STATUS = Path("/proc/self/status")
FORGET_PEAK = "5"
MEBIBYTE = 1024
# Longer than a sender may keep what it claimed.
PATIENCE = 400
OPEN_STATES = ("preparing", "queued", "sending", "waiting")


@dataclass
class Work:
    """What it took to drain a queue. Memory in MiB."""

    documents: int = 0
    seconds: float = 0
    cpu_seconds: float = 0
    freezing_seconds: float = 0
    freezing_cpu_seconds: float = 0
    freezing_queries: int = 0
    sending_queries: int = 0
    peak_memory: float = 0
    memory: float = 0


class Worker:
    """Runs the scheduled action of one connection, as Odoo's cron workers do."""

    def __init__(self, registry, connection):
        # Odoo knows the folder of this addon once it is configured.
        from odoo.addons.test_accounting_bridge_measuring.tools.meter import FREEZING

        self._freezing = FREEZING
        self._registry = registry
        with registry.cursor() as cr:
            cr.execute(
                "SELECT cron_id FROM accounting_bridge_connection WHERE id = %s",
                [connection],
            )
            [self._cron] = cr.fetchone()

    def drain(self):
        """Work until nothing is left.

        :rtype: Work
        """
        work = Work(documents=self._count_left())
        forget_peak_memory()
        started = last_change = time.monotonic()
        left = work.documents
        while left:
            with self._measured(work):
                self._run()
            was_left, left = left, self._count_left()
            if left != was_left:
                last_change = time.monotonic()
            elif time.monotonic() - last_change > PATIENCE:
                raise SystemExit(f"{left} documents are left: {self._messages()}")
            else:
                time.sleep(0.05)
        work.seconds = time.monotonic() - started
        work.peak_memory, work.memory = memory_now("VmHWM"), memory_now("VmRSS")
        if self._count(["failed"]):
            raise SystemExit(f"Documents failed: {self._messages()}")
        return work

    def _run(self):
        with self._registry.cursor() as cr:
            IrCron._process_jobs_loop(cr, job_ids=[self._cron])

    @contextmanager
    def _measured(self, work):
        meter = self._freezing
        queries, cpu = sql_db.sql_counter, time.process_time()
        before = replace(meter)
        try:
            yield
        finally:
            freezing = meter.queries - before.queries
            work.freezing_queries += freezing
            work.sending_queries += sql_db.sql_counter - queries - freezing
            work.freezing_seconds += meter.seconds - before.seconds
            work.freezing_cpu_seconds += meter.cpu_seconds - before.cpu_seconds
            work.cpu_seconds += time.process_time() - cpu

    def _count_left(self):
        """Documents that are not through, and orders whose documents are not made."""
        [[noted]] = self._ask(
            "SELECT COALESCE(SUM(order_count), 0) FROM accounting_bridge_bulk_part"
        )
        return self._count(OPEN_STATES) + noted

    def _count(self, states):
        return self._ask(
            "SELECT count(*) FROM accounting_bridge_document WHERE state IN %s",
            [tuple(states)],
        )[0][0]

    def _messages(self):
        return self._ask(
            "SELECT state, message, count(*) FROM accounting_bridge_document "
            "WHERE state != 'done' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 5"
        )

    def _ask(self, query, parameters=()):
        with self._registry.cursor() as cr:
            cr.execute(query, parameters)
            return cr.fetchall()


def memory_now(name):
    """:return: one of the figures that Linux keeps of this process, in MiB"""
    for line in STATUS.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / MEBIBYTE
    raise SystemExit(f"This machine does not tell {name}.")


def forget_peak_memory():
    Path("/proc/self/clear_refs").write_text(FORGET_PEAK)
