# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_base,
    test_connection,
    test_consent,
    test_consent_tour,
    test_contacts,
    test_money,
    test_pictures,
    test_press,
    test_sending_faults,
    test_tracked_purchases,
    test_xero_connection,
    test_xero_consent,
    test_xero_contacts,
    test_xero_money,
    test_xero_press,
)
