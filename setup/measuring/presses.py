# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Press on orders over HTTP, as the browser does, and count what it takes.

python -m measuring.presses DATABASE ODOO_URL SANDBOX_URL FILE BATCH

Connects and sets up first. FILE holds ids of orders by model, as measuring.new_orders
prints them: the first BATCH of each model are pressed at once, from the list, the
others one by one. Prints the API calls of both and the times of the single presses.
"""

import json
import sys
import time
from pathlib import Path

import requests
from demo_story import TIMEOUT, Odoo, connect, set_up

# A refreshed token is no part of a press.
TOKEN_PATH = "/connect/token"
# Longer than a sender may keep what it claimed.
ARRIVAL_SECONDS = 400


class Sandbox:
    def __init__(self, url):
        self._calls_url = f"{url}/_sandbox/calls"

    def forget_calls(self):
        requests.delete(self._calls_url, timeout=TIMEOUT)

    def calls(self):
        calls = requests.get(self._calls_url, timeout=TIMEOUT).json()
        return [call for call in calls if TOKEN_PATH not in call["path"]]


class Presser:
    def __init__(self, odoo, sandbox):
        self._odoo = odoo
        self._sandbox = sandbox

    def press(self, model, orders):
        """Press on orders and wait until their documents have arrived.

        :return: the API calls, and the seconds of the two requests of the press less
            those in which the provider made its answers
        :rtype: dict
        """
        action = self._odoo.call(model, "action_bridge_create_document", orders)
        self._sandbox.forget_calls()
        start = time.perf_counter()
        sending = self._odoo.call(
            action["res_model"], "action_create", [action["res_id"]]
        )
        documents = sending["params"]["document_ids"]
        self._odoo.call("accounting.bridge.document", "action_send_now", documents)
        seconds = time.perf_counter() - start
        self._wait(documents, len(orders))
        calls = self._sandbox.calls()
        provider_seconds = sum(call["seconds"] for call in calls)
        return {"calls": len(calls), "seconds": seconds - provider_seconds}

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


def main(name, odoo_url, sandbox_url, file, batch_size):
    odoo = Odoo(odoo_url, name)
    set_up(odoo, connect(odoo, sandbox_url))
    presser = Presser(odoo, Sandbox(sandbox_url))
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
