# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# What the other models inherit from comes first.
from . import (
    accounting_bridge_resolver_mixin,
    accounting_bridge_sending_resolution_mixin,
)

# isort: split
from . import (
    accounting_bridge_asking_mixin,
    accounting_bridge_calling_mixin,
    accounting_bridge_connecting_mixin,
    accounting_bridge_consent_end_mixin,
    accounting_bridge_counting_mixin,
    accounting_bridge_directory_mixin,
    accounting_bridge_disconnecting_mixin,
    accounting_bridge_mapping_mixin,
    accounting_bridge_order_bulk_mixin,
    accounting_bridge_order_creating_mixin,
    accounting_bridge_order_freezing_mixin,
    accounting_bridge_order_line_mixin,
    accounting_bridge_order_preparing_mixin,
    accounting_bridge_queue_mixin,
    accounting_bridge_sending_contacts_mixin,
    accounting_bridge_sending_doubt_mixin,
    accounting_bridge_sending_follow_up_mixin,
    accounting_bridge_sending_items_mixin,
    accounting_bridge_sending_outcome_mixin,
    accounting_bridge_switching_mixin,
    accounting_bridge_unread_lists_mixin,
)

# isort: split
from . import (
    account_move,
    accounting_bridge_account_mapping,
    accounting_bridge_attempt,
    accounting_bridge_bulk_press,
    accounting_bridge_call,
    accounting_bridge_checks,
    accounting_bridge_connection,
    accounting_bridge_consent,
    accounting_bridge_contact,
    accounting_bridge_contact_resolver,
    accounting_bridge_directory_sync,
    accounting_bridge_document,
    accounting_bridge_document_line,
    accounting_bridge_grant,
    accounting_bridge_item,
    accounting_bridge_item_resolver,
    accounting_bridge_ledger_account,
    accounting_bridge_link,
    accounting_bridge_order_mixin,
    accounting_bridge_provider,
    accounting_bridge_rate,
    accounting_bridge_sender,
    accounting_bridge_tax_code,
    accounting_bridge_tax_mapping,
    accounting_bridge_tax_set,
    purchase_order,
    purchase_order_line,
    res_company,
    res_partner,
    sale_order,
    sale_order_line,
)
