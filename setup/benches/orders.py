# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the addons cost: installed, in lists of orders, and at a press.

Three databases with Odoo's demo data: one stays without the addons, one gets them, and
one gets them on top of many orders.
"""

import json
import statistics
from collections.abc import Iterator

from machine import messages
from machine.figures import Figure

from .stage import PROVIDERS, QUICKBOOKS, XERO, Measured, Stage

MANY_ORDERS = 200_000
# The first single press makes its partner's contact, the others know it.
SINGLE_PRESSES = 31
# In the database with many orders a few are enough.
FEW_ORDERS, FEW_PARTLY_INVOICED = 10, 4

CALLS_OF_A_PRESS = 1
MOST_SECONDS_MORE = 10
MOST_PRESS_MILLISECONDS = 100


def run(stage: Stage) -> Iterator[Figure]:
    orders = Orders(stage)
    return orders.run()


class Orders:
    def __init__(self, stage: Stage):
        self._stage = stage

    def run(self) -> Iterator[Figure]:
        stage = self._stage
        with stage.database("many") as many:
            many_times, differences = self._measure_many(many)
        with stage.database("plain") as plain, stage.database("without") as without:
            plain_times, presses, lists_with = self._measure_plain(plain)
            lists_without = self._measure_lists(without)
        for provider in PROVIDERS:
            yield from press_figures(provider, presses[provider])
        yield from list_figures(lists_with, lists_without)
        yield from install_figures(many_times, plain_times, differences)
        for provider in PROVIDERS:
            yield from time_figures(provider, presses[provider])

    def _measure_many(self, name: str) -> tuple[dict[str, float], dict]:
        messages.note(f"Making {MANY_ORDERS} sale and as many purchase orders")
        rows = self._stage.measure("many_orders", name, MANY_ORDERS)
        messages.note(", ".join(f"{count} of {table}" for table, count in rows.items()))
        orders = self._new_orders(
            name, XERO, FEW_ORDERS, FEW_ORDERS, FEW_PARTLY_INVOICED
        )
        self._stage.measure("stored_columns", name, "keep")
        # As the server does by itself, sooner or later.
        self._stage.machine.run(["psql", "-d", name, "-qc", "VACUUM ANALYZE"])
        times = {"install": self._stage.install(name)}
        self._press(name, XERO, orders, FEW_ORDERS)
        changed = self._stage.measure("stored_columns", name, "compare")
        messages.note(f"Invoiced over there: {json.dumps(changed)}")
        times["uninstall"] = self._stage.uninstall(name)
        return times, self._stage.measure("stored_columns", name, "compare")

    def _measure_plain(self, name: str) -> tuple[dict[str, float], dict, dict]:
        times = {"install": self._stage.install(name)}
        orders = {XERO: self._list_orders(name)}
        orders[QUICKBOOKS] = self._new_orders(name, QUICKBOOKS, *counts(QUICKBOOKS), 0)
        presses = {
            provider: self._press(name, provider, orders[provider], provider.batch)
            for provider in PROVIDERS
        }
        lists = self._stage.measure("lists", name)
        times["uninstall"] = self._stage.uninstall(name)
        return times, presses, lists

    def _measure_lists(self, name: str) -> dict:
        self._list_orders(name)
        return self._stage.measure("lists", name)

    # === STEPS === #

    def _list_orders(self, name: str) -> dict:
        return self._new_orders(name, XERO, *counts(XERO), 0)

    def _new_orders(self, name: str, provider: Measured, *numbers: int) -> dict:
        return self._stage.measure("new_orders", name, provider.company, *numbers)

    def _press(self, name: str, provider: Measured, orders: dict, batch: int) -> dict:
        messages.note(f"Connecting to {provider.name} and pressing")
        stage = self._stage
        with (
            stage.sandbox(provider) as sandbox,
            stage.odoo(name) as odoo,
            stage.file(orders) as file,
        ):
            to = (odoo, provider.code, sandbox)
            return stage.measure("presses", name, *to, file, batch, provider.company)


def counts(provider: Measured) -> tuple[int, int]:
    """How many partners and orders the presses of a provider take."""
    return provider.batch, provider.batch + SINGLE_PRESSES


# === FIGURES === #


def press_figures(provider: Measured, presses: dict) -> Iterator[Figure]:
    calls = max(press["calls"] for press in known_presses(presses))
    yield Figure(
        f"{provider.name}: API calls of a press on an order of a known contact",
        str(calls),
        str(CALLS_OF_A_PRESS),
        calls == CALLS_OF_A_PRESS,
    )
    calls = presses["sale.order"]["batch"]["calls"]
    yield Figure(
        f"{provider.name}: API calls of {provider.batch} orders of new partners",
        str(calls),
        f"at most {provider.batch_calls}",
        calls <= provider.batch_calls,
    )


def list_figures(with_addons: dict, without: dict) -> Iterator[Figure]:
    for title, (queries, orders) in with_addons.items():
        queries_without, orders_without = without[title]
        yield Figure(
            f"SQL queries of opening the list “{title}” with {orders} orders, warm",
            f"{queries} with the addons, {queries_without} without",
            "no more than without",
            queries <= queries_without and orders == orders_without,
        )


def install_figures(many: dict, plain: dict, differences: dict) -> Iterator[Figure]:
    more = many["install"] - plain["install"]
    yield Figure(
        f"Installing on {MANY_ORDERS:,} sale and {MANY_ORDERS:,} purchase orders, "
        "against installing on Odoo's demo data",
        f"{many['install']:.0f} s against {plain['install']:.0f} s: {more:+.1f} s",
        f"less than {MOST_SECONDS_MORE} s more",
        more < MOST_SECONDS_MORE,
    )
    yield Figure(
        f"Stored columns of all these orders and their lines after uninstalling, "
        f"{2 * FEW_ORDERS} of the orders having been billed over there",
        json.dumps(differences) if differences else "as before installing",
        "as before installing",
        not differences,
    )
    yield Figure(
        "Uninstalling there, against Odoo's demo data",
        f"{many['uninstall']:.0f} s against {plain['uninstall']:.0f} s",
    )


def time_figures(provider: Measured, presses: dict) -> Iterator[Figure]:
    known = known_presses(presses)
    seconds = statistics.median(press["seconds"] for press in known)
    yield Figure(
        f"{provider.name}: time of the two requests of a press, less the provider's "
        f"own time for its answer (median of {len(known)})",
        f"{seconds * 1000:.0f} ms",
    )
    for model, title in (("sale.order", "invoices"), ("purchase.order", "bills")):
        yield Figure(
            f"{provider.name}: time until all {provider.batch} {title} of one press "
            "have arrived",
            f"{presses[model]['batch']['seconds_until_arrival']:.0f} s",
        )


def known_presses(presses: dict) -> list[dict]:
    """The single presses on sale orders, less the one that made the contact."""
    return presses["sale.order"]["singles"][1:]
