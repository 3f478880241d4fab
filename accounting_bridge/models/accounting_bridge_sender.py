# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the class. pylint: disable=invalid-commit

import logging
import time
import uuid
from datetime import timedelta

from psycopg2.errors import IntegrityError, OperationalError, SerializationFailure

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import (
    GONE_REMOTE_STATES,
    RETRY_DELAYS,
    RETRY_LIMIT,
    SENDING_LEASE,
)
from ..exceptions import AnswerLost, PersonMustAct, Reconnect, TryAgain

_logger = logging.getLogger(__name__)

#: Documents that one slice of the scheduled action takes.
SLICE = 50

#: Seconds that one call of the scheduled action may take.
CALL_TIMEOUT = 30

#: A call is not begun with less patience left than this, in seconds.
LEAST_PATIENCE = 1.5

#: How far before an attempt the look-up after a lost answer begins.
LOOKUP_MARGIN = timedelta(minutes=10)

#: Seconds after the last send before which a look-up proves nothing: the provider
#: may still be at it.
LOOKUP_REST = 120

#: Seconds between the tries to settle a doubt: soon while the provider still knows
#: the key, then ever later.
DOUBT_DELAY = 20
DOUBT_LONGEST_DELAY = 600
DOUBT_QUICK_TRIES = 15

#: Seconds after which somebody else's transaction on the same rows is surely over.
CONFLICT_DELAY = 20

#: How often the order's badge is tried while somebody is saving the order.
FOLLOW_UP_REPEATS = 3

#: How often contacts are resolved while others write down the same contacts.
CONTACT_REPEATS = 3

DUE_STATES = ("preparing", "queued", "sending", "waiting")


