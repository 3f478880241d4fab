# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    accounting_bridge_connection,
    accounting_bridge_directory_sync,
    accounting_bridge_provider_qbo,
    accounting_bridge_tax_code,
)
