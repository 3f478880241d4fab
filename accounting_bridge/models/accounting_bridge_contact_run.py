# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

# Each commit here is a promise kept: see the class. pylint: disable=invalid-commit

import logging
from datetime import timedelta

from psycopg2.errors import OperationalError, UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from ..const import (
    CONFLICT_DELAY,
    IMPORT_ROLES,
    IMPORT_SHARING,
    ON_EXISTING,
    RETRY_DELAYS,
)
from ..exceptions import AnswerLost, PersonMustAct, Reconnect, TryAgain

_logger = logging.getLogger(__name__)

#: States in which the scheduled action works on a run.
LIVE_STATES = ("queued", "running")

#: How the state of a run is colored.
BADGES = {
    "queued": "text-bg-info",
    "running": "text-bg-info",
    "stopped": "text-bg-warning",
    "done": "text-bg-success",
    "failed": "text-bg-danger",
}

#: Percent of an import's progress that reading makes.
READING_SHARE = 10

#: The most remarks that a run keeps.
MOST_REMARKS = 200


class AccountingBridgeContactRun(models.Model):
    """An import or export of contacts, worked in slices by the connection's scheduled
    action. Each slice's records and its new position are one transaction: a run that
    was stopped or killed goes on where it was."""

    _name = "accounting.bridge.contact.run"
    _description = "Import or export of contacts"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    connection_id = fields.Many2one(
        "accounting.bridge.connection",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    organization_id = fields.Char(readonly=True)
    kind = fields.Selection(
        [("import", "Import"), ("export", "Export")], required=True, readonly=True
    )
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="queued",
    )
    phase = fields.Selection(
        [("reading", "Reading"), ("matching", "Matching")],
        required=True,
        readonly=True,
        default="reading",
    )
    user_id = fields.Many2one(
        "res.users",
        "Started by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
    )
    started_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    ended_at = fields.Datetime(readonly=True)

    # --- Options
    roles = fields.Selection(
        IMPORT_ROLES,
        default="both",
        required=True,
        readonly=True,
    )
    on_existing = fields.Selection(
        ON_EXISTING,
        "Partners that exist",
        default="complete",
        required=True,
        readonly=True,
    )
    sharing = fields.Selection(
        IMPORT_SHARING,
        "New partners",
        default="all",
        required=True,
        readonly=True,
    )
    partner_ids = fields.Json(readonly=True, help="Ids of what is to be exported.")

    # --- Where it is
    position = fields.Integer(
        readonly=True, help="Id of the last record of the directory that was worked."
    )
    total_count = fields.Integer("Contacts", readonly=True)
    worked_count = fields.Integer("Worked", readonly=True)
    read_count = fields.Integer("Read", readonly=True)
    expected_count = fields.Integer(
        readonly=True,
        help="How many contacts reading may bring: those known before, where all are "
        "read anew. 0 where that can't be told.",
    )
    progress = fields.Float(compute="_compute_progress", help="In percent.")
    message = fields.Char(readonly=True, help="Why it waits or failed, in words.")
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(readonly=True)

    # --- What came of it
    created_count = fields.Integer("Created", readonly=True)
    linked_count = fields.Integer("Linked", readonly=True)
    updated_count = fields.Integer("Updated", readonly=True)
    unchanged_count = fields.Integer("Unchanged", readonly=True)
    decide_count = fields.Integer("To Decide", readonly=True)
    skipped_count = fields.Integer("Skipped", readonly=True)
    failed_count = fields.Integer("Failed", readonly=True)
    remark_count = fields.Integer("Number of Remarks", readonly=True)
    remarks = fields.Text(
        readonly=True, help="What could not be taken over as it is; the first of many."
    )

    _live_uniq = models.UniqueIndex(
        "(connection_id, kind) WHERE state IN ('queued', 'running')",
        "An import or export of this connection is under way already.",
    )

    # === COMPUTE === #

    @api.depends("kind", "connection_id.provider_name")
    def _compute_name(self):
        for run in self:
            provider_name = run.connection_id.provider_name
            if run.kind == "import":
                run.name = self.env._("Import of contacts from %s", provider_name)
            else:
                run.name = self.env._("Export of contacts to %s", provider_name)

    @api.depends(
        "kind",
        "state",
        "phase",
        "read_count",
        "expected_count",
        "worked_count",
        "total_count",
    )
    def _compute_progress(self):
        for run in self:
            reading = READING_SHARE if run.kind == "import" else 0
            if run.state == "done":
                run.progress = 100
            elif run.phase == "reading":
                run.progress = reading * _share(run.read_count, run.expected_count)
            else:
                worked = _share(run.worked_count, run.total_count)
                run.progress = reading + (100 - reading) * worked

    # === BEGINNING === #

    @api.model
    def _begin(self, connection, kind, **options):
        """Let the scheduled action work a new run of this user.

        :param options: values of the run's options
        :raise UserError: when there is one under way, or the connection is not live
        """
        if connection.state != "connected":
            raise UserError(
                self.env._("Connect %s first.", connection.provider_name or "")
            )
        self._check_none_live(connection, kind)
        # sudo: runs are written by the bridge alone; the caller checks who may.
        run = self.sudo().create(
            {
                "connection_id": connection.id,
                "organization_id": connection.organization_id,
                "kind": kind,
                # sudo: as above.
                "expected_count": connection.sudo()._count_contacts_to_read(),
                **options,
            }
        )
        connection._trigger_sending()
        return run.with_env(self.env)

    def _live(self):
        return self.filtered(lambda run: run.state in LIVE_STATES)

    @api.model
    def _check_none_live(self, connection, kind):
        live = connection.contact_run_ids._live()
        live = live.filtered(lambda run: run.kind == kind)
        if live:
            raise UserError(
                self.env._(
                    "%s is under way already. Stop it first, or wait until it is done.",
                    live.name,
                )
            )

    # === ACTIONS === #

    def action_stop(self):
        """Stop after the batch that is being worked."""
        for run in self._check_may_steer():
            if run.state in LIVE_STATES:
                # sudo: as in _begin.
                run.sudo().write({"state": "stopped", "message": False})

    def action_go_on(self):
        """Go on where it stopped."""
        for run in self._check_may_steer():
            if run.state in ("stopped", "failed"):
                run._check_same_organization()
                run._check_none_live(run.connection_id, run.kind)
                # sudo: as in _begin.
                run.sudo().write(
                    {
                        "state": "queued",
                        "message": False,
                        "tries": 0,
                        "next_try_at": False,
                        "ended_at": False,
                    }
                )
                run.connection_id._trigger_sending()

    def action_start_again(self):
        """Begin anew, with the same options. What is linked stays linked."""
        self.ensure_one()
        self._check_may_steer()
        self.action_stop()
        # Never two live runs in the database, where another tab began this one anew.
        self.flush_recordset()
        return self._begin(self.connection_id, self.kind, **self._options())

    def _options(self):
        if self.kind == "export":
            ids = self.partner_ids or []
            return {"phase": "matching", "partner_ids": ids, "total_count": len(ids)}
        names = ("roles", "on_existing", "sharing")
        return {name: self[name] for name in names}

    def _company_of_new_partners(self):
        """:return: empty where all companies share them
        :rtype: res.company
        """
        return self.company_id if self.sharing == "company" else self.company_id[:0]

    def _check_may_steer(self):
        """:raise AccessError: when the user may not begin or stop such runs"""
        self.check_access("read")
        for run in self:
            if not run._may_steer():
                raise AccessError(
                    self.env._("Only an administrator of the bridge imports contacts.")
                )
        return self

    def _may_steer(self):
        if self.kind == "export":
            return self.env.user.has_group("accounting_bridge.group_user")
        is_manager = self.env.user.has_group("accounting_bridge.group_manager")
        # A branch sees the imports of the company above it, which are not its own.
        return is_manager and self.connection_id.has_access("write")

    def _check_same_organization(self):
        if self.organization_id != self.connection_id.organization_id:
            raise UserError(
                self.env._(
                    "%s was begun for another organization. Start it again.", self.name
                )
            )

    # === WORK === #

    @api.model
    def _work_due(self, connection):
        """Work the connection's runs, slice by slice, until they are done, the time is
        over or a document is due: people wait for documents. For the scheduled
        action."""
        scheduled = self.env["ir.cron"]
        run = self._find_due(connection)
        if not run:
            return
        time_left = scheduled._commit_progress(remaining=1)
        while run and time_left:
            run._work_slice()
            run = self._find_due(connection)
            time_left = scheduled._commit_progress(1, remaining=len(run))
            if self.env["accounting.bridge.sender"]._count_due(connection):
                break

    @api.model
    def _find_due(self, connection):
        """The run to work at: exports before imports, which take much longer."""
        if connection.state != "connected":
            return self.browse()
        now = fields.Datetime.now()
        due = Domain("next_try_at", "=", False) | Domain("next_try_at", "<=", now)
        return self.search(
            Domain("connection_id", "=", connection.id)
            & Domain("state", "in", LIVE_STATES)
            & due,
            order="kind, id",
            limit=1,
        )

    def _work_slice(self):
        """Work one slice and commit it, or note why it could not be. All texts are in
        the language of the person who began the run."""
        person = self.user_id
        self.with_context(lang=person.lang, tz=person.tz)._work_in_words_of_person()

    def _work_in_words_of_person(self):
        try:
            self._check_same_organization()
            if self.state == "queued" or self.message or self.tries:
                self.write({"state": "running", "message": False, "tries": 0})
            self._worker()._work_slice(self)
            self.env.cr.commit()  # the slice's records with the new position
        except (TryAgain, AnswerLost) as error:
            self._give_up_slice(self._wait, error)
        except Reconnect as error:
            sender = self.env["accounting.bridge.sender"]
            self._give_up_slice(self._wait, error)
            sender._note_reconnect(self.connection_id, error)
        except (PersonMustAct, UserError) as error:
            self._give_up_slice(self._fail, str(error))
        except (OperationalError, UniqueViolation):
            # Somebody pressed Stop, writes to the same partners, or has just saved
            # the same contacts.
            _logger.info("A slice of run %s is worked again", self.id, exc_info=True)
            self._give_up_slice(self._put_off, CONFLICT_DELAY)
        except Exception as error:
            _logger.exception("A slice of run %s failed", self.id)
            self._give_up_slice(self._fail, self._fault_text(error))

    def _worker(self):
        """The model that knows how to work a run of this kind, with
        ``_work_slice(run)``: one transaction's worth, which advances or ends the run.
        """
        worker = self.env[f"accounting.bridge.contact.{self.kind}"]
        return worker.with_company(self.company_id)

    def _give_up_slice(self, note, reason):
        """Take the slice back, and note why, unless somebody stopped the run."""
        self.env.cr.rollback()
        try:
            if self.state in LIVE_STATES:
                note(reason)
            self.env.cr.commit()
        except OperationalError:
            self.env.cr.rollback()  # somebody writes to the run at this moment

    def _wait(self, error):
        delay = getattr(error, "delay", None)
        if delay is None:
            delay = RETRY_DELAYS[min(self.tries, len(RETRY_DELAYS) - 1)]
        self.write({"tries": self.tries + 1, "message": error.message})
        self._put_off(delay)

    def _put_off(self, seconds):
        next_call_at = self.connection_id._next_call_at()
        moment = fields.Datetime.now() + timedelta(seconds=seconds)
        self.next_try_at = max(moment, next_call_at or moment)
        self.connection_id._trigger_sending(self.next_try_at)

    def _fail(self, message):
        self._end("failed", message)

    def _fault_text(self, error):
        return self.env._(
            "An unexpected error came up (%s). Report this to your administrator, then "
            "press Go on: what was done before it stays.",
            error,
        )

    def _advance(self, records, counts):
        """Note that records of the directory were worked, in their transaction.

        :param records: in the order of their ids
        :param Counter counts: what came of them, by the counters' first words
        """
        values = {
            f"{name}_count": self[f"{name}_count"] + count
            for name, count in counts.items()
            if count
        }
        self.write(
            {
                "position": records[-1].id,
                "worked_count": self.worked_count + len(records),
                **values,
            }
        )

    def _add_remarks(self, remarks):
        if not remarks:
            return
        kept = (self.remarks or "").splitlines()
        room = max(MOST_REMARKS - len(kept), 0)
        self.write(
            {
                "remark_count": self.remark_count + len(remarks),
                "remarks": "\n".join([*kept, *remarks[:room]]),
            }
        )

    def _end(self, state="done", message=False):
        self.write(
            {"state": state, "message": message, "ended_at": fields.Datetime.now()}
        )
        self.user_id._bus_send(
            "simple_notification",
            {
                "type": "success" if state == "done" else "warning",
                "title": self.name,
                "message": message or self._say_counts(),
            },
        )

    # === WHAT THE FORM SHOWS === #

    def _look(self):
        """:return: see the connection's ``get_contact_runs``
        :rtype: dict
        """
        self.ensure_one()
        return {
            "id": self.id,
            "name": self.name,
            **self._look_of_state(self.state),
            "is_live": bool(self._live()),
            "is_open_ended": self._is_reading()
            and not self.expected_count
            and not self.message,
            "percent": round(self.progress),
            "text": self._say_where_it_is(),
            "message": self.message or "",
            "counts": [
                {"name": name, "text": text}
                for name, text in self._counted_texts()
                if self.worked_count
            ],
            "buttons": self._buttons() if self._may_steer() else [],
        }

    @api.model
    def _look_of_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return {"state": state, "label": labels[state], "badge": BADGES[state]}

    def _is_reading(self):
        """Whether contacts are read for it, be it by others before it begins."""
        is_begun = self.state == "running" or self.connection_id._reads_all_contacts()
        return self.phase == "reading" and self.state in LIVE_STATES and is_begun

    def _say_where_it_is(self):
        if self._is_reading():
            # Pages are also read before its slices.
            by_all = self.connection_id._count_contacts_read()
            return self._say_read(max(self.read_count, by_all))
        if self.state == "queued":
            return self.env._("Begins in a moment")
        if self.phase == "reading":
            return self._say_read(self.read_count)
        return self.env._(
            "%(worked)s of %(total)s contacts",
            worked=formatLang(self.env, self.worked_count, 0),
            total=formatLang(self.env, self.total_count, 0),
        )

    @api.model
    def _say_read(self, count):
        return self.env._("Reading: %s contacts so far", formatLang(self.env, count, 0))

    def _buttons(self):
        """:return: names of the actions that make sense now, with their labels"""
        if self.state in LIVE_STATES:
            return [{"name": "action_stop", "label": self.env._("Stop")}]
        again = {"name": "action_start_again", "label": self.env._("Start again")}
        if self.state in ("stopped", "failed"):
            return [{"name": "action_go_on", "label": self.env._("Go on")}, again]
        return [again]

    # === WORDS === #

    def _say_counts(self):
        """What came of the run, in a line.

        :rtype: str
        """
        return ", ".join(text for _name, text in self._counted_texts())

    def _counted_texts(self):
        """:return: pairs of a counter's name and its text, of those that count
        :rtype: list[tuple[str, str]]
        """
        labels = {
            "created_count": self.env._("%s created"),
            "linked_count": self.env._("%s linked"),
            "updated_count": self.env._("%s updated"),
            "unchanged_count": self.env._("%s unchanged"),
            "decide_count": self.env._("%s to decide"),
            "skipped_count": self.env._("%s skipped"),
            "failed_count": self.env._("%s failed"),
            "remark_count": self.env._("remarks: %s"),
        }
        found = [
            (name, label % formatLang(self.env, self[name], 0))
            for name, label in labels.items()
            if self[name]
        ]
        return found or [("none", self.env._("No contacts"))]


def _share(count, total):
    """Which part of a total a count is, 0 where there is no total.

    :rtype: float
    """
    return min(count / total, 1) if total else 0
