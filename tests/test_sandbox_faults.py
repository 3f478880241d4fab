# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero's faults, and the calls that drive it."""

import json
import time

import pytest
import requests

from tests.sandbox import XeroSandbox
from tests.sandbox.testing import US, Caller, invoice, refresh

pytest_plugins = ["tests.sandbox.plugin"]

BODY = json.dumps({"Invoices": [invoice()]}).encode()


def control(sandbox, method, path, body=None):
    address = f"{sandbox.url}/_sandbox/{path}"
    answer = requests.request(method, address, json=body, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer.json()


def put(caller, key=None):
    return caller.api("PUT", "Invoices", BODY, key=key)


def count(sandbox):
    return len(sandbox.objects("Invoices"))


def test_reset_before_commit(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("reset_before_commit", method="PUT")
    with pytest.raises(requests.ConnectionError):
        put(xero_caller)
    assert count(xero_sandbox) == 0
    assert xero_sandbox.calls(method="PUT")[0]["status"] == 0


def test_reset_after_commit(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("reset_after_commit", path="Invoices")
    with pytest.raises(requests.ConnectionError):
        put(xero_caller, key="k")
    assert count(xero_sandbox) == 1
    assert put(xero_caller, key="k").status_code == 200
    assert count(xero_sandbox) == 1


def test_commit_later(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("commit_later", method="PUT", seconds=30)
    with pytest.raises(requests.ConnectionError):
        put(xero_caller)
    assert count(xero_sandbox) == 0
    xero_sandbox.advance_clock(31)
    wait_until(lambda: count(xero_sandbox) == 1)


def test_commit_later_does_not_outlive_a_reset(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("commit_later", method="PUT", seconds=0.2)
    with pytest.raises(requests.ConnectionError):
        put(xero_caller)
    xero_sandbox.reset()
    time.sleep(0.4)
    assert count(xero_sandbox) == 0


def wait_until(condition, seconds=3):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_slow(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("slow", seconds=0.3)
    started = time.monotonic()
    assert xero_caller.api("GET", "Currencies").status_code == 200
    assert time.monotonic() - started >= 0.3


def test_work_goes_on_when_the_caller_has_gone(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("slow", method="PUT", seconds=0.5)
    with pytest.raises(requests.ReadTimeout):
        requests.put(
            f"{xero_sandbox.url}/api.xro/2.0/Invoices",
            data=BODY,
            headers={
                "Authorization": f"Bearer {xero_caller.tokens['access_token']}",
                "Accept": "application/json",
                "Content-Type": "application/json",
                "xero-tenant-id": xero_caller.tenant_id,
            },
            timeout=0.1,
        )
    assert count(xero_sandbox) == 0
    wait_until(lambda: count(xero_sandbox) == 1)


@pytest.mark.parametrize("kind", ["html_200", "html_503"])
@pytest.mark.parametrize("commit", [True, False])
def test_a_page_in_the_place_of_an_answer(xero_sandbox, xero_caller, kind, commit):
    xero_sandbox.arm_fault(kind, method="PUT", commit=commit)
    answer = put(xero_caller)
    assert answer.status_code == int(kind[-3:])
    assert answer.headers["Content-Type"].startswith("text/html")
    assert count(xero_sandbox) == int(commit)


@pytest.mark.parametrize("kind", ["error_500", "error_503"])
@pytest.mark.parametrize("commit", [True, False])
def test_errors_of_the_server(xero_sandbox, xero_caller, kind, commit):
    xero_sandbox.arm_fault(kind, method="PUT", commit=commit)
    assert put(xero_caller).status_code == int(kind[-3:])
    assert count(xero_sandbox) == int(commit)


@pytest.mark.parametrize("problem", ["minute", "day", "concurrent"])
def test_too_many_calls(xero_sandbox, xero_caller, problem):
    xero_sandbox.arm_fault(f"rate_limit_{problem}")
    answer = put(xero_caller)
    assert answer.status_code == 429
    assert answer.headers["X-Rate-Limit-Problem"] == problem
    assert ("Retry-After" in answer.headers) == (problem != "concurrent")
    assert count(xero_sandbox) == 0


def test_retry_after_may_be_given(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("rate_limit_day", retry_after=66975)
    assert put(xero_caller).headers["Retry-After"] == "66975"


def test_an_expired_token(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("expired_token", path="Invoices")
    assert put(xero_caller).json()["Detail"].startswith("TokenExpired")
    assert put(xero_caller).status_code == 401
    tokens = refresh(xero_sandbox, xero_caller.tokens["refresh_token"]).json()
    xero_caller.tokens = tokens
    assert put(xero_caller).status_code == 200


def test_a_revoked_grant(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("revoked_grant", path="Invoices")
    assert put(xero_caller).json()["Detail"] == "AuthenticationUnsuccessful"
    answer = refresh(xero_sandbox, xero_caller.tokens["refresh_token"])
    assert answer.json() == {"error": "invalid_grant"}


def test_the_token_endpoint_can_fail(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("reset_after_commit", path="/connect/token")
    token = xero_caller.tokens["refresh_token"]
    with pytest.raises(requests.ConnectionError):
        refresh(xero_sandbox, token)
    assert refresh(xero_sandbox, token).status_code == 200
    xero_sandbox.arm_fault("error_500", path="/connect/token")
    assert refresh(xero_sandbox, token).status_code == 500
    xero_sandbox.arm_fault("revoked_grant", path="/connect/token")
    assert refresh(xero_sandbox, token).json() == {"error": "invalid_grant"}


def test_null_texts(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("quirk_nulls", path="Contacts")
    (first, *_more) = xero_caller.get("Contacts")["Contacts"]
    assert first["Name"] is None and first["ContactID"]
    assert first["Addresses"][-1] is None
    assert xero_caller.get("Contacts")["Contacts"][0]["Name"]


def test_unknown_values(xero_sandbox, xero_caller):
    xero_sandbox.arm_fault("quirk_unknown_enum", path="Accounts")
    (first, *_more) = xero_caller.get("Accounts")["Accounts"]
    assert first["Type"] == "SOMETHINGNEW" and first["Code"] == "090"


def test_which_calls_are_struck(xero_sandbox, xero_caller):
    def statuses(number):
        return [xero_caller.api("GET", "Items").status_code for _ in range(number)]

    xero_sandbox.arm_fault("error_503", method="PUT")
    xero_sandbox.arm_fault("error_503", path="Accounts")
    assert statuses(1) == [200]
    xero_sandbox.clear_faults()
    xero_sandbox.arm_fault("error_503", skip=1, count=2)
    assert statuses(4) == [200, 503, 503, 200]
    xero_sandbox.arm_fault("error_503", count=None)
    assert statuses(3) == [503] * 3
    xero_sandbox.clear_faults()
    struck = []
    for _ in range(2):
        xero_sandbox.arm_fault("error_503", count=None, probability=0.5, seed=7)
        struck.append(statuses(12))
        xero_sandbox.clear_faults()
    assert struck[0] == struck[1] and set(struck[0]) == {200, 503}


def test_an_unknown_fault_is_refused(xero_sandbox):
    with pytest.raises(ValueError, match="Unknown fault"):
        xero_sandbox.arm_fault("nonsense")
    with pytest.raises(ValueError, match="nonsense"):
        xero_sandbox.arm_fault("slow", nonsense=1)


# -- control over HTTP -------------------------------------------------------------


def test_the_same_handles_over_http(xero_sandbox, xero_caller):
    put(xero_caller)
    (found,) = control(xero_sandbox, "GET", f"objects/Invoices?tenant={US}")
    assert found["Total"] == 100 and found["_tenant"] == xero_caller.tenant_id
    control(xero_sandbox, "POST", "faults", {"kind": "error_503", "path": "Items"})
    assert control(xero_sandbox, "GET", "faults")[0]["count"] == 1
    assert xero_caller.api("GET", "Items").status_code == 503
    act = {"kind": "Invoices", "record_id": found["InvoiceID"], "action": "approve"}
    control(xero_sandbox, "POST", "act", act)
    assert xero_sandbox.objects("Invoices")[0]["Status"] == "AUTHORISED"
    before = control(xero_sandbox, "GET", "clock")["now"]
    assert control(xero_sandbox, "POST", "clock", {"advance": 60})["now"] > before
    control(xero_sandbox, "POST", "limits", {"minute_limit": 1})
    statuses = [xero_caller.api("GET", "Items").status_code for _ in range(2)]
    assert statuses == [200, 429]
    control(xero_sandbox, "POST", "consent", {"answer": "deny"})
    control(xero_sandbox, "POST", "reset")
    assert xero_sandbox.calls() == [] and count(xero_sandbox) == 0
    assert xero_caller.api("GET", "Items").status_code == 401


def test_records_are_made_and_changed_over_http(xero_sandbox, xero_caller):
    elements = [{"Name": f"Contact {number}"} for number in range(3)]
    body = {"kind": "Contacts", "elements": elements, "tenant": US}
    ids = control(xero_sandbox, "POST", "create", body)["ids"]
    changes = {"EmailAddress": "a@example.com"}
    body = {"kind": "Contacts", "record_id": ids[0], "changes": changes}
    control(xero_sandbox, "POST", "edit", body)
    (found,) = xero_caller.get(f"Contacts/{ids[0]}")["Contacts"]
    assert found["EmailAddress"] == "a@example.com"


def test_reference_data_changes_over_http(xero_sandbox, xero_caller):
    body = {"kind": "Accounts", "key": "201", "values": {"Type": "SALES"}}
    control(xero_sandbox, "POST", "reference", body)
    assert xero_caller.get("Accounts/201")["Accounts"][0]["Class"] == "REVENUE"
    control(xero_sandbox, "DELETE", "reference", {"kind": "Accounts", "key": "201"})
    assert xero_caller.api("GET", "Accounts/201").status_code == 404
    body = {"key": US, "period_lock_date": "2026-01-31"}
    control(xero_sandbox, "POST", "organization", body)
    (organization,) = xero_caller.get("Organisation")["Organisations"]
    assert organization["PeriodLockDate"]
    assert len(control(xero_sandbox, "GET", "organizations")) == 5
    app = {"client_id": "MINE", "secret": "my-secret"}
    control(xero_sandbox, "POST", "apps", app)


def test_a_plan_strikes_a_share_of_the_calls(xero_sandbox, xero_caller):
    faults = [
        {"kind": "error_503", "method": "GET"},
        {"kind": "rate_limit_day", "retry_after": 7, "count": None},
        {"kind": "html_503", "method": "PUT", "count": None},
    ]
    plan = {"faults": faults, "share": 0.5, "seed": 3}
    control(xero_sandbox, "POST", "fault_plan", plan)
    found = [xero_caller.api("GET", "Accounts").status_code for _call in range(60)]
    assert 20 <= len(found) - found.count(200) <= 40
    # It has a count of one, and what does not match is not drawn.
    assert found.count(503) == 1
    [armed] = control(xero_sandbox, "GET", "faults")
    assert armed["struck"] == {"error_503": 1, "rate_limit_day": found.count(429)}
    xero_sandbox.clear_faults()
    assert xero_caller.api("GET", "Accounts").status_code == 200


def test_wrong_control_calls_are_explained(xero_sandbox):
    for path, body in (
        ("faults", {"kind": "nonsense"}),
        ("limits", {"nonsense": 1}),
        ("consent", {"user": "nobody"}),
        ("organization", {"key": "nowhere"}),
        ("act", {"kind": "Invoices", "record_id": "1", "action": "pay"}),
    ):
        address = f"{xero_sandbox.url}/_sandbox/{path}"
        answer = requests.post(address, json=body, timeout=10)
        assert answer.status_code == 400 and answer.json()["error"]


def test_the_log_keeps_bodies_and_no_secrets(xero_sandbox):
    caller = Caller.connect(xero_sandbox)
    put(caller, key="k")
    log = json.dumps(xero_sandbox.calls())
    for name in ("access_token", "refresh_token", "id_token"):
        assert caller.tokens[name] not in log
    for secret in ("sandbox-client-secret", "v" * 50, "Bearer ", "Basic "):
        assert secret not in log
    assert "code=***" in log
    (call,) = xero_sandbox.calls(method="PUT", path="/Invoices")
    assert json.loads(call["body"]) == json.loads(BODY)
    assert call["headers"]["Idempotency-Key"] == "k"
    assert json.loads(call["answer"])["Invoices"][0]["Total"] == 100


def test_a_stopped_sandbox_refuses(xero_sandbox):
    with XeroSandbox() as other:
        address = f"{other.url}/_sandbox/clock"
        session = requests.Session()
        assert session.get(address, timeout=5).status_code == 200
    with pytest.raises(requests.ConnectionError):
        session.get(address, timeout=5)
