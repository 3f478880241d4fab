# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How the tests of a run are shared out among several processes, its workers.

Each worker has a copy of the database and an Odoo server of its own.
"""

import os

from xdist.scheduler import LoadScopeScheduling

MOST_WORKERS = 4
#: Tests that run several programs at once: servers, browsers. One worker runs all of
#: them, so that they never have to share the machine with one another.
CROWDED = ("tests/processes/", "tests/faults/", "_tour", "test_pictures")


def worker_count(config):
    """Return into how many workers a run is to be split, 0 for none.

    A whole suite gets a worker for each core. Starting them takes longer than some
    chosen tests do.
    """
    is_whole = config.args_source is config.ArgsSource.TESTPATHS
    if not is_whole or config.option.keyword or config.option.collectonly:
        return 0
    cores = len(os.sched_getaffinity(0))
    return min(cores, MOST_WORKERS) if cores > 1 else 0


class Sharing(LoadScopeScheduling):
    """Hands out test classes as a whole, since setting one up takes a while."""

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        if any(name in path for name in CROWDED):
            return "crowded"
        return super()._split_scope(nodeid)
