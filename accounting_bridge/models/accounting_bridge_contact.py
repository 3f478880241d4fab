# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models


class AccountingBridgeContact(models.Model):
    """A read-only copy of a contact of the organization."""

    _name = "accounting.bridge.contact"
    _description = "Accounting contact"
    _inherit = "accounting.bridge.directory.mixin"
    _rec_names_search = ["name", "email"]
    _order = "name, id"

    email = fields.Char(readonly=True)
    phone = fields.Char(readonly=True)
    mobile = fields.Char(readonly=True)
    website = fields.Char(readonly=True)
    first_name = fields.Char(readonly=True)
    last_name = fields.Char(readonly=True)
    tax_number = fields.Char(readonly=True)
    currency_code = fields.Char("Currency", readonly=True)
    addresses = fields.Json(
        "Parts of addresses",
        readonly=True,
        help="A list of addresses, each with the parts of its payload.",
    )
    address_text = fields.Text("Addresses", compute="_compute_address_text")
    receivable = fields.Monetary(
        readonly=True, help="What the customer owed when the contact was last read."
    )
    payable = fields.Monetary(
        readonly=True,
        help="What was owed to the supplier when the contact was last read.",
    )
    # An amount in the database is never unknown.
    has_receivable = fields.Boolean("Receivable is known", readonly=True)
    has_payable = fields.Boolean("Payable is known", readonly=True)
    balance_currency_code = fields.Char(
        "Currency code of the balances",
        readonly=True,
        help="Empty where they are in the organization's currency.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        "Currency of the balances",
        compute="_compute_currency_id",
        help="Empty where Odoo does not know it.",
    )
    key = fields.Char(
        "Partner key",
        readonly=True,
        index="btree_not_null",
        help="The key of our partner that the contact bears over there.",
    )
    name_key = fields.Char(
        readonly=True, index=True, help="The name as it is compared, see matching."
    )
    tax_key = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="The tax number as it is compared, see matching.",
    )
    kind = fields.Char(
        readonly=True,
        help="Which of a partner's contacts it can be, as the provider tells them "
        "apart. Empty where one contact serves for all.",
    )
    status = fields.Selection(
        [
            ("active", "Active"),
            ("archived", "Archived"),
            ("merged", "Merged"),
            ("gone", "Gone"),
        ],
        readonly=True,
        help="Gone: not there any more. Where the provider does not tell of merges, it "
        "may have been merged into another one.",
    )
    merged_into = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="Id over there of the contact that it is a part of now.",
    )
    is_customer = fields.Boolean(readonly=True)
    is_supplier = fields.Boolean(readonly=True)
    is_part = fields.Boolean(
        "Part of Another",
        readonly=True,
        help="A project or sub-customer of another contact: imports leave it alone.",
    )
    remote_updated_at = fields.Datetime("Changed over there", readonly=True)
    synced_at = fields.Datetime("Last synced", readonly=True)
    linked_at = fields.Datetime(
        "Last linked", readonly=True, help="See the link, which counts on it."
    )

    @api.depends("addresses")
    def _compute_address_text(self):
        for contact in self:
            contact.address_text = "\n".join(map(_one_line, contact.addresses or ()))

    @api.depends("balance_currency_code", "connection_id.currency_id")
    def _compute_currency_id(self):
        codes = set(self.mapped("balance_currency_code")) - {False}
        # Of an organization's currencies, not all are active in Odoo.
        currencies = self.env["res.currency"].with_context(active_test=False)
        by_code = {
            currency.name: currency
            for currency in currencies.search([("name", "in", list(codes))])
        }
        for contact in self:
            code = contact.balance_currency_code
            contact.currency_id = (
                by_code.get(code) if code else contact.connection_id.currency_id
            )

    def _fault(self):
        """Why it takes no documents.

        :return: a cause of ``accounting.bridge.contact.decision``, empty where it takes
            them
        :rtype: str
        """
        self.ensure_one()
        if self.status == "archived":
            return "archived"
        return "" if self.active and self.status != "merged" else "gone"

    def _takes_documents(self, kind):
        """Whether documents that need this kind of contact can be for it.

        :rtype: bool
        """
        return not self._fault() and (self.kind or "") == (kind or "")


def _one_line(address):
    """:param dict address: with the parts of an ``AddressPayload``"""
    place = " ".join(filter(None, (address["postal_code"], address["city"])))
    parts = (*address["lines"], place, address["region"], address["country"])
    return ", ".join(filter(None, parts))
