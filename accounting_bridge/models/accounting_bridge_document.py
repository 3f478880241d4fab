# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import re
import secrets
import threading
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..const import (
    DOCUMENT_STATES,
    DOCUMENT_TYPES,
    GONE_REMOTE_STATES,
    NEW_DOCUMENT_STATUSES,
    PRESS_GRACE,
    PRESS_PATIENCE,
    PRESS_WAITERS,
    REMOTE_STATES,
    SENT_AT_ONCE,
)
from ..exceptions import BridgeError
from ..tools.cents import to_decimal
from ..tools.payloads import DocumentPayload

#: The path that leads from a document over there back to its order.
ORDER_PATH = "/accounting_bridge/order"

#: States in which nothing of the document can have left yet.
UNSENT_STATES = ("preparing", "queued", "waiting", "failed")

#: Documents that no worker has taken yet. A bare one that was tried has a worker, or
#: waits.
UNTAKEN = Domain("state", "=", "queued") | (
    Domain("state", "=", "preparing") & Domain("tries", "=", 0)
)

#: How long a document must be missing over there to count as deleted.
MISSING_REST = timedelta(minutes=5)

#: Letters and digits that can't be taken for one another.
MARK_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
MARK_LENGTH = 10

#: What is said of documents to the person who pressed. To name what is read spares
#: the reading of all else, which is what takes the time.
FIELDS_OF_A_PRESS = (
    "company_id",
    "connection_id",
    "decision_id",
    "document_type",
    "message",
    "name",
    "state",
)

#: Requests of people that wait for an answer, in this process.
_waiters = threading.BoundedSemaphore(PRESS_WAITERS)


