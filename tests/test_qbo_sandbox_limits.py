# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' limits on calls."""

import xml.etree.ElementTree

import pytest

from tests.sandbox.qbo.accounting.wire import NAMESPACE
from tests.sandbox.qbo.settings import Settings
from tests.sandbox.qbo.testing import QboCaller

pytest_plugins = ["tests.sandbox.plugin"]

QUERY = "SELECT * FROM Vendor"


def throttle_code(answer):
    """The code of a 429, whose body is XML although JSON was asked for."""
    assert answer.status_code == 429
    assert "Retry-After" not in answer.headers
    root = xml.etree.ElementTree.fromstring(answer.content)
    error = root.find(f".//{{{NAMESPACE}}}Error")
    assert "ThrottleExceeded" in error.find(f"{{{NAMESPACE}}}Message").text
    return error.get("code")


def preferences(caller):
    return caller.send("GET", "preferences")


def test_ten_calls_a_second(qbo_sandbox, us_books):
    qbo_sandbox.set_limits(second_limit=10)
    answers = [preferences(us_books) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    assert throttle_code(preferences(us_books)) == "3001"
    qbo_sandbox.advance_clock(1)
    assert preferences(us_books).status_code == 200


def test_five_hundred_calls_a_minute_whoever_calls(qbo_sandbox, us_books):
    qbo_sandbox.set_limits(minute_limit=5)
    other = QboCaller.connect(qbo_sandbox, "us")
    for caller in (us_books, other, us_books, other, us_books):
        assert preferences(caller).status_code == 200
    assert throttle_code(preferences(other))
    uk_books = QboCaller.connect(qbo_sandbox, "uk")
    assert preferences(uk_books).status_code == 200
    qbo_sandbox.advance_clock(60)
    assert preferences(us_books).status_code == 200


def test_forty_batches_a_minute(qbo_sandbox, us_books):
    qbo_sandbox.set_limits(batch_minute_limit=2)
    body = {"BatchItemRequest": [{"bId": "q", "Query": QUERY}]}
    for _ in range(2):
        assert us_books.post("batch", body).status_code == 200
    assert throttle_code(us_books.post("batch", body))
    assert preferences(us_books).status_code == 200


def test_the_documented_limits_hold_from_the_start():
    settings = Settings()
    assert (settings.second_limit, settings.minute_limit) == (10, 500)
    assert (settings.batch_minute_limit, settings.batch_limit) == (40, 30)


def test_a_month_of_reads(qbo_sandbox, us_books):
    qbo_sandbox.set_limits(month_limit=2)
    preferences(us_books)
    us_books.find(QUERY)
    assert throttle_code(preferences(us_books))
    us_books.create("Customer", {"DisplayName": "Writing is free"})
    qbo_sandbox.advance_clock(32 * 86400)
    again = QboCaller.connect(qbo_sandbox, "us")
    assert preferences(again).status_code == 200


@pytest.mark.parametrize("kind", ["rate_limit", "monthly_cap"])
def test_a_throttle_on_demand(qbo_sandbox, us_books, kind):
    qbo_sandbox.arm_fault(kind, path="preferences")
    assert throttle_code(preferences(us_books)) == "3001"
    assert preferences(us_books).status_code == 200


def test_a_throttle_as_json_with_a_time_to_wait(qbo_sandbox, us_books):
    qbo_sandbox.arm_fault("rate_limit_json", retry_after=7)
    answer = preferences(us_books)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "7"
    fault = answer.json()["Fault"]
    assert fault["Error"][0]["code"] == "3001"
    assert fault["type"] == "SERVICE"


def test_a_refused_call_does_nothing(qbo_sandbox, us_books):
    qbo_sandbox.arm_fault("rate_limit", method="POST", path="customer")
    answer = us_books.post("customer", {"DisplayName": "One"}, requestid="r1")
    assert throttle_code(answer)
    assert not us_books.find("SELECT * FROM Customer WHERE DisplayName = 'One'")
    us_books.create("Customer", {"DisplayName": "One"}, requestid="r1")
