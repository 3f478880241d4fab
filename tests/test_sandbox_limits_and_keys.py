# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero's limits on calls, and its idempotency keys."""

import json
import threading
import time

from tests.sandbox.testing import (
    UK,
    US,
    Caller,
    authorize,
    code_of,
    exchange,
    invoice,
)

pytest_plugins = ["tests.sandbox.plugin"]


# -- limits ------------------------------------------------------------------------


def test_sixty_calls_a_minute(xero_sandbox, xero_caller):
    xero_sandbox.set_limits(minute_limit=60)
    for left in range(59, -1, -1):
        answer = xero_caller.api("GET", "Currencies")
        assert answer.headers["X-MinLimit-Remaining"] == str(left)
    refused = xero_caller.api("GET", "Currencies")
    assert refused.status_code == 429
    assert refused.headers["X-Rate-Limit-Problem"] == "minute"
    assert refused.headers["X-MinLimit-Remaining"] == "0"
    wait = int(refused.headers["Retry-After"])
    assert 1 <= wait <= 61
    xero_sandbox.advance_clock(wait)
    assert xero_caller.api("GET", "Currencies").status_code == 200


def test_the_day_is_a_fixed_window(xero_sandbox, xero_caller):
    xero_sandbox.set_limits(day_limit=2)
    for _ in range(2):
        assert xero_caller.api("GET", "Currencies").status_code == 200
    refused = xero_caller.api("GET", "Currencies")
    assert refused.headers["X-Rate-Limit-Problem"] == "day"
    assert refused.headers["X-DayLimit-Remaining"] == "0"
    xero_sandbox.advance_clock(int(refused.headers["Retry-After"]))
    again = Caller.connect(xero_sandbox).api("GET", "Currencies")
    assert again.status_code == 200


def test_limits_are_counted_by_tenant(xero_sandbox):
    xero_sandbox.set_consent(answer="allow", tenants=[US, UK])
    xero_sandbox.set_limits(minute_limit=1)
    caller = Caller.connect(xero_sandbox)
    assert caller.api("GET", "Currencies").status_code == 200
    assert caller.api("GET", "Currencies").status_code == 429
    caller.tenant_id = caller.connections()[1]["tenantId"]
    assert caller.api("GET", "Currencies").status_code == 200


def test_five_calls_at_once(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("slow", seconds=0.5, count=5)
    answers = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(xero_caller.api("GET", "Currencies"))
        )
        for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    sixth = xero_caller.api("GET", "Currencies")
    for thread in threads:
        thread.join()
    assert sixth.status_code == 429
    assert sixth.headers["X-Rate-Limit-Problem"] == "concurrent"
    assert "Retry-After" not in sixth.headers
    assert {answer.status_code for answer in answers} == {200}
    assert xero_caller.api("GET", "Currencies").status_code == 200


def test_calls_without_a_tenant_show_the_app_limit_alone(xero_caller):
    headers = xero_caller.send("GET", "/connections").headers
    assert "X-AppMinLimit-Remaining" in headers
    assert "X-MinLimit-Remaining" not in headers


# -- idempotency keys --------------------------------------------------------------


BODY = json.dumps({"Invoices": [invoice()]}).encode()


def count(caller):
    return len(caller.get("Invoices")["Invoices"])


def test_the_same_request_has_the_same_answer(xero_caller):
    first = xero_caller.api("PUT", "Invoices", BODY, key="k")
    second = xero_caller.api("PUT", "Invoices", BODY, key="k")
    assert second.json() == first.json()
    assert count(xero_caller) == 1


def test_without_a_key_everything_is_new(xero_caller):
    xero_caller.api("PUT", "Invoices", BODY)
    xero_caller.api("PUT", "Invoices", BODY)
    assert count(xero_caller) == 2


def test_another_request_with_the_key_is_refused(xero_caller):
    xero_caller.api("PUT", "Invoices", BODY, key="k")
    text = "Idempotency Key: k is used with a different request."
    for method, path, body in (
        ("PUT", "Invoices", BODY + b" "),
        ("PUT", "Invoices?unitdp=4", BODY),
        ("POST", "Invoices", BODY),
    ):
        answer = xero_caller.api(method, path, body, key="k")
        assert answer.status_code == 400
        assert answer.json()["Message"] == text
    assert count(xero_caller) == 1


def test_a_key_lasts_six_minutes(xero_sandbox, xero_caller):
    xero_caller.api("PUT", "Invoices", BODY, key="k")
    xero_sandbox.advance_clock(359)
    xero_caller.api("PUT", "Invoices", BODY, key="k")
    assert count(xero_caller) == 1
    xero_sandbox.advance_clock(2)
    xero_caller.api("PUT", "Invoices", BODY, key="k")
    assert count(xero_caller) == 2


def test_errors_are_kept(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("error_500", path="Invoices")
    for _ in range(2):
        answer = xero_caller.api("PUT", "Invoices", BODY, key="k")
        assert answer.status_code == 500
    assert count(xero_caller) == 0
    assert xero_caller.api("PUT", "Invoices", BODY, key="k2").status_code == 200


def test_a_refusal_for_too_many_calls_is_not_kept(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("rate_limit_minute")
    refused = xero_caller.api("PUT", "Invoices", BODY, key="k")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert xero_caller.api("PUT", "Invoices", BODY, key="k").status_code == 200


def test_a_key_is_ignored_when_reading(xero_caller):
    assert xero_caller.api("GET", "Invoices", key="k").status_code == 200
    assert xero_caller.api("PUT", "Invoices", BODY, key="k").status_code == 200


def test_a_key_has_128_characters_at_most(xero_caller):
    answer = xero_caller.api("PUT", "Invoices", BODY, key="k" * 129)
    assert answer.status_code == 400
    assert xero_caller.api("PUT", "Invoices", BODY, key="k" * 128).status_code == 200


def test_each_app_has_its_own_keys(xero_sandbox, xero_caller):
    xero_caller.api("PUT", "Invoices", BODY, key="k")
    code = code_of(authorize(xero_sandbox, client_id="OTHER"))
    tokens = exchange(xero_sandbox, code, auth=("OTHER", "secret")).json()
    other = Caller(xero_sandbox, tokens)
    other.tenant_id = xero_caller.tenant_id
    assert other.api("PUT", "Invoices", BODY, key="k").status_code == 200
    assert count(xero_caller) == 2
    mine = other.get("Invoices?createdByMyApp=true")["Invoices"]
    assert len(mine) == 1


def test_repeats_at_the_same_time_make_one_document(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("slow", seconds=0.3)
    answers = []

    def press():
        answers.append(xero_caller.api("PUT", "Invoices", BODY, key="k").json())

    threads = [threading.Thread(target=press) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = {answer["Invoices"][0]["InvoiceID"] for answer in answers}
    assert len(ids) == 1
    assert count(xero_caller) == 1
