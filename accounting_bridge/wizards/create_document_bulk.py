# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import formatLang

from ..const import DOCUMENT_TYPES, SENT_AT_ONCE

#: The most orders that the dialog shows one by one.
MOST_ROWS = 200


class AccountingBridgeCreateDocumentBulk(models.TransientModel):
    """The dialog between the press on many orders and their invoices or bills over
    there: a row an order, or where these would be too many, a row for all orders of
    which the same is to be said.

    Create only notes what is meant. The scheduled actions freeze and send it, and what
    can't be frozen fails alone.
    """

    _name = "accounting.bridge.create.document.bulk"
    _description = "Create documents of many orders over there"

    document_type = fields.Selection(DOCUMENT_TYPES, required=True, readonly=True)
    date = fields.Date("Document Date")
    row_ids = fields.One2many("accounting.bridge.create.document.order", "bulk_id")
    group_ids = fields.One2many("accounting.bridge.create.document.group", "bulk_id")
    selected_count = fields.Integer(compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")
    has_companies = fields.Boolean(compute="_compute_has_companies")
    create_label = fields.Char(compute="_compute_labels")
    sending_label = fields.Char(compute="_compute_labels")

    # === COMPUTE === #

    @api.depends(
        "row_ids.is_selected",
        "row_ids.problem",
        "group_ids.is_selected",
        "group_ids.problem",
    )
    def _compute_summary(self):
        for bulk in self:
            bulk.selected_count = bulk._count_orders(
                bulk._selected(bulk.row_ids), bulk._selected(bulk.group_ids)
            )
            bulk.summary = bulk._summary()

    def _selected(self, parts):
        """:param parts: rows or groups"""
        return parts.filtered(lambda part: part.is_selected and not part.problem)

    @api.model
    def _count_orders(self, rows, groups):
        return len(rows) + sum(groups.mapped("order_count"))

    def _summary(self):
        ticked = self.env._(
            "%(count)s of %(all)s orders are ticked.",
            count=formatLang(self.env, self.selected_count, 0),
            all=formatLang(
                self.env, self._count_orders(self.row_ids, self.group_ids), 0
            ),
        )
        problem_count = self._count_orders(
            self.row_ids.filtered("problem"), self.group_ids.filtered("problem")
        )
        if not problem_count:
            return ticked
        problems = self.env._(
            "%s can't go as they are: the column “To Look At” says why.",
            formatLang(self.env, problem_count, 0),
        )
        return f"{ticked} {problems}"

    @api.depends("row_ids.company_id", "group_ids.company_id")
    def _compute_has_companies(self):
        for bulk in self:
            companies = bulk.row_ids.company_id | bulk.group_ids.company_id
            bulk.has_companies = len(companies) > 1

    @api.depends("selected_count", "document_type")
    def _compute_labels(self):
        for bulk in self:
            providers = bulk._provider_names()
            bulk.sending_label = self.env._("Sending to %s …", providers)
            count = formatLang(self.env, bulk.selected_count, 0)
            bulk.create_label = bulk._create_label(count, providers)

    def _create_label(self, count, providers):
        if self.document_type == "bill":
            return self.env._(
                "Create %(count)s bills in %(provider)s",
                count=count,
                provider=providers,
            )
        return self.env._(
            "Create %(count)s invoices in %(provider)s",
            count=count,
            provider=providers,
        )

    def _provider_names(self):
        connections = self.row_ids.connection_id | self.group_ids.connection_id
        names = dict.fromkeys(connections.mapped("provider_name"))
        return ", ".join(names) or self.env._("the accounting software")

    # === ONCHANGE === #

    @api.onchange("date")
    def _onchange_date(self):
        self.row_ids.date = self.date

    # === OPENING === #

    @api.model
    def _open(self, orders):
        """The dialog for many orders of one model.

        :return: a window action
        :rtype: dict
        """
        bulk = self._make(orders)
        return {
            "type": "ir.actions.act_window",
            "name": bulk._title(),
            "res_model": self._name,
            "res_id": bulk.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    def _title(self):
        providers = self._provider_names()
        if self.document_type == "bill":
            return self.env._("Create bills in %s", providers)
        return self.env._("Create invoices in %s", providers)

    @api.model
    def _make(self, orders):
        """A dialog with a row an order, or some for all. Asks for each connection
        once."""
        connections = {
            company: company._accounting_bridge_connection()
            for company in orders.company_id
        }
        return self.create(
            {
                "document_type": orders[0]._bridge_document_type(),
                "date": orders[0]._bridge_today(),
                **self._row_commands(orders, connections),
            }
        )

    @api.model
    def _row_commands(self, orders, connections):
        if len(orders) > MOST_ROWS:
            groups = self.env["accounting.bridge.create.document.group"]
            values_list = groups._values_list(orders, connections)
            return {"group_ids": [Command.create(values) for values in values_list]}
        gaps = {}
        rows = [
            self._row_values(order, connections[order.company_id], gaps)
            for order in orders
        ]
        return {"row_ids": [Command.create(row) for row in rows]}

    @api.model
    def _row_values(self, order, connection, gaps):
        """
        :param dict gaps: sentences by what was looked up in the mappings already
        """
        problem = (
            self.env["accounting.bridge.create.document"]._why_not(order, connection)
            or self._find_mapping_gap(order, connection, gaps)
            or self._tax_problem(order, connection)
        )
        values = {
            order._bridge_order_field(): order.id,
            "connection_id": connection.id,
            "partner_id": order._bridge_partner().commercial_partner_id.id,
            "order_problem": problem,
        }
        if order._bridge_document_type() == "bill":
            values["number"] = order._bridge_number(connection, "bill")
            values["date"] = order._bridge_today()
        return values

    @api.model
    def _find_mapping_gap(self, order, connection, gaps):
        """What the mappings lack for an order, False where nothing.

        :rtype: str | bool
        """
        # Not filtered(): its lines would read their taxes order by order.
        for line in order.order_line:
            if line.display_type:
                continue
            key = (
                connection,
                order._bridge_account_purpose(connection, line),
                line.product_id.categ_id._bridge_of_line(line),
                line.tax_ids,
            )
            if gaps.get(key) is False or not line._bridge_has_left():
                continue
            if key not in gaps:
                direction = order._bridge_direction()
                gaps[key] = self._mapping_gap(*key, direction)
            if gaps[key]:
                return gaps[key]
        return False

    @api.model
    def _mapping_gap(self, connection, purpose, category, taxes, direction):
        if not connection._account_for(purpose, category):
            return self.env._(
                "No ledger account is mapped. Open the order alone to choose one, or "
                "ask an administrator to map it in the setup."
            )
        uses_tax_codes = connection._provider()._uses_tax_codes(connection, direction)
        if uses_tax_codes and not connection._tax_code_for(direction, taxes):
            return self.env._(
                "No tax code is mapped for %s. Open the order alone to choose one, or "
                "ask an administrator to map it in the setup.",
                " + ".join(taxes.mapped("name")) or self.env._("no tax"),
            )
        return False

    @api.model
    def _tax_problem(self, order, connection):
        """
        :return: why the provider takes no document with the taxes of an order, a false
            value where nothing is in the way
        """
        return connection._provider()._check_tax(
            connection, order._bridge_document_type(), order.amount_tax
        )

    @api.model
    def _value_problem(self, connection, currency, date, number=""):
        """Why the provider would refuse what is entered or given.

        :return: a sentence, or a false value where nothing is in the way
        """
        if not date:
            return self.env._("Enter the document date.")
        checks = self.env["accounting.bridge.checks"]
        return (
            checks._right_problem(connection, self.document_type)
            or checks._currency_problem(connection, currency)
            or checks._date_problem(connection, self.document_type, date)
            or checks._number_problem(connection, self.document_type, number)
            or checks._fixed_contact_problem(connection, self.document_type, currency)
        )

    # === CREATING === #

    def action_create(self):
        """Note the documents that are meant. A few are sent while the person waits,
        many by the scheduled actions alone."""
        self.ensure_one()
        rows, groups = self._selected(self.row_ids), self._selected(self.group_ids)
        count = self._count_orders(rows, groups)
        if not count:
            raise UserError(
                self.env._("Tick at least one order that has nothing missing.")
            )
        if count <= SENT_AT_ONCE:
            documents = self._prepare_rows(rows, {}) + self._prepare_groups(groups)
            return self.env["accounting.bridge.create.document"]._send_action(documents)
        press = self.env["accounting.bridge.bulk.press"]._begin(self.document_type)
        self._prepare_rows(rows, press._document_values())
        for group in groups:
            group._orders()._bridge_note(press, self.date)
        return press._follow()

    def _prepare_rows(self, rows, values):
        """Documents in state ``preparing``, one an order.

        :param dict values: of each document
        """
        documents = self.env["accounting.bridge.document"]
        by_values = rows.grouped(lambda row: tuple(row._document_values().items()))
        for own_values, same_values in by_values.items():
            orders = same_values.sale_order_id or same_values.purchase_order_id
            own_values = {**values, **dict(own_values)}
            documents += orders._bridge_prepare_bare_document(own_values)
        return documents

    def _prepare_groups(self, groups):
        """As for rows, where few orders of many are ticked."""
        documents = self.env["accounting.bridge.document"]
        for group in groups:
            orders = group._orders()
            documents += orders._bridge_prepare_bare_document({"date": self.date})
        return documents

    def _order_model(self):
        """:return: the orders' model, as an empty recordset"""
        documents = self.env["accounting.bridge.document"]
        return documents._order_model(self.document_type)
