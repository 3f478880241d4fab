# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _build_credit_warning_message(
        self, record, current_amount=0.0, exclude_current=False, exclude_amount=0.0
    ):
        # EXTENDS 'account': what is owed over there uses up the credit limit too
        owed = record.partner_id.commercial_partner_id._bridge_credit()
        return super()._build_credit_warning_message(
            record,
            current_amount=current_amount,
            exclude_current=exclude_current,
            exclude_amount=exclude_amount - owed,
        )

    def _bridge_drop_empty_lines(self, orders):
        """Take off the new bills what was billed over there already: lines of 0, and
        sections with nothing under them.

        :param purchase.order orders: the orders that have documents
        """
        # sudo: whoever was allowed to make the bill made these lines just now.
        for bill in self.sudo():
            bill.invoice_line_ids.filtered(
                lambda line: (
                    line.purchase_line_id.order_id in orders
                    and line.display_type == "product"
                    and not line.quantity
                )
            ).unlink()
            bill._bridge_empty_sections(orders).unlink()

    def _bridge_empty_sections(self, orders):
        """:return: the sections of these orders that the next section, or the end of
        the bill, follows at once"""
        self.ensure_one()
        lines = self.invoice_line_ids.sorted("sequence")
        return lines.browse(
            line.id
            for line, following in zip(lines, [*lines[1:], None], strict=True)
            if line.display_type in ("line_section", "line_subsection")
            and line.purchase_line_id.order_id in orders
            and (not following or following.display_type == "line_section")
        )
