# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a provider takes at once is kept to by all processes together."""

from .stage import DOCUMENT, Refusal, at_once

#: Seconds for which each call is under way.
SLOW = 3
#: What each provider takes at once.
MOST = {"xero": 5, "qbo": 10}


def test_calls_at_once(stage):
    most = MOST[stage.books.CODE]
    people = most + 2
    documents = stage.new_bare_documents(stage.new_orders(people))
    stage.send(documents)
    logins = [
        stage.servers[number % len(stage.servers)].new_login()
        for number in range(people)
    ]
    stage.sandbox.clear_calls()
    stage.sql("DELETE FROM accounting_bridge_call")
    stage.books.arm_reads("slow", count=people, seconds=SLOW)
    refusals = at_once(
        *(
            lambda pair=pair: refresh(*pair)
            for pair in zip(logins, documents, strict=True)
        )
    )
    assert 1 < most_under_way(stage) <= most
    calls = stage.books.api_calls()
    refused = list(filter(None, refusals))
    assert {call["status"] for call in calls} == {200}
    assert len(calls) + len(refused) == people
    assert all("no more calls at once" in words for words in refused)
    # Workers that note their calls at one moment wait for one another, and say nothing.
    assert int(stage.sql("SELECT count(*) FROM accounting_bridge_call")) == len(calls)
    assert not any("accounting_bridge_rate" in log for log in stage.logs())


def refresh(odoo, document):
    """:return: why it was refused, None where it was not"""
    try:
        odoo.call(DOCUMENT, "action_refresh", [document])
    except Refusal as refusal:
        return str(refusal)
    return None


def most_under_way(stage):
    """The most calls that were under way at one moment."""
    ends = "SELECT create_date AS at, -1 AS step FROM accounting_bridge_call"
    begins = (
        "SELECT create_date - duration * interval '1 second', 1 "
        "FROM accounting_bridge_call"
    )
    running = f"SELECT sum(step) OVER (ORDER BY at) AS count FROM ({ends} UNION ALL "
    return int(stage.sql(f"SELECT max(count) FROM ({running}{begins}) steps) counts"))
