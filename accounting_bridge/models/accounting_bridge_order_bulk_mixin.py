# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Command, Domain


class AccountingBridgeOrderBulkMixin(models.AbstractModel):
    """How documents of many orders come of one press: the press notes what is meant,
    with a bare document an order or, for thousands, with one row for all, and the
    scheduled action does the rest."""

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
        self._bridge_make_noted_documents()
        prepared = self._bridge_documents_being_prepared()
        # sudo: as for all documents, see _bridge_create_document.
        documents = self.env["accounting.bridge.document"].sudo()
        fresh = self - self.browse(prepared)
        for connection, orders in fresh._bridge_each_connection():
            shared = orders._bridge_shared_bare_values(connection)
            documents |= documents.create(
                orders._bridge_bare_values_list({**shared, **(values or {})})
            )
        fresh._bridge_show_waiting()
        documents = documents.union(*prepared.values())
        documents.connection_id._trigger_sending(documents._scheduled_time())
        return documents.sudo(self.env.su)

    def _bridge_each_connection(self):
        """These orders by company, each with the connection that they go to.

        :raise UserError: where nothing can be sent to it now
        """
        for company, orders in self.grouped("company_id").items():
            connection = company._accounting_bridge_connection()
            connection._check_can_send(orders[0]._bridge_document_type())
            yield connection, orders

    # === NOTED WITH A PRESS === #

    def _bridge_note(self, press, date):
        """Note with a bulk press that a document is meant for each of these orders,
        of which none is written yet: the scheduled action makes bare documents of
        them. An order that one is meant for already is left out.

        :param accounting.bridge.bulk.press press: of this user
        :param datetime.date date: of the documents
        """
        self._bridge_check_rights()
        fresh = self - self._bridge_meant_already()
        # sudo: parts are written by the bridge alone.
        parts = self.env["accounting.bridge.bulk.part"].sudo()
        for connection, orders in fresh._bridge_each_connection():
            parts.create(
                {
                    "press_id": press.id,
                    "document_type": press.document_type,
                    "connection_id": connection.id,
                    "company_id": orders.company_id.id,
                    "order_ids": orders.ids,
                    "order_count": len(orders),
                    "date": date,
                    "status": connection._allowed_status(press.document_type),
                }
            )
        fresh._bridge_show_waiting()

    def _bridge_meant_already(self):
        """:return: those of these orders that the scheduled action will see to"""
        prepared = self.browse(self._bridge_documents_being_prepared())
        return prepared | self._bridge_noted()

    def _bridge_noted(self):
        """:return: those of these orders that a bulk press has noted so far"""
        parts = self.env["accounting.bridge.bulk.part"]
        return self.browse().union(*parts._noted_among(self).values())

    def _bridge_make_noted_documents(self):
        """Make the bare documents of those that a bulk press has noted at once,
        before somebody does something else with them."""
        noted = self.env["accounting.bridge.bulk.part"]._noted_among(self)
        for part, orders in noted.items():
            part._make_documents(orders.ids)

    # === BARE DOCUMENTS === #

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

    def _bridge_bare_values_list(self, shared):
        """The values of documents that name their orders and little else.

        :param dict shared: values of each of them
        :rtype: list[dict]
        """
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
        """
        :param connection: of the company of all these orders
        :return: what their bare documents have in common
        :rtype: dict
        """
        document_type = self._bridge_document_type()
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
