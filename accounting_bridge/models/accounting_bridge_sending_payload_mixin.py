# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import logging
from collections import ChainMap

from odoo import api, models

from .res_partner import ADDRESS_FIELDS

_logger = logging.getLogger(__name__)


class AccountingBridgeSendingPayloadMixin(models.AbstractModel):
    """What the sender sends of a document, and what it finds to speak against it before
    any call."""

    _name = "accounting.bridge.sending.payload.mixin"
    _description = "Payloads of documents"

    @api.model
    def _check(self, connection, claim, documents):
        """Fail what no provider would take as things are, before contacts and items
        are made for it; and give the others the contacts that are known.

        :return: the documents that can be sent
        """
        checks = self.env["accounting.bridge.checks"]
        documents = self._keep_claimed(documents, claim)
        for document in documents:
            problems = checks._find_problems(document)
            if problems:
                self._fail(document, " ".join(problems))
        documents = self._still_sending(documents)
        self._use_fixed_contacts(connection, documents)
        documents = self._still_sending(documents)
        self._use_linked_contacts(connection, documents)
        return documents

    @api.model
    def _payloads(self, connection, documents):
        """What is sent of each document. What the provider would certainly refuse
        fails, before any call. They are claimed: nobody changes them meanwhile.

        :return: payloads by the document's id
        :rtype: dict[int, DocumentPayload]
        """
        payloads, problems = {}, {}
        documents.partner_shipping_id.fetch(ADDRESS_FIELDS)
        for document in documents:
            try:
                payloads[document.id] = document._payload()
            except Exception as error:
                problems[document.id] = [self._prepare_fault(document.id, error)]
        problems.update(self._problems(connection, list(payloads.values())))
        for document in documents:
            if problems.get(document.id):
                payloads.pop(document.id, None)
                self._fail(document, " ".join(problems[document.id]))
        return payloads

    @api.model
    def _problems(self, connection, payloads):
        """What speaks against sending. A fault of ours with one document must not
        hold up the others.

        :return: sentences by the document's id
        :rtype: dict[int, list[str]]
        """
        check = connection._provider()._check_documents
        try:
            return check(connection, payloads)
        except Exception as error:
            if len(payloads) > 1:
                alone = [self._problems(connection, [each]) for each in payloads]
                return dict(ChainMap(*alone))
            [payload] = payloads
            reference = payload.reference
            return {reference: [self._prepare_fault(reference, error)]}

    @api.model
    def _prepare_fault(self, document_id, error):
        _logger.exception("Document %s can't be prepared", document_id)
        return self._fault_text(error)
