# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents a second, in relation to the provider's SDK alone."""

from collections.abc import Iterator

from machine.figures import Figure

from .stage import Measured

LEAST_SHARE = 0.5


def figures(
    provider: Measured, rounds: list[dict], slow_round: dict
) -> Iterator[Figure]:
    addons, sdk = (_sum([each[side] for each in rounds]) for side in ("addons", "sdk"))
    share = sdk["seconds"] / addons["seconds"]
    sending = {**addons, "seconds": addons["seconds"] - addons["freezing_seconds"]}
    yield Figure(
        f"{provider.name}: documents a second from the press in bulk to the end, in "
        f"relation to the SDK alone ({len(rounds)} rounds in turns, "
        f"{addons['documents']:,} documents)",
        f"{share:.2f}: {_rate(addons)} and {_rate(sdk)}",
        f"at least {LEAST_SHARE}",
        share >= LEAST_SHARE,
    )
    yield Figure(
        f"{provider.name}: the same from queued to the end, less the freezing",
        f"{sdk['seconds'] / sending['seconds']:.2f}: {_rate(sending)}",
    )
    addons_slow, sdk_slow = slow_round["addons"], slow_round["sdk"]
    yield Figure(
        f"{provider.name}: the same with freezing, where the provider takes "
        f"{slow_round['answer_seconds']} s for each answer",
        f"{sdk_slow['seconds'] / addons_slow['seconds']:.2f}: {_rate(addons_slow)} "
        f"and {_rate(sdk_slow)}",
    )
    freezing = addons["freezing_cpu_seconds"] / addons["cpu_seconds"]
    yield Figure(
        f"{provider.name}: CPU seconds of a thousand documents, in the worker and "
        "with the SDK alone",
        f"{_cpu(addons)} ({freezing:.0%} of them freezing) and {_cpu(sdk)}",
    )


def _sum(parts: list[dict]) -> dict:
    names = (
        "documents",
        "seconds",
        "cpu_seconds",
        "freezing_seconds",
        "freezing_cpu_seconds",
    )
    return {name: sum(part.get(name, 0) for part in parts) for name in names}


def _rate(work: dict) -> str:
    return f"{work['documents'] / work['seconds']:.0f} a second"


def _cpu(work: dict) -> str:
    return f"{1000 * work['cpu_seconds'] / work['documents']:.1f} s"
