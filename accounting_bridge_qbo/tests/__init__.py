# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_addresses,
    test_batch,
    test_client,
    test_consent,
    test_contacts,
    test_directory,
    test_documents,
    test_errors,
    test_items,
    test_line_amounts,
    test_money,
    test_places,
    test_provider,
    test_queries,
    test_sdk_traps,
    test_setup,
)
