# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

from ..const import GONE_REMOTE_STATES, NEW_DOCUMENT_STATUSES
from ..tools.matching import name_key
from ..tools.verdicts import ContactWish

#: What a person may change of the document itself.
EDITABLE_VALUES = ("date", "due_date", "number", "reference")


class AccountingBridgeCreateDocument(models.TransientModel):
    """The dialog between the press on one order and its invoice or bill over there.

    The server makes it with all that it shows, see :meth:`_open`. The browser sends
    back only what a person may change; the rest is read again from the order when the
    document is made, and a difference to what was shown is refused.

    Integrators extend :meth:`_find_problems`, :meth:`_find_warnings`,
    :meth:`_document_values` and the lines' ``_document_line_values``.
    """

    _name = "accounting.bridge.create.document"
    _inherit = "accounting.bridge.order.dialog.mixin"
    _description = "Create a document over there"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    direction = fields.Char(
        compute="_compute_direction", help="Of the tax codes: sale or purchase."
    )
    uses_tax_codes = fields.Boolean(compute="_compute_uses_tax_codes")
    has_discount = fields.Boolean(compute="_compute_has_discount")
    is_numbered_there = fields.Boolean(
        compute="_compute_is_numbered_there",
        help="No number can be asked for: the provider gives its own.",
    )
    create_label = fields.Char(compute="_compute_labels")
    sending_label = fields.Char(compute="_compute_labels")
    number_hint = fields.Char(compute="_compute_labels")

    # --- What will be sent
    partner_id = fields.Many2one("res.partner", readonly=True)
    contact_id = fields.Many2one("accounting.bridge.contact", readonly=True)
    contact_message = fields.Char("Where It Goes", readonly=True)
    date = fields.Date("Document Date")
    due_date = fields.Date()
    number = fields.Char()
    reference = fields.Char()
    status = fields.Selection(NEW_DOCUMENT_STATUSES, "Arrives as", readonly=True)
    line_ids = fields.One2many("accounting.bridge.create.document.line", "wizard_id")
    amount_untaxed = fields.Monetary("Untaxed Amount", compute="_compute_amounts")
    amount_tax = fields.Monetary("Taxes", compute="_compute_amounts")
    amount_total = fields.Monetary("Total", compute="_compute_amounts")

    # --- What speaks against it
    problems = fields.Html(compute="_compute_problems", sanitize=False)
    warnings = fields.Html(compute="_compute_warnings", sanitize=False)
    can_create = fields.Boolean(compute="_compute_problems")
    more_than_left = fields.Char(compute="_compute_more_than_left")
    allow_more = fields.Boolean("Create it anyway")

    # === COMPUTE === #

    @api.depends("document_type")
    def _compute_direction(self):
        for wizard in self:
            wizard.direction = (
                "sale" if wizard.document_type == "invoice" else "purchase"
            )

    @api.depends("connection_id", "direction")
    def _compute_uses_tax_codes(self):
        for wizard in self:
            connection = wizard.connection_id
            wizard.uses_tax_codes = connection._provider()._uses_tax_codes(
                connection, wizard.direction
            )

    @api.depends("document_type", "connection_id")
    def _compute_is_numbered_there(self):
        for wizard in self:
            connection = wizard.connection_id
            policies = connection._provider()._number_policies(connection)
            is_sale = wizard.document_type == "invoice"
            wizard.is_numbered_there = is_sale and policies == ("provider",)

    @api.depends("line_ids.discount")
    def _compute_has_discount(self):
        for wizard in self:
            wizard.has_discount = any(wizard.line_ids.mapped("discount"))

    @api.depends("document_type", "provider_name")
    def _compute_labels(self):
        for wizard in self:
            wizard.create_label = wizard._title()
            wizard.sending_label = self.env._("Sending to %s …", wizard.provider_name)
            wizard.number_hint = self.env._("Numbered by %s", wizard.provider_name)

    @api.depends(
        "line_ids.price_subtotal", "line_ids.price_tax", "line_ids.price_total"
    )
    def _compute_amounts(self):
        for wizard in self:
            lines = wizard.line_ids
            round_amount = wizard.currency_id.round
            wizard.amount_untaxed = round_amount(sum(lines.mapped("price_subtotal")))
            wizard.amount_tax = round_amount(sum(lines.mapped("price_tax")))
            wizard.amount_total = round_amount(sum(lines.mapped("price_total")))

    @api.depends("line_ids.is_selected", "line_ids.quantity")
    def _compute_more_than_left(self):
        for wizard in self:
            lines = wizard._selected_lines().filtered("is_more_than_left")
            wizard.more_than_left = ", ".join(
                self.env._(
                    "%(product)s (%(quantity)s, left: %(left)s)",
                    product=line._short_name(),
                    quantity=f"{line.quantity:g}",
                    left=f"{line.quantity_left:g}",
                )
                for line in lines
            )

    @api.depends(
        "date",
        "number",
        "allow_more",
        "line_ids.is_selected",
        "line_ids.quantity",
        "line_ids.ledger_account_id",
        "line_ids.tax_code_id",
        "line_ids.price_total",
    )
    def _compute_problems(self):
        for wizard in self:
            problems = [*wizard._find_problems(), *wizard._find_total_problems()]
            wizard.problems = self._as_list(problems)
            wizard.can_create = not problems

    @api.depends(
        "date",
        "due_date",
        "number",
        "line_ids.is_selected",
        "line_ids.ledger_account_id",
    )
    def _compute_warnings(self):
        for wizard in self:
            wizard.warnings = self._as_list(wizard._find_warnings())

    @api.model
    def _as_list(self, sentences):
        """Sentences as an HTML list, False where there are none."""
        items = Markup().join(Markup("<li>%s</li>") % text for text in sentences)
        return Markup('<ul class="mb-0 ps-3">%s</ul>') % items if sentences else False

    # === ONCHANGE === #

    @api.onchange("date")
    def _onchange_date(self):
        if self.date:
            self.due_date = self._source_order()._bridge_due_date(self.date)

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """What was chosen in one line fills the same gap in the others."""
        for line in self.line_ids.filtered("is_product"):
            twins = self.line_ids.filtered("is_product") - line
            if not line.tax_code_id:
                same_taxes = twins.filtered(
                    lambda twin, line=line: twin.tax_ids.ids == line.tax_ids.ids
                )
                line.tax_code_id = same_taxes.tax_code_id[:1]
            if not line.ledger_account_id:
                same_use = twins.filtered(
                    lambda twin, line=line: twin.purpose == line.purpose
                )
                line.ledger_account_id = same_use.ledger_account_id[:1]

    # === OPENING === #

    @api.model
    def _open(self, orders):
        """The dialog that makes the document of one order, or those of many.

        :param orders: sale orders or purchase orders
        :raise AccessError: when the user may not create documents, or not edit one of
            the orders
        :raise UserError: with the reason why there is nothing to create
        :return: a window action
        :rtype: dict
        """
        orders._bridge_check_rights()
        if len(orders) > 1:
            return self.env["accounting.bridge.create.document.bulk"]._open(orders)
        return self._make(orders)._show()

    @api.model
    def _why_not(self, order, connection):
        """Why no document can be made of an order now.

        :param connection: of the order's company, may be empty
        :return: a sentence, or False where nothing is in the way
        :rtype: str | bool
        """
        if not order._bridge_is_confirmed():
            return self.env._("%s is not confirmed. Confirm it first.", order.name)
        why_off = connection._why_off(order._bridge_document_type())
        if why_off:
            return why_off
        if not order._bridge_has_left():
            return order._bridge_nothing_left_message()
        return False

    @api.model
    def _make(self, order):
        """A dialog filled from an order.

        :raise UserError: with the reason why there is nothing to create
        """
        order = order.with_company(order.company_id)
        connection = order.company_id._accounting_bridge_connection()
        reason = self._why_not(order, connection)
        if reason:
            raise UserError(reason)
        values = order._bridge_document_values(connection)
        wizard = self.create(
            {
                order._bridge_order_field(): order.id,
                "connection_id": connection.id,
                "company_id": order.company_id.id,
                "document_type": values["document_type"],
                "partner_id": values["partner_id"],
                "currency_id": values["currency_id"],
                "status": values["status"],
                "line_ids": [
                    Command.create(self._line_values(order, connection, prepared))
                    for prepared in order._bridge_prepare_lines(connection)
                ],
                **{name: values[name] for name in EDITABLE_VALUES},
            }
        )
        wizard._preview_contact()
        return wizard

    @api.model
    def _line_values(self, order, connection, prepared):
        """What the dialog shows of one prepared document line."""
        lines = self.env["accounting.bridge.create.document.line"]
        values = lines._values_of(self, prepared)
        if not prepared["display_type"]:
            order_line = order._bridge_line_of(prepared)
            values.update(
                purpose=order._bridge_account_purpose(connection, order_line),
                quantity_left=prepared["quantity"],
                is_quantity_fixed=order_line._bridge_quantity_is_fixed(),
            )
        return values

    def _preview_contact(self):
        """Say which contact the document will go to, without a call."""
        fixed = self.env["accounting.bridge.checks"]._fixed_contact(
            self.connection_id, self.document_type
        )
        if fixed:
            self.contact_id = fixed
            self.contact_message = self.env._("The one contact that the setup names.")
        else:
            self.contact_id, self.contact_message = self._find_contact()

    def _find_contact(self):
        """The partner's contact as far as the directory knows it, and how it was
        found.

        :rtype: tuple[accounting.bridge.contact, str]
        """
        wish = ContactWish(self.partner_id, self._contact_kind())
        resolver = self.env["accounting.bridge.contact.resolver"]
        verdict = resolver._judge(self.connection_id, [wish])[wish]
        contact = self.env["accounting.bridge.contact"]
        if verdict.cause:
            text = resolver._say_cause(self.connection_id, wish, verdict)
            return contact, self.env._("To be decided: %s", text)
        if not verdict.contact:
            return contact, self._new_contact_text(verdict.name)
        if verdict.link:
            return verdict.contact, self.env._("Linked to this partner.")
        return verdict.contact, self.env._("Found by this partner's key or name.")

    def _contact_kind(self):
        provider = self.connection_id._provider()
        return provider._contact_kind(self.document_type, self.currency_id.name)

    def _new_contact_text(self, name):
        """How the contact comes to be that nobody knows yet.

        :param str name: what it will be called
        """
        provider = self.connection_id._provider()
        kind = self._contact_kind()
        best = provider._contact_names(self.partner_id.name or "", kind)[0]
        words = {"provider": self.provider_name, "name": name}
        if name_key(name) != name_key(best):
            return self.env._(
                "Not known yet: it is created in %(provider)s as “%(name)s”, since "
                "another contact there is called “%(taken)s”.",
                taken=best,
                **words,
            )
        message = self.env._(
            "Not known yet: it is looked for in %(provider)s by the name “%(name)s”, "
            "and created if there is none.",
            **words,
        )
        if name_key(name) == name_key(self.partner_id.name):
            return message
        reason = self.env._("%(provider)s takes the partner's name only so.", **words)
        return f"{message} {reason}"

    def _title(self):
        if self.document_type == "bill":
            return self.env._("Create bill in %s", self.provider_name)
        return self.env._("Create invoice in %s", self.provider_name)

    # === WHAT IS MISSING === #

    def _find_problems(self):
        """What must be mended before the document can be created.

        :return: sentences that say how; empty where all is complete
        :rtype: list[str]
        """
        self.ensure_one()
        return [
            *self._find_header_problems(),
            *self._find_line_problems(),
            *self._find_mapping_problems(),
        ]

    def _find_header_problems(self):
        problems = []
        if not self.date:
            problems.append(self.env._("Enter the document date."))
        if self.document_type == "bill" and not self._number():
            problems.append(
                self.env._("Enter the number that stands on the supplier's bill.")
            )
        checks = self.env["accounting.bridge.checks"]
        connection, document_type = self.connection_id, self.document_type
        found = (
            checks._right_problem(connection, document_type),
            checks._currency_problem(connection, self.currency_id),
            checks._date_problem(connection, document_type, self.date),
            checks._number_problem(connection, document_type, self._number()),
            checks._fixed_contact_problem(connection, document_type, self.currency_id),
        )
        return [*problems, *filter(None, found)]

    def _number(self):
        return (self.number or "").strip()

    def _find_line_problems(self):
        products = self._selected_lines().filtered("is_product")
        if not products:
            return [self.env._("Tick at least one line with a product.")]
        problems = []
        empty = products.filtered(lambda line: not line._has_quantity())
        if empty:
            problems.append(
                self.env._(
                    "Enter a quantity, or take the tick away: %s", empty._short_names()
                )
            )
        if self.more_than_left and not self.allow_more:
            problems.append(
                self.env._("More than is left to invoice: confirm it below.")
            )
        return problems

    def _find_total_problems(self):
        """For the screen alone: the document's own amounts are computed, and checked,
        when it is made and sent."""
        provider = self.connection_id._provider()
        tax_problem = provider._check_tax(
            self.connection_id, self.document_type, self.amount_tax
        )
        if tax_problem:
            return [tax_problem]
        if self.currency_id.compare_amounts(self.amount_total, 0) >= 0:
            return []
        return [
            self.env._(
                "The total would be negative. The bridge does not create credit notes: "
                "take the tick from the lines that lower it."
            )
        ]

    def _find_mapping_problems(self):
        products = self._selected_lines().filtered("is_product")
        problems = []
        without_account = products.filtered(lambda line: not line.ledger_account_id)
        if without_account:
            problems.append(
                self.env._(
                    "No ledger account of %(provider)s is chosen. Choose one in the "
                    "line: %(lines)s",
                    provider=self.provider_name,
                    lines=without_account._short_names(),
                )
            )
        without_code = products.filtered(lambda line: not line.tax_code_id)
        if without_code and self.uses_tax_codes:
            problems.append(self._missing_tax_code_text(without_code))
        return problems

    def _missing_tax_code_text(self, lines):
        labels = dict.fromkeys(line._taxes_label() for line in lines)
        text = self.env._(
            "No tax code of %(provider)s stands for %(taxes)s yet. Choose one in the "
            "line.",
            provider=self.provider_name,
            taxes=", ".join(labels),
        )
        if self._may_map():
            hint = self.env._("It is remembered for the next time.")
        else:
            hint = self.env._(
                "It is used for this document only; %s can map it for good.",
                self._managers_label(),
            )
        return f"{text} {hint}"

    def _may_map(self):
        return self.connection_id.has_access("write")

    def _managers_label(self):
        """The administrators of the bridge that a person can ask."""
        group = self.env.ref("accounting_bridge.group_manager")
        # sudo: only the names of colleagues are shown.
        managers = group.sudo().all_user_ids.filtered(
            lambda user: not user.share and self.company_id in user.company_ids
        )
        names = ", ".join(managers[:3].mapped("name"))
        return names or self.env._("an administrator of the bridge")

    def _find_warnings(self):
        """What a person should know, though it does not stop the document.

        :rtype: list[str]
        """
        self.ensure_one()
        warnings = []
        duplicate = self._find_same_bill()
        if duplicate:
            warnings.append(
                self.env._(
                    "A bill of %(supplier)s with the number %(number)s was already "
                    "sent: %(order)s.",
                    supplier=self.partner_id.name,
                    number=self.number,
                    order=duplicate.origin or duplicate.display_name,
                )
            )
        if self.date and self.due_date and self.due_date < self.date:
            warnings.append(self.env._("It is due before its own date."))
        warnings += self._selected_lines()._other_account_texts()
        return warnings

    def _find_same_bill(self):
        """A bill of this supplier with this number that still stands for something."""
        if self.document_type != "bill":
            return self.env["accounting.bridge.document"]
        key = (self.connection_id, self.partner_id, self.number)
        return self._find_same_bills([key]).get(key)

    @api.model
    def _find_same_bills(self, keys):
        """The bills that were made already, of the same suppliers with the same
        numbers; capitals and blanks around a number make no other one.

        :param list keys: tuples of connection, partner and number
        :return: a document by key; who has none is missing
        :rtype: dict[tuple, accounting.bridge.document]
        """
        numbers = {(number or "").strip() for _connection, _partner, number in keys}
        numbers.discard("")
        if not numbers:
            return {}
        documents = self.env["accounting.bridge.document"].search(
            Domain("document_type", "=", "bill")
            & Domain("state", "!=", "cancel")
            & Domain("remote_state", "not in", GONE_REMOTE_STATES)
            & Domain("partner_id", "in", [partner.id for _c, partner, _n in keys])
            & self._domain_numbers(numbers)
        )
        found = documents.grouped(
            lambda document: (
                document.connection_id,
                document.partner_id,
                document.number.lower(),
            )
        )
        return {
            (connection, partner, number): found[same][:1]
            for connection, partner, number in keys
            if (same := (connection, partner, (number or "").strip().lower())) in found
        }

    @api.model
    def _domain_numbers(self, numbers):
        """Documents of one of these numbers, in capitals or not. One comparison for
        all of them: a condition for each takes minutes for thousands."""
        lowered = [number.lower() for number in numbers]
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "LOWER(%s) = ANY(%s)",
                model._field_to_sql(alias, "number", query),
                lowered,
            )
        )

    # === CREATING === #

    def action_create(self):
        """Make the document, committed with this request, and let the browser send it
        with the next one."""
        self.ensure_one()
        order = self._source_order()
        order._bridge_check_rights()
        order._bridge_read_ahead()
        self._check_complete()
        self._check_order_unchanged(order)
        self._remember_tax_codes()
        document = order._bridge_create_document(
            self._document_values(order),
            [line._document_line_values() for line in self._selected_lines()],
            allow_more=self.allow_more,
        )
        return self._send_action(document)

    @api.model
    def _send_action(self, documents):
        """Let the browser ask for sending, in a request after the commit of this one.

        :return: a client action, see static/src/create_document
        :rtype: dict
        """
        return {
            "type": "ir.actions.client",
            "tag": "accounting_bridge_send",
            "params": {"document_ids": documents.ids},
        }

    def _check_complete(self):
        problems = self._find_problems()
        if problems:
            raise UserError("\n".join(problems))

    def _check_order_unchanged(self, order):
        """What is sent is what was shown, or nothing."""
        lines = order._bridge_unmapped_lines(
            order._bridge_source_lines(), order._bridge_document_type()
        )
        shown = [self._unmapped(line.prepared) for line in self.line_ids]
        if shown != [self._plain(values) for values in lines]:
            raise UserError(
                self.env._(
                    "%s has changed since this dialog was opened, or another document "
                    "was made of it. Close the dialog and press again to see what is "
                    "left.",
                    order.name,
                )
            )

    @api.model
    def _unmapped(self, prepared):
        """Prepared values less what the mappings decide."""
        mapped = ("purpose", "ledger_account_id", "tax_code_id")
        return {name: value for name, value in prepared.items() if name not in mapped}

    def _remember_tax_codes(self):
        """Map the tax sets that were met here for the first time. Only administrators
        map; what others choose stands for this document alone."""
        if not self.uses_tax_codes or not self._may_map():
            return
        unmapped = self._selected_lines().filtered(
            lambda line: line.is_product and not line.prepared["tax_code_id"]
        )
        for line in unmapped:
            connection = self.connection_id
            if not connection._tax_code_for(self.direction, line.tax_ids):
                connection._map_taxes(self.direction, line.tax_ids, line.tax_code_id)

    def _document_values(self, order):
        """The values of the document: the order's, with what the person changed.

        :rtype: dict
        """
        chosen = {name: self[name] for name in EDITABLE_VALUES}
        chosen["number"] = self._number() or False
        return order._bridge_document_values(self.connection_id, chosen)

    def _selected_lines(self):
        """The lines that travel: those with a tick, less the headings whose lines all
        lost theirs."""
        return self.line_ids.filtered("is_selected") - self._idle_headings()

    def _idle_headings(self):
        idle = self.env["accounting.bridge.create.document.line"]
        lines = list(self.line_ids)
        for position, line in enumerate(lines, start=1):
            covered = line._lines_under_it(lines[position:])
            if covered and not any(under.is_selected for under in covered):
                idle |= line
        return idle
