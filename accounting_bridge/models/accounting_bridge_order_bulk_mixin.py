# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Command


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
        values_list = []
        for order in self - self.browse(prepared):
            connection = order.company_id._accounting_bridge_connection()
            connection._check_can_send(order._bridge_document_type())
            values_list.append(
                {**order._bridge_bare_values(connection), **(values or {})}
            )
        # sudo: as for all documents, see _bridge_create_document.
        documents = self.env["accounting.bridge.document"].sudo().create(values_list)
        self._bridge_refresh_state()
        documents = documents.union(*prepared.values())
        documents.connection_id._trigger_sending(documents._scheduled_time())
        return documents.sudo(self.env.su)

    def _bridge_documents_being_prepared(self):
        """:return: the bare document of each order that has one, by the order's id
        :rtype: dict[int, accounting.bridge.document]
        """
        bare_lines = self._bridge_document_lines().filtered(
            lambda line: (
                line.display_type == "to_prepare"
                and line.document_id.state == "preparing"
            )
        )
        return {
            line[self._bridge_order_field()].id: line.document_id for line in bare_lines
        }

    def _bridge_bare_values(self, connection):
        """:return: values of a document that names its order and little else"""
        self.ensure_one()
        document_type = self._bridge_document_type()
        bare_line = {
            "display_type": "to_prepare",
            self._bridge_order_field(): self.id,
        }
        return {
            "connection_id": connection.id,
            "company_id": self.company_id.id,
            "document_type": document_type,
            "partner_id": self._bridge_partner().commercial_partner_id.id,
            "origin": self.name,
            "status": connection._allowed_status(document_type),
            "currency_id": self.currency_id.id,
            "user_id": self.env.uid,
            "pressed_at": fields.Datetime.now(),
            "next_try_at": self.env["accounting.bridge.document"]._scheduled_time(),
            "line_ids": [Command.create(bare_line)],
        }
