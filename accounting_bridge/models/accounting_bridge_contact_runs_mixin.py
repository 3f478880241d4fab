# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, fields, models

#: Seconds after which the form asks again while a run moves, and while it waits.
QUICK_LOOK = 2
SLOW_LOOK = 20


class AccountingBridgeContactRunsMixin(models.AbstractModel):
    """Imports and exports of contacts, on the connection that they belong to."""

    _name = "accounting.bridge.contact.runs.mixin"
    _description = "Imports and exports of a connection"

    contact_run_ids = fields.One2many("accounting.bridge.contact.run", "connection_id")
    decision_count = fields.Integer(
        "Contacts to Decide", compute="_compute_decision_count"
    )

    contact_run_count = fields.Integer(
        "Imports and Exports", compute="_compute_contact_run_count"
    )

    @api.depends("contact_run_ids")
    def _compute_contact_run_count(self):
        for connection in self:
            connection.contact_run_count = len(connection.contact_run_ids)

    def _compute_decision_count(self):
        """Count what the user would see in the list."""
        counts = dict(
            self.env["accounting.bridge.contact.decision"]._read_group(
                [("connection_id", "in", self.ids), ("is_open", "=", True)],
                ["connection_id"],
                ["__count"],
            )
        )
        for connection in self:
            connection.decision_count = counts.get(connection._origin, 0)

    # === ACTIONS === #

    def action_import_contacts(self):
        """Ask what is to be imported."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import contacts from %s", self.provider_name),
            "res_model": "accounting.bridge.import.contacts",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_connection_id": self.id},
        }

    def action_open_decisions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "accounting_bridge.action_contact_decision"
        )
        return {**action, "domain": [("connection_id", "=", self.id)]}

    # === WHAT THE FORM SHOWS === #

    def get_contact_runs(self):
        """The latest import and export, as they stand at this moment.

        :return: ``runs``, each with ``id``, ``name``, ``state``, ``percent``,
            ``is_open_ended`` where nobody knows how much is to come, ``text``,
            ``message``, the ``counts`` and the ``buttons`` that the user may press;
            before them one without an id, while all contacts are read and no import
            waits for them; ``seconds`` after which to ask again, 0 where nothing moves
        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        runs = self.env["accounting.bridge.contact.run"]
        for kind, _label in runs._fields["kind"].selection:
            runs |= runs.search(
                [("connection_id", "=", self.id), ("kind", "=", kind)], limit=1
            )
        if self._reads_in_background() and not any(run._is_reading() for run in runs):
            reading, seconds = [self._look_at_reading()], QUICK_LOOK
        else:
            reading, seconds = [], self._seconds_to_look_at(runs)
        return {"runs": reading + [run._look() for run in runs], "seconds": seconds}

    def _look_at_reading(self):
        """As a run's ``_look``."""
        runs = self.env["accounting.bridge.contact.run"]
        return {
            "id": False,
            "name": self.env._("Contacts of %s", self.provider_name),
            **runs._look_of_state("running"),
            "is_live": True,
            "is_open_ended": True,
            "percent": 0,
            "text": runs._say_read(self._count_contacts_read()),
            "message": "",
            "counts": [],
            "buttons": [],
        }

    # === READING ALL CONTACTS === #

    def _reads_in_background(self):
        """Whether the scheduled action is reading all contacts, import or not."""
        is_noted = "contacts" in (self.lists_to_sync or "").split()
        is_due = self.state == "connected" and is_noted and self._has_lists_due()
        return is_due and self._reads_all_contacts()

    def _reads_all_contacts(self):
        """Whether a reading of all contacts is between two of its pages."""
        return bool(self.contacts_cursor) and not self.contacts_read_since

    def _count_contacts_read(self):
        """How many contacts a reading of all has brought so far, whoever reads.

        :return: 0 where none is under way
        :rtype: int
        """
        if not self._reads_all_contacts():
            return 0
        return self._count_known_contacts(
            [("synced_at", ">=", self.contacts_read_from)]
        )

    def _count_contacts_to_read(self):
        """How many contacts a reading may bring: those known before, where all are
        read anew.

        :return: 0 where only changes are read, or nothing was known
        :rtype: int
        """
        if self.contacts_synced_at:
            return 0
        known = self._count_known_contacts([])
        is_first = known == self._count_contacts_read()
        return 0 if is_first else known

    def _count_known_contacts(self, domain):
        contacts = self.env["accounting.bridge.contact"].with_context(active_test=False)
        return contacts.search_count(
            [
                ("connection_id", "=", self.id),
                ("organization_id", "=", self.organization_id),
                *domain,
            ]
        )

    def _seconds_to_look_at(self, runs):
        live = runs._live()
        if not live:
            return 0
        is_waiting = self.state != "connected" or all(live.mapped("message"))
        return SLOW_LOOK if is_waiting else QUICK_LOOK
