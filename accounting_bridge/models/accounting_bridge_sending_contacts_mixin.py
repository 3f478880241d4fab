# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models

from ..tools.verdicts import ContactWish


class AccountingBridgeSendingContactsMixin(models.AbstractModel):
    """How the sender comes to the contacts of the documents it is about to send."""

    _name = "accounting.bridge.sending.contacts.mixin"
    _inherit = "accounting.bridge.sending.resolution.mixin"
    _description = "Contacts of documents that are sent"

    @api.model
    def _resolve_contacts(self, connection, claim, documents, deadline):
        """Give a contact to each document that has none yet, new ones in one call.

        :return: the documents that can be sent
        """
        without = documents.filtered(lambda document: not document.contact_id)
        if not without:
            return documents
        return (documents - without) | self._resolve_in_time(
            connection, claim, without, deadline, self._resolve_partners
        )

    @api.model
    def _look_at_refused_contacts(self, connection, claim, documents, deadline):
        """Read the contacts again that seem to be gone, as documents were refused.
        Where the provider does not tell of merges, no list of changes names them.

        :return: the documents that can be sent
        """
        refused = documents.filtered(
            lambda document: document.refused_contact_id and not document.contact_id
        )
        if not refused:
            return documents
        sync = self.env["accounting.bridge.directory.sync"]
        return (documents - refused) | self._resolve_in_time(
            connection,
            claim,
            refused,
            deadline,
            lambda connection, own, timeout: sync._refresh_contacts(
                connection, own.refused_contact_id, timeout
            ),
        )

    @api.model
    def _send_after_refusal(self, connection, deadline, documents):
        """While the person waits: send once more what was put off as its contact seems
        to be gone, or come to what must be decided."""
        put_off = documents.filtered(
            lambda document: document.state == "waiting" and document.refused_contact_id
        )
        if put_off:
            self._send_slice(connection, deadline, put_off)

    @api.model
    def _use_fixed_contacts(self, connection, documents):
        """Give documents the one contact that the setup names, where it names one."""
        checks = self.env["accounting.bridge.checks"]
        for document in documents:
            fixed = checks._fixed_contact(connection, document.document_type)
            problem = checks._fixed_contact_problem(
                connection, document.document_type, document.currency_id
            )
            if problem:
                self._fail(document, problem)
            elif fixed:
                document.contact_id = fixed

    @api.model
    def _use_linked_contacts(self, connection, documents):
        """Give documents the contacts that are linked to their partners. Where the
        provider refused a document before, its contact is looked at anew later."""
        wishes = self._wishes(
            connection,
            documents.filtered(
                lambda document: not document.contact_id and not document.attempt_ids
            ),
        )
        resolver = self.env["accounting.bridge.contact.resolver"]
        verdicts = resolver._judge_linked(connection, list(set(wishes.values())))
        resolver._move_links(verdicts)
        for document, wish in wishes.items():
            if wish in verdicts and verdicts[wish].contact:
                document.contact_id = verdicts[wish].contact

    @api.model
    def _wishes(self, connection, documents):
        """The contacts that documents need.

        :rtype: dict[accounting.bridge.document, ContactWish]
        """
        contact_kind = connection._provider()._contact_kind
        return {
            document: ContactWish(
                document.partner_id,
                contact_kind(document.document_type, document.currency_id.name),
            )
            for document in documents
        }

    @api.model
    def _resolve_partners(self, connection, documents, timeout):
        wishes = self._wishes(connection, documents)
        resolver = self.env["accounting.bridge.contact.resolver"]
        verdicts, refused, _created = resolver._resolve(
            connection,
            wishes.values(),
            timeout,
            is_stale="answered" in documents.attempt_ids.mapped("state"),
        )
        for document, wish in wishes.items():
            if verdicts[wish].contact:
                document.contact_id = verdicts[wish].contact
            elif verdicts[wish].cause:
                text = resolver._question_text(connection, wish, verdicts[wish])
                self._fail(document, text)
                document.decision_id = verdicts[wish].decision
            else:
                self._fail(
                    document,
                    self.env._(
                        "The contact %(partner)s could not be created in "
                        "%(provider)s: %(reason)s Correct the partner, then press "
                        "Retry.",
                        partner=document.partner_id.display_name,
                        provider=connection.provider_name,
                        reason=refused[wish].words if wish in refused else "",
                    ),
                )

    @api.model
    def _refuse_unusable_contacts(self, documents):
        """The one contact of the setup, or one that was archived or merged
        meanwhile."""
        for document in documents:
            if document.contact_id._fault():
                self._fail(
                    document,
                    self.env._(
                        "The contact %(contact)s is archived in %(provider)s, or no "
                        "longer there. Restore it there, or choose another one in the "
                        "setup; sync the reference data, then press Retry.",
                        contact=document.contact_id.name,
                        provider=document.provider_name,
                    ),
                )
