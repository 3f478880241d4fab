# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Runs the base addon's own tests once more for each provider.

There they run with the provider of the hidden test addon, or with whatever provider is
installed.
"""

import inspect
import sys

from odoo.tests import BaseCase, tagged

from odoo.addons.accounting_bridge import tests as base
from odoo.addons.accounting_bridge.tests.common_orders import OrdersCommon
from odoo.addons.accounting_bridge.tests.common_setup import SetupCommon

from .each_provider import add_tests_of_each_provider

MODULES = (
    base.test_choose_organization,
    base.test_create_document,
    base.test_create_documents_bulk,
    base.test_order_changes,
    base.test_purchase_order,
    base.test_sale_order,
    base.test_setup_wizard,
    base.test_stock_returns,
    base.test_tax_proposals,
    base.test_tax_sets,
)
#: Once is enough, and why.
ONCE = {
    "test_amounts": "pure functions",
    "test_consent_ends": "asks a test provider of its own",
    "test_consents": "asks a test provider of its own",
    "test_contact_kinds": "sends to the strict test provider",
    "test_install_and_uninstall": "no provider takes part",
    "test_items": "sends to the strict test provider",
    "test_sending_checks": "sends to the strict test provider",
    "test_query_counts": "no provider takes part",
    "test_texts": "pure functions",
    "test_setup_steps": "asks test providers of their own",
    "test_switch_provider": "asks a test provider of its own",
    "test_tours": "the browser shows the same screens",
    "test_wire": "pure functions",
}


def bodies_of(module):
    """The test classes that a module defines."""
    for tests in list(vars(module).values()):
        if (
            inspect.isclass(tests)
            and issubclass(tests, (OrdersCommon, SetupCommon))
            and tests.__module__ == module.__name__
            and any(name.startswith("test") for name in vars(tests))
        ):
            yield tests


for base_module in MODULES:
    for base_tests in bodies_of(base_module):
        add_tests_of_each_provider(sys.modules[__name__], base_tests)


@tagged("post_install", "-at_install")
class TestNoneIsForgotten(BaseCase):
    def test_each_module_of_the_base_is_named_here(self):
        modules = {
            name
            for name, module in vars(base).items()
            if name.startswith("test_") and inspect.ismodule(module)
        }
        named = {module.__name__.rpartition(".")[2] for module in MODULES}
        self.assertFalse(modules - named - set(ONCE))
