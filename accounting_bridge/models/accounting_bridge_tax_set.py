# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dataclasses import dataclass
from decimal import Decimal

from odoo import models
from odoo.fields import Domain

from ..tools.tax_proposals import (
    TaxCodeFacts,
    TaxFacts,
    describe_tax_set,
    propose_tax_code,
)
from ..tools.tax_sets import count_sets, tax_key


@dataclass
class FoundTaxSet:
    """A set of taxes in use, and where it was found.

    ``product_count`` and ``line_count`` (lines of open orders) count what bears the
    set as it is; ``fiscal_positions`` are those that lead to it from another set.
    """

    taxes: models.BaseModel
    fiscal_positions: models.BaseModel
    product_count: int = 0
    line_count: int = 0


class AccountingBridgeTaxSet(models.AbstractModel):
    """Finds the sets of taxes that a connection's companies use, and the tax code that
    may stand for each."""

    _name = "accounting.bridge.tax.set"
    _description = "Tax sets in use"

    # === DISCOVERY === #

    def _find(self, connection, direction):
        """The tax sets of active products and open orders, as they are and through
        each active fiscal position.

        :param str direction: ``sale`` or ``purchase``
        :return: what was found, by key of the tax set, the most used first
        :rtype: dict[str, FoundTaxSet]
        """
        companies = self._companies(connection)
        found = {}
        for taxes, count in self._sets_on_products(companies, direction):
            self._note(found, taxes).product_count += count
        for taxes, count in self._sets_on_orders(companies, direction):
            self._note(found, taxes).line_count += count
        self._add_mapped_sets(found, companies)
        return dict(sorted(found.items(), key=self._by_use, reverse=True))

    def _companies(self, connection):
        """The connection's company and the branches that use this connection."""
        # sudo: branches the administrator is not a member of send through it as well.
        company = connection.company_id.sudo()
        branches = company.search([("id", "child_of", company.id)]) - company
        return company + branches.filtered(
            lambda branch: branch._accounting_bridge_connection() == connection
        )

    def _sets_on_products(self, companies, direction):
        """Tax sets of active products, as they come on an order of each company.

        Products are shared, and so bear the taxes of several companies: an order takes
        those of its own.
        """
        field_name, is_traded = {
            "sale": ("taxes_id", "sale_ok"),
            "purchase": ("supplier_taxes_id", "purchase_ok"),
        }[direction]
        domain = Domain(is_traded, "=", True) & self._products_of(companies)
        # A combo bears no tax: its items do.
        domain &= Domain("type", "!=", "combo")
        for taxes, count in self._count_sets("product.template", field_name, domain):
            seen = {taxes._filter_taxes_by_company(company) for company in companies}
            for company_taxes in seen:
                yield company_taxes, count

    def _products_of(self, companies):
        return (
            Domain("company_id", "=", False)
            | Domain("company_id", "in", companies.ids)
            | Domain("company_id", "parent_of", companies.ids)
        )

    def _sets_on_orders(self, companies, direction):
        """Tax sets on the lines of quotations and of orders not fully invoiced."""
        model, domain = {
            "sale": ("sale.order.line", self._open_sale_lines()),
            "purchase": ("purchase.order.line", self._open_purchase_lines()),
        }[direction]
        domain &= Domain("company_id", "in", companies.ids)
        return self._count_sets(model, "tax_ids", domain)

    def _open_sale_lines(self):
        is_open = Domain("state", "in", ("draft", "sent")) | (
            Domain("state", "=", "sale") & Domain("invoice_status", "!=", "invoiced")
        )
        return (
            is_open
            & Domain("display_type", "=", False)
            & Domain("product_id.type", "!=", "combo")
        )

    def _open_purchase_lines(self):
        return (
            Domain("order_id.state", "in", ("draft", "sent", "to approve", "purchase"))
            & Domain("order_id.invoice_status", "!=", "invoiced")
            & Domain("display_type", "=", False)
        )

    def _count_sets(self, model, field_name, domain):
        """Pairs of a tax set and the number of records that bear it.

        One grouped query a model, however many records there are: the ids of the
        records come by tax and are turned round in memory.
        """
        # sudo: who may set up the connection need not see sales and purchases. The
        # domain keeps to the connection's companies.
        groups = (
            self.env[model].sudo()._read_group(domain, [field_name], ["id:array_agg"])
        )
        counts = count_sets((tax.id, owner_ids) for tax, owner_ids in groups)
        for tax_ids, count in counts.items():
            yield self.env["account.tax"].sudo().browse(tax_ids), count

    def _add_mapped_sets(self, found, companies):
        """Add what each active fiscal position makes of the sets found."""
        positions = (
            self.env["account.fiscal.position"]
            .sudo()
            .search([("company_id", "parent_of", companies.ids)])
        )
        for taxes in [tax_set.taxes for tax_set in found.values()]:
            for position in positions:
                mapped_taxes = position.map_tax(taxes)
                if tax_key(mapped_taxes.ids) != tax_key(taxes.ids):
                    self._note(found, mapped_taxes).fiscal_positions |= position

    def _note(self, found, taxes):
        """The entry of a tax set in what was found, made where it is missing."""
        positions = self.env["account.fiscal.position"].sudo()
        new_entry = FoundTaxSet(taxes, positions)
        return found.setdefault(tax_key(taxes.ids), new_entry)

    def _by_use(self, item):
        _key, tax_set = item
        return tax_set.product_count, tax_set.line_count

    def _where_found(self, tax_set):
        """Say where a tax set was found.

        :param FoundTaxSet tax_set:
        :rtype: str
        """
        places = []
        if tax_set.product_count:
            places.append(self.env._("Products: %s", tax_set.product_count))
        if tax_set.line_count:
            places.append(self.env._("Open order lines: %s", tax_set.line_count))
        if tax_set.fiscal_positions:
            names = ", ".join(dict.fromkeys(tax_set.fiscal_positions.mapped("name")))
            places.append(self.env._("Fiscal position: %s", names))
        return " · ".join(places)

    # === PROPOSAL === #

    def _propose(self, connection, direction, taxes, account_class=False):
        """The tax code that may stand for a set of taxes, and why.

        :param str direction: ``sale`` or ``purchase``
        :param str account_class: class of the ledger account that the lines go to;
            codes that can't be used with it are left out
        :return: a tax code and a sentence, both empty where nothing is proposed
        :rtype: tuple[accounting.bridge.tax.code, str]
        """
        facts = self._describe(taxes)
        codes = self.env["accounting.bridge.tax.code"].search(
            self._code_domain(connection, direction, account_class)
        )
        proposal = propose_tax_code(facts, [self._code_facts(code) for code in codes])
        if not proposal:
            return codes.browse(), self._why_no_proposal(facts)
        code = codes.browse(proposal.reference)
        return code, self._reason_in_words(proposal.reason, facts)

    def _code_domain(self, connection, direction, account_class=False):
        """The tax codes that may be chosen for lines of a direction.

        :rtype: odoo.fields.Domain
        """
        domain = Domain("connection_id", "=", connection.id)
        domain &= Domain("direction", "in", (direction, "both"))
        if account_class:
            domain &= Domain("account_classes", "=", False) | Domain(
                "account_classes", "ilike", account_class
            )
        return domain

    def _describe(self, taxes):
        """What a set of taxes comes to.

        :rtype: TaxSetFacts
        """
        name = " ".join(taxes.mapped("name"))
        single_taxes = taxes.flatten_taxes_hierarchy() if taxes else taxes
        return describe_tax_set([self._tax_facts(tax) for tax in single_taxes], name)

    def _tax_facts(self, tax):
        tax_lines = tax.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )
        return TaxFacts(
            name=tax.name,
            amount_type=tax.amount_type,
            amount=self._decimal(tax.amount),
            factors=tuple(self._decimal(line.factor_percent) for line in tax_lines),
            include_base_amount=tax.include_base_amount,
            is_base_affected=tax.is_base_affected,
        )

    def _code_facts(self, code):
        return TaxCodeFacts(code.id, code.name, self._decimal(code.rate), code.kind)

    def _decimal(self, percentage):
        # Percentages have four decimals, in Odoo and in the directory.
        return Decimal(f"{percentage:.4f}")

    def _reason_in_words(self, reason, facts):
        rate = f"{facts.rate.normalize():f} %"
        return {
            "same_rate_and_name": self.env._("Same rate %s and a similar name", rate),
            "only_same_rate": self.env._("The only code with the rate %s", rate),
            "same_rate_plainest": self.env._(
                "Same rate %s, the most general of several", rate
            ),
            "same_kind_and_rate": self.env._("Same kind and same rate %s", rate),
            "same_kind": self.env._("Same kind of tax"),
            "stands_for_no_tax": self.env._("Stands for lines without tax"),
        }[reason]

    def _why_no_proposal(self, facts):
        if facts.rate is None:
            return self.env._("No proposal: the rate can't be told in percent")
        if facts.kind is None:
            return self.env._("No proposal: taxes of different kinds together")
        return self.env._("No proposal: no code fits best, please choose")
