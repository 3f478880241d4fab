# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the sender. pylint: disable=invalid-commit

import logging
import uuid
from datetime import timedelta

from psycopg2.errors import OperationalError

from odoo import api, fields, models

from ..const import ORDERS_AT_ONCE, RETRY_LIMIT
from ..exceptions import AnswerLost, PersonMustAct, Reconnect, TryAgain
from ..tools.texts import as_sentences
from .accounting_bridge_document import FIELDS_OF_A_PRESS
from .accounting_bridge_order_mixin import FIELDS_OF_A_BADGE

_logger = logging.getLogger(__name__)

#: What orders and people are told of a document. To name it spares the reading of all
#: else.
FIELDS_OF_A_FOLLOW_UP = (
    *FIELDS_OF_A_PRESS,
    *FIELDS_OF_A_BADGE,
    "bulk_press_id",
    "is_bulk",
    "needs_follow_up",
    "user_id",
)

#: Seconds before a purchase order that a fault of ours kept open is tried again.
CLOSING_DELAY = 6 * 3600

#: How often the order's badge is tried while somebody is saving the order.
FOLLOW_UP_REPEATS = 3


class AccountingBridgeSendingFollowUpMixin(models.AbstractModel):
    """What follows once the outcome of sending is safe: the order's badge, its note
    and activity, and the purchase orders that a last bill closes."""

    _name = "accounting.bridge.sending.follow.up.mixin"
    _description = "After sending"

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
                limit=ORDERS_AT_ONCE,
            )
        )

    @api.model
    def _follow_up(self, documents):
        """Show the outcomes on the orders, in transactions of their own: the outcomes
        are safe already."""
        documents.fetch(FIELDS_OF_A_FOLLOW_UP)
        documents = documents.filtered("needs_follow_up")
        for start in range(0, len(documents), ORDERS_AT_ONCE):
            self._follow_up_some(documents[start : start + ORDERS_AT_ONCE])

    @api.model
    def _follow_up_some(self, documents):
        try:
            self._follow_up_together(documents)
            self.env.cr.commit()
        except Exception:
            # A user is saving one of the orders, or other people's code on one fails:
            # that must not keep the news from the others.
            self.env.cr.rollback()
            for document in documents:
                self._follow_up_alone(document)

    @api.model
    def _tell_bulk_presses(self, documents):
        """Tell how the presses fare that these documents are of. Whatever goes wrong
        here must not hold up sending."""
        presses = documents.bulk_press_id
        if not presses:
            return
        try:
            presses._tell()
            self.env.cr.commit()  # the bus sends at the commit
        except Exception:
            _logger.warning("Bulk presses could not be told", exc_info=True)
            self.env.cr.rollback()

    @api.model
    def _follow_up_alone(self, document):
        for _repeat in range(FOLLOW_UP_REPEATS):
            try:
                self._follow_up_together(document)
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
    def _follow_up_together(self, documents):
        documents._refresh_orders()
        quiet = documents.filtered(
            lambda document: document.state == "done" and not document.message
        )
        for orders in quiet._orders():
            self._take_activities_back(orders)
        # What many orders have to tell is told once, on their bulk press.
        for document in (documents - quiet).filtered(lambda doc: not doc.is_bulk):
            for orders in document._orders():
                for order in orders:
                    self._tell_order(order, document)
        documents.needs_follow_up = False
        self.env.flush_all()

    @api.model
    def _take_activities_back(self, orders):
        """All is well with these orders."""
        told = orders.filtered("activity_ids")
        if told:
            told.activity_unlink(["mail.mail_activity_data_warning"])

    @api.model
    def _tell_people(self, documents):
        """Tell those who pressed, and did not wait for it, what arrived or failed.
        Not of bulk documents: their press tells."""
        ended = documents.filtered(
            lambda document: document.state in ("done", "failed")
        )
        for user, own in ended.grouped("user_id").items():
            result = own.with_context(lang=user.lang)._press_result()
            user._bus_send(
                "simple_notification",
                {"type": result["type"], "message": result["message"]},
            )
        self.env.cr.commit()  # the bus sends at the commit

    @api.model
    def _tell_order(self, order, document):
        """Post a note, and for the person who pressed an activity."""
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

    # === PURCHASE ORDERS === #

    @api.model
    def _close_purchase_orders(self, connection, deadline):
        """Mark purchase orders over there as billed after their last bill.

        :param float deadline: of ``time.monotonic()``; what can't be begun before it
            is left to another run of the scheduled action
        """
        documents = self.env["accounting.bridge.document"].search(
            [
                ("connection_id", "=", connection.id),
                ("is_to_close", "=", True),
                ("state", "=", "done"),
                # Only where an earlier run met a fault of ours.
                "|",
                ("next_try_at", "=", False),
                ("next_try_at", "<=", fields.Datetime.now()),
            ],
            # One that ends the run whenever it is tried must not come first each time.
            order="open_since NULLS FIRST, id",
            limit=ORDERS_AT_ONCE,
        )
        has_rest = len(documents) == ORDERS_AT_ONCE
        for document in documents:
            timeout = self._timeout(deadline)
            if not timeout:
                has_rest = True
                break
            error = self._try_to_close(connection, document, timeout)
            self.env.cr.commit()  # this order alone
            self._follow_up(document)
            if self._holds_up_all(error):
                return  # closing twice does no harm: a later run tries again
        if has_rest:
            connection._trigger_sending()

    @api.model
    def _try_to_close(self, connection, document, timeout):
        """
        :param float timeout: seconds
        :return: the error that kept it open, where the provider had one
        :rtype: BridgeError | None
        """
        try:
            return self._close_purchase_order(connection, document, timeout)
        except OperationalError:
            self.env.cr.rollback()  # the order is being saved: the next run tries again
        except Exception as error:
            _logger.exception("Document %s can't be closed", document.id)
            self.env.cr.rollback()
            self._close_later(document, error)
        return None

    @api.model
    def _close_purchase_order(self, connection, document, timeout):
        error = None
        try:
            remote = connection._provider()._close_purchase_order(
                connection, document.remote_id, str(uuid.uuid4()), timeout
            )
        except PersonMustAct as refusal:
            self._leave_open(document, refusal.message)
        except (AnswerLost, TryAgain, Reconnect) as trouble:
            error = trouble
            self._note_still_open(document, error)
        else:
            document._keep_remote(remote)
            # What the run before had to say is over.
            message = False if document.next_try_at else document.message
            document.write(
                {
                    "is_to_close": False,
                    "open_since": False,
                    "next_try_at": False,
                    "message": message,
                }
            )
        self.env.flush_all()
        return error

    @api.model
    def _note_still_open(self, document, error):
        """Nobody is told of it for a day: the next runs try again."""
        if self._is_no_try(error):
            return
        if self._was_open_for_too_long(document):
            self._leave_open(document, self._still_open_text(document, error.message))
        elif not document.open_since:
            document.open_since = fields.Datetime.now()

    @api.model
    def _close_later(self, document, error):
        """A fault of ours came up: it must not be met again in each run."""
        if self._was_open_for_too_long(document):
            self._leave_open(document, self._still_open_text(document, str(error)))
            return
        next_try_at = fields.Datetime.now() + timedelta(seconds=CLOSING_DELAY)
        document.write(
            {
                "next_try_at": next_try_at,
                "open_since": document.open_since or fields.Datetime.now(),
                "message": self.env._(
                    "An unexpected error came up while this purchase order was marked "
                    "as billed in %s. Report this to your administrator; it is tried "
                    "again by itself some hours later.",
                    document.provider_name,
                ),
            }
        )
        document.connection_id._trigger_sending(next_try_at)

    @api.model
    def _was_open_for_too_long(self, document):
        longest_ago = fields.Datetime.now() - timedelta(seconds=RETRY_LIMIT)
        return bool(document.open_since) and document.open_since < longest_ago

    @api.model
    def _leave_open(self, document, message):
        """It is not tried again, and a person is told on the order."""
        document.write(
            {
                "is_to_close": False,
                "open_since": document.open_since or fields.Datetime.now(),
                "next_try_at": False,
                "needs_follow_up": True,
                "message": message,
            }
        )

    @api.model
    def _still_open_text(self, document, reason):
        return self.env._(
            "For a day this purchase order could not be marked as billed in "
            "%(provider)s: %(reason)s Mark it as billed there, then press Refresh.",
            provider=document.provider_name,
            reason=as_sentences([reason]),
        )
