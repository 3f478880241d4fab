# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

import logging

from psycopg2.errors import OperationalError

from odoo import api, models

from ..exceptions import BridgeError

_logger = logging.getLogger(__name__)


class AccountingBridgeSendingFaultMixin(models.AbstractModel):
    """What the sender does where it is held up by another transaction, or by a fault of
    ours: one document must not hold up the others, nor is one in doubt sent twice."""

    _name = "accounting.bridge.sending.fault.mixin"
    _description = "Faults while sending"

    @api.model
    def _carry_each(self, connection, claim, documents, deadline):
        """After a fault of ours: one document must not hold up the others, nor meet
        its fault again and again. It fails, and a person is told."""
        for document in documents:
            try:
                if self._unsettled_attempts(document):
                    self._fail_in_doubt(claim, document)
                else:
                    self._carry(connection, claim, document, deadline)
                    self.env.cr.commit()  # where it failed before any call
            except OperationalError:
                self.env.cr.rollback()
                self._give_back(claim, document)
            except Exception as error:
                _logger.exception("Sending document %s failed", document.id)
                self.env.cr.rollback()
                self._fail_by_our_fault(claim, document, error)

    @api.model
    def _give_back(self, claim, documents):
        """Let what is still claimed be due again before the end of its lease."""
        try:
            self._wait_for_others(self._keep_claimed(documents, claim))
            self.env.cr.commit()
        except OperationalError:
            self.env.cr.rollback()  # due again after its lease

    @api.model
    def _fail_by_our_fault(self, claim, document, error):
        if self._unsettled_attempts(document):
            self._fail_in_doubt(claim, document)
            return
        for own in self._keep_claimed(document, claim):
            self._fail(own, self._fault_text(error))
        self.env.cr.commit()

    @api.model
    def _fail_in_doubt(self, claim, document):
        """It may have left before the fault: it stays in doubt until a person, who has
        had the fault mended, lets it be looked for."""
        for own in self._keep_claimed(document, claim):
            message = self.env._(
                "An unexpected error came up while it was sent; whether it arrived is "
                "not known. Report this to your administrator, then press Retry: it is "
                "looked for in %s before anything is sent again.",
                own.provider_name,
            )
            self._fail(own, message, is_doubtful=True)
        self.env.cr.commit()

    @api.model
    def _fault_text(self, error):
        if isinstance(error, BridgeError):
            return error.message
        return self.env._(
            "It could not be prepared (%s). Report this to your administrator.", error
        )
