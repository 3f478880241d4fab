# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.tax_sets import tax_ids_of


class AccountingBridgeSetupTax(models.TransientModel):
    """One set of taxes in the setup, and the tax code that stands for it."""

    _name = "accounting.bridge.setup.tax"
    _description = "Tax mapping in the setup"
    _order = "direction desc, id"

    setup_id = fields.Many2one(
        "accounting.bridge.setup", required=True, index=True, ondelete="cascade"
    )
    connection_id = fields.Many2one(related="setup_id.connection_id")
    direction = fields.Selection(
        [("sale", "Sales"), ("purchase", "Purchases")], "For", readonly=True
    )
    # The key alone says which taxes: the administrator may have no access to taxes of
    # a branch, which a many2many would then leave out in silence.
    tax_key = fields.Char(readonly=True)
    tax_names = fields.Char("Taxes in Odoo", readonly=True)
    found_in = fields.Char("Found on", readonly=True)
    account_class = fields.Char(compute="_compute_account_class")
    mapped_code_id = fields.Many2one("accounting.bridge.tax.code", readonly=True)
    proposed_code_id = fields.Many2one("accounting.bridge.tax.code", readonly=True)
    proposal_reason = fields.Char("Why", readonly=True)
    tax_code_id = fields.Many2one("accounting.bridge.tax.code", "Tax code")
    state = fields.Selection(
        [
            ("missing", "To choose"),
            ("proposed", "Proposed"),
            ("chosen", "Chosen"),
            ("mapped", "Mapped"),
        ],
        compute="_compute_state",
    )
    explanation = fields.Char(compute="_compute_state")

    @api.depends("direction", "setup_id")
    def _compute_account_class(self):
        for line in self:
            account = line.setup_id._account_of(line.direction)
            line.account_class = account.account_class or ""

    @api.depends("tax_code_id", "mapped_code_id", "proposed_code_id")
    def _compute_state(self):
        for line in self:
            line.state = line._current_state()
            line.explanation = line._explain()

    def _current_state(self):
        if not self.tax_code_id:
            return "missing"
        if self.tax_code_id == self.mapped_code_id:
            return "mapped"
        if self.tax_code_id == self.proposed_code_id:
            return "proposed"
        return "chosen"

    def _explain(self):
        if self.state == "missing" and self.proposed_code_id:
            return self.env._("Proposed: %s", self.proposed_code_id.name)
        if self.state in ("missing", "proposed"):
            return self.proposal_reason
        return False

    def _taxes(self):
        """:rtype: account.tax"""
        # sudo: see the field tax_key.
        return self.env["account.tax"].sudo().browse(tax_ids_of(self.tax_key))

    def _check_tax_code(self):
        """Refuse a tax code of another organization or direction.

        :raise UserError: names the row and the code
        """
        domain = self.env["accounting.bridge.tax.set"]._code_domain(
            self.connection_id, self.direction
        )
        if not self.tax_code_id.filtered_domain(domain):
            raise UserError(
                self.env._(
                    "The tax code %(code)s can't stand for %(taxes)s. Choose another.",
                    code=self.tax_code_id.display_name,
                    taxes=self.tax_names,
                )
            )
