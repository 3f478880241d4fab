# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_addresses,
    test_client,
    test_consent,
    test_directory,
    test_errors,
    test_line_amounts,
    test_provider,
    test_sdk_traps,
    test_translate,
    test_wire,
)