class AccountingBridgeSender(models.AbstractModel):
    """Carries documents over there: claim, store the attempt, call, write the outcome,
    each step committed before the next begins.

    Used by the request of a person who waits and by the scheduled action alike. It
    commits, so nothing but sending may stand in its transaction.
    """

    _name = "accounting.bridge.sender"
    _description = "Document sending"

    # === ENTRIES === #

    @api.model
    def _send_documents(self, documents, deadline):
        """Send some documents now, for a person who waits.

        :param float deadline: of ``time.monotonic()``; what can't be begun before it
            is left to the scheduled action
        """
        # sudo: documents, attempts and links are written by the bridge alone; the
        # caller has checked who presses.
        sender = self.sudo()
        for connection, own in documents.sudo().grouped("connection_id").items():
            if connection.state == "connected":
                sender._send_slice(connection, deadline, own)

    @api.model
    def _send_due(self, connection):
        """Send what is due, in slices, until nothing is or the time is over. For the
        scheduled action of the connection."""
        # sudo: as above; the scheduled action is the system's anyway.
        sender, connection = self.sudo(), connection.sudo()
        sender._follow_up_left_over(connection)
        if connection.state == "connected":
            sender._send_slices(connection)
            sender._close_purchase_orders(connection)
            sender._trigger_next(connection)
        # Else the documents wait for the administrator to reconnect.

    @api.model
    def _send_slices(self, connection):
        progress = self.env["ir.cron"]
        time_left = progress._commit_progress(remaining=self._count_due(connection))
        while time_left > 0:
            deadline = time.monotonic() + min(time_left, 4 * CALL_TIMEOUT)
            handled = self._send_slice(connection, deadline)
            remaining = self._count_due(connection)
            time_left = progress._commit_progress(handled, remaining=remaining)
            if not handled:
                break

    @api.model
    def _count_due(self, connection):
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
        """Wake the scheduled action when the next waiting document is due."""
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
            connection._trigger_sending(max(waiting.next_try_at, fields.Datetime.now()))

    # === ONE SLICE === #

    @api.model
    def _send_slice(self, connection, deadline, pressed=None):
        """Claim a slice of due documents and carry it to its end.

        :param pressed: documents of a person who waits: these alone
        :return: how many documents were claimed
        :rtype: int
        """
        claim = str(uuid.uuid4())
        documents = self._claim(connection, claim, pressed)
        doubtful = documents.filtered("is_doubtful")
        try:
            self._settle(connection, claim, doubtful, deadline)
            fresh = self._freeze(claim, documents.filtered(self._is_ready_to_send))
            fresh = self._resolve_contacts(connection, claim, fresh, deadline)
            for same_type in fresh.grouped("document_type").values():
                self._push_in_batches(connection, claim, same_type, deadline)
        except Exception:
            # A fault of ours: whatever is still claimed is due again after its lease.
            _logger.exception("Sending documents %s failed", documents.ids)
            self.env.cr.rollback()
        self._follow_up(documents)
        return len(documents)

    @api.model
    def _claim(self, connection, claim, pressed=None):
        """Take due documents for ourselves, so that no other worker sends them.

        The claim is committed: it survives a crash, and ends with its lease.

        :param str claim: a name for it that nobody else uses
        """
        documents = self.env["accounting.bridge.document"]
        self.env.cr.commit()  # a fresh snapshot, and no lock of the caller's
        domain = self._claimable_domain(connection, pressed)
        due = documents.search(domain, order="next_try_at, id", limit=SLICE)
        due |= self._doubtful_siblings(due)
        try:
            claimed = due.try_lock_for_update()
            claimed.invalidate_recordset()
        except SerializationFailure:
            # Somebody else took some of them just now; they are due again soon.
            self.env.cr.rollback()
            return documents
        claimed = claimed.filtered(
            lambda document: (
                document.filtered_domain(domain) or self._is_doubtful_and_free(document)
            )
        )
        self._mark_claimed(claimed, claim)
        self.env.cr.commit()  # the claim
        return claimed

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
        attempts = self._unsettled_attempts(documents)
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
        for document in documents:
            document.write(
                {
                    "is_doubtful": document.is_doubtful or self._was_sending(document),
                    "first_try_at": document.first_try_at or fields.Datetime.now(),
                    "tries": document.tries + 1,
                    "claim": claim,
                    "next_try_at": self._lease_end(),
                }
            )
        documents.filtered(
            lambda document: document.state != "preparing"
        ).state = "sending"

    @api.model
    def _keep_claimed(self, documents, claim):
        """Begin the lease anew, until the next commit under lock. Who was slower than
        the lease may find after a commit that another worker has the documents now:
        then they are not ours to write to or to send.

        :return: the documents that are still ours
        """
        locked = documents.try_lock_for_update()
        locked.invalidate_recordset()
        ours = locked.filtered(
            lambda document: (
                document.state in ("preparing", "sending") and document.claim == claim
            )
        )
        ours.next_try_at = self._lease_end()
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
        """Freeze the bare documents of a bulk press, each alone.

        :return: the documents that can be sent
        """
        bare = documents.filtered(lambda document: document.state == "preparing")
        try:
            for document in self._keep_claimed(bare, claim):
                self._freeze_one(document)
            self.env.cr.commit()
        except OperationalError:
            # Somebody is saving one of the orders: the others need not wait for it.
            self.env.cr.rollback()
            self._freeze_each(claim, bare)
        return documents.filtered(lambda document: document.state == "sending")

    @api.model
    def _freeze_each(self, claim, documents):
        for document in documents:
            try:
                for own in self._keep_claimed(document, claim):
                    self._freeze_one(own)
                self.env.cr.commit()  # this order alone
            except OperationalError:
                self.env.cr.rollback()
                self._keep_claimed(document, claim).next_try_at = self._after_conflict()
                self.env.cr.commit()

    @api.model
    def _freeze_one(self, document):
        order = next(orders for orders in document._orders() if orders)
        order._bridge_freeze(document)
        if document.state == "queued":
            document.write({"state": "sending", "next_try_at": self._lease_end()})
        elif document.state == "preparing":
            document.next_try_at = self._after_conflict()

    @api.model
    def _after_conflict(self):
        return fields.Datetime.now() + timedelta(seconds=CONFLICT_DELAY)

    # === CONTACTS === #

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

    # === PUSH === #

    @api.model
    def _push_in_batches(self, connection, claim, documents, deadline):
        """Send documents of one type.

        :param str claim: ours, see :meth:`_claim`
        """
        documents = self._keep_claimed(documents, claim)
        documents = self._refuse_hopeless(connection, documents)
        size = connection._provider()._batch_size(documents[:1].document_type)
        for start in range(0, len(documents), size):
            batch = self._keep_claimed(documents[start : start + size], claim)
            timeout = self._timeout(deadline)
            if not timeout:
                self._release(batch)
            elif batch:
                attempt = self._store_attempt(connection, batch)
                self._call(connection, attempt, batch, timeout)

    @api.model
    def _refuse_hopeless(self, connection, documents):
        """Fail what the provider would certainly refuse, before any call."""
        for document in documents:
            problems = self._problems(connection, document)
            if problems:
                self._fail(document, " ".join(problems))
        self.env.cr.commit()
        return documents.filtered(lambda document: document.state == "sending")

    @api.model
    def _problems(self, connection, document):
        """What speaks against sending a document. A fault of ours with one document
        must not hold up the others."""
        try:
            payload = document._payload()
            return connection._provider()._check_document(connection, payload)
        except Exception as error:
            _logger.exception("Document %s can't be prepared", document.id)
            return [
                self.env._(
                    "It could not be prepared (%s). Report this to your administrator.",
                    error,
                )
            ]

    @api.model
    def _store_attempt(self, connection, documents):
        """Write down what is about to leave, byte by byte, and commit it."""
        payloads = [document._payload() for document in documents]
        attempt = self.env["accounting.bridge.attempt"].create(
            {
                "connection_id": connection.id,
                "document_type": documents[:1].document_type,
                "document_ids": [fields.Command.set(documents.ids)],
                "document_order": documents.ids,
                "key": str(uuid.uuid4()),
                "body": connection._provider()._prepare_documents(connection, payloads),
                "sent_at": fields.Datetime.now(),
                "last_sent_at": fields.Datetime.now(),
            }
        )
        self.env.cr.commit()  # the intent, before the first call for it
        return attempt

    @api.model
    def _call(self, connection, attempt, documents, timeout):
        """Send an attempt's bytes and write down what comes of it."""
        try:
            outcomes = self._push(connection, attempt, timeout)
        except AnswerLost as error:
            attempt.state = "lost"
            self._doubt(documents, error.message)
        except (TryAgain, Reconnect, PersonMustAct) as error:
            self._call_did_nothing(connection, attempt, documents, error)
        else:
            attempt.write({"state": "answered", "answered_at": fields.Datetime.now()})
            self._keep_outcomes(connection, attempt, documents, outcomes)
        self.env.cr.commit()  # the outcome

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
            self._doubt(doubtful, error.message, getattr(error, "delay", None))
            self._note_reconnect(connection, error)
        else:
            attempt.state = "unsent"
        self._nothing_was_done(connection, documents - doubtful, error)

    @api.model
    def _keep_outcomes(self, connection, attempt, documents, outcomes):
        by_reference = {outcome.reference: outcome for outcome in outcomes}
        taken = self.env["accounting.bridge.document"]
        for document in documents:
            outcome = by_reference.get(document.id)
            if outcome is None:
                attempt.state = "lost"
                self._doubt(
                    document,
                    self.env._(
                        "%s gave no verdict on this document.", connection.provider_name
                    ),
                )
            elif outcome.document:
                self._arrived(document, outcome.document, outcome.warnings)
            elif outcome.is_duplicate_number:
                taken |= document
            else:
                self._fail(document, self._refusal(document, outcome.errors))
        if taken:
            self._settle_taken_numbers(connection, attempt, taken)

    @api.model
    def _refusal(self, document, errors):
        return self.env._(
            "%(provider)s refused it: %(errors)s Correct this, then press Retry.",
            provider=document.provider_name,
            errors=" ".join(errors) or "?",
        )

    # === DOUBT === #

    @api.model
    def _settle(self, connection, claim, documents, deadline):
        """Find out what became of documents whose answer was lost.

        While the provider still knows the key, the same bytes with the same key give
        the first answer. After that the marks tell.
        """
        for attempt in self._unsettled_attempts(documents):
            own = self._keep_claimed(documents, claim)
            self._settle_attempt(connection, attempt, own, deadline)
            self.env.cr.commit()
        # What never left in any unsettled attempt is in no doubt.
        free = self._keep_claimed(documents, claim).filtered(
            lambda document: not self._unsettled_attempts(document)
        )
        free.is_doubtful = False

    @api.model
    def _settle_attempt(self, connection, attempt, documents, deadline):
        # A newer attempt may have settled some already, or left them in doubt: those
        # are not among the documents any more.
        own = documents & attempt.document_ids
        if not own:
            return
        timeout = self._timeout(deadline)
        rest = self._rest_before_look_up(attempt)
        if not timeout or self._is_held_elsewhere(attempt, documents):
            self._doubt(own, self._looked_for_text())
        elif self._may_repeat(connection, attempt):
            attempt.last_sent_at = fields.Datetime.now()
            self.env.cr.commit()  # before the bytes leave again
            self._call(connection, attempt, own, timeout)
        elif rest > 0:
            self._doubt(own, self._looked_for_text(), rest)
        else:
            self._look_up(connection, attempt, own)

    @api.model
    def _looked_for_text(self):
        return self.env._("The answer was lost; it is looked for.")

    @api.model
    def _is_held_elsewhere(self, attempt, documents):
        """Whether another worker holds documents of this attempt: it is settled for
        all of them at once or not at all. One that failed waits for a person."""
        return bool(
            (attempt.document_ids - documents).filtered(
                lambda document: (
                    document.state == "sending" or self._is_doubtful_and_free(document)
                )
            )
        )

    @api.model
    def _rest_before_look_up(self, attempt):
        """:return: seconds until a look-up proves something
        :rtype: float
        """
        age = fields.Datetime.now() - (attempt.last_sent_at or attempt.sent_at)
        return LOOKUP_REST - age.total_seconds()

    @api.model
    def _may_repeat(self, connection, attempt):
        age = fields.Datetime.now() - attempt.sent_at
        return age.total_seconds() < connection._provider()._replay_window()

    @api.model
    def _look_up(self, connection, attempt, documents):
        """Ask for what was made since the attempt and compare the marks. What is not
        there is sent again, as a new attempt."""
        try:
            found = connection._provider()._find_documents(
                connection,
                attempt.document_type,
                attempt.sent_at - LOOKUP_MARGIN,
                documents.filtered("number").mapped("number"),
            )
        except (TryAgain, Reconnect, PersonMustAct) as error:
            self._doubt(documents, error.message, getattr(error, "delay", None))
            self._note_reconnect(connection, error)
            return
        for document in documents:
            self._adopt(document, found)
        in_doubt = attempt.document_ids.filtered("is_doubtful")
        attempt.state = "lost" if in_doubt else "settled"

    @api.model
    def _adopt(self, document, found):
        """Take what was found over there as this document, if it is surely ours.
        Where a person must look first, it fails and stays in doubt.

        What was voided or deleted over there stands for the document only if nothing
        else does: a person may have voided it after a question about it.
        """
        ours = [remote for remote in found if self._is_ours(document, remote)]
        alive = [remote for remote in ours if remote.state not in GONE_REMOTE_STATES]
        same = [remote for remote in alive or ours if self._is_same(document, remote)]
        if same and len(alive) <= 1:
            self._arrived(document, same[0], ())
        elif alive:
            self._fail(
                document,
                is_doubtful=True,
                message=self.env._(
                    "%(provider)s holds %(count)s document(s) with this document's "
                    "mark %(mark)s that differ from it: %(numbers)s. Compare them "
                    "there and void what is wrong, then press Retry.",
                    provider=document.provider_name,
                    count=len(alive),
                    mark=document.mark,
                    numbers=", ".join(remote.number for remote in alive),
                ),
            )
        else:
            document.is_doubtful = False

    @api.model
    def _is_ours(self, document, remote):
        if document.document_type == "purchase_order":
            # Its number is unique over there and stands for the mark.
            return bool(remote.number) and remote.number == document.number
        return remote.mark == document.mark

    @api.model
    def _is_same(self, document, remote):
        same_total = document.currency_id.compare_amounts(
            float(remote.total), document.amount_total
        )
        return remote.contact == document.contact_id.remote_key and same_total == 0

    @api.model
    def _settle_taken_numbers(self, connection, attempt, documents):
        """The number exists over there: it is ours only if it bears our mark."""
        try:
            found = connection._provider()._find_documents(
                connection,
                attempt.document_type,
                min(documents.attempt_ids.mapped("sent_at")) - LOOKUP_MARGIN,
                documents.filtered("number").mapped("number"),
            )
        except (TryAgain, Reconnect, PersonMustAct) as error:
            self._doubt(documents, error.message, getattr(error, "delay", None))
            attempt.state = "lost"
            return
        for document in documents:
            self._adopt(document, found)
            if document.state == "sending":
                self._fail(
                    document,
                    self.env._(
                        "The number %(number)s is taken in %(provider)s by a document "
                        "that is not from here. Cancel this one and create it again "
                        "with another number.",
                        number=document.number,
                        provider=document.provider_name,
                    ),
                )

    # === OUTCOMES === #

    @api.model
    def _arrived(self, document, remote, warnings):
        """The document exists over there. Its total is compared with Odoo's."""
        document._keep_remote(remote)
        document.write(
            {
                "state": "done",
                "is_doubtful": False,
                "next_try_at": False,
                "needs_follow_up": True,
                "sent_at": fields.Datetime.now(),
                "message": self._difference(document, remote)
                or " ".join(warnings)
                or False,
            }
        )

    @api.model
    def _difference(self, document, remote):
        currency = document.currency_id
        if currency.compare_amounts(float(remote.total), document.amount_total) == 0:
            return False
        return self.env._(
            "The total differs: %(theirs)s in %(provider)s, %(ours)s in Odoo. Correct "
            "it there or void it.",
            theirs=currency.format(float(remote.total)),
            provider=document.provider_name,
            ours=currency.format(document.amount_total),
        )

    @api.model
    def _fail(self, document, message, is_doubtful=False):
        """A person must act; the message says what to do."""
        document.write(
            {
                "state": "failed",
                "is_doubtful": is_doubtful,
                "next_try_at": False,
                "needs_follow_up": True,
                "message": message,
            }
        )

    @api.model
    def _doubt(self, documents, message, delay=None):
        """It left, and what became of it is unknown: settled at the next try."""
        for document in documents:
            document.write(
                {
                    "state": "waiting",
                    "is_doubtful": True,
                    "message": message,
                    "next_try_at": self._next_try(
                        document, delay or self._doubt_delay(document)
                    ),
                    "needs_follow_up": True,
                }
            )

    @api.model
    def _doubt_delay(self, document):
        late = max(document.tries - DOUBT_QUICK_TRIES, 0)
        return min(DOUBT_DELAY * (1 + late), DOUBT_LONGEST_DELAY)

    @api.model
    def _nothing_was_done(self, connection, documents, error):
        """No document came of the call: try again, fail, or wait for a reconnect."""
        for document in documents:
            if isinstance(error, PersonMustAct) or self._is_given_up(document, error):
                self._fail(document, error.message)
            else:
                self._wait(document, error.message, getattr(error, "delay", None))
        self._note_reconnect(connection, error)

    @api.model
    def _note_reconnect(self, connection, error):
        """A lost consent is noted on the connection after the outcome is safe, in a
        transaction of its own: another worker may be noting the same."""
        if not isinstance(error, Reconnect):
            return
        self.env.cr.commit()
        try:
            with self.env.registry.cursor() as cr:
                connection.with_env(self.env(cr=cr))._consent_is_gone(error.message)
        except OperationalError:
            _logger.info(
                "The consent of connection %s is noted as gone.", connection.id
            )
        connection.invalidate_recordset()

    @api.model
    def _is_given_up(self, document, error):
        """After a day of tries. Not for a lost consent: its documents wait for it."""
        if isinstance(error, Reconnect):
            return False
        age = fields.Datetime.now() - document.first_try_at
        return age.total_seconds() > RETRY_LIMIT

    @api.model
    def _wait(self, document, message, delay=None):
        document.write(
            {
                "state": "waiting",
                "message": message,
                "next_try_at": self._next_try(document, delay),
                "needs_follow_up": True,
            }
        )

    @api.model
    def _next_try(self, document, delay):
        if delay is None:
            delay = RETRY_DELAYS[min(document.tries, len(RETRY_DELAYS)) - 1]
        return fields.Datetime.now() + timedelta(seconds=delay)

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

    # === PURCHASE ORDERS === #

    @api.model
    def _close_purchase_orders(self, connection):
        """Mark purchase orders over there as billed after their last bill."""
        documents = self.env["accounting.bridge.document"].search(
            [
                ("connection_id", "=", connection.id),
                ("is_to_close", "=", True),
                ("state", "=", "done"),
            ],
            limit=SLICE,
        )
        if len(documents) == SLICE:
            connection._trigger_sending()  # a call each: the rest in another run
        for document in documents:
            try:
                remote = connection._provider()._close_purchase_order(
                    connection, document.remote_id, str(uuid.uuid4())
                )
            except (AnswerLost, TryAgain, Reconnect):
                break  # closing twice does no harm: the next run tries again
            except PersonMustAct as error:
                document.write({"is_to_close": False, "message": error.message})
            else:
                document._keep_remote(remote)
                document.is_to_close = False
            self.env.cr.commit()

    # === THE ORDER'S BADGE === #

    @api.model
    def _follow_up_left_over(self, connection):
        documents = self.env["accounting.bridge.document"]
        self._follow_up(
            documents.search(
                [
                    ("connection_id", "=", connection.id),
                    ("needs_follow_up", "=", True),
                    ("state", "in", ("waiting", "done", "failed")),
                ],
                limit=SLICE,
            )
        )

    @api.model
    def _follow_up(self, documents):
        """Show the outcomes on the orders, each in a transaction of its own: a user
        may be saving one of them, and the outcome is safe already."""
        for document in documents.filtered("needs_follow_up"):
            for _repeat in range(FOLLOW_UP_REPEATS):
                try:
                    self._follow_up_one(document)
                    self.env.cr.commit()  # this order alone
                    break
                except OperationalError:
                    # The order is being saved; the scheduled action comes back to it.
                    self.env.cr.rollback()
                except Exception:
                    # Other people's code on the order: it must not hold up sending.
                    _logger.exception("Order of document %s not told", document.id)
                    self.env.cr.rollback()
                    document.needs_follow_up = False
                    self.env.cr.commit()
                    break

    @api.model
    def _follow_up_one(self, document):
        document._refresh_orders()
        for orders in document._orders():
            for order in orders:
                self._tell_order(order, document)
        document.needs_follow_up = False
        self.env.flush_all()

    @api.model
    def _tell_order(self, order, document):
        """Post a note, and for the person who pressed an activity; take the activity
        back once all is well."""
        if document.state == "done" and not document.message:
            if order.activity_ids:
                order.activity_unlink(["mail.mail_activity_data_warning"])
            return
        if document.state not in ("done", "failed"):
            return
        order.message_post(
            body=self.env._(
                "%(document)s: %(message)s",
                document=document.name,
                message=document.message,
            )
        )
        order.activity_schedule(
            "mail.mail_activity_data_warning",
            summary=self.env._("See to %s", document.name),
            note=document.message,
            user_id=document.user_id.id or self.env.uid,
        )
