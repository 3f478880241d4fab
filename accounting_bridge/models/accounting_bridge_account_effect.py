# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from collections import defaultdict

from odoo import models
from odoo.fields import Domain

from ..tools.account_plan import LineKind

LINE_MODELS = {"sale": "sale.order.line", "purchase": "purchase.order.line"}


class AccountingBridgeAccountEffect(models.AbstractModel):
    """Counts the open orders that another choice of ledger accounts concerns. The
    database counts; what is read are the categories of products, never the orders."""

    _name = "accounting.bridge.account.effect"
    _description = "Effect of ledger accounts on open orders"

    def _count_orders(self, connection, direction, today, planned):
        """The open orders of which a line would take another account than today.

        :param str direction: ``sale`` or ``purchase``
        :param AccountPlan today:
        :param AccountPlan planned:
        :return: the count of all, and that of each row of the plan (use and category)
            that changes some
        :rtype: tuple[int, dict[tuple[str, int], int]]
        """
        kinds_by_row = defaultdict(list)
        open_lines = self._open_lines(connection, direction)
        for kind, lines in self._kinds_of_lines(direction, open_lines):
            row = planned.row_for(kind)
            account = planned.account_of(row)
            if account and account != today.account_for(kind):
                kinds_by_row[row].append(lines)
        counts = {
            row: self._count(direction, open_lines, kinds)
            for row, kinds in kinds_by_row.items()
        }
        all_kinds = [lines for kinds in kinds_by_row.values() for lines in kinds]
        return self._count(direction, open_lines, all_kinds), counts

    def _open_lines(self, connection, direction):
        """The lines of confirmed orders that are still to be billed, now or after a
        delivery. Of down payments no category decides."""
        companies = self.env["accounting.bridge.tax.set"]._companies(connection)
        common = (
            Domain("company_id", "in", companies.ids)
            & Domain("display_type", "=", False)
            & Domain("is_downpayment", "=", False)
        )
        if direction == "sale":
            return (
                common
                & Domain("state", "=", "sale")
                & Domain("invoice_status", "in", ("no", "to invoice"))
                & Domain("product_id.type", "!=", "combo")
            )
        return (
            common
            & Domain("order_id.state", "=", "purchase")
            & Domain("order_id.invoice_status", "!=", "invoiced")
            & (Domain("qty_to_invoice", "!=", 0) | Domain("qty_invoiced", "=", 0))
        )

    def _kinds_of_lines(self, direction, open_lines):
        """What there is among the open lines, and the domain that finds each.

        :rtype: collections.abc.Iterator[tuple[LineKind, odoo.fields.Domain]]
        """
        paths = ["product_id.categ_id"]
        # Only where the stock addon is installed can a product be storable.
        fields_of_products = self.env["product.product"]._fields
        if direction == "purchase" and "is_storable" in fields_of_products:
            paths.append("product_id.is_storable")
        lines = self._lines(direction)
        for category, *is_storable in lines._read_group(open_lines, paths):
            is_storable = any(is_storable)
            lineage = tuple(category._bridge_lineage()) if category else ()
            found_by = self._found_by("categ_id", category.id)
            if len(paths) > 1:
                found_by &= self._found_by("is_storable", is_storable)
            yield LineKind(direction, lineage, is_storable), found_by

    def _found_by(self, field_name, value):
        found_by = Domain(f"product_id.{field_name}", "=", value)
        return found_by if value else found_by | Domain("product_id", "=", False)

    def _count(self, direction, open_lines, kinds):
        domain = open_lines & Domain.OR(kinds)
        aggregates = ["order_id:count_distinct"]
        [(count,)] = self._lines(direction)._read_group(domain, aggregates=aggregates)
        return count

    def _lines(self, direction):
        # sudo: who may set up the connection need not see sales and purchases. The
        # domain keeps to the connection's companies.
        return self.env[LINE_MODELS[direction]].sudo()
