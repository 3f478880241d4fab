# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Send documents through the addons and, in turns, the same batches through the
provider's SDK alone.

python -m measuring.speed DATABASE COMPANY PROVIDER SANDBOX_URL CONNECTION FILE

FILE holds groups of orders as measuring.queue_orders prints them. Each group is pressed
in bulk and drained by a worker, then the bodies of its calls are sent by the SDK. The
first group is to get warm. While the last one is sent, the provider takes its time for
each answer, as in real life. Prints what either side took for each group but the first.
"""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

from story.books import BOOKS

from . import database
from .bare_sdk import SDKS
from .programs import press
from .worker import Worker

# A guess: no source tells how long providers take for a full batch.
ANSWER_SECONDS = 1


class Rival:
    """Sends the batches of the last attempts with the SDK alone."""

    def __init__(self, registry, connection, sdk_class, url):
        self._registry = registry
        self._connection = connection
        self._last_attempt = 0
        self._new_bodies()
        with database.environment_of(registry) as env:
            record = env["accounting.bridge.connection"].browse(connection)
            organization = record.organization_id
            self._sdk = sdk_class(url, record.grant_id._access_token(), organization)

    def send(self):
        """:rtype: dict"""
        batches = [self._sdk.prepare(body) for body in self._new_bodies()]
        started, cpu = time.monotonic(), time.process_time()
        documents = sum(self._sdk.send(batch) for batch in batches)
        return {
            "documents": documents,
            "seconds": time.monotonic() - started,
            "cpu_seconds": time.process_time() - cpu,
        }

    def _new_bodies(self):
        with database.environment_of(self._registry) as env:
            attempts = env["accounting.bridge.attempt"].search(
                [
                    ("connection_id", "=", self._connection),
                    ("id", ">", self._last_attempt),
                ],
                order="id",
            )
            self._last_attempt = max(attempts.ids, default=self._last_attempt)
            return attempts.mapped("body")


class Race:
    def __init__(self, worker, rival, name, company):
        self._worker = worker
        self._rival = rival
        self._place = (name, company)

    def run(self, orders):
        """:return: what either side took for some orders"""
        press(*self._place, orders)
        addons, sdk = asdict(self._worker.drain()), self._rival.send()
        if sdk["documents"] != addons["documents"]:
            raise SystemExit(f"Not as many documents on both sides: {addons}, {sdk}")
        return {"addons": addons, "sdk": sdk}


def main(name, company, provider, sandbox_url, connection, file):
    registry, connection = database.registry(name), int(connection)
    books = BOOKS[provider](sandbox_url)
    books.allow_equal_bill_numbers()
    worker = Worker(registry, connection)
    rival = Rival(registry, connection, SDKS[provider], sandbox_url)
    race = Race(worker, rival, name, company)
    warm, *groups, last = json.loads(Path(file).read_text())
    race.run(warm)
    rounds = [race.run(orders) for orders in groups]
    books.answer_slowly(ANSWER_SECONDS)
    slow_round = {**race.run(last), "answer_seconds": ANSWER_SECONDS}
    print(json.dumps({"rounds": rounds, "slow_round": slow_round}))


if __name__ == "__main__":
    main(*sys.argv[1:])
