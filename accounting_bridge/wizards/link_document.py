# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import formatLang

from ..const import PRESS_PATIENCE
from ..exceptions import BridgeError
from ..tools.verdicts import ContactWish


class AccountingBridgeLinkDocument(models.TransientModel):
    """The dialog that ties an order to an invoice or bill that a person made over
    there by hand: first it looks for it there, then it shows what it will cover."""

    _name = "accounting.bridge.link.document"
    _inherit = "accounting.bridge.order.dialog.mixin"
    _description = "Link a document made by hand"

    step = fields.Selection(
        [("search", "Search"), ("confirm", "Confirm")],
        default="search",
        required=True,
        readonly=True,
    )

    # --- Search
    contact_id = fields.Many2one("accounting.bridge.contact", readonly=True)
    is_of_contact = fields.Boolean("Only of this contact", default=True)
    text = fields.Char("Number")
    message = fields.Char(readonly=True)
    row_ids = fields.One2many("accounting.bridge.link.document.row", "dialog_id")

    # --- What the chosen one covers
    chosen_id = fields.Many2one("accounting.bridge.link.document.row", readonly=True)
    chosen_name = fields.Char(related="chosen_id.display_name", string="Document")
    chosen_contact_name = fields.Char("Made out to", related="chosen_id.contact_name")
    chosen_total = fields.Monetary(related="chosen_id.total", string="Total over there")
    amount_left = fields.Monetary("Left on the order", readonly=True)
    line_ids = fields.One2many("accounting.bridge.link.document.line", "dialog_id")
    amount_covered = fields.Monetary("Covered", compute="_compute_amount_covered")
    is_more_than_left = fields.Boolean(compute="_compute_explanation")
    explanation = fields.Char(compute="_compute_explanation")
    warning = fields.Char(compute="_compute_warning")
    allow_more = fields.Boolean("Let it cover more than is left")

    # === COMPUTE === #

    @api.depends("line_ids.price_total")
    def _compute_amount_covered(self):
        for dialog in self:
            amounts = dialog.line_ids.mapped("price_total")
            dialog.amount_covered = dialog.currency_id.round(sum(amounts))

    @api.depends("chosen_id", "amount_left", "allow_more")
    def _compute_explanation(self):
        for dialog in self:
            difference = dialog._compare_with_left()
            dialog.is_more_than_left = difference > 0
            is_chosen = bool(dialog.chosen_id)
            dialog.explanation = is_chosen and dialog._explain(difference)

    @api.depends("chosen_id", "contact_id")
    def _compute_warning(self):
        for dialog in self:
            row, contact = dialog.chosen_id, dialog.contact_id
            is_known = bool(row and contact)
            is_other = is_known and row.contact_key != contact.remote_key
            dialog.warning = is_other and self.env._(
                "It is made out to “%(theirs)s”, and the order to “%(ours)s”.",
                theirs=row.contact_name,
                ours=contact.name,
            )

    # === ONCHANGE === #

    @api.onchange("allow_more")
    def _onchange_allow_more(self):
        share = self._share()
        for line in self.line_ids:
            line.quantity = line._quantity_covered(share)

    # === OPENING === #

    @api.model
    def _open(self, order):
        """The dialog for an order, with what was found of its customer or supplier.

        :raise AccessError: when the user may not link documents to it
        :raise UserError: with the reason why there is nothing to link one to
        :return: a window action
        :rtype: dict
        """
        order._bridge_check_rights()
        connection = order.company_id._accounting_bridge_connection()
        reason = self._why_not(order, connection)
        if reason:
            raise UserError(reason)
        dialog = self.create(
            {
                order._bridge_order_field(): order.id,
                "connection_id": connection.id,
                "document_type": order._bridge_document_type(),
                "currency_id": order.currency_id.id,
            }
        )
        dialog.contact_id = dialog._find_contact()
        dialog._search_over_there()
        return dialog._show()

    @api.model
    def _why_not(self, order, connection):
        """Why nothing can be linked to an order now.

        :param connection: of the order's company, may be empty
        :return: a sentence, or False where nothing is in the way
        :rtype: str | bool
        """
        if not order._bridge_is_confirmed():
            return self.env._("%s is not confirmed. Confirm it first.", order.name)
        if not connection.is_live:
            return self.env._(
                "No accounting organization is connected to this company."
            )
        lines = order._bridge_has_left() and order._bridge_lines_to_cover()
        if not lines or order._bridge_amount_to_cover(lines) <= 0:
            return order._bridge_nothing_left_message()
        return False

    def _find_contact(self):
        """The contact that documents of the order go to, as far as it is known.

        :rtype: accounting.bridge.contact
        """
        connection = self.connection_id
        checks = self.env["accounting.bridge.checks"]
        resolver = self.env["accounting.bridge.contact.resolver"]
        kind = connection._provider()._contact_kind(
            self.document_type, self.currency_id.name
        )
        partner = self._source_order()._bridge_partner().commercial_partner_id
        wish = ContactWish(partner, kind)
        return (
            checks._fixed_contact(connection, self.document_type)
            or resolver._judge(connection, [wish])[wish].contact
            or self.env["accounting.bridge.contact"]
        )

    def _title(self):
        words = {"provider": self.provider_name, "order": self._source_order().name}
        if self.document_type == "bill":
            return self.env._("Link a bill of %(provider)s to %(order)s", **words)
        return self.env._("Link an invoice of %(provider)s to %(order)s", **words)

    # === SEARCHING === #

    def action_search(self):
        """Look for documents over there."""
        self.ensure_one()
        self.step = "search"
        self._search_over_there()
        return self._show()

    def _search_over_there(self):
        """Fill the rows with what is found, or say why nothing is."""
        self.chosen_id = False
        self.row_ids = [Command.clear()]
        contact = self.contact_id if self.is_of_contact else self.contact_id.browse()
        text = (self.text or "").strip()
        if not contact and not text:
            self.message = self._unknown_contact_text()
            return
        connection = self.connection_id
        try:
            found = connection._provider()._search_documents(
                connection,
                self.document_type,
                contact.remote_key or "",
                text,
                PRESS_PATIENCE,
            )
        except BridgeError as error:
            self.message = error.message
            return
        self.message = not found and self._nothing_found_text(contact, text)
        self.row_ids = [Command.create(self._row_values(remote)) for remote in found]

    def _row_values(self, remote):
        order = self._source_order()
        name = order._bridge_currency_of(self.connection_id, remote)
        # The row tells its own currency, also where the database does not use it.
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", name)])
        return {
            "remote_id": remote.remote_id,
            "number": remote.number,
            "date": remote.issued_on,
            "contact_key": remote.contact,
            "contact_name": remote.contact_name,
            "remote_state": remote.state,
            "currency_id": currency.id or self.currency_id.id,
            "total": float(remote.total),
            "amount_due": float(remote.amount_due),
            "why_not": order._bridge_why_no_link(self.connection_id, remote),
        }

    def _unknown_contact_text(self):
        return self.env._(
            "Which contact of %(provider)s stands for “%(partner)s” is not known. Type "
            "a number, or link the contact first.",
            provider=self.provider_name,
            partner=self._source_order()._bridge_partner().commercial_partner_id.name,
        )

    def _nothing_found_text(self, contact, text):
        words = {
            "provider": self.provider_name,
            "contact": contact.name or "",
            "text": text,
        }
        if contact and text:
            return self.env._(
                "%(provider)s has nothing of “%(contact)s” with a number like "
                "“%(text)s”.",
                **words,
            )
        if contact:
            return self.env._(
                "%(provider)s has nothing of “%(contact)s”. Take the tick away and "
                "type a number to look among all others.",
                **words,
            )
        return self.env._(
            "%(provider)s has nothing with a number like “%(text)s”.", **words
        )

    # === WHAT IT COVERS === #

    def _choose(self, row):
        """Show what a document would cover.

        :raise UserError: when it can't be linked
        """
        order = self._source_order()
        if row.why_not:
            raise UserError(row.why_not)
        lines = order._bridge_lines_to_cover()
        self.write(
            {
                "step": "confirm",
                "chosen_id": row.id,
                "allow_more": False,
                "amount_left": order._bridge_amount_to_cover(lines),
                "line_ids": [
                    Command.clear(),
                    *(Command.create(self._line_values(line)) for line in lines),
                ],
            }
        )
        self._onchange_allow_more()
        return self._show()

    def _line_values(self, prepared):
        lines = self.env["accounting.bridge.link.document.line"]
        values = lines._values_of(self, prepared)
        return {**values, "quantity_left": prepared["quantity"]}

    def _compare_with_left(self):
        """:return: below 0, 0 or above 0, as the chosen total compares with what is
        left"""
        return self.currency_id.compare_amounts(self.chosen_total, self.amount_left)

    def _share(self):
        """The share of what is left that the chosen one covers of each line."""
        difference = self._compare_with_left()
        if not self.amount_left or not difference:
            return 1.0
        if difference > 0 and not self.allow_more:
            return 1.0
        return self.chosen_total / self.amount_left

    def _explain(self, difference):
        words = {
            "order": self._source_order().name,
            "left": self.currency_id.format(self.amount_left),
            "percent": formatLang(
                self.env, 100 * self.chosen_total / (self.amount_left or 1), 1
            ),
        }
        if not difference:
            return self.env._(
                "Its total is what is left on %(order)s: it covers all of it.", **words
            )
        if difference < 0:
            return self.env._(
                "Its total is %(percent)s %% of the %(left)s left on %(order)s, so it "
                "covers that share of each line. Change the quantities where it covers "
                "others.",
                **words,
            )
        if self.allow_more:
            return self.env._(
                "Its total is more than the %(left)s left on %(order)s: each line is "
                "covered by %(percent)s %%.",
                **words,
            )
        return self.env._(
            "Its total is more than the %(left)s left on %(order)s (%(percent)s %%): "
            "it covers all that is left, and no more.",
            **words,
        )

    # === LINKING === #

    def action_link(self):
        """Link the chosen one, as it is over there now."""
        self.ensure_one()
        order = self._source_order()
        self._check_order_unchanged(order)
        document = order._bridge_link_document(
            self.connection_id,
            self._read_chosen(),
            [line._document_line_values() for line in self.line_ids],
            allow_more=self.allow_more,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(document)s of %(provider)s now covers %(order)s.",
                    document=document.name,
                    provider=self.provider_name,
                    order=order.name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_order_unchanged(self, order):
        """What is covered is what was shown, or nothing."""
        lines = [self._plain(values) for values in order._bridge_lines_to_cover()]
        if [line.prepared for line in self.line_ids] != lines:
            raise UserError(
                self.env._(
                    "%s has changed since this dialog was opened. Search again to see "
                    "what is left.",
                    order.name,
                )
            )

    def _read_chosen(self):
        """What the provider says now of the chosen one.

        :raise UserError: when it is not there any more, or not what was shown
        :rtype: RemoteDocument
        """
        row, connection = self.chosen_id, self.connection_id
        if not row:
            raise UserError(self.env._("Choose a document first."))
        try:
            found = connection._provider()._pull_documents(
                connection, self.document_type, [row.remote_id], PRESS_PATIENCE
            )
        except BridgeError as error:
            raise UserError(error.message) from error
        same = [
            remote
            for remote in found
            if remote.remote_id == row.remote_id and row._is_as_shown(remote)
        ]
        if not same:
            raise UserError(
                self.env._(
                    "%(document)s was changed or deleted in %(provider)s just now. "
                    "Search again to see what is there.",
                    document=row.display_name,
                    provider=self.provider_name,
                )
            )
        return same[0]
