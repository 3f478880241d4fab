# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import SENT_AT_ONCE

#: What is foreseen, see the export.
COUNTED = ("linked", "found", "created", "renamed", "decide", "skipped")


class AccountingBridgeExportContacts(models.TransientModel):
    """The dialog between the press on partners and their contacts over there: how many
    will be linked, made, or are to be decided."""

    _name = "accounting.bridge.export.contacts"
    _description = "Export contacts"

    connection_id = fields.Many2one(
        "accounting.bridge.connection", required=True, readonly=True, ondelete="cascade"
    )
    provider_name = fields.Char(related="connection_id.provider_name")
    organization_name = fields.Char(related="connection_id.organization_name")
    contacts_synced_at = fields.Datetime(related="connection_id.contacts_synced_at")
    partner_ids = fields.Many2many(
        "res.partner", "accounting_bridge_export_contacts_partner_rel", readonly=True
    )
    linked_count = fields.Integer(readonly=True)
    found_count = fields.Integer(readonly=True)
    created_count = fields.Integer(readonly=True)
    renamed_count = fields.Integer(
        readonly=True,
        help="Their names are too long there, hold characters that are not taken "
        "there, or get an ending.",
    )
    decide_count = fields.Integer(readonly=True)
    skipped_count = fields.Integer(readonly=True)
    foreign_count = fields.Integer(
        readonly=True, help="Partners of another company, which are left out."
    )
    is_in_background = fields.Boolean(compute="_compute_is_in_background")
    send_label = fields.Char(compute="_compute_send_label")

    @api.depends("partner_ids")
    def _compute_is_in_background(self):
        for dialog in self:
            dialog.is_in_background = len(dialog.partner_ids) > SENT_AT_ONCE

    @api.depends("provider_name")
    def _compute_send_label(self):
        for dialog in self:
            dialog.send_label = self.env._("Send to %s", dialog.provider_name)

    @api.model
    def _open(self, partners):
        """Open the dialog for partners; contact persons and addresses go as the company
        that they belong to.

        :return: an action
        :rtype: dict
        """
        export = self.env["accounting.bridge.contact.export"]
        export._check_may_export()
        connection = self._connection()
        entities = partners.commercial_partner_id
        own = entities.filtered(
            lambda partner: (
                partner.company_id in (connection.company_id, self.env.company)
                or not partner.company_id
            )
        )
        counts = export._foresee(connection, own)
        dialog = self.create(
            {
                "connection_id": connection.id,
                "partner_ids": own.ids,
                "foreign_count": len(entities - own),
                **{f"{name}_count": counts[name] for name in COUNTED},
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send contacts to %s", connection.provider_name),
            "res_model": self._name,
            "res_id": dialog.id,
            "views": [(False, "form")],
            "target": "new",
        }

    @api.model
    def _connection(self):
        """:raise UserError: when the company has no live connection"""
        connection = self.env.company._accounting_bridge_connection()
        if connection.state == "connected":
            return connection
        raise UserError(
            self.env._(
                "%s is not connected to an accounting software. An administrator of "
                "the bridge can connect it.",
                self.env.company.name,
            )
        )

    def action_send(self):
        """A few are sent while the person waits, many by the scheduled action."""
        self.ensure_one()
        export = self.env["accounting.bridge.contact.export"]
        export._check_may_export()
        if not self.is_in_background:
            return export._export_action(self.connection_id, self.partner_ids)
        export._begin_run(self.connection_id, self.partner_ids)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The contacts are on their way to %s. You are told when they have "
                    "arrived.",
                    self.provider_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
