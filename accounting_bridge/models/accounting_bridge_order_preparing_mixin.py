# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Command, Domain

#: What preparing reads around an order. To name it spares the reading of all else,
#: which is what takes the time.
COMPANY_FIELDS = (
    "account_price_include",
    "currency_id",
    "parent_path",
    "tax_calculation_rounding_method",
)
PARTNER_FIELDS = (
    "commercial_partner_id",
    "company_id",
    "is_company",
    "lang",
    "parent_id",
    "type",
)
PRODUCT_FIELDS = ("default_code", "product_tmpl_id")
TEMPLATE_FIELDS = ("company_id", "invoice_policy", "name", "purchase_method", "type")


class AccountingBridgeOrderPreparingMixin(models.AbstractModel):
    """What a document starts from: the header and the lines that an order gives to
    it, with the amounts of Odoo's own invoice. Reads alone, writes nothing."""

    _name = "accounting.bridge.order.preparing.mixin"
    _description = "Preparing documents of an order"

    # === READING === #

    def _bridge_fields_to_prepare(self):
        """What preparing and counting a document reads of an order and of its lines.

        :return: names of fields, of the order and of a line
        :rtype: tuple[tuple[str, ...], tuple[str, ...]]
        """
        raise NotImplementedError

    def _bridge_read_ahead(self):
        """Read of all these orders together what preparing their documents reads. What
        is not named here is read when it is asked for, at a higher price."""
        order_fields, line_fields = self._bridge_fields_to_prepare()
        self.fetch(order_fields)
        self.company_id.fetch(COMPANY_FIELDS)
        self.partner_id.fetch(PARTNER_FIELDS)
        self.order_line.fetch(line_fields)
        products = self.order_line.product_id
        products.fetch(PRODUCT_FIELDS)
        products.product_tmpl_id.fetch(TEMPLATE_FIELDS)

    # === HEADER === #

    def _bridge_document_values(self, connection, chosen=None):
        """The header of a document of this order, as the dialog proposes it.

        :param dict chosen: values that are decided already; nothing is proposed in
            their place
        :return: values of ``accounting.bridge.document``, without lines
        :rtype: dict
        """
        self.ensure_one()
        values = {
            "connection_id": connection.id,
            "company_id": self.company_id.id,
            "document_type": self._bridge_document_type(),
            "partner_id": self._bridge_partner().commercial_partner_id.id,
            "partner_shipping_id": self._bridge_shipping_partner().id,
            "origin": self.name,
            "currency_id": self.currency_id.id,
            **(chosen or {}),
        }
        for name, propose in self._bridge_proposals(connection, values).items():
            if name not in values:
                values[name] = propose()
        return values

    def _bridge_proposals(self, connection, values):
        """What is proposed of a document, and how. Each proposal asks the database for
        something, so none is made for what was chosen.

        :param dict values: of the document, as far as they are known when a proposal
            is made; it may build on those before it
        :return: functions without arguments, by the document's field
        :rtype: dict
        """
        document_type = values["document_type"]
        return {
            "date": self._bridge_today,
            "due_date": lambda: self._bridge_due_date(values["date"]),
            "number": lambda: self._bridge_number(connection, document_type),
            "reference": self._bridge_reference,
            "currency_rate": lambda: self._bridge_currency_rate(
                connection, values["date"]
            ),
            "status": lambda: connection._allowed_status(document_type),
        }

    def _bridge_today(self):
        """Today where the company is.

        :rtype: date
        """
        self.ensure_one()
        # sudo: the company's own address may be out of a user's reach.
        timezone = self.company_id.sudo().partner_id.tz or self.env.context.get("tz")
        return fields.Date.context_today(self.with_context(tz=timezone))

    def _bridge_due_date(self, date):
        """The last instalment of the payment terms; none = the date itself.

        :param date date: of the document
        :rtype: date
        """
        self.ensure_one()
        instalments = self.payment_term_id.line_ids
        return max((line._get_due_date(date) for line in instalments), default=date)

    def _bridge_currency_rate(self, connection, date):
        """Units of the order's currency for one of the company's own at a date.

        :return: 0 where the currency is the organization's own
        :rtype: float
        """
        self.ensure_one()
        own_currency = connection.sudo().currency_id or self.company_id.currency_id
        if self.currency_id == own_currency:
            return 0.0
        return self.env["res.currency"]._get_conversion_rate(
            self.company_id.currency_id, self.currency_id, self.company_id, date
        )

    @api.model
    def _bridge_tax_mode(self, taxes):
        """Unit prices contain the tax when each tax says so; in a mixture of both
        they travel without.

        :param account.tax taxes: all taxes of the document's lines
        :return: ``inclusive`` or ``exclusive``
        """
        taxes = taxes.flatten_taxes_hierarchy()
        if taxes and all(tax.price_include for tax in taxes):
            return "inclusive"
        return "exclusive"

    def _bridge_numbered(self, connection, document_type):
        """The order's name, with its part from the second document on: a number that
        no document bears yet.

        :rtype: str
        """
        self.ensure_one()
        # sudo: a number must be unique also among documents that the user can't see.
        taken = set(
            self.env["accounting.bridge.document"]
            .sudo()
            .search(
                Domain("number", "=like", f"{self.name}%")
                & self._bridge_domain_numbers(connection, document_type)
            )
            .mapped("number")
        )
        number, part = self.name, 1
        while number in taken:
            part += 1
            number = f"{self.name}-{part}"
        return number

    @api.model
    def _bridge_domain_numbers(self, connection, document_type):
        """The documents whose numbers are used up: all but those that were cancelled
        before they arrived."""
        return (
            Domain("connection_id", "=", connection.id)
            & Domain("document_type", "=", document_type)
            & (Domain("state", "!=", "cancel") | Domain("remote_id", "!=", False))
        )

    # === LINES === #

    def _bridge_prepare_lines(self, connection):
        """What is left of this order, as a document would freeze it: product, unit,
        taxes, discount, price, analytic distribution, names, accounts, tax codes.

        ``price_unit`` is Odoo's own here; creating the document brings it to the
        document's tax mode.

        :return: values of ``accounting.bridge.document.line``, without amounts
        :rtype: list[dict]
        """
        self.ensure_one()
        return self._bridge_prepare_document_lines(
            connection, self._bridge_source_lines(), self._bridge_document_type()
        )

    def _bridge_prepare_document_lines(self, connection, order_lines, document_type):
        """The values of document lines for some order lines.

        :rtype: list[dict]
        """
        lines = self._bridge_unmapped_lines(order_lines, document_type)
        for values in lines:
            if not values["display_type"]:
                order_line = self._bridge_line_of(values)
                self._bridge_add_mapping(connection, order_line, values)
        return lines

    def _bridge_unmapped_lines(self, order_lines, document_type):
        """The values of document lines as far as the order alone decides them: without
        the accounts and tax codes that they stand for over there.

        :rtype: list[dict]
        """
        self.ensure_one()
        values_list = []
        for order_line in order_lines:
            for source in self._bridge_prepare_source_line(order_line, document_type):
                values = self._bridge_line_values(order_line, source)
                values["sequence"] = 10 * (len(values_list) + 1)
                values_list.append(values)
        return values_list

    def _bridge_line_values(self, order_line, source):
        """Freeze what Odoo's own invoice line would hold.

        :param order_line: the order line, empty for a section that Odoo adds
        :param dict source: values of ``account.move.line``
        :return: values of ``accounting.bridge.document.line``
        :rtype: dict
        """
        display_type = source.get("display_type")
        return {
            "display_type": display_type if display_type != "product" else False,
            self._bridge_order_field(): self.id,
            self._bridge_line_field(): order_line.id,
            "name": source.get("name"),
            "product_id": source.get("product_id"),
            "product_uom_id": source.get("product_uom_id"),
            "quantity": source.get("quantity") or 0.0,
            "price_unit": source.get("price_unit") or 0.0,
            "discount": source.get("discount") or 0.0,
            "tax_ids": [Command.set(self._bridge_taxes(source).ids)],
            "analytic_distribution": source.get("analytic_distribution")
            or (not display_type or display_type == "product")
            and order_line.analytic_distribution,
            "extra_tax_data": source.get("extra_tax_data"),
            "is_downpayment": source.get("is_downpayment", False),
        }

    def _bridge_taxes(self, values):
        """The taxes in a line's values.

        :param dict values: with ``tax_ids`` as a single ``Command.set``
        :rtype: account.tax
        """
        tax_ids = [
            tax_id for command in values.get("tax_ids") or [] for tax_id in command[2]
        ]
        return self.env["account.tax"].browse(tax_ids)

    def _bridge_add_mapping(self, connection, order_line, values):
        """Add the ledger account and the tax code that a line stands for today."""
        purpose = self._bridge_account_purpose(connection, order_line)
        category = self.env["product.category"]._bridge_of_line(order_line)
        account = connection._account_for(purpose, category)
        values.update(purpose=purpose, ledger_account_id=account.id, tax_code_id=False)
        direction = self._bridge_direction()
        if connection._provider()._uses_tax_codes(connection, direction):
            taxes = self._bridge_taxes(values)
            values["tax_code_id"] = connection._tax_code_for(direction, taxes).id

    # === AMOUNTS === #

    def _bridge_add_amounts(self, lines):
        """Add ``price_subtotal``, ``price_tax`` and ``price_total`` to the lines, as
        Odoo's tax engine gives them for all lines together: their sums are the totals
        of Odoo's own invoice of the same lines, whatever the company's rounding.

        :param list[dict] lines: values of ``accounting.bridge.document.line`` with
            Odoo's own ``price_unit``
        :return: the same dicts
        :rtype: list[dict]
        """
        for values, base_line in self._bridge_base_lines(lines):
            values.update(self._bridge_amounts_of(base_line))
        return lines

    def _bridge_base_lines(self, lines):
        """:return: each line that has a price, with its computed base line
        :rtype: list[tuple[dict, dict]]
        """
        AccountTax = self.env["account.tax"]
        priced = [values for values in lines if not values.get("display_type")]
        base_lines = [self._bridge_base_line(values) for values in priced]
        company = self.company_id[:1]
        AccountTax._add_tax_details_in_base_lines(base_lines, company)
        AccountTax._round_base_lines_tax_details(base_lines, company)
        return list(zip(priced, base_lines, strict=True))

    def _bridge_base_line(self, values):
        """The line as Odoo's tax engine takes it."""
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            {"extra_tax_data": values.get("extra_tax_data")},
            product_id=self.env["product.product"].browse(values.get("product_id")),
            product_uom_id=self.env["uom.uom"].browse(values.get("product_uom_id")),
            tax_ids=self._bridge_taxes(values),
            quantity=values["quantity"],
            price_unit=values["price_unit"],
            discount=values.get("discount") or 0.0,
            currency_id=self.currency_id[:1],
            rate=self[:1].currency_rate or 1.0,
            partner_id=self[:1].partner_id,
            name=values.get("name"),
        )

    def _bridge_amounts_of(self, base_line):
        """The rounded amounts of a computed base line, its share of the document's
        rounding included."""
        details = base_line["tax_details"]
        currency = base_line["currency_id"]
        subtotal = currency.round(
            details["total_excluded_currency"]
            + details["delta_total_excluded_currency"]
        )
        tax = currency.round(
            sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
        )
        return {
            "price_subtotal": subtotal,
            "price_tax": tax,
            "price_total": currency.round(subtotal + tax),
        }

    def _bridge_unit_price(self, base_line, tax_mode):
        """The unit price in the document's tax mode: Odoo's own where it comes to the
        line's amount, else the one that does (a price that contains a tax, on a
        document without; an amount that Odoo fixed, as for down payments).

        :rtype: float
        """
        details = base_line["tax_details"]
        price_unit = base_line["price_unit"]
        share = base_line["quantity"] * (1 - base_line["discount"] / 100)
        if not share:
            return price_unit
        rounded = details["total_excluded_currency"]
        exact = details["raw_total_excluded_currency"]
        if tax_mode == "inclusive":
            tax = sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
            rounded += tax
            exact = details["raw_total_included_currency"]
        compare = base_line["currency_id"].compare_amounts
        if compare(price_unit * share, rounded) == 0:
            return price_unit
        is_rounding_alone = compare(exact, rounded) == 0
        return (exact if is_rounding_alone else rounded) / share
