# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

from psycopg2.errors import IntegrityError, OperationalError

from odoo import api, models

from ..const import CONFLICT_DELAY
from ..exceptions import PersonMustAct, Reconnect, TryAgain

#: How often contacts are resolved while others write down the same contacts.
CONTACT_REPEATS = 3


class AccountingBridgeSendingContactsMixin(models.AbstractModel):
    """How the sender comes to the contacts of the documents it is about to send."""

    _name = "accounting.bridge.sending.contacts.mixin"
    _description = "Contacts of documents that are sent"

    @api.model
    def _resolve_contacts(self, connection, claim, documents, deadline):
        """Give each document its contact; who has none yet gets one, in one call.

        :return: the documents that can be sent
        """
        documents = self._keep_claimed(documents, claim)
        self._use_fixed_contacts(connection, documents)
        without = documents.filtered(lambda document: not document.contact_id)
        if without:
            timeout = self._timeout(deadline)
            if not timeout:
                self._release(without)
                return documents - without
            self._resolve_unknown_contacts(connection, claim, without, timeout)
            documents = self._keep_claimed(documents, claim)
        self._refuse_unusable_contacts(documents)
        return documents.filtered(lambda document: document.state == "sending")

    @api.model
    def _resolve_unknown_contacts(self, connection, claim, documents, timeout):
        """Workers that meet the same new contacts write the same rows: who comes
        second begins again and finds them."""
        self.env.cr.commit()  # what stands before must not be repeated
        for _repeat in range(CONTACT_REPEATS):
            own = self._keep_claimed(documents, claim)
            try:
                self._resolve_partners(connection, own, timeout)
                self.env.cr.commit()
                return
            except (TryAgain, Reconnect, PersonMustAct) as error:
                self._nothing_was_done(connection, own, error)
                self.env.cr.commit()
                return
            except (OperationalError, IntegrityError):
                self.env.cr.rollback()
        for document in self._keep_claimed(documents, claim):
            self._wait(document, self._contacts_busy_text(), CONFLICT_DELAY)
        self.env.cr.commit()

    @api.model
    def _contacts_busy_text(self):
        return self.env._("Somebody else is bringing the contacts up to date.")

    @api.model
    def _use_fixed_contacts(self, connection, documents):
        for document in documents:
            is_sale = document.document_type in ("invoice", "credit_note")
            fixed = (
                connection.sale_contact_id
                if is_sale
                else connection.purchase_contact_id
            )
            if fixed:
                document.contact_id = fixed

    @api.model
    def _resolve_partners(self, connection, documents, timeout):
        contacts, refused = self.env["accounting.bridge.contact.resolver"]._resolve(
            connection, documents.partner_id, timeout
        )
        for document in documents:
            if document.partner_id in contacts:
                document.contact_id = contacts[document.partner_id]
            else:
                self._fail(
                    document,
                    self.env._(
                        "The contact %(partner)s could not be created in "
                        "%(provider)s: %(reason)s Correct the partner, then press "
                        "Retry.",
                        partner=document.partner_id.display_name,
                        provider=connection.provider_name,
                        reason=refused.get(document.partner_id, ""),
                    ),
                )

    @api.model
    def _refuse_unusable_contacts(self, documents):
        for document in documents.filtered("contact_id"):
            if document.state == "sending" and document.contact_id.status == "archived":
                self._fail(
                    document,
                    self.env._(
                        "The contact %(contact)s is archived in %(provider)s. Restore "
                        "it there, sync the reference data, then press Retry.",
                        contact=document.contact_id.name,
                        provider=document.provider_name,
                    ),
                )
