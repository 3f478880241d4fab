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


for name, base_module in list(vars(base).items()):
    if name.startswith("test_") and base_module not in ONCE:
        for base_body in bodies_of(base_module):
            add_tests_of_each_provider(sys.modules[__name__], base_body)
