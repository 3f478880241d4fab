# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the addons cost without being used: installed, and in lists of orders.

Three databases with Odoo's demo data: one stays without the addons, one gets them, and
one gets them on top of many orders.
"""

import json
from collections.abc import Iterator

from machine import messages
from machine.figures import Figure

from .presses import press
from .stage import XERO, Stage

MANY_ORDERS = 200_000
# A page of a list, and one more; as many partners as one call makes contacts.
LIST_ORDERS, LIST_PARTNERS = 81, 50
# In the database with many orders a few are enough.
FEW_ORDERS, FEW_PARTLY_INVOICED = 10, 4

MOST_SECONDS_MORE = 10


def run(stage: Stage) -> Iterator[Figure]:
    return Orders(stage).run()


class Orders:
    def __init__(self, stage: Stage):
        self._stage = stage

    def run(self) -> Iterator[Figure]:
        stage = self._stage
        with stage.database("many") as many:
            many_times, differences = self._measure_many(many)
        with stage.database("plain") as plain, stage.database("without") as without:
            plain_times, lists_with = self._measure_plain(plain)
            lists_without = self._measure_lists(without)
        yield from list_figures(lists_with, lists_without)
        yield from install_figures(many_times, plain_times, differences)

    def _measure_many(self, name: str) -> tuple[dict[str, float], dict]:
        messages.note(f"Making {MANY_ORDERS} sale and as many purchase orders")
        rows = self._stage.measure("many_orders", name, MANY_ORDERS)
        messages.note(", ".join(f"{count} of {table}" for table, count in rows.items()))
        numbers = (FEW_ORDERS, FEW_ORDERS, FEW_PARTLY_INVOICED)
        orders = self._new_orders(name, *numbers)
        self._stage.measure("stored_columns", name, "keep")
        # Odoo's own scheduled actions change orders, too.
        self._sql(name, "UPDATE ir_cron SET active = FALSE")
        # As the server does by itself, sooner or later.
        self._sql(name, "VACUUM ANALYZE")
        times = {"install": self._stage.install(name)}
        press(self._stage, name, XERO, orders, FEW_ORDERS)
        changed = self._stage.measure("stored_columns", name, "compare")
        messages.note(f"Invoiced over there: {json.dumps(changed)}")
        times["uninstall"] = self._stage.uninstall(name)
        return times, self._stage.measure("stored_columns", name, "compare")

    def _sql(self, name: str, statement: str) -> None:
        self._stage.machine.run(["psql", "-d", name, "-qc", statement])

    def _measure_plain(self, name: str) -> tuple[dict[str, float], dict]:
        times = {"install": self._stage.install(name)}
        orders = self._list_orders(name)
        press(self._stage, name, XERO, orders, LIST_PARTNERS)
        lists = self._stage.measure("lists", name)
        times["uninstall"] = self._stage.uninstall(name)
        return times, lists

    def _measure_lists(self, name: str) -> dict:
        self._list_orders(name)
        return self._stage.measure("lists", name)

    def _list_orders(self, name: str) -> dict:
        return self._new_orders(name, LIST_PARTNERS, LIST_ORDERS, 0)

    def _new_orders(self, name: str, *numbers: int) -> dict:
        return self._stage.measure("new_orders", name, XERO.company, *numbers)


# === FIGURES === #


def list_figures(with_addons: dict, without: dict) -> Iterator[Figure]:
    for title, (queries, orders) in with_addons.items():
        queries_without, orders_without = without[title]
        yield Figure(
            f"SQL queries of opening the list “{title}” with {orders} rows, warm",
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
