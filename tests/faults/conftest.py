# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import pytest

from tests.books import BOOKS

from .stage import fault_stage


@pytest.fixture(
    scope="session",
    params=[pytest.param(books, id=books.SUFFIX.lower()) for books in BOOKS],
)
def stage(request):
    with fault_stage(request.param, server_count=2) as stage:
        yield stage
