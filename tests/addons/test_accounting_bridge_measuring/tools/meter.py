# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a part of the work takes, in this process."""

import time
from contextlib import contextmanager

from odoo import sql_db


class Meter:
    """Adds up. Knows nothing of threads: for processes with one at work."""

    def __init__(self):
        self.queries = 0
        self.seconds = 0

    @contextmanager
    def running(self):
        queries, started = sql_db.sql_counter, time.monotonic()
        try:
            yield
        finally:
            self.queries += sql_db.sql_counter - queries
            self.seconds += time.monotonic() - started


FREEZING = Meter()
