# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An import of contacts that is killed and stopped in its middle goes on where it was,
and makes no partner twice."""

RUN, DIALOG = "accounting.bridge.contact.run", "accounting.bridge.import.contacts"

CONTACT, LINK = "accounting_bridge_contact", "accounting_bridge_link"

#: More than two batches.
CONTACTS, BATCH = 450, 200

#: Seconds that a page or batch is in its middle.
SLOW = 6

SCHEDULE_ALONE = ("--no-http", "--max-cron-threads=1")


def test_an_import_that_is_killed_and_stopped(stage):
    stage.books.add_contacts([f"Imported {number:03}" for number in range(CONTACTS)])
    known = _links(stage)
    run = _begin(stage)
    with (
        stage.slow_inserts(CONTACT, SLOW),
        stage.other_server(*SCHEDULE_ALONE) as server,
    ):
        _work_until(stage, lambda: _is_in_the_middle(stage))
        server.kill()
    assert _read(stage, run)["read_count"] == 0, "a page is read as a whole"
    assert _count(stage, CONTACT) == 0

    with stage.slow_inserts(LINK, SLOW):
        with stage.other_server(*SCHEDULE_ALONE) as server:
            _work_until(stage, lambda: _read(stage, run)["worked_count"])
            server.kill()
        killed = _read(stage, run)
        assert killed["state"] == "running"
        assert killed["worked_count"] % BATCH == 0, "a batch is worked as a whole"
        made = killed["created_count"] + killed["linked_count"]
        assert made == _links(stage) - known

        with stage.other_server(*SCHEDULE_ALONE):
            _work_until(stage, lambda: _read(stage, run) != killed)
            stage.odoo.call(RUN, "action_stop", [run])
            assert _read(stage, run)["state"] == "stopped"

    with stage.other_server(*SCHEDULE_ALONE):
        stage.odoo.call(RUN, "action_go_on", [run])
        _work_until(stage, lambda: _read(stage, run)["state"] == "done")
    done = _read(stage, run)
    assert done["created_count"] + done["linked_count"] == _links(stage) - known
    assert _count(stage, "res_partner") == CONTACTS


def _begin(stage):
    dialog = stage.odoo.call(DIALOG, "create", {"connection_id": stage.connection})
    stage.odoo.call(DIALOG, "action_begin", [dialog])
    [run] = stage.odoo.find(RUN, [("connection_id", "=", stage.connection)], "state")
    return run["id"]


def _work_until(stage, condition):
    """Let a server work at what is due. Its time is left as it is: to change that would
    mean to wait for the end of the action."""

    def is_so():
        stage.wake()
        return condition()

    stage.wait_until(is_so, seconds=180)


def _is_in_the_middle(stage):
    """Whether a slow insert goes on at this moment."""
    return int(
        stage.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' "
            f"AND datname = '{stage.database}'"
        )
    )


def _read(stage, run):
    names = ["state", "read_count", "worked_count", "created_count", "linked_count"]
    [row] = stage.odoo.call(RUN, "read", [run], names)
    return row


def _count(stage, table):
    """How many of the imported there are."""
    return int(stage.sql(f"SELECT count(*) FROM {table} WHERE name ~ '^Imported'"))


def _links(stage):
    return int(stage.sql("SELECT count(*) FROM accounting_bridge_link"))
