# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# What dialogs are made of comes before them.
from . import (
    import_contacts_mixin,
    order_dialog_mixin,
    prepared_line_mixin,
    setup_accounts_mixin,
    setup_documents_mixin,
    setup_taxes_mixin,
)

# isort: split
from . import (
    choose_organization,
    choose_organization_line,
    create_document,
    create_document_bulk,
    create_document_group,
    create_document_line,
    create_document_order,
    decide_contact,
    export_contacts,
    import_contacts,
    link_document,
    link_document_line,
    link_document_row,
    setup,
    setup_account,
    setup_tax,
    switch_provider,
)
