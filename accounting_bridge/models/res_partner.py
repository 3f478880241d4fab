# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.fields import Domain

from ..const import GONE_REMOTE_STATES
from ..tools.payloads import AddressPayload

#: What an address is made of.
ADDRESS_FIELDS = ("street", "street2", "city", "state_id", "zip", "country_id")


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _bridge_address_payload(self, kind):
        """The partner's address as plain values.

        :param str kind: ``billing`` or ``delivery``
        :rtype: AddressPayload
        """
        self.ensure_one()
        return AddressPayload(
            kind=kind,
            lines=tuple(filter(None, (self.street, self.street2))),
            city=self.city or "",
            region=self.state_id.name or "",
            region_code=self.state_id.code or "",
            postal_code=self.zip or "",
            country=self.country_id.with_context(lang="en_US").name or "",
            country_code=self.country_id.code or "",
        )

    def _bridge_credit(self):
        """What a customer owes by invoices over there, in the company's currency.

        They are no receivable in Odoo, and the order has nothing to invoice any more;
        for the credit limit the customer owes them all the same.

        :rtype: float
        """
        self.ensure_one()
        company = self.env.company
        # sudo: the credit of a customer is for whoever may see the customer.
        amounts = (
            self.env["accounting.bridge.document"]
            .sudo()
            ._read_group(
                Domain("partner_id", "child_of", self.commercial_partner_id.id)
                & Domain("company_id", "child_of", company.root_id.id)
                & Domain("document_type", "=", "invoice")
                & Domain("line_ids.is_counted", "=", True)
                & Domain("remote_state", "not in", GONE_REMOTE_STATES),
                ["currency_id", "state"],
                ["amount_total:sum", "amount_due:sum"],
            )
        )
        today = fields.Date.context_today(self)
        return sum(
            currency._convert(
                due if state == "done" else total, company.currency_id, company, today
            )
            for currency, state, total, due in amounts
        )
