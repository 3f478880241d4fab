# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..const import DOCUMENT_TYPES

#: The most documents that are sent while the person waits. Of more, the scheduled
#: actions send all.
SENT_AT_ONCE = 50


class AccountingBridgeCreateDocumentBulk(models.TransientModel):
    """The dialog between the press on many orders and their invoices or bills over
    there: a row an order.

    Create only notes what is meant. The scheduled actions freeze and send it, and what
    can't be frozen fails alone.
    """

    _name = "accounting.bridge.create.document.bulk"
    _description = "Create documents of many orders over there"

    document_type = fields.Selection(DOCUMENT_TYPES, required=True, readonly=True)
    date = fields.Date("Document Date")
    row_ids = fields.One2many("accounting.bridge.create.document.order", "bulk_id")
    selected_count = fields.Integer(compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")
    has_companies = fields.Boolean(compute="_compute_has_companies")
    create_label = fields.Char(compute="_compute_labels")
    sending_label = fields.Char(compute="_compute_labels")

    # === COMPUTE === #

    @api.depends("row_ids.is_selected", "row_ids.problem")
    def _compute_summary(self):
        for bulk in self:
            bulk.selected_count = len(bulk._selected_rows())
            bulk.summary = bulk._summary()

    def _summary(self):
        ticked = self.env._(
            "%(count)s of %(all)s orders are ticked.",
            count=self.selected_count,
            all=len(self.row_ids),
        )
        problem_count = len(self.row_ids.filtered("problem"))
        if not problem_count:
            return ticked
        problems = self.env._(
            "%s can't go as they are: the last column says why.", problem_count
        )
        return f"{ticked} {problems}"

    @api.depends("row_ids.company_id")
    def _compute_has_companies(self):
        for bulk in self:
            bulk.has_companies = len(bulk.row_ids.company_id) > 1

    @api.depends("selected_count", "document_type")
    def _compute_labels(self):
        for bulk in self:
            providers = bulk._provider_names()
            bulk.sending_label = self.env._("Sending to %s …", providers)
            bulk.create_label = bulk._create_label(bulk.selected_count, providers)

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
        names = dict.fromkeys(self.row_ids.connection_id.mapped("provider_name"))
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
        """A dialog with a row an order. Asks for each connection once."""
        connections = {
            company: company._accounting_bridge_connection()
            for company in orders.company_id
        }
        gaps = {}
        rows = [
            self._row_values(order, connections[order.company_id], gaps)
            for order in orders
        ]
        return self.create(
            {
                "document_type": orders[0]._bridge_document_type(),
                "date": orders[0]._bridge_today(),
                "row_ids": [Command.create(row) for row in rows],
            }
        )

    @api.model
    def _row_values(self, order, connection, gaps):
        """
        :param dict gaps: sentences by what was looked up in the mappings already
        """
        problem = self.env["accounting.bridge.create.document"]._why_not(
            order, connection
        ) or self._find_mapping_gap(order, connection, gaps)
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
            if not line._bridge_has_left():
                continue
            key = (
                connection,
                order._bridge_account_purpose(connection, line),
                line.tax_ids,
            )
            if key not in gaps:
                direction = order._bridge_direction()
                gaps[key] = self._mapping_gap(*key, direction)
            if gaps[key]:
                return gaps[key]
        return False

    @api.model
    def _mapping_gap(self, connection, purpose, taxes, direction):
        if not connection._account_for(purpose):
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

    # === CREATING === #

    def action_create(self):
        """Note the documents that are meant. A few are sent while the person waits,
        many by the scheduled actions alone."""
        self.ensure_one()
        rows = self._selected_rows()
        if not rows:
            raise UserError(
                self.env._("Tick at least one order that has nothing missing.")
            )
        documents = self._prepare_documents(rows)
        if len(documents) > SENT_AT_ONCE:
            documents._leave_to_schedule()
            return self._goes_by_itself_action(documents)
        return self.env["accounting.bridge.create.document"]._send_action(documents)

    def _selected_rows(self):
        return self.row_ids.filtered(lambda row: row.is_selected and not row.problem)

    @api.model
    def _prepare_documents(self, rows):
        """Documents in state ``preparing``, one a row."""
        documents = self.env["accounting.bridge.document"]
        by_values = rows.grouped(lambda row: tuple(row._document_values().items()))
        for values, same_values in by_values.items():
            orders = same_values.sale_order_id or same_values.purchase_order_id
            documents |= orders._bridge_prepare_bare_document(dict(values))
        return documents

    def _goes_by_itself_action(self, documents):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "title": self._provider_names(),
                "message": self.env._(
                    "%s documents are on their way. They arrive by themselves; the "
                    "list of orders shows their state.",
                    len(documents),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
