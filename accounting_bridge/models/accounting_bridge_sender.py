# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the class. pylint: disable=invalid-commit

import json
import logging
import time
import uuid
from collections import ChainMap
from dataclasses import asdict
from datetime import timedelta

from psycopg2.errors import OperationalError, SerializationFailure

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import (
    BATCHES_PER_SLICE,
    DUE_STATES,
    LEASE_RENEWAL,
    ORDERS_AT_ONCE,
    SENDING_LEASE,
)
from ..exceptions import (
    AnswerLost,
    BridgeError,
    PersonMustAct,
    Reconnect,
    TryAgain,
)
from ..tools.texts import as_sentences
from .res_partner import ADDRESS_FIELDS

_logger = logging.getLogger(__name__)

#: Seconds that one call of the scheduled action may take.
CALL_TIMEOUT = 30

#: Seconds that one slice of the scheduled action may take: a worker that began it is
#: still within Odoo's usual limit for scheduled actions, 120 seconds.
SLICE_PATIENCE = 2 * CALL_TIMEOUT

#: A call is not begun with less patience left than this, in seconds.
LEAST_PATIENCE = 1.5

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

#: What an outcome is compared with, and what a document's name is made of.
FIELDS_OF_AN_OUTCOME = (
    "amount_total",
    "connection_id",
    "currency_id",
    "document_type",
    "is_doubtful",
    "message",
    "number",
    "origin",
    "state",
)


