# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models
from odoo.exceptions import UserError

from ..const import SALES_TAX_KINDS


class AccountingBridgeConnection(models.Model):
    _inherit = "accounting.bridge.connection"

    provider = fields.Selection(
        selection_add=[("qbo", "QuickBooks")],
        ondelete={"qbo": lambda connections: connections._retire()},
    )

    # --- Chosen by the administrator
    qbo_environment = fields.Selection(
        [("production", "Production"), ("sandbox", "Sandbox")],
        "Environment",
        default="production",
        required=True,
        help="Sandbox: the companies for tries that Intuit gives to developers. An "
        "app's development keys reach these alone, its production keys real companies "
        "alone.",
    )
    qbo_bill_tax = fields.Selection(
        [
            ("spread", "Added to the taxed lines"),
            ("line", "On a line of its own"),
        ],
        "Tax on bills",
        default="spread",
        required=True,
        help="Bills carry no tax codes in the United States, nor where sales tax is "
        "turned off in QuickBooks: the tax that the supplier charges is a part of the "
        "cost.",
    )
    qbo_bill_tax_account_id = fields.Many2one(
        "accounting.bridge.ledger.account",
        "Account for tax on bills",
        domain="[('connection_id', '=', id), ('is_selectable', '=', True)]",
    )
    qbo_sales_tax_code_id = fields.Many2one(
        "accounting.bridge.tax.code",
        "Sales tax rate",
        domain="[('connection_id', '=', id)]",
        help="The rate in QuickBooks that invoices with tax are filed under. Without "
        "it only untaxed invoices are sent.",
    )

    # --- What QuickBooks says of the company
    qbo_is_multicurrency = fields.Boolean("Multicurrency", readonly=True, copy=False)
    qbo_sales_tax = fields.Selection(
        SALES_TAX_KINDS, "Sales tax", readonly=True, copy=False
    )
    qbo_has_custom_numbers = fields.Boolean(
        "Custom transaction numbers", readonly=True, copy=False
    )
    qbo_payable_accounts = fields.Json(
        readonly=True,
        copy=False,
        help="IDs of the Accounts Payable accounts, by currency.",
    )

    def write(self, vals):
        self._qbo_check_environment(vals)
        return super().write(vals)

    def _qbo_check_environment(self, values):
        """Companies of the two environments have nothing to do with each other."""
        environment = values.get("qbo_environment")
        for connection in self:
            is_other = environment and environment != connection.qbo_environment
            if is_other and connection.is_live:
                raise UserError(
                    self.env._(
                        "%s is connected: disconnect it before you choose another "
                        "environment.",
                        connection.name,
                    )
                )

    def _forget_settings(self):
        self.write({"qbo_bill_tax_account_id": False, "qbo_sales_tax_code_id": False})
        return super()._forget_settings()

    def _qbo_is_us(self):
        """Whether the company keeps its books by the rules of the United States:
        lines say only whether they are taxed."""
        self.ensure_one()
        # sudo: whoever presses, the company's facts decide.
        return self.sudo().qbo_sales_tax in ("automated", "manual")

    def _qbo_has_tax_codes(self):
        """Whether each line needs a tax code: outside the United States, unless sales
        tax is turned off in QuickBooks."""
        return not self._qbo_is_us() and not self._qbo_is_tax_off()

    def _qbo_is_tax_off(self):
        """Whether sales tax is turned off in QuickBooks, outside the United States."""
        self.ensure_one()
        # sudo: as above.
        return self.sudo().qbo_sales_tax == "off"

    def _qbo_tax_rates(self):
        """The rates behind each tax code, archived ones included.

        :return: by the tax code's key
        :rtype: dict
        """
        self.ensure_one()
        if not self._qbo_has_tax_codes():
            return {}
        codes = self.with_context(active_test=False).tax_code_ids
        return {code.remote_key: code._qbo_rate_pairs() for code in codes}

    # === WORDS === #

    def _qbo_environment_label(self):
        return self._qbo_selection_label("qbo_environment")

    def _qbo_selection_label(self, name):
        labels = dict(self._fields[name]._description_selection(self.env))
        return labels.get(self[name], "")

    def _organization_facts(self):
        facts = super()._organization_facts()
        if self.provider != "qbo":
            return facts
        on, off = self.env._("On"), self.env._("Off")
        return [
            *facts,
            (self.env._("Multicurrency"), on if self.qbo_is_multicurrency else off),
            (self.env._("Sales tax"), self._qbo_selection_label("qbo_sales_tax")),
            (
                self.env._("Numbers of invoices"),
                self.env._("Given by Odoo")
                if self.qbo_has_custom_numbers
                else self.env._("Given by QuickBooks"),
            ),
        ]
