# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AccountingBridgeChooseOrganization(models.TransientModel):
    """Asks which organization a connection is for: when a consent reaches several, or
    another than the one that is connected."""

    _name = "accounting.bridge.choose.organization"
    _description = "Choice of an organization"

    connection_id = fields.Many2one(
        "accounting.bridge.connection", required=True, ondelete="cascade"
    )
    provider_name = fields.Char(related="connection_id.provider_name")
    company_id = fields.Many2one(related="connection_id.company_id")
    line_ids = fields.One2many(
        "accounting.bridge.choose.organization.line", "choice_id"
    )
    organization_id = fields.Char("Chosen organization")
    connected_name = fields.Char(
        compute="_compute_connected_name", help="Empty where none is connected yet."
    )
    is_kept = fields.Boolean(
        compute="_compute_is_kept", help="The chosen one is connected already."
    )
    can_connect = fields.Boolean(compute="_compute_can_connect")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        connection = self.connection_id.browse(values.get("connection_id"))
        if not connection or "line_ids" not in fields:
            return values
        choices = self._choices(connection)
        chosen_id = self._likely_choice(connection, choices)
        values["organization_id"] = chosen_id
        values["line_ids"] = [
            Command.create(
                {
                    "name": choice.name,
                    "organization_id": choice.organization_id,
                    "is_chosen": choice.organization_id == chosen_id,
                    **self._consequence(connection, choice),
                }
            )
            for choice in choices
        ]
        return values

    @api.depends("connection_id")
    def _compute_connected_name(self):
        for choice in self:
            connection = choice.connection_id
            choice.connected_name = connection.is_live and connection.organization_name

    @api.depends("connection_id", "organization_id")
    def _compute_is_kept(self):
        for choice in self:
            connection = choice.connection_id
            is_own = choice.organization_id == connection.organization_id
            choice.is_kept = connection.is_live and is_own

    @api.depends("organization_id", "line_ids.is_possible")
    def _compute_can_connect(self):
        for choice in self:
            chosen = choice.line_ids.filtered("is_chosen")
            choice.can_connect = bool(choice.organization_id) and all(
                chosen.mapped("is_possible")
            )

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """Keep one organization chosen: the one ticked last."""
        chosen = self.line_ids.filtered("is_chosen")
        newly = chosen.filtered(
            lambda line: line.organization_id != self.organization_id
        )
        self.organization_id = (newly or chosen)[:1].organization_id
        for line in self.line_ids:
            line.is_chosen = line.organization_id == self.organization_id

    def action_connect(self):
        self.ensure_one()
        if not self.organization_id:
            raise UserError(self.env._("Choose the organization to connect to."))
        self.connection_id._connect_organization(self.organization_id)
        return {"type": "ir.actions.act_window_close"}

    def _choices(self, connection):
        """What the consent reaches and may be offered.

        :raise UserError: in words, when there is nothing to choose from
        :rtype: list[RemoteOrganizationChoice]
        """
        choices = connection._organization_choices()
        if not choices:
            raise UserError(
                self.env._(
                    "%(provider)s gave access to no organization that %(company)s can "
                    "use. Connect again and allow access to its organization.",
                    provider=connection.provider_name,
                    company=connection.company_id.name,
                )
            )
        return choices

    def _consequence(self, connection, choice):
        """What choosing an organization means, and whether it can be chosen.

        :return: values of a line
        :rtype: dict
        """
        former = connection.organization_name
        if choice.organization_id == connection.organization_id:
            text = self.env._("It stays, with all its settings.")
            if connection.is_live and connection.state == "reconnect":
                text = self.env._(
                    "It stays. Where its own consent is gone, press Reconnect again "
                    "and choose it there."
                )
            return {"consequence": text, "is_possible": True}
        if not former:
            return {"is_possible": True}
        if connection._has_documents():
            text = self.env._(
                "Not through this connection: documents were sent to %s through it. "
                "Make a new connection and press Connect there.",
                former,
            )
            return {"consequence": text, "is_possible": False}
        text = self.env._(
            "It takes the place of %s: the accounts and taxes chosen for that are "
            "forgotten, and the setup is to be done again.",
            former,
        )
        return {"consequence": text, "is_possible": True}

    def _likely_choice(self, connection, choices):
        """The organization ticked at first: the connection's own, or a single one."""
        ids = [choice.organization_id for choice in choices]
        if connection.organization_id in ids:
            return connection.organization_id
        return ids[0] if len(ids) == 1 else False
