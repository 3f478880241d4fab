# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Moments of sending at which the process can be killed, as a power cut would.

They are counted while a sender is at work: after each of its commits, on whatever
cursor, and before and after each of its calls. Two variables of the environment say
what happens:

ACCOUNTING_BRIDGE_KILL_POINTS  a file; the name of each point is appended to it
ACCOUNTING_BRIDGE_KILL_AT      the number, from 1, of the point at which to die

Without the first one nothing is counted.
"""

import os
import signal
import sys
import threading
from contextlib import contextmanager

from odoo.sql_db import Cursor

FILE = "ACCOUNTING_BRIDGE_KILL_POINTS"
NUMBER = "ACCOUNTING_BRIDGE_KILL_AT"
OWN_FILES = "accounting_bridge"

_watch = threading.local()


@contextmanager
def watched():
    """Count the points that this thread passes in the block."""
    if FILE not in os.environ:
        yield
        return
    _watch.passed = 0
    try:
        yield
    finally:
        del _watch.passed


def reach(name):
    """Pass a point, or die there."""
    if not hasattr(_watch, "passed"):
        return
    _watch.passed += 1
    with open(os.environ[FILE], "a") as file:
        file.write(f"{name} (in {_own_function()})\n")
    if str(_watch.passed) == os.environ.get(NUMBER):
        os.kill(os.getpid(), signal.SIGKILL)


def _own_function():
    """The product's function that led here."""
    frame = sys._getframe(2)
    while frame and not _is_own(frame.f_code.co_filename):
        frame = frame.f_back
    return frame.f_code.co_name if frame else "Odoo"


def _is_own(file):
    addon = file.rpartition("addons/")[2]
    return OWN_FILES in file and not addon.startswith("test_")


def _count_commits():
    commit = Cursor.commit

    def commit_and_count(self):
        commit(self)
        reach("after the commit")

    Cursor.commit = commit_and_count


if FILE in os.environ:
    _count_commits()
