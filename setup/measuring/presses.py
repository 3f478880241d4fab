# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Press on orders over HTTP, as the browser does, and count what it takes.

python -m measuring.presses DATABASE ODOO_URL PROVIDER SANDBOX_URL FILE BATCH COMPANY

Connects the company and sets it up first. FILE holds ids of orders by model, as
measuring.new_orders prints them: the first BATCH of each model are pressed at once,
from the list, the others one by one. Prints the API calls of both and the times of the
single presses.
"""

import json
import sys
import time
from pathlib import Path

from story.books import BOOKS
from story.odoo import Odoo
from story.steps import add_to_names, connect, set_up

# Longer than a sender may keep what it claimed.
ARRIVAL_SECONDS = 400


class Presser:
    def __init__(self, odoo, books):
        self._odoo = odoo
        self._books = books

    def press(self, model, orders):
        """Press on orders and wait until their documents have arrived.

        :return: the API calls; the seconds of the two requests of the press, less
            those in which the provider made its answers; the seconds until all arrived
        :rtype: dict
        """
        action = self._odoo.call(model, "action_bridge_create_document", orders)
        self._books.forget_calls()
        start = time.perf_counter()
        sending = self._odoo.call(
            action["res_model"], "action_create", [action["res_id"]]
        )
        documents = sending["params"]["document_ids"]
        self._odoo.call("accounting.bridge.document", "action_send_now", documents)
        seconds = time.perf_counter() - start
        self._wait(documents, len(orders))
        until_arrival = time.perf_counter() - start
        calls = self._books.calls()
        provider_seconds = sum(call["seconds"] for call in calls)
        return {
            "calls": len(calls),
            "seconds": seconds - provider_seconds,
            "seconds_until_arrival": until_arrival,
        }

    def _wait(self, documents, count):
        """What the press left over arrives by the scheduled action."""
        deadline = time.monotonic() + ARRIVAL_SECONDS
        while time.monotonic() < deadline:
            found = self._odoo.call(
                "accounting.bridge.document", "read", documents, ("state", "message")
            )
            messages = [row["message"] for row in found if row["state"] == "failed"]
            if messages:
                raise SystemExit(f"A document failed: {messages[0]}")
            if [row["state"] for row in found] == ["done"] * count:
                return
            time.sleep(0.5)
        raise SystemExit(f"Not all documents arrived: {found}")


def main(name, odoo_url, provider, sandbox_url, file, batch_size, company):
    odoo, books = Odoo(odoo_url, name, company), BOOKS[provider](sandbox_url)
    books.lift_limits()
    connection = connect(odoo, books)
    set_up(odoo, books, connection)
    add_to_names(odoo, connection)
    presser = Presser(odoo, books)
    result = {}
    for model, orders in json.loads(Path(file).read_text()).items():
        batch, singles = orders[: int(batch_size)], orders[int(batch_size) :]
        result[model] = {
            "batch": presser.press(model, batch),
            "singles": [presser.press(model, [order]) for order in singles],
        }
    return result


if __name__ == "__main__":
    # What the demo says on the way is not the result.
    output, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps(main(*sys.argv[1:])), file=output)
