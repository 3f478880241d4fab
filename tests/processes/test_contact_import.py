# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An import of contacts that is killed and stopped in its middle goes on where it was,
and makes no partner twice."""

from contextlib import contextmanager

RUN, DIALOG = "accounting.bridge.contact.run", "accounting.bridge.import.contacts"

#: More than two batches.
CONTACTS, BATCH = 450, 200

#: Seconds that a batch is in its middle.
SLOW = 6

SCHEDULE_ALONE = ("--no-http", "--max-cron-threads=1")


def test_an_import_that_is_killed_and_stopped(stage):
    stage.books.add_contacts([f"Imported {number:03}" for number in range(CONTACTS)])
    known = _links(stage)
    run = _begin(stage)
    with _slow_links(stage), stage.other_server(*SCHEDULE_ALONE) as server:
        _work_until(stage, lambda: _read(stage, run)["worked_count"])
        server.kill()
    killed = _read(stage, run)
    assert killed["state"] == "running"
    assert killed["worked_count"] % BATCH == 0, "a batch is worked as a whole"
    assert killed["created_count"] + killed["linked_count"] == _links(stage) - known

    with stage.other_server(*SCHEDULE_ALONE):
        _work_until(stage, lambda: _read(stage, run) != killed)
        stage.odoo.call(RUN, "action_stop", [run])
        stopped = _read(stage, run)
        assert stopped["state"] in ("stopped", "done")
        stage.odoo.call(RUN, "action_go_on", [run])
        _work_until(stage, lambda: _read(stage, run)["state"] == "done")
    done = _read(stage, run)
    assert done["created_count"] + done["linked_count"] == _links(stage) - known
    assert _partners(stage) == CONTACTS


def _begin(stage):
    dialog = stage.odoo.call(DIALOG, "create", {"connection_id": stage.connection})
    stage.odoo.call(DIALOG, "action_begin", [dialog])
    [run] = stage.odoo.find(RUN, [("connection_id", "=", stage.connection)], "state")
    return run["id"]


def _work_until(stage, condition):
    """Let the scheduled action run again and again, as it does by itself."""

    def is_so():
        stage.schedule()
        return condition()

    stage.wait_until(is_so, seconds=180)


@contextmanager
def _slow_links(stage):
    """Let each batch take some seconds when its partners are made and not linked."""
    stage.sql(
        "CREATE FUNCTION slow_links() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM pg_sleep({SLOW}); RETURN NULL; END $$; "
        "CREATE TRIGGER slow_links BEFORE INSERT ON accounting_bridge_link "
        "FOR EACH STATEMENT EXECUTE FUNCTION slow_links()"
    )
    try:
        yield
    finally:
        stage.sql("DROP FUNCTION slow_links CASCADE")


def _read(stage, run):
    names = ["state", "worked_count", "created_count", "linked_count"]
    [row] = stage.odoo.call(RUN, "read", [run], names)
    return row


def _partners(stage):
    return int(stage.sql("SELECT count(*) FROM res_partner WHERE name ~ '^Imported'"))


def _links(stage):
    return int(stage.sql("SELECT count(*) FROM accounting_bridge_link"))
