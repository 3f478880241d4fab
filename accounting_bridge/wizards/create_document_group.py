# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import api, fields, models

#: What is read of orders and their lines, all at once, to see whether they can go.
ORDER_FIELDS = (
    "name",
    "state",
    "company_id",
    "currency_id",
    "partner_id",
    "amount_tax",
)
LINE_FIELDS = (
    "order_id",
    "display_type",
    "is_downpayment",
    "product_id",
    "qty_to_invoice",
    "tax_ids",
)


class AccountingBridgeCreateDocumentGroup(models.TransientModel):
    """Orders of which the dialog for very many says the same: that they can go, or why
    not. A row an order would be more than anybody reads."""

    _name = "accounting.bridge.create.document.group"
    _description = "Orders alike in the dialog for many"
    _order = "bulk_id, id"

    bulk_id = fields.Many2one(
        "accounting.bridge.create.document.bulk",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    connection_id = fields.Many2one("accounting.bridge.connection", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    # Not many2many: thousands of rows would be written that nobody searches.
    order_ids = fields.Json(readonly=True)
    order_count = fields.Integer("Orders", readonly=True)

    # --- What a person may change
    is_selected = fields.Boolean(
        "Send", compute="_compute_is_selected", store=True, readonly=False
    )

    # --- What speaks against it
    order_problem = fields.Char(readonly=True)
    warning = fields.Char(readonly=True)
    problem = fields.Char(compute="_compute_problem")
    remark = fields.Text("To Look At", compute="_compute_remark")

    # === COMPUTE === #

    @api.depends("order_problem", "bulk_id.date")
    def _compute_problem(self):
        for group in self:
            group.problem = group.order_problem or group.bulk_id._value_problem(
                group.connection_id, group.currency_id, group.bulk_id.date
            )

    @api.depends("problem")
    def _compute_is_selected(self):
        for group in self:
            group.is_selected = not group.problem

    @api.depends("problem", "warning")
    def _compute_remark(self):
        for group in self:
            group.remark = group.problem or group.warning or self.env._("Can go.")

    # === GROUPING === #

    @api.model
    def _values_list(self, orders, connections):
        """The groups of some orders: those that can go first, then the largest.

        :param dict connections: by company
        :rtype: list[dict]
        """
        # Not whole records: those of thousands of orders take seconds.
        orders.fetch(ORDER_FIELDS)
        orders.order_line.fetch(LINE_FIELDS)
        on_the_way = set(orders._bridge_meant_already().ids)
        sent_already = self._sent_already(orders, connections)
        gaps = {}
        ids_by_key = defaultdict(list)
        for order in orders:
            connection = connections[order.company_id]
            problem = (
                order.id in on_the_way and self._on_the_way_text()
            ) or self._order_problem(order, connection, gaps)
            warning = not problem and order.id in sent_already
            key = (connection, order.company_id, order.currency_id, problem, warning)
            ids_by_key[key].append(order.id)
        groups = sorted(
            ids_by_key.items(), key=lambda group: (bool(group[0][3]), -len(group[1]))
        )
        return [self._group_values(*key, ids) for key, ids in groups]

    @api.model
    def _group_values(self, connection, company, currency, problem, is_sent, ids):
        warning = self.env._(
            "A bill of the same supplier with the same number was already sent."
        )
        return {
            "connection_id": connection.id,
            "company_id": company.id,
            "currency_id": currency.id,
            "order_problem": problem,
            "warning": is_sent and warning,
            "order_ids": ids,
            "order_count": len(ids),
        }

    @api.model
    def _order_problem(self, order, connection, gaps):
        """Why an order can't go, in words that are the same for all like it.

        :param dict gaps: sentences by what was looked up in the mappings already
        :return: a sentence, or False where nothing is in the way
        :rtype: str | bool
        """
        if not order._bridge_is_confirmed():
            return self.env._("Not confirmed. Confirm them first.")
        document_type = order._bridge_document_type()
        why_off = connection._why_off(document_type)
        if why_off:
            return why_off
        if not order._bridge_has_left():
            return self._nothing_left_text(document_type)
        bulk = self.env["accounting.bridge.create.document.bulk"]
        return (
            bulk._find_mapping_gap(order, connection, gaps)
            or bulk._tax_problem(order, connection)
            or (document_type == "bill" and self._number_problem(order, connection))
        )

    @api.model
    def _on_the_way_text(self):
        return self.env._("On their way already: an earlier press has them.")

    @api.model
    def _nothing_left_text(self, document_type):
        if document_type == "bill":
            return self.env._(
                "Nothing is left to bill: all is billed, or waits for a receipt."
            )
        return self.env._(
            "Nothing is left to invoice: all is invoiced, or waits for a delivery."
        )

    @api.model
    def _number_problem(self, order, connection):
        number = order._bridge_number(connection, "bill").strip()
        if not number:
            return self.env._(
                "The number of the supplier's bill is missing. Enter it on the order "
                "as Vendor Reference, or press on fewer orders to enter it here."
            )
        checks = self.env["accounting.bridge.checks"]
        return checks._number_problem(connection, "bill", number) or False

    @api.model
    def _sent_already(self, orders, connections):
        """The orders whose supplier's bill was sent already, by its number.

        :return: ids
        :rtype: set[int]
        """
        if orders[0]._bridge_document_type() != "bill":
            return set()
        keys = {
            order.id: (
                connections[order.company_id],
                order._bridge_partner().commercial_partner_id,
                order._bridge_number(connections[order.company_id], "bill").strip(),
            )
            for order in orders
        }
        found = self.env["accounting.bridge.create.document"]._find_same_bills(
            list(keys.values())
        )
        return {order_id for order_id, key in keys.items() if key in found}

    # === ACTIONS === #

    def _orders(self):
        """:return: the orders that are still there"""
        self.ensure_one()
        return self.bulk_id._order_model().browse(self.order_ids).exists()

    def action_open_orders(self):
        """Show these orders in their own list, to be mended."""
        orders = self._orders()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders: %s", self.remark),
            "res_model": orders._name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", orders.ids)],
        }
