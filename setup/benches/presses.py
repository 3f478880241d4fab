# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What one press costs, on one order or on a batch of them."""

import statistics
from collections.abc import Iterator

from machine import messages
from machine.figures import Figure

from .stage import MEASURING_ADDON, PROVIDER_ADDONS, Measured, Stage

# As in production: scheduled actions run in a process of their own.
WORKERS = ("--workers=2", "--max-cron-threads=1", "--gevent-port=0")
# The first single press makes its partner's contact, the others know it.
SINGLE_PRESSES = 31

CALLS_OF_A_PRESS = 1
MOST_MILLISECONDS = 100


def run(stage: Stage, provider: Measured) -> Iterator[Figure]:
    with stage.database(f"presses_{provider.code}") as name:
        # Without the measuring addon presses would wait for the minute in which the
        # provider takes more calls.
        stage.install(name, f"{PROVIDER_ADDONS},{MEASURING_ADDON}")
        partners, orders = provider.batch, provider.batch + SINGLE_PRESSES
        ids = stage.measure("new_orders", name, provider.company, partners, orders, 0)
        presses = press(stage, name, provider, ids, provider.batch)
    yield from press_figures(provider, presses)
    yield from time_figures(provider, presses)


def press(
    stage: Stage, name: str, provider: Measured, orders: dict, batch: int
) -> dict:
    """Connect a database and press on orders there: see measuring.presses."""
    messages.note(f"Connecting to {provider.name} and pressing")
    with (
        stage.sandbox(provider) as sandbox,
        stage.odoo(name, *WORKERS) as odoo,
        stage.file(orders) as file,
    ):
        to = (odoo, provider.code, sandbox)
        return stage.measure("presses", name, *to, file, batch, provider.company)


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


def time_figures(provider: Measured, presses: dict) -> Iterator[Figure]:
    known = known_presses(presses)
    milliseconds = 1000 * statistics.median(press["seconds"] for press in known)
    yield Figure(
        f"{provider.name}: time of the two requests of a press, less the provider's "
        f"own time for its answer (median of {len(known)})",
        f"{milliseconds:.0f} ms",
        f"at most {MOST_MILLISECONDS} ms",
        milliseconds <= MOST_MILLISECONDS,
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
