# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import float_round

from ..const import GONE_REMOTE_STATES


class AccountingBridgeOrderLinkingMixin(models.AbstractModel):
    """How an order is tied to an invoice or bill that a person made over there by
    hand: from then on it covers the order as one of ours would."""

    _name = "accounting.bridge.order.linking.mixin"
    _description = "Linking documents made by hand to an order"

    # === WHAT IT MAY COVER === #

    def _bridge_lines_to_cover(self):
        """What is left of this order, as a document would freeze it. Accounts and tax
        codes are those of the document over there, so there are none here.

        :return: values of ``accounting.bridge.document.line``
        :rtype: list[dict]
        """
        self.ensure_one()
        return self._bridge_unmapped_lines(
            self._bridge_source_lines(), self._bridge_document_type()
        )

    def _bridge_amount_to_cover(self, lines):
        """What is left of this order, in its currency.

        :param list[dict] lines: of :meth:`_bridge_lines_to_cover`
        :rtype: float
        """
        lines = self._bridge_add_amounts([dict(values) for values in lines])
        return self._bridge_totals(lines)["amount_total"]

    def _bridge_quantity_covered(self, quantity, share):
        """How much of a line a document covers that stands for a share of what is
        left.

        :param float quantity: what is left of the line
        :param float share: 1 = all
        """
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        return float_round(quantity * share, precision_digits=digits)

    def _bridge_why_no_link(self, connection, remote):
        """Why a document over there can't be linked to this order.

        :param RemoteDocument remote:
        :return: some words, or False where nothing is in the way
        :rtype: str | bool
        """
        document = self._bridge_document_of(connection, remote)
        if document:
            return self.env._("Linked to %s", document.origin or document.name)
        if remote.state in GONE_REMOTE_STATES:
            return document._remote_state_labels()[remote.state]
        currency = self._bridge_currency_of(connection, remote)
        if currency != self.currency_id.name:
            return self.env._(
                "In %(theirs)s, and the order is in %(ours)s",
                theirs=currency,
                ours=self.currency_id.name,
            )
        if remote.total <= 0:
            return self.env._("Its total is not positive")
        return False

    def _bridge_currency_of(self, connection, remote):
        """The ISO code of a document's currency: the organization's own where it has
        but one, and so does not name it."""
        return remote.currency or connection.currency_id.name

    def _bridge_document_of(self, connection, remote):
        """The document of ours that stands for one over there, or whose mark that
        bears, as while its own answer is not known yet.

        :rtype: accounting.bridge.document
        """
        is_same = Domain("remote_id", "=", remote.remote_id)
        if remote.mark:
            is_same |= Domain("mark", "=", remote.mark)
        # sudo: it can't be linked twice, also where the user may not see the other
        # order.
        return (
            self.env["accounting.bridge.document"]
            .sudo()
            .search(
                Domain("connection_id", "=", connection.id)
                & Domain("document_type", "=", remote.document_type)
                & Domain("state", "!=", "cancel")
                & is_same,
                limit=1,
            )
        )

    # === LINKING === #

    def _bridge_link_document(self, connection, remote, lines, allow_more=False):
        """Let a document over there cover this order. Nothing changes over there.

        The order's lines are locked and what is left is read again, as when a document
        is made.

        :param RemoteDocument remote: as it is over there now
        :param list[dict] lines: of :meth:`_bridge_lines_to_cover`, each with the
            quantity that is covered
        :param bool allow_more: quantities above what is left were confirmed
        :raise UserError: when it can't be linked; says why
        :rtype: accounting.bridge.document
        """
        self._bridge_check_rights()
        problem = self._bridge_why_no_link(connection, remote)
        if problem:
            raise UserError(
                self.env._(
                    "%(number)s can't be linked to %(order)s: %(problem)s.",
                    number=remote.number or remote.remote_id,
                    order=self.display_name,
                    problem=problem,
                )
            )
        self._bridge_lock_lines()
        lines = self._bridge_clean_lines(lines)
        self._bridge_check_left(lines, allow_more)
        tax_mode = self._bridge_freeze_amounts(lines, remote.document_type)
        # sudo: documents are made by the bridge alone, which checked above that the
        # user may link one to this order.
        documents = self.env["accounting.bridge.document"].sudo()
        document = documents.create(
            {
                **self._bridge_linked_values(connection, remote),
                "tax_mode": tax_mode,
                "line_ids": [Command.create(line) for line in lines],
            }
        )
        self._bridge_note_link(document)
        self._bridge_refresh_state()
        return document.sudo(self.env.su)

    def _bridge_linked_values(self, connection, remote):
        """The header of a document that was made by hand. Its amounts are those over
        there: nobody else's are known.

        :rtype: dict
        """
        return {
            **self.env["accounting.bridge.document"]._remote_values(remote),
            "connection_id": connection.id,
            "company_id": self.company_id.id,
            "document_type": remote.document_type,
            "state": "done",
            "is_linked_by_hand": True,
            "partner_id": self._bridge_partner().commercial_partner_id.id,
            "contact_id": self._bridge_contact_of(connection, remote).id,
            "origin": self.name,
            "date": remote.issued_on or self._bridge_today(),
            # So that no document of ours asks for the same one.
            "number": remote.number,
            "currency_id": self.currency_id.id,
            "amount_untaxed": float(remote.subtotal),
            "amount_tax": float(remote.tax),
            "amount_total": float(remote.total),
            "user_id": self.env.uid,
            "pressed_at": fields.Datetime.now(),
            "next_try_at": False,
        }

    def _bridge_contact_of(self, connection, remote):
        """The contact that a document over there is made out to, empty where the
        directory does not know it.

        :rtype: accounting.bridge.contact
        """
        kind = connection._provider()._contact_kind(
            remote.document_type, self._bridge_currency_of(connection, remote)
        )
        return (
            self.env["accounting.bridge.contact"]
            .with_context(active_test=False)
            .search(
                [
                    ("connection_id", "=", connection.id),
                    ("organization_id", "=", connection.organization_id),
                    ("remote_key", "=", remote.contact),
                    ("kind", "in", (kind, False)),
                ],
                limit=1,
            )
        )

    def _bridge_note_link(self, document):
        self.message_post(
            body=self.env._(
                "“%(document)s”, made by hand in %(provider)s, was linked to this "
                "order.",
                document=document.name,
                provider=document.provider_name,
            )
        )
