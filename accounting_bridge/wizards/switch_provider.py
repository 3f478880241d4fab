# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountingBridgeSwitchProvider(models.TransientModel):
    """Says what it means that another connection takes the place of a company's live
    one, before anything is asked of the provider."""

    _name = "accounting.bridge.switch.provider"
    _description = "Switch of the accounting provider"

    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        "New connection",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    provider_name = fields.Char(related="connection_id.provider_name")
    company_id = fields.Many2one(related="connection_id.company_id")
    live_id = fields.Many2one(
        "accounting.bridge.connection",
        "Live connection",
        compute="_compute_live_id",
    )
    live_provider_name = fields.Char("Live provider", related="live_id.provider_name")
    live_organization_name = fields.Char(
        "Live organization", related="live_id.organization_name"
    )
    is_same_provider = fields.Boolean(compute="_compute_live_id")
    is_set_up_again = fields.Boolean(
        compute="_compute_live_id", help="The new connection was set up before."
    )
    sent_count = fields.Integer(compute="_compute_counts")
    unsent_count = fields.Integer(compute="_compute_counts")
    failed_count = fields.Integer(compute="_compute_counts")
    unsettled_count = fields.Integer(
        compute="_compute_counts", help="These hold up the switch."
    )

    @api.depends("connection_id")
    def _compute_live_id(self):
        for switch in self:
            connection = switch.connection_id
            live = connection._live_neighbor()
            switch.live_id = live
            switch.is_same_provider = live.provider == connection.provider
            switch.is_set_up_again = connection.is_set_up

    @api.depends("live_id")
    def _compute_counts(self):
        for switch in self:
            unsent = switch.live_id._unsent_documents()
            failed = unsent.filtered(lambda document: document.state == "failed")
            noted = switch.live_id._noted_counts("connection_id")
            switch.sent_count = len(switch.live_id._sent_documents())
            switch.unsent_count = len(unsent - failed) + sum(noted.values())
            switch.failed_count = len(failed)
            switch.unsettled_count = len(switch.live_id._documents_on_their_way())

    def action_switch(self):
        """Go for the consent. The live connection ends only once the new one is
        connected."""
        self.ensure_one()
        if not self.live_id:
            raise UserError(
                self.env._(
                    "%s has no other live connection any more. Close this and press "
                    "Connect again.",
                    self.company_id.name,
                )
            )
        return self.connection_id._switch_from(self.live_id)

    def action_open_unsettled(self):
        self.ensure_one()
        documents = self.live_id._documents_on_their_way()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sending or in Doubt"),
            "res_model": "accounting.bridge.document",
            "view_mode": "list,form",
            "domain": [("id", "in", documents.ids)],
        }
