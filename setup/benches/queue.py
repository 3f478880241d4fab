# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What documents take that were pressed in bulk, in one worker."""

from collections.abc import Iterator

from machine import messages
from machine.figures import Figure

from . import speed
from .stage import Measured, Stage

# Contacts that the organization has before the first document.
CONTACTS = 3000
# Documents whose partners are all new.
NEW_PARTNERS = 1000
FEW, MANY = 100, 10_000
# Documents that are sent in turns with the SDK.
ROUNDS, ROUND = 3, 600

MOST_FREEZING_QUERIES = 5
MOST_SENDING_QUERIES = 3
MOST_MEMORY = 30
# API calls a document, contacts known and every partner new.
MOST_CALLS = {"xero": (0.021, 0.045), "qbo": (0.035, 0.075)}
# Of the queries a document of many in relation to those of few.
TOLERANCE = 1.05


def run(stage: Stage, provider: Measured, many: int = MANY) -> Iterator[Figure]:
    """:param many: documents of the largest queue"""
    messages.note(f"{provider.name}: draining queues, the last with {many:,} documents")
    new, of_round = min(NEW_PARTNERS, many), min(ROUND, many)
    counts = (new, FEW, many, FEW, *[of_round] * (ROUNDS + 1))
    with stage.queue(provider, counts, CONTACTS) as (arguments, groups):
        with stage.file(groups[:3]) as file:
            found = stage.measure("queue", *arguments, file)
        for work in found:
            messages.note(f"{work['documents']} documents: {work['kinds']}")
        messages.note(f"{provider.name}: sending in turns with the SDK alone")
        with stage.file(groups[3:]) as file:
            races = stage.measure("speed", *arguments, file)
    yield from figures(provider, *found)
    yield from speed.figures(provider, **races)


def figures(provider: Measured, new: dict, few: dict, many: dict) -> Iterator[Figure]:
    yield from _call_figures(provider, new, many)
    yield from _query_figures(provider, few, many)
    yield from _memory_figures(provider, few, many)


def _call_figures(provider: Measured, new: dict, many: dict) -> Iterator[Figure]:
    most_known, most_new = MOST_CALLS[provider.code]
    for what, work, most in (
        ("contacts known", many, most_known),
        (f"every partner new, {CONTACTS:,} contacts in the directory", new, most_new),
    ):
        calls = work["calls"] / work["documents"]
        yield Figure(
            f"{provider.name}: API calls a document in bulk, {what} "
            f"({work['documents']:,} documents)",
            f"{calls:.4f}",
            f"at most {most}",
            calls <= most,
        )


def _query_figures(provider: Measured, few: dict, many: dict) -> Iterator[Figure]:
    for what, key, most in (
        ("to freeze", "freezing_queries", MOST_FREEZING_QUERIES),
        ("from queued to done", "sending_queries", MOST_SENDING_QUERIES),
    ):
        of_few, of_many = (work[key] / work["documents"] for work in (few, many))
        yield Figure(
            f"{provider.name}: SQL queries a document in bulk {what}, "
            f"{few['documents']:,} and {many['documents']:,} documents",
            f"{of_few:.2f} and {of_many:.2f}",
            f"at most {most}, and no more of many",
            max(of_few, of_many) <= most and of_many <= TOLERANCE * of_few,
        )


def _memory_figures(provider: Measured, few: dict, many: dict) -> Iterator[Figure]:
    growth = many["peak_memory"] - few["peak_memory"]
    yield Figure(
        f"{provider.name}: growth of a worker's memory (the most it had while "
        f"draining) from {few['documents']:,} to {many['documents']:,} documents",
        f"{growth:.0f} MiB, from {few['peak_memory']:.0f} MiB",
        f"at most {MOST_MEMORY} MiB",
        growth <= MOST_MEMORY,
    )
    yield Figure(
        f"{provider.name}: time of {many['documents']:,} documents in one worker",
        f"{many['seconds']:.0f} s, {many['cpu_seconds']:.0f} s of them CPU of the "
        f"worker, {many['freezing_seconds']:.0f} s freezing, "
        f"{many['provider_seconds']:.0f} s the provider's",
    )
