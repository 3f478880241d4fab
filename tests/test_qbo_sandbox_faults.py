# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a test can let go wrong in the pretend QuickBooks."""

import time

import pytest
import requests

from tests.sandbox.qbo.testing import QboCaller, refresh

pytest_plugins = ["tests.sandbox.plugin"]

ONE = {"DisplayName": "One"}


def exists(caller, name="One"):
    return bool(caller.find(f"SELECT * FROM Customer WHERE DisplayName = '{name}'"))


def strike(sandbox, kind, **options):
    """Arm a fault for the next customer that is written."""
    sandbox.arm_fault(kind, method="POST", path="/customer", **options)


# -- lost answers ------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind, is_done", [("reset_before_commit", False), ("reset_after_commit", True)]
)
def test_a_cut_connection(qbo_sandbox, us_books, kind, is_done):
    strike(qbo_sandbox, kind)
    with pytest.raises(requests.ConnectionError):
        us_books.post("customer", ONE, requestid="r1")
    assert exists(us_books) is is_done
    assert us_books.create("Customer", ONE, requestid="r1")["DisplayName"] == "One"
    assert qbo_sandbox.calls("POST", "/customer")[0]["status"] == 0


def test_a_commit_after_the_caller_has_gone(qbo_sandbox, us_books):
    strike(qbo_sandbox, "commit_later", seconds=30)
    with pytest.raises(requests.ConnectionError):
        us_books.post("customer", ONE, requestid="r1")
    assert not exists(us_books)
    first = us_books.create("Customer", ONE, requestid="r1")
    qbo_sandbox.advance_clock(30)
    time.sleep(0.1)
    found = us_books.find("SELECT * FROM Customer WHERE DisplayName = 'One'")
    assert [each["Id"] for each in found] == [first["Id"]]


def test_a_store_of_requests_that_was_lost(qbo_sandbox, us_books):
    first = us_books.create("Customer", ONE, requestid="r1")
    strike(qbo_sandbox, "replay_unknown")
    two = us_books.create("Customer", {"DisplayName": "Two"}, requestid="r1")
    assert two["Id"] != first["Id"]


def test_a_request_id_that_exists_already(qbo_sandbox, us_books):
    strike(qbo_sandbox, "duplicate_request_id")
    fault = us_books.refused("Customer", ONE, requestid="r1")
    assert fault["code"] == "600"
    assert not exists(us_books)


# -- broken answers ----------------------------------------------------------------


@pytest.mark.parametrize("commit", [False, True])
def test_a_server_error(qbo_sandbox, us_books, commit):
    strike(qbo_sandbox, "error_500", commit=commit)
    answer = us_books.post("customer", ONE, requestid="r1")
    assert answer.status_code == 500
    fault = answer.json()["Fault"]
    assert fault["type"] == "SystemFault"
    assert fault["Error"][0]["code"] == "10000"
    assert exists(us_books) is commit
    assert us_books.create("Customer", ONE, requestid="r1")


@pytest.mark.parametrize("commit", [False, True])
def test_a_fault_with_status_200(qbo_sandbox, us_books, commit):
    strike(qbo_sandbox, "fault_200", commit=commit)
    answer = us_books.post("customer", ONE)
    assert answer.status_code == 200
    assert answer.json()["Fault"]["Error"][0]["code"] == "6000"
    assert exists(us_books) is commit


def test_half_an_answer(qbo_sandbox, us_books):
    strike(qbo_sandbox, "truncated_json")
    answer = us_books.post("customer", ONE)
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        answer.json()
    assert exists(us_books)


@pytest.mark.parametrize("kind, status", [("html_200", 200), ("html_503", 503)])
def test_a_page_in_the_place_of_an_answer(qbo_sandbox, us_books, kind, status):
    strike(qbo_sandbox, kind)
    answer = us_books.post("customer", ONE)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["intuit_tid"]
    assert not exists(us_books)


