# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

#: The right over there without which none of a type can be made.
DRAFT_RIGHTS = {"invoice": "create_draft_invoice", "bill": "create_draft_bill"}


class AccountingBridgeChecks(models.AbstractModel):
    """What speaks against a document before any call: for the dialog that makes it,
    and again for the sender, since the setup may have changed between the two.

    Each check gives a sentence that says what to do, or False.
    """

    _name = "accounting.bridge.checks"
    _description = "Checks before a document is sent"

    @api.model
    def _find_problems(self, document):
        """
        :param accounting.bridge.document document:
        :return: sentences, empty where nothing speaks against sending
        :rtype: list[str]
        """
        connection, document_type = document.connection_id, document.document_type
        problems = (
            self._right_problem(connection, document_type),
            self._date_problem(connection, document_type, document.date),
            self._currency_problem(connection, document.currency_id),
            self._number_problem(connection, document_type, document.number),
        )
        return list(filter(None, problems))

    @api.model
    def _right_problem(self, connection, document_type):
        """What the user who consented may not do over there, as it was last read."""
        right = DRAFT_RIGHTS.get(document_type)
        if not right or connection._has_right(right):
            return False
        labels = self.env["accounting.bridge.document"]._type_labels()
        return self.env._(
            "The user who connected %(organization)s has no right in %(provider)s to "
            "create this: %(document)s. Give that user the right there and press Sync "
            "reference data, or connect as another one.",
            organization=connection.organization_name,
            provider=connection.provider_name,
            document=labels[document_type],
        )

    @api.model
    def _date_problem(self, connection, document_type, date):
        """A purchase order enters no ledger, so no lock date concerns it."""
        locked = connection._locked_until()
        if not locked or not date or date > locked or document_type == "purchase_order":
            return False
        return self.env._(
            "The books in %(provider)s are locked up to %(locked)s, and the document's "
            "date is %(date)s. Choose a later date, or move the lock date in "
            "%(provider)s and press Sync reference data.",
            provider=connection.provider_name,
            locked=fields.Date.to_string(locked),
            date=fields.Date.to_string(date),
        )

    @api.model
    def _currency_problem(self, connection, currency):
        if currency == connection.currency_id or currency in connection.currency_ids:
            return False
        return self.env._(
            "%(organization)s does not use %(currency)s. Add the currency in "
            "%(provider)s, then press Sync reference data.",
            organization=connection.organization_name,
            currency=currency.name,
            provider=connection.provider_name,
        )

    @api.model
    def _number_problem(self, connection, document_type, number):
        if not number:
            return False
        provider = connection._provider()
        return provider._check_number(connection, document_type, number) or False

    # === THE ONE CONTACT OF THE SETUP === #

    @api.model
    def _fixed_contact(self, connection, document_type):
        """The one contact that the setup names for all documents of this type.

        :return: empty where each partner has its own
        :rtype: accounting.bridge.contact
        """
        if document_type in ("invoice", "credit_note"):
            return connection.sale_contact_id
        return connection.purchase_contact_id

    @api.model
    def _fixed_contact_problem(self, connection, document_type, currency):
        """Why the one contact can't be a document's: of another list over there, or of
        another currency."""
        contact = self._fixed_contact(connection, document_type)
        if not contact:
            return False
        kind = connection._provider()._contact_kind(document_type, currency.name)
        if (contact.kind or "") == kind:
            return False
        labels = self.env["accounting.bridge.document"]._type_labels()
        return self.env._(
            "The setup names “%(contact)s” as the one contact, but %(provider)s does "
            "not take it for this: %(document)s in %(currency)s. Choose another "
            "contact in the setup, or none.",
            contact=contact.name,
            provider=connection.provider_name,
            document=labels[document_type],
            currency=currency.name,
        )
