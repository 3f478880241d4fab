# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from itertools import takewhile

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_compare, float_is_zero

#: Which headings end the part of the document under a heading.
HEADINGS = {
    "line_section": ("line_section",),
    "line_subsection": ("line_section", "line_subsection"),
}

#: What is shown of a prepared document line as it is, beside what all dialogs show.
SHOWN_VALUES = (
    "quantity",
    "price_unit",
    "discount",
    "tax_ids",
    "ledger_account_id",
    "tax_code_id",
)


class AccountingBridgeCreateDocumentLine(models.TransientModel):
    """One line of the dialog: a document line as the order prepared it, and what a
    person may change of it."""

    _name = "accounting.bridge.create.document.line"
    _inherit = "accounting.bridge.prepared.line.mixin"
    _description = "Line of a document to create"
    _order = "wizard_id, sequence, id"

    wizard_id = fields.Many2one(
        "accounting.bridge.create.document",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    is_product = fields.Boolean(compute="_compute_is_product")
    price_unit = fields.Float(digits="Product Price", readonly=True)
    discount = fields.Float("Disc.%", digits="Discount", readonly=True)
    tax_ids = fields.Many2many(
        "account.tax", string="Taxes", context={"active_test": False}, readonly=True
    )
    purpose = fields.Char(readonly=True, help="The use whose accounts are offered.")
    is_quantity_fixed = fields.Boolean(readonly=True)
    is_more_than_left = fields.Boolean(compute="_compute_is_more_than_left")

    # --- What a person may change
    is_selected = fields.Boolean("Send", default=True)
    ledger_account_id = fields.Many2one("accounting.bridge.ledger.account", "Account")
    ledger_account_domain = fields.Binary(compute="_compute_ledger_account_domain")
    tax_code_id = fields.Many2one("accounting.bridge.tax.code")
    account_class = fields.Selection(related="ledger_account_id.account_class")

    # --- What it comes to
    price_subtotal = fields.Monetary("Untaxed", compute="_compute_amounts")
    price_tax = fields.Monetary("Tax", compute="_compute_amounts")
    price_total = fields.Monetary("Total", compute="_compute_amounts")

    # === COMPUTE === #

    @api.depends("display_type")
    def _compute_is_product(self):
        for line in self:
            line.is_product = not line.display_type

    @api.depends("is_product", "quantity", "quantity_left")
    def _compute_is_more_than_left(self):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        for line in self:
            asked, left = abs(line.quantity), abs(line.quantity_left)
            is_more = float_compare(asked, left, precision_digits=digits) > 0
            line.is_more_than_left = line.is_product and is_more

    @api.depends("purpose", "wizard_id.connection_id")
    def _compute_ledger_account_domain(self):
        for line in self:
            connection = line.wizard_id.connection_id
            domain = Domain("connection_id", "=", connection.id)
            if line.purpose:
                domain &= connection._provider()._account_domain(line.purpose)
            line.ledger_account_domain = list(domain)

    @api.depends("wizard_id.line_ids.quantity", "wizard_id.line_ids.is_selected")
    def _compute_amounts(self):
        """All lines at once: where taxes are rounded on the whole document, a line's
        share depends on the others."""
        self.price_subtotal = self.price_tax = self.price_total = 0.0
        for wizard in self.wizard_id:
            lines = wizard._selected_lines().filtered("is_product")
            values = [line._document_line_values() for line in lines]
            values = wizard._source_order()._bridge_add_amounts(values)
            for line, amounts in zip(lines, values, strict=True):
                line.price_subtotal = amounts["price_subtotal"]
                line.price_tax = amounts["price_tax"]
                line.price_total = amounts["price_total"]

    # === VALUES === #

    @api.model
    def _shown_values(self):
        return super()._shown_values() + SHOWN_VALUES

    def _document_line_values(self):
        """The values of the document line: the prepared ones, with what the person
        changed.

        :rtype: dict
        """
        self.ensure_one()
        if not self.is_product:
            return dict(self.prepared)
        return {
            **self.prepared,
            "quantity": self.quantity,
            "ledger_account_id": self.ledger_account_id.id,
            "tax_code_id": self.tax_code_id.id,
        }

    def _lines_under_it(self, following):
        """The lines that stand under this heading; none where it is no heading, or
        another heading comes at once.

        :param list following: all lines after this one
        :rtype: list
        """
        if self.display_type not in HEADINGS:
            return []
        ends = HEADINGS[self.display_type]
        covered = takewhile(lambda line: line.display_type not in ends, following)
        return [line for line in covered if line.display_type not in HEADINGS]

    # === WORDS === #

    def _has_quantity(self):
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        same_sign = self.quantity * (self.quantity_left or 1) > 0
        return same_sign and not float_is_zero(self.quantity, precision_digits=digits)

    def _short_name(self):
        """The first line of the description."""
        return (self.name or "").split("\n")[0]

    def _short_names(self):
        return ", ".join(line._short_name() for line in self)

    def _taxes_label(self):
        return " + ".join(self.tax_ids.mapped("name")) or self.env._("no tax")

    def _other_account_texts(self):
        """Where the items of these lines' products lead, if not to the lines' accounts.

        :rtype: list[str]
        """
        wizard = self.wizard_id
        links = self.env["accounting.bridge.link"]
        items = links._item_links(wizard.connection_id, self._products())
        texts = []
        for line in self:
            link = items.get(line._products())
            if link and link.item_id._is_for(wizard.document_type):
                text = link.item_id._other_account_text(
                    wizard.document_type, line.ledger_account_id
                )
                texts.append(text)
        return list(dict.fromkeys(filter(None, texts)))

    def _products(self):
        """:rtype: product.product"""
        ids = (line.prepared.get("product_id") for line in self if line.is_product)
        return self.env["product.product"].browse(dict.fromkeys(filter(None, ids)))
