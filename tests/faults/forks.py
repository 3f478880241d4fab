# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo processes that send and may die, one after the other, without a start each.

python -m tests.faults.forks DATABASE

Loads Odoo once. For each line of JSON that comes in, a forked process runs a
connection's scheduled action, or sends documents for a person who waits; the answer is
a line with how it ended:

{"connection": 1, "kill_at": 7}        ->   {"killed": true}
{"documents": [1, 2], "kill_at": 7}    ->   {"killed": true}
"""

import json
import os
import signal
import subprocess
import sys
import traceback
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KILL_AT = "ACCOUNTING_BRIDGE_KILL_AT"


class Forks:
    """The program, for whoever asks."""

    def __init__(self, process):
        self._process = process

    def send(self, connection, kill_at=None):
        """Run the scheduled action.

        :param kill_at: the number of the point at which it is killed
        :return: whether it was; False where it came to its end
        """
        return self._ask(connection=connection, kill_at=kill_at)

    def press(self, documents, kill_at=None):
        """Send documents for a person who waits. See :meth:`send`."""
        return self._ask(documents=documents, kill_at=kill_at)

    def _ask(self, **request):
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("The forking process has ended.")
        return json.loads(answer)["killed"]


@contextmanager
def running(machine, database, points_file):
    """
    :param machine: whose programs find `measuring`
    :param points_file: where the points that are passed are written
    """
    process = subprocess.Popen(
        ["python", "-m", "tests.faults.forks", database],
        cwd=REPOSITORY,
        env={**machine.variables, "ACCOUNTING_BRIDGE_KILL_POINTS": str(points_file)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Forks(process)
        finally:
            process.stdin.close()


def main(name):
    from odoo import sql_db

    from measuring import database

    registry = database.registry(name)
    for line in sys.stdin:
        request = json.loads(line)
        sql_db.close_all()  # a connection must not be shared with the fork
        child = os.fork()
        if not child:
            _run(registry, request)
        _child, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not killed and status:
            sys.exit("A sender has failed.")
        print(json.dumps({"killed": killed}), flush=True)


def _run(registry, request):
    """What the fork does; it never returns."""
    from odoo.api import SUPERUSER_ID, Environment

    if request["kill_at"]:
        os.environ[KILL_AT] = str(request["kill_at"])
    try:
        with registry.cursor() as cr:
            _send(Environment(cr, SUPERUSER_ID, {}), request)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def _send(env, request):
    if "documents" in request:
        documents = env["accounting.bridge.document"].browse(request["documents"])
        documents.action_send_now()
    else:
        connections = env["accounting.bridge.connection"]
        connections.browse(request["connection"])._cron_send()


if __name__ == "__main__":
    main(*sys.argv[1:])
