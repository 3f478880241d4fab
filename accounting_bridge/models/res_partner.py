# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ..const import GONE_REMOTE_STATES
from ..exceptions import PersonMustAct
from ..tools.payloads import AddressPayload
from ..tools.verdicts import ContactWish

#: What an address is made of.
ADDRESS_FIELDS = ("street", "street2", "city", "state_id", "zip", "country_id")


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "accounting.bridge.linked.mixin"]

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

    # === CARD === #

    def _bridge_card_setting(self):
        return "has_partner_card"

    def _has_bridge_card(self):
        # Documents are for the company: a link of its contact person would not count.
        is_own = self.commercial_partner_id == self
        return is_own and super()._has_bridge_card()

    @api.model
    def _bridge_link_field(self):
        return "partner_id"

    @api.model
    def _bridge_directory_field(self):
        return "contact_id"

    def _bridge_link_kinds(self, connection):
        provider = connection._provider()
        currency = connection.currency_id.name or ""
        kinds = [
            provider._contact_kind(document_type, currency)
            for document_type in ("invoice", "bill")
        ]
        return {kind: provider._contact_kind_label(kind, currency) for kind in kinds}

    def _bridge_linked_url(self, connection, linked):
        return connection._provider()._contact_url(connection, linked.remote_id)

    def _bridge_linked_facts(self, linked):
        currency = linked.currency_id
        facts = []
        if linked.has_receivable and (linked.is_customer or linked.receivable):
            text = formatLang(self.env, linked.receivable, currency_obj=currency)
            facts.append((self.env._("Receivable"), text))
        if linked.has_payable and (linked.is_supplier or linked.payable):
            text = formatLang(self.env, linked.payable, currency_obj=currency)
            facts.append((self.env._("Payable"), text))
        return facts

    def _bridge_linked_note(self, connection, linked):
        note = self._bridge_why_not_active(connection, linked)
        return note, "warning" if note else ""

    def _bridge_why_not_active(self, connection, contact):
        words = {"contact": contact.name, "provider": connection.provider_name}
        if contact.status == "merged":
            return self.env._(
                "“%(contact)s” was merged into another contact in %(provider)s. "
                "Documents go to that one.",
                **words,
            )
        if contact.status == "archived":
            return self.env._(
                "“%(contact)s” is archived in %(provider)s. Restore it there, or "
                "unlink it and link another one.",
                **words,
            )
        if not contact.active:
            return self.env._(
                "“%(contact)s” is no longer in %(provider)s. Unlink it and link "
                "another one.",
                **words,
            )
        return ""

    def _bridge_choice_domain(self, text):
        return Domain.OR(
            [(name, "ilike", text)] for name in ("name", "email", "tax_number")
        )

    def _bridge_choice_note(self, linked):
        return " · ".join(filter(None, (linked.email, linked.tax_number)))

    def _bridge_create_over_there(self, connection, kind, timeout):
        wish = ContactWish(self, kind)
        # sudo: links, directory and questions are written by the bridge alone.
        resolver = self.env["accounting.bridge.contact.resolver"].sudo()
        resolution = resolver._resolve(connection.sudo(), [wish], timeout)
        verdict = resolution.verdicts[wish]
        if verdict.decision:
            return verdict.decision.sudo(False).action_decide()
        if not verdict.contact:
            raise PersonMustAct(
                self.env._(
                    "%(partner)s could not be created in %(provider)s: %(reason)s",
                    partner=self.display_name,
                    provider=connection.provider_name,
                    reason=resolution.refused[wish].words,
                )
            )

    def _bridge_read_again(self, connection, linked, timeout):
        sync = self.env["accounting.bridge.directory.sync"]
        sync._refresh_contacts(connection, linked, timeout)

    def _bridge_read_directory(self, connection, timeout):
        sync = self.env["accounting.bridge.directory.sync"]
        sync._sync_contacts(connection, timeout)

    # === EXPORT === #

    def action_bridge_export(self):
        """Show what sending these as contacts would do."""
        return self.env["accounting.bridge.export.contacts"]._open(self)
