# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Command, Domain


class AccountingBridgeOrderBulkMixin(models.AbstractModel):
    """How documents of many orders come of one press: the press notes what is meant,
    and the scheduled action does the rest."""

    _name = "accounting.bridge.order.bulk.mixin"
    _description = "Many documents of one press"

    def _bridge_prepare_bare_document(self, values=None):
        """Note for each of these orders that a document is meant. The scheduled
        action freezes them in slices, and what can't be frozen fails alone.

        An order whose document is being prepared already gets no second one.

        :param dict values: of the header, where the user chose; the rest is filled
            in when the document is frozen
        :return: one document an order, in state ``preparing``
        :rtype: accounting.bridge.document
        """
        self._bridge_check_rights()
        prepared = self._bridge_documents_being_prepared()
        # sudo: as for all documents, see _bridge_create_document.
        documents = self.env["accounting.bridge.document"].sudo()
        fresh = self - self.browse(prepared)
        for company, orders in fresh.grouped("company_id").items():
            connection = company._accounting_bridge_connection()
            connection._check_can_send(orders[0]._bridge_document_type())
            documents |= documents.create(
                orders._bridge_bare_values_list(connection, values or {})
            )
        fresh._bridge_show_waiting()
        documents = documents.union(*prepared.values())
        documents.connection_id._trigger_sending(documents._scheduled_time())
        return documents.sudo(self.env.su)

    def _bridge_documents_being_prepared(self):
        """:return: the bare document of each order that has one, by the order's id
        :rtype: dict[int, accounting.bridge.document]
        """
        order_field = self._bridge_order_field()
        # sudo: nobody makes a second document, also who can't see the first.
        bare_lines = (
            self.env["accounting.bridge.document.line"]
            .sudo()
            .search(
                Domain(order_field, "in", self.ids)
                & Domain("display_type", "=", "to_prepare")
                & Domain("document_id.state", "=", "preparing")
                # A purchase order that travels itself is none of the bills.
                & Domain("document_id.document_type", "!=", "purchase_order")
            )
        )
        return {line[order_field].id: line.document_id for line in bare_lines}

    def _bridge_bare_values_list(self, connection, values):
        """The values of documents that name their orders and little else.

        :param connection: of the company of all these orders
        :param dict values: of each document, where the user chose
        :rtype: list[dict]
        """
        shared = {**self._bridge_shared_bare_values(connection), **values}
        label = self.env["accounting.bridge.document"]._type_labels()[
            shared["document_type"]
        ]
        return [
            {
                **shared,
                "name": f"{label} {shared.get('number') or order.name}",
                "partner_id": order._bridge_partner().commercial_partner_id.id,
                "origin": order.name,
                "currency_id": order.currency_id.id,
                "line_ids": [Command.create(order._bridge_bare_line_values())],
            }
            for order in self
        ]

    def _bridge_bare_line_values(self):
        return {
            "display_type": "to_prepare",
            "company_id": self.company_id.id,
            self._bridge_order_field(): self.id,
        }

    def _bridge_shared_bare_values(self, connection):
        document_type = self[0]._bridge_document_type()
        return {
            "connection_id": connection.id,
            "company_id": self.company_id.id,
            "document_type": document_type,
            "status": connection._allowed_status(document_type),
            "user_id": self.env.uid,
            "pressed_at": fields.Datetime.now(),
            "next_try_at": self.env["accounting.bridge.document"]._scheduled_time(),
        }

    def _bridge_show_waiting(self):
        """The badge of orders that a document is meant for, as
        ``_bridge_state_of`` gives it, without a look at all their documents.

        Each order is written to, also where its badge stays: of two presses at one
        moment the database lets one through, and Odoo runs the other one again, which
        then sees the documents of the first. To lock the orders would not do: who gets
        the lock right after the first is through does not see its documents.
        """
        # sudo: the badge follows from the documents, whoever made them. Nobody follows
        # the badge: looking for who does would take a look at each.
        orders = self.sudo().with_context(tracking_disable=True)
        failed = orders.filtered(lambda order: order.bridge_state == "failed")
        failed.write({"bridge_state": "failed"})
        (orders - failed).write({"bridge_state": "waiting"})