def test_slow_discovery(qbo_sandbox):
    qbo_sandbox.arm_fault("slow", path="well-known", seconds=0.3)
    address = f"{qbo_sandbox.url}/.well-known/openid_configuration"
    with pytest.raises(requests.ReadTimeout):
        requests.get(address, timeout=0.1)
    assert requests.get(address, timeout=10).status_code == 200


def test_a_token_endpoint_that_fails(qbo_sandbox, us_books):
    token = us_books.tokens["refresh_token"]
    qbo_sandbox.arm_fault("error_500", path="tokens/bearer")
    assert refresh(qbo_sandbox, token).status_code == 500
    assert refresh(qbo_sandbox, token).status_code == 200


# -- grants ------------------------------------------------------------------------


def test_an_expired_token(qbo_sandbox, us_books):
    strike(qbo_sandbox, "expired_token")
    answer = us_books.post("customer", ONE)
    assert answer.status_code == 401
    assert answer.json()["fault"]["error"][0]["code"] == "3200"
    # It stays expired: only a refresh helps.
    assert us_books.send("GET", "preferences").status_code == 401
    tokens = refresh(qbo_sandbox, us_books.tokens["refresh_token"]).json()
    us_books.tokens = tokens
    assert not exists(us_books)


def test_an_expired_token_in_xml(qbo_sandbox, us_books):
    strike(qbo_sandbox, "expired_token_xml")
    answer = us_books.post("customer", ONE)
    assert answer.status_code == 401
    assert 'type="AUTHENTICATION"' in answer.text
    assert 'code="3200"' in answer.text


def test_a_revoked_grant(qbo_sandbox, us_books):
    qbo_sandbox.arm_fault("revoked_grant", path="tokens/bearer")
    answer = refresh(qbo_sandbox, us_books.tokens["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"
    assert us_books.send("GET", "preferences").status_code == 401
    again = QboCaller.connect(qbo_sandbox, "us")
    strike(qbo_sandbox, "revoked_grant")
    assert again.post("customer", ONE).status_code == 401


def test_a_company_that_is_disconnected_meanwhile(qbo_sandbox, us_books):
    strike(qbo_sandbox, "disconnected")
    answer = us_books.post("customer", ONE)
    assert answer.status_code == 403
    fault = answer.json()["fault"]
    assert (fault["error"][0]["code"], fault["type"]) == ("3100", "SERVICE")


# -- what every call leaves --------------------------------------------------------


def test_every_answer_has_a_tid_and_the_log_has_it_too(qbo_sandbox, us_books):
    qbo_sandbox.clear_calls()
    answers = [
        us_books.send("GET", "preferences"),
        us_books.send("GET", "customer/999"),
    ]
    sent = [answer.headers["intuit_tid"] for answer in answers]
    logged = [call["answer_headers"]["intuit_tid"] for call in qbo_sandbox.calls()]
    assert sent == logged
    assert len(set(sent)) == 2


@pytest.mark.parametrize("given, is_noted", [("75", False), ("65", True)])
def test_another_minor_version_is_noted(qbo_sandbox, us_books, given, is_noted):
    qbo_sandbox.clear_calls()
    answer = us_books.send("GET", f"preferences?minorversion={given}")
    assert answer.status_code == 200
    assert bool(qbo_sandbox.calls()[0]["notes"]) is is_noted


def test_what_is_wrong_with_a_request(us_books):
    answer = us_books.send("POST", "customer", data=b"{}")
    assert answer.json()["Fault"]["Error"][0]["code"] == "500"
    for body in (b"{", b"[]", b'{"DisplayName": NaN}'):
        answer = us_books.post("customer", body)
        assert answer.json()["Fault"]["Error"][0]["code"] == "2010"
    assert us_books.send("PUT", "customer").json()["Fault"]["Error"][0]["code"] == "500"
    assert us_books.refused("Customer", ONE, operation="paint")["code"] == "500"


def test_an_unknown_fault_is_refused(qbo_sandbox):
    with pytest.raises(ValueError):
        qbo_sandbox.arm_fault("quirk_nulls")
