# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixtures: a test module takes them with pytest_plugins = ["tests.sandbox.plugin"]."""

import pytest

from .testing import US, Caller
from .xero import XeroSandbox


@pytest.fixture
def xero_sandbox():
    """A running pretend Xero that consents at once, without a minute limit."""
    with XeroSandbox() as sandbox:
        sandbox.set_consent(answer="allow", tenants=[US])
        sandbox.set_limits(minute_limit=None)
        yield sandbox


@pytest.fixture
def xero_caller(xero_sandbox):
    """Connected to the US organization."""
    return Caller.connect(xero_sandbox)
