# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What holds for every test, whether it needs Odoo or not."""

import ipaddress
import os
import socket
import unittest

import pytest

from tests import sharing


def pytest_addoption(parser):
    parser.addoption(
        "--no-browser",
        action="store_true",
        help="Skip the tests that drive a browser.",
    )
    parser.addoption(
        "--faults",
        action="store_true",
        help="Also run tests/faults: calls struck and processes killed at random.",
    )
    parser.addoption(
        "--pictures",
        metavar="FOLDER",
        help="Keep the screens that the browser tests see as pictures.",
    )


def pytest_configure(config):
    if config.getoption("--no-browser"):
        _hide_browsers()
    if config.getoption("--pictures"):
        os.environ["ACCOUNTING_BRIDGE_PICTURES"] = config.getoption("--pictures")


def pytest_xdist_auto_num_workers(config):
    return sharing.worker_count(config)


def pytest_xdist_make_scheduler(config, log):
    return sharing.Sharing(config, log)


@pytest.fixture(scope="session", autouse=True)
def no_outgoing_network():
    """Let tests reach this machine alone.

    Odoo blocks only `requests`; other clients have their own way to a socket, but
    all of them take it through these functions. PostgreSQL's driver does not.
    """
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex"):
            original = getattr(socket.socket, method)
            patch.setattr(socket.socket, method, _only_here(original))
        patch.setattr(socket, "getaddrinfo", _names_of_here(socket.getaddrinfo))
        yield


def _only_here(connect):
    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_elsewhere(address[0])
        return connect(self, address)

    return guarded


def _names_of_here(getaddrinfo):
    def guarded(host, *arguments, **options):
        _refuse_elsewhere(host)
        return getaddrinfo(host, *arguments, **options)

    return guarded


def _refuse_elsewhere(host):
    """Raise unless the host, a name or an address, is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    # Without a host, a server asks which addresses it can listen on.
    if name in (None, "", "localhost", socket.gethostname()):
        return
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        address = None
    if not address or not (address.is_loopback or address.is_unspecified):
        raise ConnectionRefusedError(f"Tests may not connect to {name}.")


def _hide_browsers():
    from odoo.tests import common

    def find_no_executable():
        raise unittest.SkipTest("left out with --no-browser")

    common._find_executable = find_no_executable
