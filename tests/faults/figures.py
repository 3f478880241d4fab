# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the fault runs came to, as a table for people."""

from machine import figures
from machine.figures import Figure


def table(found):
    return figures.table(found, "setup/faults")


def load_figures(books, result):
    """:param Result result: of a load run"""
    name, found = books.LABEL, result.comparison
    struck, calls = sum(result.struck.values()), result.calls + result.token_calls
    half = result.documents // 2
    yield Figure(
        f"{name}: {half:,} invoices and {half:,} bills through {result.servers} Odoo "
        f"processes",
        f"{result.kills} times a process was killed, {result.cuts} times all lost the "
        f"database; {struck} of {calls} calls met a fault "
        f"({len(result.struck)} kinds)",
    )
    yield from _comparison_figures(name, found)
    yield Figure(
        f"{name}: what people had to do",
        f"reconnect {result.reconnected} times, press Retry on {result.retried} "
        "documents",
    )
    yield Figure(
        f"{name}: API calls a document", f"{result.calls / result.documents:.3f}"
    )
    yield Figure(
        f"{name}: calls over a limit of the provider's",
        str(result.over_limit),
        "none",
        not result.over_limit,
    )
    yield Figure(
        f"{name}: time until all had arrived",
        f"{result.seconds:.0f} s, and {result.passed / 3600:.1f} hours that seemed "
        "to pass",
    )


def point_figures(books, walks, comparison):
    """:param walks: of ``KillPoints``"""
    deaths = ", ".join(f"{walk.deaths} {walk.name}" for walk in walks)
    yield Figure(
        f"{books.LABEL}: processes killed one by one, after each commit, before and "
        "after each call",
        deaths,
    )
    wrong = len(comparison.problems)
    yield Figure(
        f"{books.LABEL}: documents there twice, lost, with a wrong total or unfinished "
        "after these deaths",
        f"{wrong} of {comparison.documents:,}",
        "none",
        not wrong,
    )


def _comparison_figures(name, found):
    for what, wrong in (
        ("documents that are there twice", found.twice),
        ("documents that were lost", found.lost),
        ("documents with a wrong total", found.wrong_total),
        ("documents left in sending, or anywhere but sent", found.unfinished),
    ):
        count = f"{len(wrong)} of {found.documents:,}"
        yield Figure(f"{name}: {what}", count, "none", not wrong)
