# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import BATCHES_PER_SLICE, DUE_STATES, LEASE_RENEWAL, SENDING_LEASE
from .accounting_bridge_document import UNTAKEN

#: What somebody waits for goes ahead of a bulk run.
CLAIM_ORDER = "is_bulk, next_try_at, id"

#: What claiming asks of a document. To name it spares the reading of all else.
FIELDS_OF_A_CLAIM = (
    "claim",
    "connection_id",
    "first_try_at",
    "is_doubtful",
    "next_try_at",
    "state",
    "tries",
)


class AccountingBridgeSendingClaimMixin(models.AbstractModel):
    """How the sender takes documents for itself, so that no other worker sends them,
    and how it knows after a commit that they are still its own."""

    _name = "accounting.bridge.sending.claim.mixin"
    _description = "Claims of documents"

    @api.model
    def _due_domain(self, connection):
        return [
            ("connection_id", "=", connection.id),
            ("state", "in", DUE_STATES),
            ("next_try_at", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _claim(self, connection, claim, pressed=None):
        """Take due documents for ourselves, so that no other worker sends them.

        The claim is committed: it survives a crash, and ends with its lease.

        :param str claim: a name for it that nobody else uses
        """
        self.env.cr.commit()  # a fresh snapshot, and no lock of the caller's
        domain = self._claimable_domain(connection, pressed)
        due = self._find_slice(connection, domain) if pressed is None else pressed
        try:
            claimed = self._locked(due)
            claimed.fetch(FIELDS_OF_A_CLAIM)
            claimed = claimed.filtered_domain(domain)
            siblings = self._doubtful_siblings(claimed) - claimed
            claimed |= self._locked(siblings).filtered(self._is_doubtful_and_free)
        except SerializationFailure:
            # Somebody else took some of them just now; they are due again soon.
            self.env.cr.rollback()
            return due.browse()
        self._mark_claimed(claimed, claim)
        self.env.cr.commit()  # the claim
        return claimed

    @api.model
    def _locked(self, documents):
        """:return: those of them that nobody else has locked, as they are now"""
        locked = documents.try_lock_for_update()
        locked.invalidate_recordset()
        return locked

    @api.model
    def _find_slice(self, connection, domain):
        """The first documents of a domain, some batches full. They are of one type,
        since a call carries one type, and so that the directory is brought up to date
        once for all of them."""
        documents = self.env["accounting.bridge.document"]
        first = documents.search(domain, order=CLAIM_ORDER, limit=1)
        return documents.search(
            Domain(domain) & Domain("document_type", "=", first.document_type),
            order=CLAIM_ORDER,
            limit=self._slice_size(connection, first.document_type),
        )

    @api.model
    def _slice_size(self, connection, document_type):
        return connection._provider()._batch_size(document_type) * BATCHES_PER_SLICE

    @api.model
    def _claimable_domain(self, connection, pressed):
        if pressed is None:
            return self._due_domain(connection)
        # Whoever pressed need not wait for the moment at which the scheduled action
        # would take the documents.
        return Domain("id", "in", pressed.ids) & (
            UNTAKEN | Domain(self._due_domain(connection))
        )

    @api.model
    def _doubtful_siblings(self, documents):
        """Documents that left in one call with these and are in doubt as well: one
        repetition settles all of them."""
        left = documents.filtered(
            lambda document: document.is_doubtful or document.state == "sending"
        )
        attempts = self._unsettled_attempts(left)
        return attempts.document_ids.filtered(self._is_doubtful_and_free)

    @api.model
    def _is_doubtful_and_free(self, document):
        return document.is_doubtful and document.state in ("queued", "waiting")

    @api.model
    def _unsettled_attempts(self, documents):
        return documents.attempt_ids.filtered(
            lambda attempt: attempt.state in ("open", "lost")
        )

    @api.model
    def _mark_claimed(self, documents, claim):
        documents.filtered(self._was_sending).is_doubtful = True
        for tries, same in documents.grouped("tries").items():
            same.tries = tries + 1
        new = documents.filtered(lambda document: not document.first_try_at)
        new.first_try_at = fields.Datetime.now()
        documents.write({"claim": claim, "next_try_at": self._lease_end()})
        documents.filtered(
            lambda document: document.state != "preparing"
        ).state = "sending"

    @api.model
    def _keep_claimed(self, documents, claim):
        """Lock documents until the next commit, and begin their lease anew where a
        part of it is over. Who was slower than the lease may find after a commit that
        another worker has the documents now: then they are not ours to write to or to
        send. To ask again before the next commit costs nothing.

        :return: the documents that are still ours
        """
        # What is stored beside the rollback's hooks is gone with the transaction.
        held = self.env.cr.postrollback.data.setdefault(self._name, set())
        free = documents.filtered(lambda document: document.id not in held)
        held.update(self._locked(free).ids)
        ours = documents.filtered(lambda document: document.id in held).filtered(
            lambda document: (
                document.state in ("preparing", "sending") and document.claim == claim
            )
        )
        renewal = fields.Datetime.now() + timedelta(
            seconds=SENDING_LEASE - LEASE_RENEWAL
        )
        ours.filtered(
            lambda document: document.next_try_at < renewal
        ).next_try_at = self._lease_end()
        return ours

    @api.model
    def _lease_end(self):
        return fields.Datetime.now() + timedelta(seconds=SENDING_LEASE)

    @api.model
    def _was_sending(self, document):
        """Whether a worker died between storing an attempt and writing its outcome."""
        return document.state == "sending" and bool(self._unsettled_attempts(document))

    @api.model
    def _is_ready_to_send(self, document):
        return document.state in ("preparing", "sending") and not document.is_doubtful
