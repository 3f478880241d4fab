# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import formatLang

from ..const import BULK_NEWS_PAUSE, DOCUMENT_TYPES

#: The type of the messages on the bus that tell how a press fares.
PROGRESS_MESSAGE = "accounting_bridge.bulk_press"

#: The activity of the person who pressed, once documents need a person.
FAILURE_ACTIVITY = "mail.mail_activity_data_warning"

#: What is counted of a press, by the states of its documents.
COUNTED_STATES = {
    "on_the_way_count": ("preparing", "queued", "sending"),
    "waiting_count": ("waiting",),
    "sent_count": ("done",),
    "failed_count": ("failed",),
    "cancel_count": ("cancel",),
}

#: When this process told last how a press fares, by database and press, in seconds of
#: ``time.monotonic()``.
_told_at = {}


class AccountingBridgeBulkPress(models.Model):
    """One press on many orders: who meant their documents, when, and how they fare.

    Nobody waits for these documents. The scheduled actions freeze and send them, and
    what is to be told of them is told here once, not order by order.
    """

    _name = "accounting.bridge.bulk.press"
    _description = "Press on many orders"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    user_id = fields.Many2one(
        "res.users",
        "Pressed By",
        readonly=True,
        index=True,
        default=lambda self: self.env.uid,
    )
    pressed_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    document_type = fields.Selection(
        DOCUMENT_TYPES, "Type", required=True, readonly=True
    )
    company_ids = fields.Many2many("res.company", string="Companies", readonly=True)
    document_ids = fields.One2many(
        "accounting.bridge.document", "bulk_press_id", readonly=True
    )
    document_count = fields.Integer("Documents", readonly=True)
    part_ids = fields.One2many(
        "accounting.bridge.bulk.part",
        "press_id",
        readonly=True,
        help="Orders whose documents are still to be made.",
    )

    # --- How its documents fare now
    on_the_way_count = fields.Integer("On Their Way", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    sent_count = fields.Integer("Sent", compute="_compute_counts")
    failed_count = fields.Integer("Failed", compute="_compute_counts")
    cancel_count = fields.Integer("Cancelled", compute="_compute_counts")
    remark_count = fields.Integer(
        "To Look At",
        compute="_compute_counts",
        help="They arrived, and something about them is to be seen to.",
    )
    next_try_at = fields.Datetime(
        "Goes On At",
        compute="_compute_counts",
        help="When the first of those that wait is tried again.",
    )
    progress = fields.Float(
        compute="_compute_progress", help="What has come to its end, in percent."
    )

    # === COMPUTE === #

    @api.depends("document_type", "document_count")
    def _compute_name(self):
        for press in self:
            press.name = press._name_of_documents()

    def _name_of_documents(self):
        count = formatLang(self.env, self.document_count, 0)
        if self.document_type == "bill":
            return self.env._("%s bills", count)
        return self.env._("%s invoices", count)

    # Depends on nothing, so that sending costs nothing here: it is counted when asked
    # for.
    def _compute_counts(self):
        counts = self._count_by_state()
        for press in self:
            own = counts.get(press._origin, {})
            for name, states in COUNTED_STATES.items():
                press[name] = sum(own[state][0] for state in states if state in own)
            # sudo: as for the documents, see _group_documents.
            press.on_the_way_count += sum(press.sudo().part_ids.mapped("order_count"))
            press.next_try_at = own["waiting"][1] if "waiting" in own else False
        remarks = dict(
            self._group_documents(
                Domain("state", "=", "done") & Domain("message", "!=", False),
                ["bulk_press_id"],
                ["__count"],
            )
        )
        for press in self:
            press.remark_count = remarks.get(press._origin, 0)

    def _count_by_state(self):
        """:return: the number of documents, and when the first is tried again
        :rtype: dict[press, dict[str, tuple[int, datetime]]]
        """
        counts = {}
        for press, state, count, next_try_at in self._group_documents(
            Domain.TRUE, ["bulk_press_id", "state"], ["__count", "next_try_at:min"]
        ):
            counts.setdefault(press, {})[state] = (count, next_try_at)
        return counts

    def _group_documents(self, domain, group_by, aggregates):
        own = Domain("bulk_press_id", "in", self.ids)
        # sudo: whoever sees the press is told how it fares as a whole, whichever
        # companies are chosen; documents are shown by lists with rules of their own.
        documents = self.env["accounting.bridge.document"].sudo()
        return documents._read_group(own & domain, group_by, aggregates)

    def _compute_progress(self):
        for press in self:
            left = press.on_the_way_count + press.waiting_count
            count = press.document_count
            press.progress = 100 * (count - left) / count if count else 100

    # === BEGINNING === #

    @api.model
    def _begin(self, document_type):
        """A press of this user, before its documents are made."""
        # sudo: presses are written by the bridge alone.
        presses = self.sudo().with_context(mail_create_nolog=True)
        press = presses.create({"document_type": document_type})
        return press.with_env(self.env)

    def _document_values(self):
        """What marks a document as one of this press, to be sent at once."""
        return {
            "bulk_press_id": self.id,
            "is_bulk": True,
            "next_try_at": self.pressed_at,
        }

    def _follow(self):
        """Let the browser follow how the documents of this press fare.

        :raise UserError: when all of them are on their way by an earlier press
        :return: a client action, see static/src/bulk_progress
        :rtype: dict
        """
        # sudo: presses are written by the bridge alone.
        press = self.sudo()
        documents, parts = press.document_ids, press.part_ids
        count = len(documents) + sum(parts.mapped("order_count"))
        if not count:
            raise UserError(
                self.env._(
                    "All of these orders are on their way already. The list of orders "
                    "shows their state."
                )
            )
        companies = documents.company_id | parts.company_id
        press.write(
            {
                "document_count": count,
                "company_ids": [Command.set(companies.ids)],
            }
        )
        (documents.connection_id | parts.connection_id)._trigger_sending()
        return self._follow_action()

    def _follow_action(self):
        return {
            "type": "ir.actions.client",
            "tag": "accounting_bridge_follow_press",
            "params": self._progress(),
        }

    # === NEWS === #

    def get_progress(self):
        """How presses fare, for the panel in the browser. Presses that are gone, or
        out of the user's reach, are left out.

        :rtype: list[dict]
        """
        presses = self.exists()
        if not presses.has_access("read"):
            presses = presses.browse()
        return [press._progress() for press in presses._filtered_access("read")]

    def _progress(self):
        """:return: what the panel shows of one press
        :rtype: dict
        """
        self.ensure_one()
        counts = {name: self[name] for name in COUNTED_STATES}
        return {
            "id": self.id,
            "name": self.name,
            "document_count": self.document_count,
            "percent": int(self.progress),
            "remark_count": self.remark_count,
            "next_try_at": fields.Datetime.to_string(self.next_try_at),
            **counts,
        }

    def _tell(self):
        """Tell those who pressed how their documents fare, by bus, at most once a
        second while they are on their way."""
        for press in self:
            # In their language; the counts are those of the press, also for whoever
            # lost the right to some documents since.
            own = press.with_context(lang=press.user_id.lang)
            own.invalidate_recordset()
            is_over = not own.on_the_way_count
            if own._is_due_to_tell(is_over):
                own.user_id._bus_send(PROGRESS_MESSAGE, own._progress())
            if is_over:
                own._keep_activity()

    def _is_due_to_tell(self, is_over):
        key, now = (self.env.cr.dbname, self.id), time.monotonic()
        if is_over:
            _told_at.pop(key, None)
            return True
        is_due = now - _told_at.get(key, 0) >= BULK_NEWS_PAUSE
        if is_due:
            _told_at[key] = now
        return is_due

    def _keep_activity(self):
        """One activity on the press while documents of it need a person, however many
        they are."""
        if not self.failed_count and not self.remark_count:
            self.activity_unlink([FAILURE_ACTIVITY])
            return
        values = {"summary": self._needs_summary(), "note": self._needs_note()}
        activity = self.activity_search([FAILURE_ACTIVITY])
        if activity:
            activity.write(values)
        else:
            self.activity_schedule(
                FAILURE_ACTIVITY, user_id=self.user_id.id or self.env.uid, **values
            )

    def _needs_summary(self):
        return self.env._(
            "See to %(count)s of %(documents)s",
            count=self.failed_count + self.remark_count,
            documents=self.name,
        )

    def _needs_note(self):
        """An example says more than a number; the lists have all of them."""
        example = self.env["accounting.bridge.document"].search(
            [
                ("bulk_press_id", "=", self.id),
                ("message", "!=", False),
                ("state", "in", ("failed", "done")),
            ],
            order="state desc, id",
            limit=1,
        )
        counts = []
        if self.failed_count:
            failed = formatLang(self.env, self.failed_count, 0)
            counts.append(self.env._("%s failed.", failed))
        if self.remark_count:
            remarks = formatLang(self.env, self.remark_count, 0)
            counts.append(self.env._("%s arrived and need a look.", remarks))
        example_text = self.env._(
            "For example %(document)s: %(message)s",
            document=example.name,
            message=example.message,
        )
        return " ".join([*counts, example_text])

    # === ACTIONS === #

    def action_follow(self):
        """Show the panel again."""
        self.ensure_one()
        return self._follow_action()

    def action_open_documents(self):
        """Open all documents of this press."""
        return self._open_documents(self.env._("Documents"), Domain.TRUE)

    def action_open_sent(self):
        return self._open_states(self.env._("Sent"), "sent_count")

    def action_open_on_the_way(self):
        return self._open_states(self.env._("On their way"), "on_the_way_count")

    def action_open_waiting(self):
        return self._open_states(self.env._("Waiting"), "waiting_count")

    def action_open_failed(self):
        return self._open_states(self.env._("Failed"), "failed_count")

    def action_open_cancelled(self):
        return self._open_states(self.env._("Cancelled"), "cancel_count")

    def action_open_remarks(self):
        domain = Domain("state", "=", "done") & Domain("message", "!=", False)
        return self._open_documents(self.env._("To look at"), domain)

    def _open_states(self, name, counted):
        return self._open_documents(
            name, Domain("state", "in", COUNTED_STATES[counted])
        )

    def _open_documents(self, name, domain):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.name}: {name}",
            "res_model": "accounting.bridge.document",
            "views": [(False, "list"), (False, "form")],
            "domain": list(Domain("bulk_press_id", "=", self.id) & domain),
            # sudo: whoever sees the press is told how it fares.
            "help": self.sudo().part_ids._why_no_documents(),
        }
