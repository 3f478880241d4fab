# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What it takes to import contacts, in one worker, and what lists cost afterwards."""

from collections.abc import Iterator

from machine import messages
from machine.figures import Figure

from . import orders
from .stage import MEASURING_ADDON, PROVIDER_ADDONS, Measured, Stage

FEW, MANY = 400, 10_000
LEAST_SHARE = 0.5
MOST_MEMORY = 30
# API calls for all contacts, and where nothing has changed.
MOST_CALLS = {"xero": 11, "qbo": 21}
MOST_CALLS_AGAIN = 2


def run(stage: Stage, provider: Measured, many: int = MANY) -> Iterator[Figure]:
    """:param many: contacts of the organization"""
    code = provider.code
    with stage.database(f"contacts_{code}") as name, stage.sandbox(provider) as url:
        numbers = (orders.LIST_PARTNERS, orders.LIST_ORDERS, 0)
        stage.measure("new_orders", name, provider.company, *numbers)
        lists_without = stage.measure("lists", name)
        stage.install(name, f"{PROVIDER_ADDONS},{MEASURING_ADDON}")
        with stage.odoo(name) as odoo:
            connection = stage.measure(
                "connection", name, odoo, code, url, provider.company, 0
            )
        messages.note(f"{provider.name}: importing {many:,} contacts")
        arguments = (name, code, url, connection, FEW, many)
        found = stage.measure("contact_import", *arguments)
        lists_with = stage.measure("lists", name)
    messages.note(f"{provider.name}: {found}")
    yield from figures(provider, **found)
    yield from orders.list_figures(lists_with, lists_without)


def figures(provider: Measured, few: dict, many: dict, again: dict) -> Iterator[Figure]:
    count = f"{many['worked_count']:,} contacts"
    share = many["own_seconds"] / many["seconds"]
    yield Figure(
        f"{provider.name}: importing {count}, reading them included, in relation to "
        "Odoo's own create of the same partners in batches as large, in turns",
        f"{share:.2f}: {_rate(many, 'seconds')} and {_rate(many, 'own_seconds')}",
        f"at least {LEAST_SHARE}",
        share >= LEAST_SHARE,
    )
    yield Figure(
        f"{provider.name}: time of {count} in one worker",
        f"{many['seconds']:.0f} s, {many['provider_seconds']:.0f} s of them the "
        "provider's",
    )
    growth = many["peak_memory"] - few["peak_memory"]
    yield Figure(
        f"{provider.name}: growth of the worker's memory from {FEW} to {count}",
        f"{growth:.0f} MiB, from {few['peak_memory']:.0f} MiB",
        f"at most {MOST_MEMORY} MiB",
        growth <= MOST_MEMORY,
    )
    yield Figure(
        f"{provider.name}: API calls for {count}, none of them read before",
        f"{many['calls']}",
        f"at most {MOST_CALLS[provider.code]}",
        many["calls"] <= MOST_CALLS[provider.code],
    )
    yield Figure(
        f"{provider.name}: importing them again with nothing changed",
        f"{again['written']} partners written, {again['calls']} calls, "
        f"{again['seconds']:.0f} s",
        f"none written, at most {MOST_CALLS_AGAIN} calls",
        not again["written"] and again["calls"] <= MOST_CALLS_AGAIN,
    )


def _rate(work: dict, seconds: str) -> str:
    return f"{work['created_count'] / work[seconds]:.0f} a second"
