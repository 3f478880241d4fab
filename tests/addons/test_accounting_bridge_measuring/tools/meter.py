# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a part of the work takes, in this process."""

import time
from contextlib import contextmanager
from dataclasses import dataclass

from odoo import sql_db


@dataclass
class Meter:
    """Adds up. Knows nothing of threads: for processes with one at work."""

    queries: int = 0
    seconds: float = 0
    cpu_seconds: float = 0

    @contextmanager
    def running(self):
        queries = sql_db.sql_counter
        started, cpu = time.monotonic(), time.process_time()
        try:
            yield
        finally:
            self.queries += sql_db.sql_counter - queries
            self.seconds += time.monotonic() - started
            self.cpu_seconds += time.process_time() - cpu


FREEZING = Meter()
