# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from . import (
    choose_organization,
    choose_organization_line,
    create_document,
    create_document_bulk,
    create_document_line,
    create_document_order,
    setup,
    setup_tax,
)
