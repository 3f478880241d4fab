# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A rotating token is renewed once, whoever meets its end."""

import pytest

from .stage import DOCUMENT, at_once, servers

WORKERS = 8
#: Seconds that the new token takes: until all others wait for it.
SLOW = 3


@pytest.fixture
def workers(stage):
    """A server of eight processes, each of which serves one person at a time."""
    options = (
        f"--workers={WORKERS}",
        f"--gevent-port={servers.free_port()}",
        "--max-cron-threads=0",
    )
    with stage.other_server(*options) as server:
        yield server.log_in()


def test_eight_processes_renew_once(stage, workers):
    documents = stage.new_bare_documents(stage.new_orders(WORKERS))
    stage.send(documents)
    logins = [workers.new_login() for _number in range(WORKERS)]
    # One provider takes fewer calls than that at once.
    stage.keep_limits("none")
    stage.sandbox.advance_clock(stage.books.SECONDS_OF_TOKEN)
    stage.sandbox.clear_calls()
    stage.books.arm_tokens("slow", seconds=SLOW)
    at_once(
        lambda: stage.wait_until(lambda: _waiting_for_a_lock(stage) == WORKERS - 1),
        *(
            lambda pair=pair: pair[0].call(DOCUMENT, "action_refresh", [pair[1]])
            for pair in zip(logins, documents, strict=True)
        ),
    )
    assert len(stage.books.token_calls()) == 1
    answered = [call for call in stage.books.api_calls() if call["status"] == 200]
    assert len(answered) == WORKERS


def _waiting_for_a_lock(stage):
    """How many processes wait for a row that another one holds."""
    return int(
        stage.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
            f"AND datname = '{stage.database}'"
        )
    )
