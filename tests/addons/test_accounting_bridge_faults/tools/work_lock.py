# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tells whether a sender is at work, in any process.

A test that lets hours pass in a moment must not do so in the middle of a call, or a
call would seem to take longer than any call may. The lock is PostgreSQL's: it ends
with the process that holds it, however that ends.
"""

import os
from contextlib import contextmanager

#: In the environment of the processes that are to tell: the number of the lock. Those
#: at work hold it shared, whoever moves the time exclusively.
VARIABLE = "ACCOUNTING_BRIDGE_WORK_LOCK"


@contextmanager
def at_work(registry):
    if VARIABLE not in os.environ:
        yield
        return
    with registry.cursor() as cr:
        cr.execute(
            "SELECT pg_advisory_xact_lock_shared(%s)", [int(os.environ[VARIABLE])]
        )
        yield
