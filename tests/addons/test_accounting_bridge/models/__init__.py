# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    accounting_bridge_connection,
    accounting_bridge_provider_test,
    test_accounting_bridge_book,
)

# isort: split
from . import accounting_bridge_provider_realm, accounting_bridge_provider_strict