class AccountingBridgeDocument(models.Model):
    """One invoice, bill, purchase order or credit note that Odoo means to have, or
    has, over there: outbox row, link and status in one."""

    _name = "accounting.bridge.document"
    _description = "Accounting document"
    _check_company_auto = True
    _order = "id desc"

    # Not readonly: who makes many documents at once hands it over.
    name = fields.Char(
        compute="_compute_name", store=True, precompute=True, readonly=False
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    provider_name = fields.Char(related="connection_id.provider_name")
    document_type = fields.Selection(DOCUMENT_TYPES, required=True, readonly=True)
    state = fields.Selection(
        DOCUMENT_STATES, default="preparing", required=True, readonly=True
    )
    remote_state = fields.Selection(REMOTE_STATES, readonly=True, string="Status")
    partner_id = fields.Many2one("res.partner", readonly=True, index=True)
    partner_shipping_id = fields.Many2one(
        "res.partner", "Delivery Address", readonly=True
    )
    contact_id = fields.Many2one("accounting.bridge.contact", readonly=True)
    user_id = fields.Many2one("res.users", "Pressed By", readonly=True)
    pressed_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    bulk_press_id = fields.Many2one(
        "accounting.bridge.bulk.press", readonly=True, index="btree_not_null"
    )
    is_bulk = fields.Boolean(
        readonly=True,
        help="Nobody waits for it: it was one of many. What somebody waits for goes "
        "ahead.",
    )
    origin = fields.Char("Order", readonly=True)
    is_linked_by_hand = fields.Boolean(
        readonly=True,
        help="A person made it over there by hand, and linked it to its order here.",
    )

    # --- What is sent, frozen
    date = fields.Date("Document date", readonly=True)
    due_date = fields.Date(readonly=True)
    number = fields.Char("Number asked for", readonly=True)
    reference = fields.Char(readonly=True)
    status = fields.Selection(
        NEW_DOCUMENT_STATUSES, "Status asked for", readonly=True, default="draft"
    )
    mark = fields.Char(readonly=True, copy=False, index="btree_not_null")
    tax_mode = fields.Selection(
        [("exclusive", "Tax excluded"), ("inclusive", "Tax included")],
        default="exclusive",
        readonly=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    currency_rate = fields.Float(digits=0, readonly=True)
    line_ids = fields.One2many(
        "accounting.bridge.document.line", "document_id", readonly=True
    )
    has_tax_codes = fields.Boolean(compute="_compute_has_tax_codes")
    amount_untaxed = fields.Monetary(readonly=True)
    amount_tax = fields.Monetary(readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)

    # --- What came back
    remote_id = fields.Char(
        "Remote ID", readonly=True, copy=False, index="btree_not_null"
    )
    remote_number = fields.Char("Number", readonly=True, copy=False)
    remote_total = fields.Monetary("Total over there", readonly=True)
    amount_due = fields.Monetary(readonly=True)
    amount_paid = fields.Monetary(readonly=True)
    remote_url = fields.Char(compute="_compute_remote_url")
    refreshed_at = fields.Datetime(readonly=True)
    missing_since = fields.Datetime(
        readonly=True,
        help="A refresh did not find it over there. When one finds it missing still, "
        "some minutes later, it counts as deleted.",
    )
    sent_at = fields.Datetime(readonly=True)

    # --- The way there
    message = fields.Char(
        "What to do", readonly=True, help="What happened and what to do about it."
    )
    decision_id = fields.Many2one(
        "accounting.bridge.contact.decision",
        "To decide",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What a person must say about the contact before it can be sent.",
    )
    refused_contact_id = fields.Many2one(
        "accounting.bridge.contact",
        readonly=True,
        copy=False,
        help="The contact for which, as it seems, the provider refused the document. "
        "It is looked for once.",
    )
    is_doubtful = fields.Boolean(
        readonly=True, help="It left, and whether it arrived is not known yet."
    )
    needs_follow_up = fields.Boolean(
        readonly=True, help="The order does not show the latest outcome yet."
    )
    goes_alone = fields.Boolean(
        readonly=True,
        help="The provider refused a call with this document and others, and did not "
        "say for which of them: each goes in a call of its own.",
    )
    is_to_close = fields.Boolean(
        "To close", readonly=True, help="A purchase order whose last bill was made."
    )
    open_since = fields.Datetime(
        readonly=True,
        help="When a purchase order could first not be marked as billed over there.",
    )
    claim = fields.Char(
        readonly=True, copy=False, help="Names the worker that took it for sending."
    )
    tries = fields.Integer(readonly=True)
    first_try_at = fields.Datetime(readonly=True)
    next_try_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    attempt_ids = fields.Many2many(
        "accounting.bridge.attempt",
        "accounting_bridge_attempt_document_rel",
        "document_id",
        "attempt_id",
        readonly=True,
    )

    _mark_uniq = models.UniqueIndex("(mark)", "A mark names one document.")
    _remote_uniq = models.UniqueIndex(
        "(connection_id, document_type, remote_id) WHERE remote_id IS NOT NULL",
        "This document of the accounting software is linked to an order already.",
    )
    # The order in which they are claimed, as Odoo sorts by a boolean.
    _due_idx = models.Index(
        "(connection_id, (COALESCE(is_bulk, FALSE)), next_try_at, id) "
        "WHERE state IN ('preparing', 'queued', 'sending', 'waiting')"
    )
    _failed_idx = models.Index("(connection_id) WHERE state = 'failed'")
    _follow_up_idx = models.Index("(connection_id) WHERE needs_follow_up")

    # === COMPUTE === #

    @api.depends("document_type", "remote_number", "number", "origin")
    def _compute_name(self):
        labels = self._type_labels()
        for document in self:
            number = document.remote_number or document.number or document.origin
            label = labels.get(document.document_type, "")
            document.name = f"{label} {number}" if number else label

    @api.model
    def _type_labels(self):
        """:return: what the types of documents are called, by type
        :rtype: dict[str, str]
        """
        return dict(self._fields["document_type"]._description_selection(self.env))

    @api.model
    def _state_labels(self):
        """:return: what the states on the way are called, by state
        :rtype: dict[str, str]
        """
        return dict(self._fields["state"]._description_selection(self.env))

    @api.model
    def _remote_state_labels(self):
        """:return: what the states over there are called, by state
        :rtype: dict[str, str]
        """
        return dict(self._fields["remote_state"]._description_selection(self.env))

    @api.depends("remote_id", "connection_id")
    def _compute_remote_url(self):
        for document in self:
            connection = document.connection_id
            document.remote_url = (
                connection._provider()._document_url(
                    connection, document.document_type, document.remote_id
                )
                if document.remote_id and connection._has_provider()
                else False
            )

    @api.depends("line_ids.tax_code_id")
    def _compute_has_tax_codes(self):
        for document in self:
            document.has_tax_codes = bool(document.line_ids.tax_code_id)

    def _alive(self):
        """:return: those that were neither taken back here nor are gone over there"""
        return self.filtered(
            lambda document: (
                document.state != "cancel"
                and document.remote_state not in GONE_REMOTE_STATES
            )
        )

    # === CREATING === #

    @api.model
    def _order_model(self, document_type):
        """:return: the model of the orders that are billed so, as an empty recordset"""
        is_bill = document_type == "bill"
        return self.env["purchase.order" if is_bill else "sale.order"]

    @api.model
    def _new_mark(self, origin):
        """A short token that a person can read and nobody can guess.

        :param str origin: the order's name
        :rtype: str
        """
        token = "".join(secrets.choice(MARK_ALPHABET) for _ in range(MARK_LENGTH))
        readable = re.sub(r"[^A-Za-z0-9]+", "-", origin or "").strip("-")
        return f"{readable}-{token}"[-60:]

    def _queue(self):
        """Hand documents over for sending: the person who presses comes first, the
        scheduled action takes what is left."""
        self._mark_queued()
        self.connection_id._trigger_sending(self._scheduled_time())

    def _mark_queued(self):
        # sudo: documents are written by the bridge alone.
        documents = self.sudo()
        bare = documents.line_ids.filtered(
            lambda line: line.display_type == "to_prepare"
        ).document_id
        bare.state = "preparing"
        (documents - bare).state = "queued"
        documents.write(
            {
                "decision_id": False,
                "message": False,
                "next_try_at": self._scheduled_time(),
            }
        )
        for document in documents:
            if not document.mark:
                document.mark = self._new_mark(document.origin)

    def _leave_to_schedule(self):
        """Nobody waits for these: the scheduled action sends them at once."""
        # sudo: documents are written by the bridge alone.
        self.sudo().next_try_at = fields.Datetime.now()
        self.connection_id._trigger_sending()

    @api.model
    def _scheduled_time(self):
        """When the scheduled action takes what nobody has sent by then: the person
        who presses comes first."""
        return fields.Datetime.now() + timedelta(seconds=PRESS_GRACE)

    def _set_counted(self, is_counted):
        """Count the lines as invoiced on their order lines, or no more. Purchase
        orders sent as such never count."""
        # sudo: documents are written by the bridge alone.
        changing = (
            self.env["accounting.bridge.document.line"]
            .sudo()
            .search(
                [
                    ("document_id", "in", self.ids),
                    ("document_id.document_type", "!=", "purchase_order"),
                    ("is_counted", "!=", is_counted),
                ]
            )
        )
        changing.is_counted = is_counted

    def _orders(self):
        """The orders that the documents were made from.

        :return: sale orders and purchase orders
        :rtype: list
        """
        # sudo: whoever may see the document may know the orders it concerns.
        lines = self.sudo().line_ids
        lines.fetch(["sale_order_id", "purchase_order_id"])
        return [lines.sale_order_id, lines.purchase_order_id]

    # === PAYLOAD === #

    def _payload(self):
        """What is sent, as plain values.

        :rtype: DocumentPayload
        """
        self.ensure_one()
        digits = self.currency_id.decimal_places
        return DocumentPayload(
            reference=self.id,
            document_type=self.document_type,
            mark=self.mark,
            contact=self.contact_id.remote_key,
            currency=self.currency_id.name,
            date=self.date,
            due_date=self.due_date,
            lines=tuple(line._payload(digits) for line in self.line_ids),
            subtotal=to_decimal(self.amount_untaxed, digits),
            tax=to_decimal(self.amount_tax, digits),
            total=to_decimal(self.amount_total, digits),
            number=self.number or "",
            note=self.reference or "",
            url=self._order_url(),
            tax_mode=self.tax_mode,
            currency_rate=self._payload_rate(),
            currency_decimals=digits,
            status=self.status,
            delivery_address=self._payload_delivery_address(),
            purchase_orders=self._payload_purchase_orders(),
        )

    def _payload_delivery_address(self):
        if not self.partner_shipping_id:
            return None
        return self.partner_shipping_id._bridge_address_payload("delivery")

    def _payload_purchase_orders(self):
        """What a bill is for: the orders that travelled themselves, arrived, and wait
        for bills over there."""
        if self.document_type != "bill":
            return ()
        # sudo: whoever presses, the documents of the order decide.
        siblings = self.sudo().line_ids.purchase_line_id.bridge_line_ids.document_id
        documents = siblings._open_purchase_orders().filtered(
            lambda document: document.connection_id == self.connection_id
        )
        return tuple(documents.sorted("id").mapped("remote_id"))

    def _open_purchase_orders(self):
        """:return: the purchase orders among these that wait for bills over there"""
        return self.filtered(
            lambda document: (
                document.document_type == "purchase_order"
                and document.state == "done"
                and document.remote_state not in ("billed", *GONE_REMOTE_STATES)
            )
        )

    def _payload_rate(self):
        if self.currency_id == self.connection_id.currency_id:
            return None
        return to_decimal(self.currency_rate, 10)

    def _order_url(self):
        return f"{self.get_base_url()}{ORDER_PATH}/{self.mark}"

    # === PRESS === #

    def action_send_now(self):
        """Send the documents of a person who waits for it, in this request.

        Called by the dialog after the documents were committed. Waits for the provider
        a few seconds at most; whatever is left over is the scheduled action's.

        :return: ``{"type", "message", "document_ids"}`` for a notification
        :rtype: dict
        """
        self.fetch(FIELDS_OF_A_PRESS)
        self.check_access("read")
        if _waiters.acquire(blocking=False):
            try:
                deadline = time.monotonic() + PRESS_PATIENCE
                sender = self.env["accounting.bridge.sender"]
                sender._send_documents(self, deadline)
            finally:
                _waiters.release()
        else:
            self.filtered_domain(UNTAKEN)._leave_to_schedule()
        self.fetch(FIELDS_OF_A_PRESS)
        # sudo: its name is told to everybody who may see the document.
        self.sudo().connection_id.fetch(["provider"])
        left_over = self.filtered(
            lambda document: document.state not in ("done", "failed", "cancel")
        )
        left_over.connection_id._trigger_sending()
        return self._press_result()

    def _press_result(self):
        failed = self.filtered(lambda document: document.state == "failed")
        sent = self.filtered(lambda document: document.state == "done")
        if failed:
            return {
                **self._notification("danger", failed._failure_text()),
                "decision_id": failed._common_decision().id,
            }
        if sent == self:
            remark = self._remark_text()
            kind = "warning" if remark else "success"
            return self._notification(kind, f"{self._success_text()} {remark}".strip())
        return self._notification("warning", (self - sent)._waiting_text())

    def _notification(self, notification_type, message):
        return {
            "type": notification_type,
            "message": message,
            "document_ids": self.ids,
        }

    def _common_decision(self):
        """The one thing to decide that all of these failed for, if there is one."""
        decisions = self.decision_id
        is_common = len(decisions) == 1 and all(each.decision_id for each in self)
        return decisions if is_common else decisions.browse()

    def _success_text(self):
        if len(self) == 1:
            return self.env._(
                "%(document)s was created in %(provider)s.",
                document=self.name,
                provider=self.provider_name,
            )
        return self.env._(
            "%(count)s documents were created in %(provider)s.",
            count=len(self),
            provider=self._provider_names(),
        )

    def _provider_names(self):
        """Of all the documents, as those of several companies may differ."""
        return ", ".join(dict.fromkeys(self.connection_id.mapped("provider_name")))

    def _remark_text(self):
        """What else is to be said of documents that arrived, as a total that
        differs."""
        remarkable = self.filtered("message")
        if len(self) == 1 or not remarkable:
            return remarkable.message or ""
        return self.env._(
            "%s of them need a look: open them to see why.", len(remarkable)
        )

    def _failure_text(self):
        if len(self) == 1:
            return self.env._(
                "%(document)s was not created: %(reason)s",
                document=self.name,
                reason=self.message,
            )
        return self.env._(
            "%s documents were not created. Open them to see why.", len(self)
        )

    def _waiting_text(self):
        if len(self) == 1 and self.message:
            return self.env._(
                "%(document)s is waiting: %(reason)s It is tried again by itself.",
                document=self.name,
                reason=self.message,
            )
        return self.env._(
            "%s document(s) are on their way. They arrive by themselves; the order "
            "shows when.",
            len(self),
        )

    # === ACTIONS === #

    def action_retry(self):
        """Send failed documents again, with today's mappings and contact: a few while
        the person waits, many by the scheduled actions alone."""
        self._check_own_order_access()
        self._check_can_retry()
        self._remap()
        # sudo: documents are written by the bridge alone.
        afresh = {
            "tries": 0,
            "first_try_at": False,
            "goes_alone": False,
            "refused_contact_id": False,
        }
        self.sudo().write(afresh)
        self._queue()
        self._refresh_orders()
        if len(self) > SENT_AT_ONCE:
            self._leave_to_schedule()
            return self._on_their_way_notification()
        return {
            "type": "ir.actions.client",
            "tag": "accounting_bridge_send",
            "params": {"document_ids": self.ids},
        }

    def action_decide(self):
        """Open what must be decided about the contact."""
        self.ensure_one()
        return self.decision_id.action_decide()

    def _check_can_retry(self):
        """:raise UserError: with the reason why one of them can't be tried again"""
        for document in self:
            if document.state not in ("failed", "waiting"):
                raise UserError(
                    self.env._("%s is not waiting to be tried again.", document.name)
                )
        for connection, documents in self.grouped("connection_id").items():
            for document_type in set(documents.mapped("document_type")):
                connection._check_can_send(document_type)

    def _remap(self):
        """Take accounts, tax codes and contact from today's mappings. Not while in
        doubt: then the same bytes are sent again."""
        # sudo: documents are written by the bridge alone.
        documents = self.sudo().filtered(lambda document: not document.is_doubtful)
        documents.contact_id = False
        documents.line_ids._remap()

    def _on_their_way_notification(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self._waiting_text(),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_cancel(self):
        """Give up documents that did not arrive; their quantities are free again."""
        self._check_own_order_access()
        self._cancel_unsent()

    def action_unlink_from_order(self):
        """Take documents that were made by hand off their orders, whose quantities are
        free again. Over there they stay as they are."""
        self._check_own_order_access()
        for document in self:
            if not document.is_linked_by_hand or not document.remote_id:
                raise UserError(
                    self.env._("%s was not linked to an order by hand.", document.name)
                )
        # sudo: documents are written by the bridge alone.
        documents = self.sudo()
        documents._set_counted(False)
        documents.write(
            {
                "state": "cancel",
                "remote_id": False,
                "remote_state": False,
                "missing_since": False,
                "message": self.env._("Unlinked by %s.", self.env.user.name),
            }
        )
        documents._refresh_orders()

    def action_give_up(self):
        """End a doubt that nobody can settle any more, as after a disconnection. An
        administrator has looked over there and says that the document is not there;
        its quantities are free again."""
        if not self.env.user.has_group("accounting_bridge.group_manager"):
            raise AccessError(
                self.env._("Only administrators of the bridge give a document up.")
            )
        self._check_own_order_access()
        for document in self:
            if not document.is_doubtful or document.state == "sending":
                raise UserError(
                    self.env._("%s is in no doubt that could be ended.", document.name)
                )
        # sudo: documents are written by the bridge alone.
        documents = self.sudo()
        documents.write({"is_doubtful": False, "state": "failed"})
        documents._cancel_unsent()

    def _cancel_unsent(self):
        """:raise UserError: when a document has left or may have"""
        # sudo: documents are written by the bridge alone.
        documents = self.sudo()
        locked = documents.try_lock_for_update()
        documents.invalidate_recordset()
        for document in documents:
            if document not in locked or document.state == "sending":
                raise UserError(
                    self.env._("%s is being sent right now.", document.name)
                )
            if document.is_doubtful:
                raise UserError(
                    self.env._(
                        "Whether %(document)s arrived in %(provider)s is not known "
                        "yet. It is being found out; cancel it after that.",
                        document=document.name,
                        provider=document.provider_name,
                    )
                )
            if document.state not in UNSENT_STATES:
                raise UserError(
                    self.env._(
                        "%(document)s exists in %(provider)s. Void or delete it "
                        "there, then refresh it here.",
                        document=document.name,
                        provider=document.provider_name,
                    )
                )
        documents.write({"state": "cancel", "next_try_at": False})
        documents._set_counted(False)
        documents._refresh_orders()
        documents.bulk_press_id._tell()

    def action_refresh(self):
        """Ask the provider for today's status, due and paid amounts."""
        self.check_access("read")
        # sudo: documents are written by the bridge alone.
        for connection in self.connection_id:
            documents = self.sudo().filtered(
                lambda document, connection=connection: (
                    document.remote_id and document.connection_id == connection
                )
            )
            documents._refresh_from(connection.sudo())
        self.sudo()._refresh_orders()
        return self._missing_notification()

    def _missing_notification(self):
        """What a person is told who does not find a document over there.

        :return: a client action, False where all were found
        :rtype: dict | bool
        """
        missing = self.filtered(
            lambda document: (
                document.missing_since and document.remote_state != "deleted"
            )
        )
        if not missing:
            return False
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "%(provider)s did not return %(documents)s. Refresh again in some "
                    "minutes: what is still missing then counts as deleted.",
                    provider=missing._provider_names(),
                    documents=", ".join(missing.mapped("name")),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _refresh_from(self, connection):
        if not connection.is_live:
            raise UserError(
                self.env._(
                    "%s is disconnected: what was last known stays.", connection.name
                )
            )
        # Somebody looks on while one is read; many take the time they take.
        timeout = PRESS_PATIENCE if len(self) == 1 else None
        try:
            for document_type, documents in self.grouped("document_type").items():
                found = connection._provider()._pull_documents(
                    connection, document_type, documents.mapped("remote_id"), timeout
                )
                documents._keep_remotes(found)
        except BridgeError as error:
            raise UserError(error.message) from error

    def _keep_remotes(self, remotes):
        by_id = {remote.remote_id: remote for remote in remotes}
        for document in self:
            remote = by_id.get(document.remote_id)
            if remote:
                document._keep_changed_remote(remote)
            else:
                document._note_missing()

    def _note_missing(self):
        """It was not among what the provider returned. That may be a moment's fault
        over there: only a second look, some minutes later, says that it is deleted."""
        now = fields.Datetime.now()
        if not self.missing_since:
            self.missing_since = now
        elif now - self.missing_since >= MISSING_REST:
            self.write({"remote_state": "deleted", "amount_due": 0})
            self._set_counted(False)

    def _keep_changed_remote(self, remote):
        """Write what the provider says now. Where a person changed the total over
        there, it is compared with Odoo's again."""
        total_before = self.remote_total
        self._keep_remote(remote)
        if self.currency_id.compare_amounts(total_before, self.remote_total):
            self.message = self._total_difference()
        if self.open_since and self.remote_state == "billed":
            # A person closed it: the order has nothing to tell of it any more.
            self.write({"open_since": False, "message": False, "needs_follow_up": True})

    def _total_difference(self):
        """A sentence where the total over there is not Odoo's, else False.

        :rtype: str | bool
        """
        self.ensure_one()
        currency = self.currency_id
        is_gone = self.remote_state in GONE_REMOTE_STATES
        if is_gone or not currency.compare_amounts(
            self.remote_total, self.amount_total
        ):
            return False
        if self.is_linked_by_hand:
            return self._changed_total_text()
        return self.env._(
            "The total differs: %(theirs)s in %(provider)s, %(ours)s in Odoo. Correct "
            "it there or void it.",
            theirs=currency.format(self.remote_total),
            provider=self.provider_name,
            ours=currency.format(self.amount_total),
        )

    def _changed_total_text(self):
        """What is said of a document made by hand whose total was changed since it was
        linked."""
        return self.env._(
            "The total was changed in %(provider)s from %(before)s to %(now)s. If it "
            "covers another part of %(order)s now, unlink it and link it again.",
            provider=self.provider_name,
            before=self.currency_id.format(self.amount_total),
            now=self.currency_id.format(self.remote_total),
            order=self.origin,
        )

    def _keep_remote(self, remote):
        """Write what the provider says of the document.

        :param RemoteDocument remote:
        """
        self.write(self._remote_values(remote))
        self._set_counted(remote.state not in GONE_REMOTE_STATES)

    @api.model
    def _remote_values(self, remote):
        return {
            "remote_id": remote.remote_id,
            "remote_number": remote.number,
            "remote_state": remote.state,
            "remote_total": float(remote.total),
            "amount_due": float(remote.amount_due),
            "amount_paid": float(remote.amount_paid),
            "refreshed_at": fields.Datetime.now(),
            "missing_since": False,
        }

    def action_open_remote(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.remote_url, "target": "new"}

    def action_open_orders(self):
        """Open the order, or the list of orders, that the document was made from."""
        self.ensure_one()
        self.check_access("read")
        orders = next((orders for orders in self._orders() if orders), None)
        if orders is None:
            raise UserError(self.env._("%s was made from no order.", self.name))
        action = {
            "type": "ir.actions.act_window",
            "res_model": orders._name,
            "name": self.env._("Orders"),
        }
        if len(orders) == 1:
            return {**action, "view_mode": "form", "res_id": orders.id}
        return {
            **action,
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
        }

    def _mark_to_close(self):
        """A purchase order over there whose last bill was made is to be closed."""
        # sudo: documents are written by the bridge alone.
        self.sudo().is_to_close = True
        self.connection_id._trigger_sending()

    @api.model
    def _action_from_mark(self, mark):
        """The address of the order that bears a mark, None where there is none.

        :rtype: str | None
        """
        # sudo: also for people without the bridge's rights; those on the order
        # are checked.
        document = self.sudo().search([("mark", "=", mark)])
        orders = next((orders for orders in document._orders() if orders), None)
        if not orders:
            return None
        order = orders[0].with_user(self.env.user)
        return f"/odoo/{order._name}/{order.id}" if order.has_access("read") else None

    # === ORDERS === #

    def _check_own_order_access(self):
        """Who may change an order may retry or cancel its documents."""
        self.check_access("read")
        # Without orders of a kind, nobody needs the rights to that kind.
        for orders in filter(None, self._orders()):
            orders.with_user(self.env.user).sudo(False).check_access("write")

    def _may_change(self):
        """Whether the user may retry or cancel the document.

        :rtype: bool
        """
        return self.has_access("read") and all(
            orders.with_user(self.env.user).sudo(False).has_access("write")
            for orders in self._orders()
            if orders
        )

    def _refresh_orders(self):
        for orders in self._orders():
            if orders:
                orders._bridge_refresh_state()

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if self.filtered(lambda document: document.attempt_ids or document.remote_id):
            raise UserError(
                self.env._("Documents that were sent are history and stay.")
            )
