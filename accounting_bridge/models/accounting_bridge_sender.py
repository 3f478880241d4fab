# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the class. pylint: disable=invalid-commit

import logging
import time
import uuid

from psycopg2.errors import OperationalError

from odoo import api, fields, models

from ..const import DUE_STATES
from ..exceptions import AnswerLost, PersonMustAct, Reconnect, TryAgain

_logger = logging.getLogger(__name__)

#: Seconds that one call of the scheduled action may take.
CALL_TIMEOUT = 30

#: Seconds that one slice of the scheduled action may take: a worker that began it is
#: still within Odoo's usual limit for scheduled actions, 120 seconds.
SLICE_PATIENCE = 2 * CALL_TIMEOUT

#: A call is not begun with less patience left than this, in seconds.
LEAST_PATIENCE = 1.5


class AccountingBridgeSender(models.AbstractModel):
    """Carries documents over there: claim, store the attempt, call, write the outcome,
    each step committed before the next begins.

    Used by the request of a person who waits and by the scheduled action alike. It
    commits, so nothing but sending may stand in its transaction.

    Read it from the top to the bottom; the mixins hold what stands on its own: bulk
    presses, claims, freezing, contacts, items, payloads, verdicts, outcomes, doubt,
    faults, and what follows on the orders.
    """

    _name = "accounting.bridge.sender"
    _description = "Document sending"
    _inherit = [
        "accounting.bridge.sending.bulk.mixin",
        "accounting.bridge.sending.claim.mixin",
        "accounting.bridge.sending.contacts.mixin",
        "accounting.bridge.sending.doubt.mixin",
        "accounting.bridge.sending.fault.mixin",
        "accounting.bridge.sending.follow.up.mixin",
        "accounting.bridge.sending.freezing.mixin",
        "accounting.bridge.sending.items.mixin",
        "accounting.bridge.sending.outcome.mixin",
        "accounting.bridge.sending.payload.mixin",
        "accounting.bridge.sending.verdict.mixin",
    ]

    # === ENTRIES === #

    @api.model
    def _send_documents(self, documents, deadline):
        """Send some documents now, for a person who waits.

        :param float deadline: of ``time.monotonic()``; what can't be begun before it
            is left to the scheduled action
        """
        # sudo: documents, attempts and links are written by the bridge alone; the
        # caller has checked who presses.
        sender, documents = self.sudo(), documents.sudo()
        documents.connection_id.fetch(["provider", "state"])
        for connection, own in documents.grouped("connection_id").items():
            if connection.state == "connected":
                size = sender._slice_size(connection, own[:1].document_type)
                claimed = sender._send_slice(connection, deadline, own[:size])
                sender._send_after_refusal(connection, deadline, claimed)

    @api.model
    def _send_due(self, connection):
        """Send what is due, in slices, until nothing is or the time is over. For the
        scheduled action of the connection."""
        # sudo: as above; the scheduled action is the system's anyway.
        sender, connection = self.sudo(), connection.sudo()
        sender._follow_up_left_over(connection)
        sender._make_noted_documents(connection, LEAST_PATIENCE)
        if connection.state == "connected":
            connection._sync_old_facts()
            sender.env["accounting.bridge.directory.sync"]._sync_left_over(connection)
            sender._send_slices(connection)
            # As with a slice, Odoo's time says whether it begins.
            has_time = sender.env["ir.cron"]._commit_progress() > LEAST_PATIENCE
            patience = SLICE_PATIENCE if has_time else 0
            sender._close_purchase_orders(connection, time.monotonic() + patience)
            connection._tell_day_limit()
            sender._trigger_next(connection)
            # Last: nobody's documents wait for contacts.
            sender.env["accounting.bridge.contact.run"]._work_due(connection)
        # Else the documents wait for the administrator to reconnect.

    @api.model
    def _send_slices(self, connection):
        progress = self.env["ir.cron"]
        directory_sync = self.env["accounting.bridge.directory.sync"]
        waited_for = self.env["accounting.bridge.document"]
        remaining = self._count_due(connection)
        time_left = progress._commit_progress(remaining=remaining)
        while time_left > LEAST_PATIENCE and remaining:
            # Odoo's time says whether a slice begins, not when it has to end: on a busy
            # machine it would be over before the first call, again and again.
            deadline = time.monotonic() + SLICE_PATIENCE
            # What the last slice found to be new over there, as a lock date.
            directory_sync._sync_left_over(connection)
            claimed = self._send_slice(connection, deadline)
            # Bulk documents are many: whoever keeps them reads all of them at the end.
            waited_for |= claimed.filtered(lambda document: not document.is_bulk)
            remaining = self._count_due(connection)
            time_left = progress._commit_progress(len(claimed), remaining=remaining)
            if not claimed:
                break
        self._tell_people(waited_for)

    @api.model
    def _count_due(self, connection):
        """How many documents can be sent now: none while a limit holds up calls, or an
        administrator must act, so that no worker asks again and again."""
        if connection.state != "connected" or connection._next_call_at():
            return 0
        return self.env["accounting.bridge.document"].search_count(
            self._due_domain(connection)
        )

    @api.model
    def _trigger_next(self, connection):
        """Wake the scheduled action when the next waiting document is due, and the
        provider lets us call."""
        waiting = self.env["accounting.bridge.document"].search(
            [
                ("connection_id", "=", connection.id),
                ("state", "in", DUE_STATES),
                ("next_try_at", "!=", False),
            ],
            order="next_try_at",
            limit=1,
        )
        if waiting:
            next_call_at = connection._next_call_at() or fields.Datetime.now()
            connection._wake_by(max(waiting.next_try_at, next_call_at))

    # === ONE SLICE === #

    @api.model
    def _send_slice(self, connection, deadline, pressed=None):
        """Claim a slice of due documents and carry it to its end.

        :param pressed: documents of a person who waits: these alone
        :return: the documents that were claimed
        """
        claim = str(uuid.uuid4())
        documents = self._claim(connection, claim, pressed)
        try:
            self._carry(connection, claim, documents, deadline)
            self.env.cr.commit()  # what failed before any call
        except OperationalError:
            # Somebody else is at the same rows, or saves the connection.
            _logger.info("Documents %s are sent later", documents.ids, exc_info=True)
            self.env.cr.rollback()
            self._give_back(claim, documents)
        except Exception:
            _logger.exception("Sending documents %s failed", documents.ids)
            self.env.cr.rollback()
            self._carry_each(connection, claim, documents, deadline)
        self._follow_up(documents)
        self._tell_bulk_presses(documents)
        return documents

    @api.model
    def _carry(self, connection, claim, documents, deadline):
        """Carry claimed documents to their end."""
        documents = self._keep_claimed(documents, claim)
        doubtful = documents.filtered("is_doubtful")
        self._settle(connection, claim, doubtful, deadline)
        fresh = self._freeze(claim, documents.filtered(self._is_ready_to_send))
        fresh = self._look_at_refused_contacts(connection, claim, fresh, deadline)
        fresh = self._check(connection, claim, fresh)
        fresh = self._resolve_contacts(connection, claim, fresh, deadline)
        fresh = self._resolve_items(connection, claim, fresh, deadline)
        # Purchase orders first: a bill names those that arrived.
        fresh = fresh.sorted(
            lambda document: document.document_type != "purchase_order"
        )
        for same_type in fresh.grouped("document_type").values():
            self._push_in_batches(connection, claim, same_type, deadline)

    # === PUSH === #

    @api.model
    def _push_in_batches(self, connection, claim, documents, deadline):
        """Send documents of one type.

        :param str claim: ours, see :meth:`_claim`
        """
        documents = self._keep_claimed(documents, claim)
        self._refuse_unusable_contacts(documents)
        self._use_known_items(connection, self._still_sending(documents))
        payloads = self._payloads(connection, self._still_sending(documents))
        batches = self._batches(connection, documents.browse(list(payloads)))
        while batches:
            batch = self._keep_claimed(batches.pop(0), claim)
            timeout = self._timeout(deadline)
            if not timeout:
                self._release(batch)
            elif batch:
                own = [payloads[document.id] for document in batch]
                attempt = self._store_attempt(connection, batch, own)
                error = self._call(connection, claim, attempt, batch, timeout)
                self._follow_up(batch)
                if self._holds_up_all(error):
                    left = documents.browse().concat(*batches)
                    rest = self._keep_claimed(left, claim)
                    self._wait(rest, error.message, error)
                    self.env.cr.commit()
                    break
                batches += self._batches(connection, self._parted(batch))

    @api.model
    def _batches(self, connection, documents):
        """The documents of each call, those that go alone at the end.

        :rtype: list
        """
        size = connection._provider()._batch_size(documents[:1].document_type)
        alone = documents.filtered("goes_alone")
        together = documents - alone
        starts = range(0, len(together), size)
        return [together[start : start + size] for start in starts] + list(alone)

    @api.model
    def _parted(self, batch):
        """The documents of a batch that was refused as a whole: each goes once more,
        in a call and an attempt of its own."""
        return batch.filtered(
            lambda document: document.goes_alone and self._is_ready_to_send(document)
        )

    @api.model
    def _store_attempt(self, connection, documents, payloads):
        """Write down what is about to leave, byte by byte, and commit it."""
        now = fields.Datetime.now()
        attempt = self.env["accounting.bridge.attempt"].create(
            {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "document_type": payloads[0].document_type,
                "document_ids": [fields.Command.set(documents.ids)],
                "document_order": documents.ids,
                "key": str(uuid.uuid4()),
                "body": connection._provider()._prepare_documents(connection, payloads),
                "sent_at": now,
                "last_sent_at": now,
            }
        )
        self.env.cr.commit()  # the intent, before the first call for it
        return attempt

    @api.model
    def _call(self, connection, claim, attempt, documents, timeout):
        """Send an attempt's bytes and write down what comes of it.

        :param float timeout: seconds, also for a look-up that an answer calls for
        :return: the error where nothing was done over there, else None
        :rtype: BridgeError | None
        """
        outcomes = error = None
        deadline = time.monotonic() + timeout
        try:
            outcomes = self._push_insistently(connection, attempt, documents, deadline)
        except (AnswerLost, TryAgain, Reconnect, PersonMustAct) as answer:
            error = answer
        # Who was held up for longer than the lease has nothing to say any more:
        # another worker has found out meanwhile what became of the documents.
        own = self._keep_claimed(documents, claim)
        if own and error:
            self._keep_error(connection, attempt, own, error)
        elif own:
            left = deadline - time.monotonic()
            self._keep_answer(connection, attempt, own, outcomes, left)
        self.env.cr.commit()  # the outcome
        return None if isinstance(error, AnswerLost) else error

    @api.model
    def _keep_error(self, connection, attempt, documents, error):
        if isinstance(error, AnswerLost):
            attempt.write(
                {
                    "state": "lost",
                    "answer": error.message,
                    "is_key_spent": not error.may_repeat,
                }
            )
            self._doubt(documents, error.message)
        else:
            attempt.answer = error.message
            self._call_did_nothing(connection, attempt, documents, error)

    @api.model
    def _keep_answer(self, connection, attempt, documents, outcomes, timeout):
        attempt.write(
            {
                "state": "answered",
                "answered_at": fields.Datetime.now(),
                "answer": self._record_of(outcomes),
            }
        )
        self._keep_outcomes(connection, attempt, documents, outcomes, timeout)

    @api.model
    def _holds_up_all(self, error):
        """Whether the next call would end like the one that had this error, as where a
        limit is reached or the consent is gone."""
        return isinstance(error, Reconnect) or (
            isinstance(error, TryAgain) and error.whole_connection
        )

    @api.model
    def _push_insistently(self, connection, attempt, documents, deadline):
        """Send an attempt's bytes. Where the answer is lost and a person waits, send
        them once more while there is time, as the scheduled action would do later."""
        try:
            return self._push(connection, attempt, deadline - time.monotonic())
        except AnswerLost as lost:
            timeout = self._timeout(deadline)
            if (
                not timeout
                or not lost.may_repeat
                or connection._is_scheduled_work()
                or not self._may_repeat(connection, attempt, documents)
            ):
                raise
        documents.is_doubtful = True
        attempt.last_sent_at = fields.Datetime.now()
        self.env.cr.commit()  # the doubt, before the bytes leave again
        return self._push(connection, attempt, timeout)

    @api.model
    def _push(self, connection, attempt, timeout):
        try:
            return connection._provider()._push_documents(
                connection,
                attempt.document_type,
                attempt.document_order,
                attempt.body,
                attempt.key,
                timeout,
            )
        finally:
            # A fresh snapshot: the outcome is written also where somebody changed
            # the same rows during the call, as a merge of partners does.
            self.env.cr.commit()

    @api.model
    def _call_did_nothing(self, connection, attempt, documents, error):
        """The provider carried nothing out this time. A repetition that was turned
        away says nothing of the first send: its doubt stays."""
        doubtful = documents.filtered("is_doubtful")
        if doubtful:
            self._doubt(doubtful, error.message, error)
            self._note_reconnect(connection, error)
        else:
            attempt.state = "unsent"
        fresh = documents - doubtful
        is_of_content = isinstance(error, PersonMustAct) and error.is_of_content
        if is_of_content and len(fresh) > 1:
            fresh.goes_alone = True
        else:
            self._nothing_was_done(connection, fresh, error)

    # === TIME === #

    @api.model
    def _release(self, documents):
        """The time is over before the call: the scheduled action does it."""
        documents.write({"state": "queued", "next_try_at": fields.Datetime.now()})
        self.env.cr.commit()

    @api.model
    def _timeout(self, deadline):
        """Seconds for a call that begins now, None when none should begin."""
        left = deadline - time.monotonic()
        return min(left, CALL_TIMEOUT) if left >= LEAST_PATIENCE else None
