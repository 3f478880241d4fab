# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A rotating token is renewed once, whoever meets its end."""

from .stage import DOCUMENT, at_once

WORKERS = 8


def test_eight_workers_renew_once(stage):
    documents = [stage.new_document(stage.new_order()) for _number in range(WORKERS)]
    stage.send(documents)
    logins = [
        stage.servers[number % len(stage.servers)].new_login()
        for number in range(WORKERS)
    ]
    stage.sandbox.advance_clock(stage.books.SECONDS_OF_TOKEN)
    stage.sandbox.clear_calls()
    at_once(
        *(
            lambda pair=pair: pair[0].call(DOCUMENT, "action_refresh", [pair[1]])
            for pair in zip(logins, documents, strict=True)
        )
    )
    assert len(stage.books.token_calls()) == 1
    answered = [call for call in stage.books.api_calls() if call["status"] == 200]
    assert len(answered) == WORKERS
