# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .accounting_bridge_document import UNSENT_STATES


class AccountingBridgeSwitchingMixin(models.AbstractModel):
    """How a connection takes the place of its company's live one.

    A person confirms it first, in ``accounting.bridge.switch.provider``. The live one
    ends in the transaction that connects the new one, and not before.
    """

    _name = "accounting.bridge.switching.mixin"
    _description = "Switching to another provider or organization"

    live_neighbor_name = fields.Char(
        compute="_compute_live_neighbor_name",
        help="The company's live connection, whose place this one would take.",
    )

    def _compute_live_neighbor_name(self):
        for connection in self:
            is_possible = connection.company_id and not connection.is_live
            neighbor = is_possible and connection._live_neighbor()
            connection.live_neighbor_name = neighbor.name if neighbor else False

    def _live_neighbor(self):
        """The other connection of this company that is live, empty where none is.

        :rtype: accounting.bridge.connection
        """
        self.ensure_one()
        return self.search(
            [
                ("id", "!=", self._origin.id),
                ("is_live", "=", True),
                ("company_id", "=", self.company_id.id),
            ]
        )

    def _ask_about_switch(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Switch Accounting Provider"),
            "res_model": "accounting.bridge.switch.provider",
            "view_mode": "form",
            "target": "new",
            "context": {"default_connection_id": self.id},
        }

    def _switch_from(self, live):
        """A person has confirmed that this connection takes the place of another:
        ask for the consent. Until it led to an organization, all stays as it is.

        :param accounting.bridge.connection live: the one to be replaced
        :raise UserError: while documents of it are on their way
        :return: an action
        :rtype: dict
        """
        self.ensure_one()
        self._check_administrator()
        live._check_administrator()
        live._check_nothing_on_its_way()
        self.sudo().replaced_id = live  # sudo: no person writes it
        return self._start_consent()

    def _end_replaced(self):
        """Disconnect the live connection whose place this one takes."""
        live = self._live_neighbor()
        if not live:
            return
        live._check_administrator()
        live._check_nothing_on_its_way()
        live._make_noted_documents()
        live._cancel_unsent_documents(self)
        live._remove_cron()
        # A conflict with somebody else must show before anything is cut over there.
        self.env.flush_all()
        live._cut_remote_tie_if_possible()
        live._forget_organization()
        live.message_post(body=self.env._("Replaced by %s.", self.name))
        # Not live any more before the other one is: never two in the database.
        live.flush_recordset()

    def _cut_remote_tie_if_possible(self):
        """The new connection must not wait for a provider that is being left."""
        try:
            self._cut_remote_tie()
        except UserError as error:
            self.message_post(
                body=self.env._(
                    "%(reason)s Remove the access of Odoo in %(provider)s by hand.",
                    reason=error,
                    provider=self.provider_name,
                )
            )

    # === ITS DOCUMENTS === #

    def _documents_on_their_way(self):
        """Documents that may or may not have arrived: only the connection that they
        left through can tell."""
        return self._own_documents(
            Domain("state", "=", "sending") | Domain("is_doubtful", "=", True)
        )

    def _unsent_documents(self):
        return self._own_documents(
            Domain("state", "in", UNSENT_STATES) & Domain("is_doubtful", "=", False)
        )

    def _sent_documents(self):
        return self._own_documents(Domain("state", "=", "done"))

    def _own_documents(self, domain):
        # sudo: also documents of branches that the administrator does not work in.
        documents = self.env["accounting.bridge.document"].sudo()
        return documents.search(Domain("connection_id", "in", self.ids) & domain)

    def _check_nothing_on_its_way(self):
        documents = self._documents_on_their_way()
        if documents:
            raise UserError(
                self.env._(
                    "Whether these arrived in %(provider)s is not known yet: "
                    "%(documents)s. Wait until it is, or give them up, then switch.",
                    provider=self.provider_name,
                    documents=", ".join(documents[:5].mapped("name")),
                )
            )

    def _cancel_unsent_documents(self, successor):
        documents = self._unsent_documents()
        documents._cancel_unsent()
        documents.message = self.env._(
            "Never sent: %(company)s went over to %(new)s. Press again on the order to "
            "send it there.",
            company=self.company_id.name,
            new=successor.provider_name,
        )
