# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    test_amounts,
    test_choose_organization,
    test_contact_kinds,
    test_create_document,
    test_create_documents_bulk,
    test_install_and_uninstall,
    test_items,
    test_order_changes,
    test_purchase_order,
    test_query_counts,
    test_sale_order,
    test_sending_checks,
    test_setup_wizard,
    test_stock_returns,
    test_tax_proposals,
    test_tax_sets,
    test_texts,
    test_tours,
    test_wire,
)
