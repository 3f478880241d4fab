# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A sender that is stopped from outside leaves what others bring to its end."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

#: Seconds that a call takes, and after which the database is back.
SLOW = 2
BACK_BEFORE_THE_ANSWER, BACK_AFTER_IT = 0.1, 4

#: Odoo looks every four seconds at most whether a worker is past its limit.
PAST_THE_LIMIT = 8
SCHEDULE_ALONE = (
    "--no-http",
    "--workers=1",
    "--max-cron-threads=1",
    "--limit-time-real-cron=1",
)


def _press(stage, documents, odoo):
    stage.send(documents, odoo)


def _run_scheduled_action(stage, _documents, odoo):
    stage.run_cron(odoo)


@pytest.mark.parametrize(
    ("send", "seconds"),
    (
        (_press, BACK_BEFORE_THE_ANSWER),
        (_press, BACK_AFTER_IT),
        (_run_scheduled_action, BACK_BEFORE_THE_ANSWER),
    ),
)
def test_database_away_during_the_call(stage, send, seconds):
    documents = _due_documents(stage)
    fault = stage.books.arm("slow", seconds=SLOW)
    odoo = stage.servers[1].new_login()
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(send, stage, documents, odoo)
        stage.wait_for_call(fault)
        with stage.database_away():
            time.sleep(seconds)
        sent.exception()  # whatever the person was told
    assert stage.states(documents) == ["sending", "sending"]
    _finish(stage, documents)


def test_time_limit_of_scheduled_actions(stage):
    """Odoo kills the worker of a scheduled action that takes too long."""
    documents = _due_documents(stage)
    fault = stage.books.arm("slow", seconds=PAST_THE_LIMIT)
    with stage.other_server(*SCHEDULE_ALONE) as server:

        def is_called():
            stage.schedule()
            return fault.count == 0

        stage.wait_until(is_called)
        stage.wait_until(lambda: "timeout after 1s" in server.log())
        # Over there nobody knows of the worker's death.
        stage.wait_until(lambda: not stage.sandbox.call_log.under_way())
    assert stage.states(documents) == ["sending", "sending"]
    _finish(stage, documents)


def _due_documents(stage):
    documents = stage.new_bare_documents(stage.new_orders(2))
    stage.make_due(documents)
    return documents


def _finish(stage, documents):
    """Let their lease end, and others go on."""
    stage.make_due(documents)
    stage.run_cron()
    assert stage.states(documents) == ["done", "done"]
    assert stage.invoices_of(documents) == [1, 1]
