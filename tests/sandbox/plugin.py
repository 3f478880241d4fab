# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixtures: a test module takes them with pytest_plugins = ["tests.sandbox.plugin"]."""

import pytest

from .qbo import QboSandbox
from .qbo.testing import QboCaller
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


@pytest.fixture
def qbo_sandbox():
    """A running pretend QuickBooks that consents at once, without limits."""
    with QboSandbox() as sandbox:
        sandbox.set_consent(answer="allow", company="us")
        sandbox.set_limits(second_limit=None, minute_limit=None)
        sandbox.set_limits(batch_minute_limit=None)
        yield sandbox


@pytest.fixture
def us_books(qbo_sandbox):
    """Connected to the company with automated sales tax, in US dollars."""
    return QboCaller.connect(qbo_sandbox, "us")


@pytest.fixture
def ca_books(qbo_sandbox):
    """Connected to the company with two-part taxes, in Canadian dollars."""
    return QboCaller.connect(qbo_sandbox, "ca")


@pytest.fixture
def uk_books(qbo_sandbox):
    """Connected to the company with VAT codes, in pounds."""
    return QboCaller.connect(qbo_sandbox, "uk")
