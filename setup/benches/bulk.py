# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long a person waits who presses on thousands of orders at once."""

from collections.abc import Iterator

from machine import messages
from machine.figures import Figure

from .stage import XERO, Stage

ORDERS = 5000
# Pressed before time counts: more than the dialog shows one by one.
WARM = 300
PARTNERS = 300
MODEL = "sale.order"

MOST_SECONDS = 2


def run(stage: Stage) -> Iterator[Figure]:
    messages.note(f"Pressing on {ORDERS:,} orders at once")
    # Half of each group are purchase orders.
    counts = (2 * PARTNERS, 2 * (WARM + ORDERS))
    with stage.queue(XERO, counts) as (arguments, groups):
        name = arguments[0]
        # Nothing is sent meanwhile, which would take its share of this server's time.
        with (
            stage.odoo(name, "--max-cron-threads=0") as odoo,
            stage.file(groups[1]) as file,
        ):
            to = (odoo, XERO.company)
            found = stage.measure("bulk_press", name, *to, MODEL, WARM, file)
    return figures(found)


def figures(found: dict) -> Iterator[Figure]:
    for what, seconds in (
        ("until the dialog is there", found["opening_seconds"]),
        ("of Create in it", found["create_seconds"]),
    ):
        yield Figure(
            f"One press on {found['orders']:,} selected sale orders: time {what}",
            f"{seconds:.1f} s",
            f"at most {MOST_SECONDS} s",
            seconds <= MOST_SECONDS,
        )
