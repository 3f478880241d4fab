# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Runs the base addon's own tests once more for each provider.

There they run with the provider of the hidden test addon, or with whatever provider is
installed.
"""

import inspect
import sys

from odoo.addons.accounting_bridge import tests as base
from odoo.addons.accounting_bridge.tests.common_provider import ProviderCommon

from .each_provider import add_tests_of_each_provider

#: Once is enough: no provider takes part, or the browser shows the same screens.
ONCE = (base.test_install_and_uninstall, base.test_tours)


def bodies_of(module):
    """The classes of a module whose tests run with any provider."""
    return [
        body
        for body in vars(module).values()
        if inspect.isclass(body)
        and issubclass(body, ProviderCommon)
        and body.__module__ == module.__name__
        and body._provider_code.__func__ is ProviderCommon._provider_code.__func__
        and any(name.startswith("test_") for name in vars(body))
    ]


def add_all_tests():
    """A function, so that no body stays in this module and is run once more."""
    for name, module in vars(base).items():
        if name.startswith("test_") and module not in ONCE:
            for body in bodies_of(module):
                add_tests_of_each_provider(sys.modules[__name__], body)


add_all_tests()
