# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.tools import float_compare

from ..const import REMOTE_STATES


class AccountingBridgeLinkDocumentRow(models.TransientModel):
    """A document that was found over there, in the dialog that links one."""

    _name = "accounting.bridge.link.document.row"
    _description = "Document found over there"
    _order = "dialog_id, id"

    dialog_id = fields.Many2one(
        "accounting.bridge.link.document",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    remote_id = fields.Char(required=True, readonly=True)
    number = fields.Char(readonly=True)
    date = fields.Date(readonly=True)
    contact_key = fields.Char(readonly=True)
    contact_name = fields.Char("Contact", readonly=True)
    remote_state = fields.Selection(REMOTE_STATES, "Status", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    total = fields.Monetary(readonly=True)
    amount_due = fields.Monetary("Due", readonly=True)
    why_not = fields.Char("Can't be linked", readonly=True)

    @api.depends("number", "dialog_id.document_type")
    def _compute_display_name(self):
        labels = self.env["accounting.bridge.document"]._type_labels()
        for row in self:
            label = labels.get(row.dialog_id.document_type, "")
            row.display_name = f"{label} {row.number or row.remote_id}"

    def action_choose(self):
        """Show what this document would cover."""
        self.ensure_one()
        return self.dialog_id._choose(self)

    def _is_as_shown(self, remote):
        """Whether the total over there is still the one that was shown.

        :param RemoteDocument remote:
        """
        digits = self.currency_id.decimal_places
        return not float_compare(
            float(remote.total), self.total, precision_digits=digits
        )
