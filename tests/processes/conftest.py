# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import pytest

from .stage import ready_stage


@pytest.fixture(scope="session")
def the_stage():
    with ready_stage() as stage:
        yield stage


@pytest.fixture
def stage(the_stage):
    """The stage with no fault armed, and nothing left over from the test before."""
    the_stage.sandbox.clear_faults()
    the_stage.sandbox.clear_calls()
    return the_stage
