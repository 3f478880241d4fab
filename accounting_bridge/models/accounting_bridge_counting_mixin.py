# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain


class AccountingBridgeCountingMixin(models.AbstractModel):
    """How many records a connection has of each kind, for the buttons of its form."""

    _name = "accounting.bridge.counting.mixin"
    _description = "Counts of a connection"

    document_count = fields.Integer("Documents", compute="_compute_document_count")
    ledger_account_count = fields.Integer(
        "Ledger Accounts", compute="_compute_ledger_account_count"
    )
    tax_code_count = fields.Integer("Tax Codes", compute="_compute_tax_code_count")
    contact_count = fields.Integer("Contacts", compute="_compute_contact_count")
    item_count = fields.Integer("Items", compute="_compute_item_count")
    call_count = fields.Integer(
        "Calls",
        compute="_compute_call_count",
        groups="accounting_bridge.group_manager",
    )

    def _compute_document_count(self):
        self._count("accounting.bridge.document", "document_count")

    def _compute_ledger_account_count(self):
        self._count("accounting.bridge.ledger.account", "ledger_account_count")

    def _compute_tax_code_count(self):
        self._count("accounting.bridge.tax.code", "tax_code_count")

    def _compute_contact_count(self):
        self._count("accounting.bridge.contact", "contact_count")

    def _compute_item_count(self):
        self._count("accounting.bridge.item", "item_count")

    def _compute_call_count(self):
        self._count("accounting.bridge.call", "call_count")

    def _count(self, model_name, field_name, domain=Domain.TRUE):
        """Count what the user would see in the list that the button opens.

        :param Domain domain: of the records that count
        """
        own = Domain("connection_id", "in", self.ids)
        groups = self.env[model_name]._read_group(
            own & domain, ["connection_id"], ["__count"]
        )
        counts = dict(groups)
        for connection in self:
            connection[field_name] = counts.get(connection._origin, 0)
