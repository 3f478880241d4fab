# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

from psycopg2.errors import IntegrityError, OperationalError

from odoo import api, models

from ..exceptions import PersonMustAct, Reconnect, TryAgain

#: How often records of the directory are resolved while others write down the same.
RESOLUTION_REPEATS = 3


class AccountingBridgeSendingResolutionMixin(models.AbstractModel):
    """How the sender comes to what documents name over there and does not know yet."""

    _name = "accounting.bridge.sending.resolution.mixin"
    _description = "What documents name over there"

    @api.model
    def _resolve_in_time(self, connection, claim, documents, deadline, resolve):
        """Let documents come to what they name over there, if there is time for calls;
        else the scheduled action does it.

        :param resolve: function of the documents that are still ours and of the
            seconds that its calls may take
        :return: the documents that can be sent
        """
        timeout = self._timeout(deadline)
        if not timeout:
            self._release(self._keep_claimed(documents, claim))
            return documents.browse()
        own = self._resolve_repeatedly(
            connection, claim, documents, lambda own: resolve(connection, own, timeout)
        )
        return self._still_sending(own)

    @api.model
    def _still_sending(self, documents):
        return documents.filtered(lambda document: document.state == "sending")

    @api.model
    def _resolve_repeatedly(self, connection, claim, documents, resolve):
        """Workers that meet the same new contacts or items write the same rows: who
        comes second begins again and finds them.

        :param resolve: function of the documents that are still ours; may call the
            provider
        :return: the documents that are still ours
        """
        self.env.cr.commit()  # what stands before must not be repeated
        for _repeat in range(RESOLUTION_REPEATS):
            own = self._keep_claimed(documents, claim)
            try:
                resolve(own)
                self.env.cr.commit()
                return self._keep_claimed(documents, claim)
            except (TryAgain, Reconnect, PersonMustAct) as error:
                self._nothing_was_done(connection, own, error)
                self.env.cr.commit()
                return documents.browse()
            except (OperationalError, IntegrityError):
                self.env.cr.rollback()
        left = self._keep_claimed(documents, claim)
        self._wait_for_others(left)
        self.env.cr.commit()
        return documents.browse()
