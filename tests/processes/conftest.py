# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import pytest

from tests.books import BOOKS

from .stage import ready_stage


@pytest.fixture(
    scope="session",
    params=[pytest.param(books, id=books.SUFFIX.lower()) for books in BOOKS],
)
def the_stage(request):
    with ready_stage(request.param) as stage:
        yield stage


@pytest.fixture
def stage(the_stage):
    """The stage with no fault armed, and nothing left over from the test before."""
    the_stage.sandbox.clear_faults()
    the_stage.sandbox.clear_calls()
    the_stage.keep_limits("")
    return the_stage
