# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from pathlib import Path

import pytest

from tests.books import BOOKS

from .stage import fault_stage

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config, items):
    """Runs take minutes, and are made when they are asked for."""
    if config.getoption("--faults"):
        return
    skip = pytest.mark.skip(reason="run with --faults")
    for item in items:
        if item.path.is_relative_to(HERE) and "stage" in item.fixturenames:
            item.add_marker(skip)


@pytest.fixture(
    scope="session",
    params=[pytest.param(books, id=books.SUFFIX.lower()) for books in BOOKS],
)
def stage(request):
    with fault_stage(request.param, server_count=2) as stage:
        yield stage
