# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The large fault run: see `setup/faults`."""

import argparse
import sys
import tempfile
from pathlib import Path

from machine import paths
from machine.figures import write_between_marks
from tests.books import BOOKS

from . import forks
from .comparison import compare, record_ids
from .figures import load_figures, point_figures, table
from .kill_points import KillPoints
from .load import Load
from .passing_time import PassingTime
from .stage import fault_stage, no_scheduled_sending, program_environment

PROVIDERS = {books.CODE: books for books in BOOKS}
README = paths.REPOSITORY / "README.md"


def main(arguments):
    options = _options(arguments)
    codes = [options.provider] if options.provider else PROVIDERS
    found = {code: list(_figures(PROVIDERS[code], options)) for code in codes}
    print(table(sum(found.values(), [])))
    return int(any(each.is_met is False for own in found.values() for each in own))


def _figures(books, options):
    """Yield the figures of a provider as they come, and write them where they belong
    in the end."""
    works = [_walk_points] if options.points else [_run_load]
    if options.write:
        works = [_run_load, _walk_points]
    found = []
    for work in works:
        for figure in work(books, options):
            print(f"{figure.what}: {figure.measured}", flush=True)
            found.append(figure)
            yield figure
    if options.write:
        write_between_marks(README, table(found), f"faults {books.CODE}")


def _run_load(books, options):
    with fault_stage(books, options.processes) as stage:
        load = Load(stage, options.documents, options.kills, options.cuts, options.seed)
        result = load.run()
    for line in result.comparison.problems:
        print(line, flush=True)
    for line, count in result.log_errors.most_common():
        print(f"{count} times in the servers' logs: {line}", flush=True)
    return load_figures(books, result)


def _walk_points(books, options):
    with (
        fault_stage(books, server_count=1) as stage,
        tempfile.TemporaryDirectory() as folder,
    ):
        strangers = record_ids(stage)
        file = Path(folder) / "points"
        machine = program_environment(stage.machine)
        passing_time = PassingTime(stage.database, stage.sandbox)
        with (
            no_scheduled_sending(stage),
            forks.running(machine, stage.database, file) as runner,
        ):
            walks = KillPoints(stage, runner, passing_time, file).walk_all()
        documents = sum((walk.documents for walk in walks), [])
        comparison = compare(stage, documents, strangers)
    for line in comparison.problems:
        print(line, flush=True)
    return point_figures(books, walks, comparison)


def _options(arguments):
    parser = argparse.ArgumentParser(prog="setup/faults")
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--cuts", type=int, default=5)
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--provider", choices=PROVIDERS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--points", action="store_true", help="die at each point, one by one"
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="do both, and fill README.md",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