class AccountingBridgeSender(models.AbstractModel):
    """Carries documents over there: claim, store the attempt, call, write the outcome,
    each step committed before the next begins.

    Used by the request of a person who waits and by the scheduled action alike. It
    commits, so nothing but sending may stand in its transaction.

    The mixins hold what stands on its own: contacts, items, doubt, outcomes, and what
    follows on the orders.
    """

    _name = "accounting.bridge.sender"
    _description = "Document sending"
    _inherit = [
        "accounting.bridge.sending.contacts.mixin",
        "accounting.bridge.sending.doubt.mixin",
        "accounting.bridge.sending.follow.up.mixin",
        "accounting.bridge.sending.items.mixin",
        "accounting.bridge.sending.outcome.mixin",
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
                sender._send_slice(connection, deadline, own[:size])

    @api.model
    def _send_due(self, connection):
        """Send what is due, in slices, until nothing is or the time is over. For the
        scheduled action of the connection."""
        # sudo: as above; the scheduled action is the system's anyway.
        sender, connection = self.sudo(), connection.sudo()
        sender._follow_up_left_over(connection)
        if connection.state == "connected":
            sender.env["accounting.bridge.directory.sync"]._sync_left_over(connection)
            sender._send_slices(connection)
            sender._close_purchase_orders(connection)
            connection._tell_day_limit()
            sender._trigger_next(connection)
            # Last: nobody's documents wait for contacts.
            sender.env["accounting.bridge.contact.run"]._work_due(connection)
        # Else the documents wait for the administrator to reconnect.

    @api.model
    def _send_slices(self, connection):
        progress = self.env["ir.cron"]
        waited_for = self.env["accounting.bridge.document"]
        remaining = self._count_due(connection)
        time_left = progress._commit_progress(remaining=remaining)
        while time_left > LEAST_PATIENCE and remaining:
            # Odoo's time says whether a slice begins, not when it has to end: on a busy
            # machine it would be over before the first call, again and again.
            deadline = time.monotonic() + SLICE_PATIENCE
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
    def _due_domain(self, connection):
        return [
            ("connection_id", "=", connection.id),
            ("state", "in", DUE_STATES),
            ("next_try_at", "<=", fields.Datetime.now()),
        ]

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
        fresh = self._check(connection, claim, fresh)
        fresh = self._resolve_contacts(connection, claim, fresh, deadline)
        fresh = self._resolve_items(connection, claim, fresh, deadline)
        # Purchase orders first: a bill names those that arrived.
        fresh = fresh.sorted(
            lambda document: document.document_type != "purchase_order"
        )
        for same_type in fresh.grouped("document_type").values():
            self._push_in_batches(connection, claim, same_type, deadline)

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
        # would take the documents. A bare one that was tried has a worker, or waits.
        return Domain("id", "in", pressed.ids) & (
            Domain("state", "=", "queued")
            | (Domain("state", "=", "preparing") & Domain("tries", "=", 0))
            | Domain(self._due_domain(connection))
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

    @api.model
    def _freeze(self, claim, documents):
        """Freeze the bare documents of a bulk press, some at a time.

        :return: the documents that can be sent
        """
        bare = documents.filtered(lambda document: document.state == "preparing")
        for start in range(0, len(bare), ORDERS_AT_ONCE):
            self._freeze_some(claim, bare[start : start + ORDERS_AT_ONCE])
        return self._still_sending(documents)

    @api.model
    def _freeze_some(self, claim, documents):
        try:
            self._freeze_together(self._keep_claimed(documents, claim))
            self.env.cr.commit()
        except Exception:
            # Somebody is saving one of the orders, or other people's code on one
            # fails: the others need not wait for it.
            self.env.cr.rollback()
            for document in documents:
                self._freeze_alone(claim, document)

    @api.model
    def _freeze_alone(self, claim, document):
        try:
            self._freeze_together(self._keep_claimed(document, claim))
            self.env.cr.commit()  # this order alone
        except OperationalError:
            self.env.cr.rollback()
            self._wait_for_others(self._keep_claimed(document, claim))
            self.env.cr.commit()
        except Exception as error:
            _logger.exception("Document %s can't be frozen", document.id)
            self.env.cr.rollback()
            self._fail_by_our_fault(claim, document, error)

    @api.model
    def _freeze_together(self, documents):
        without_order = documents
        for orders in documents._orders():
            if orders:
                own = self._of_orders(documents, orders)
                orders._bridge_freeze(own)
                without_order -= own
        for document in without_order:
            self._fail(document, self.env._("Its order is gone. Cancel it."))
        by_state = documents.grouped("state")
        frozen = by_state.get("queued", documents.browse())
        frozen.write({"state": "sending", "next_try_at": self._lease_end()})
        still_bare = by_state.get("preparing", documents.browse())
        self._wait_for_others(still_bare)

    @api.model
    def _of_orders(self, documents, orders):
        """The documents among these that were made from some orders of one kind."""
        order_field = orders._bridge_order_field()
        return documents.line_ids.filtered(
            lambda line: line[order_field] in orders
        ).document_id

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
                error = self._call(connection, attempt, batch, timeout)
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
    def _call(self, connection, attempt, documents, timeout):
        """Send an attempt's bytes and write down what comes of it.

        :param float timeout: seconds, also for a look-up that an answer calls for
        :return: the error where nothing was done over there, else None
        :rtype: BridgeError | None
        """
        error = None
        deadline = time.monotonic() + timeout
        try:
            outcomes = self._push_insistently(connection, attempt, documents, deadline)
        except AnswerLost as lost:
            attempt.write(
                {
                    "state": "lost",
                    "answer": lost.message,
                    "is_key_spent": not lost.may_repeat,
                }
            )
            self._doubt(documents, lost.message)
        except (TryAgain, Reconnect, PersonMustAct) as refusal:
            error = refusal
            attempt.answer = error.message
            self._call_did_nothing(connection, attempt, documents, error)
        else:
            attempt.write(
                {
                    "state": "answered",
                    "answered_at": fields.Datetime.now(),
                    "answer": self._record_of(outcomes),
                }
            )
            left = deadline - time.monotonic()
            self._keep_outcomes(connection, attempt, documents, outcomes, left)
        self.env.cr.commit()  # the outcome
        return error

    @api.model
    def _holds_up_all(self, error):
        """Whether the next call would end like the one that had this error, as where a
        limit is reached or the consent is gone."""
        return isinstance(error, Reconnect) or (
            isinstance(error, TryAgain) and error.whole_connection
        )

    @api.model
    def _record_of(self, outcomes):
        """The verdicts as text: the log of calls is pruned, this stays.

        :param list[DocumentOutcome] outcomes:
        :rtype: str
        """
        return json.dumps([asdict(outcome) for outcome in outcomes], default=str)

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

    @api.model
    def _keep_outcomes(self, connection, attempt, documents, outcomes, timeout):
        self._note_what_was_unknown(connection, outcomes)
        documents.fetch(FIELDS_OF_AN_OUTCOME)
        by_reference = {outcome.reference: outcome for outcome in outcomes}
        taken = self.env["accounting.bridge.document"]
        for document in documents:
            outcome = by_reference.get(document.id)
            if outcome is None:
                attempt.state = "lost"
                self._doubt(
                    document,
                    self.env._(
                        "%s gave no verdict on this document. It is looked up there "
                        "before anything is sent again.",
                        connection.provider_name,
                    ),
                )
            elif outcome.document:
                self._arrived(document, outcome.document, outcome.warnings)
            elif outcome.is_duplicate_number:
                taken |= document
            else:
                self._fail(document, self._refusal(document, outcome))
        if taken:
            self._settle_taken_numbers(connection, attempt, taken, timeout)

    @api.model
    def _refusal(self, document, outcome):
        words = as_sentences(outcome.errors) or "?"
        if outcome.is_reference_gone:
            return self.env._(
                "%(provider)s refused it: %(errors)s It may name something that is not "
                "there any more: accounts, tax codes and contacts are read anew in a "
                "moment. If the contact %(contact)s was merged into one of another "
                "name there, give that name to the partner; then press Retry.",
                provider=document.provider_name,
                errors=words,
                contact=document.contact_id.name,
            )
        return self.env._(
            "%(provider)s refused it: %(errors)s Correct this and press Retry, or "
            "cancel it and create it again.",
            provider=document.provider_name,
            errors=words,
        )

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
