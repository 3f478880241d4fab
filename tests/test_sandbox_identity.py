# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend Xero's consent, tokens and connections."""

import pytest
import requests

from tests.sandbox.testing import (
    REDIRECT,
    SCOPE,
    UK,
    US,
    Caller,
    authorize,
    code_of,
    exchange,
    post_token,
    read_token,
    refresh,
    returned,
)

pytest_plugins = ["tests.sandbox.plugin"]


def test_consent_returns_code_and_state(xero_sandbox):
    answer = returned(authorize(xero_sandbox, state="abc"))
    assert answer["state"] == "abc"
    tokens = exchange(xero_sandbox, answer["code"]).json()
    assert tokens["expires_in"] == 1800
    assert tokens["scope"] == SCOPE
    claims = read_token(tokens["access_token"])
    assert claims["scope"] == SCOPE.split()
    assert claims["client_id"] == "SANDBOXCLIENTID"
    assert read_token(tokens["id_token"])["email"] == "avery@example.com"


def test_without_openid_there_is_no_id_token(xero_sandbox):
    code = code_of(authorize(xero_sandbox, scope="accounting.contacts"))
    tokens = exchange(xero_sandbox, code).json()
    assert set(tokens) == {"access_token", "expires_in", "token_type", "scope"}


@pytest.mark.parametrize(
    "asked, code",
    [
        ({"state": None}, "invalid_request"),
        ({"scope": "offline_access accounting.transactions"}, "invalid_scope"),
        ({"redirect_uri": "http://127.0.0.1:8069/return"}, "invalid_request"),
        ({"redirect_uri": "http://example.com/return"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_a_wrong_request_is_an_error_page(xero_sandbox, asked, code):
    answer = authorize(xero_sandbox, **asked)
    assert answer.status_code == 400
    assert code in answer.text


def test_a_refusal_comes_back_as_access_denied(xero_sandbox):
    xero_sandbox.set_consent(answer="deny")
    answer = returned(authorize(xero_sandbox))
    assert answer == {"error": "access_denied", "state": "some-state"}


def test_a_person_picks_organizations(xero_sandbox):
    xero_sandbox.set_consent(answer="ask")
    page = authorize(xero_sandbox)
    assert page.status_code == 200
    assert "Read and write contacts" in page.text and US in page.text
    ids = {tenant["name"]: key for key, tenant in xero_sandbox.tenants().items()}
    form = {"user": "adviser", "answer": "allow", "tenant": [ids[US], ids[UK]]}
    pressed = requests.post(page.url, form, allow_redirects=False, timeout=10)
    caller = Caller(xero_sandbox, exchange(xero_sandbox, code_of(pressed)).json())
    assert {each["tenantName"] for each in caller.connections()} == {US, UK}
    cancelled = requests.post(
        page.url,
        {"user": "adviser", "answer": "deny"},
        allow_redirects=False,
        timeout=10,
    )
    assert returned(cancelled)["error"] == "access_denied"


def test_a_person_must_pick_something(xero_sandbox):
    xero_sandbox.set_consent(answer="ask")
    page = authorize(xero_sandbox)
    form = {"user": "adviser", "answer": "allow"}
    pressed = requests.post(page.url, form, allow_redirects=False, timeout=10)
    assert pressed.status_code == 200
    assert "Tick at least one" in pressed.text


def test_a_code_works_once(xero_sandbox):
    code = code_of(authorize(xero_sandbox))
    assert exchange(xero_sandbox, code).status_code == 200
    again = exchange(xero_sandbox, code)
    assert (again.status_code, again.json()) == (400, {"error": "invalid_grant"})


def test_a_code_lasts_five_minutes(xero_sandbox):
    code = code_of(authorize(xero_sandbox))
    xero_sandbox.advance_clock(301)
    assert exchange(xero_sandbox, code).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    "form",
    [{"code_verifier": "w" * 50}, {"redirect_uri": REDIRECT + "/other"}],
)
def test_verifier_and_redirect_must_fit_the_code(xero_sandbox, form):
    code = code_of(authorize(xero_sandbox))
    assert exchange(xero_sandbox, code, **form).json() == {"error": "invalid_grant"}


def test_a_client_keeps_its_secret(xero_sandbox):
    form = {"grant_type": "refresh_token", "refresh_token": "unknown"}
    wrong = post_token(xero_sandbox, form, ("SANDBOXCLIENTID", "wrong"))
    assert wrong.json() == {"error": "invalid_client"}
    first = post_token(xero_sandbox, form, ("MYAPP", "my-secret"))
    assert first.json() == {"error": "invalid_grant"}
    other = post_token(xero_sandbox, form, ("MYAPP", "other"))
    assert other.json() == {"error": "invalid_client"}


def test_the_secret_may_stand_in_the_body(xero_sandbox):
    code = code_of(authorize(xero_sandbox))
    given = {
        "client_id": "SANDBOXCLIENTID",
        "client_secret": "sandbox-client-secret",
    }
    assert exchange(xero_sandbox, code, auth=None, **given).status_code == 200


def test_an_old_refresh_token_has_half_an_hour(xero_sandbox, xero_caller):
    first = xero_caller.tokens["refresh_token"]
    second = refresh(xero_sandbox, first).json()["refresh_token"]
    xero_sandbox.advance_clock(1700)
    third = refresh(xero_sandbox, first).json()["refresh_token"]
    assert refresh(xero_sandbox, second).json() == {"error": "invalid_grant"}
    xero_sandbox.advance_clock(200)
    assert refresh(xero_sandbox, first).json() == {"error": "invalid_grant"}
    assert refresh(xero_sandbox, third).status_code == 200


def test_a_refresh_token_lasts_sixty_days(xero_sandbox, xero_caller):
    xero_sandbox.advance_clock(61 * 86400)
    answer = refresh(xero_sandbox, xero_caller.tokens["refresh_token"])
    assert answer.json() == {"error": "invalid_grant"}


def test_an_access_token_expires(xero_sandbox, xero_caller):
    xero_sandbox.advance_clock(1801)
    answer = xero_caller.api("GET", "Organisation")
    assert answer.status_code == 401
    assert answer.json()["Detail"].startswith("TokenExpired: token expired at ")


def test_a_second_consent_replaces_the_tokens(xero_sandbox, xero_caller):
    xero_sandbox.set_consent(answer="allow", tenants=[UK])
    second = Caller.connect(xero_sandbox)
    old = refresh(xero_sandbox, xero_caller.tokens["refresh_token"])
    assert old.json() == {"error": "invalid_grant"}
    assert {each["tenantName"] for each in second.connections()} == {US, UK}
    event_id = second.claims["authentication_event_id"]
    (new,) = second.connections(authEventId=event_id)
    assert new["tenantName"] == UK


def test_a_reconnected_organization_keeps_its_connection(xero_sandbox, xero_caller):
    before = xero_caller.connections()[0]
    xero_sandbox.advance_clock(60)
    after = Caller.connect(xero_sandbox).connections()[0]
    assert after["id"] == before["id"]
    assert after["createdDateUtc"] == before["createdDateUtc"]
    assert after["updatedDateUtc"] > before["updatedDateUtc"]


def test_disconnect_takes_the_connection_id_only(xero_caller):
    connection = xero_caller.connections()[0]
    for wrong in (connection["tenantId"], connection["authEventId"]):
        assert xero_caller.send("DELETE", f"/connections/{wrong}").status_code == 403
    address = f"/connections/{connection['id']}"
    assert xero_caller.send("DELETE", address).status_code == 204
    assert xero_caller.send("DELETE", address).status_code == 404
    assert xero_caller.connections() == []
    answer = xero_caller.api("GET", "Organisation")
    assert answer.status_code == 403
    assert answer.json()["Detail"] == "AuthenticationUnsuccessful"


def test_revocation_removes_every_connection(xero_sandbox):
    xero_sandbox.set_consent(answer="allow", tenants=[US, UK])
    caller = Caller.connect(xero_sandbox)
    answer = requests.post(
        f"{xero_sandbox.url}/connect/revocation",
        {"token": caller.tokens["refresh_token"]},
        auth=("SANDBOXCLIENTID", "sandbox-client-secret"),
        timeout=10,
    )
    assert (answer.status_code, answer.text) == (200, "")
    assert caller.connections() == []
    gone = refresh(xero_sandbox, caller.tokens["refresh_token"])
    assert gone.json() == {"error": "invalid_grant"}


def test_a_reader_connects_nothing(xero_sandbox):
    xero_sandbox.set_consent(answer="allow", tenants=[US], user="readonly")
    assert Caller.connect(xero_sandbox).connections() == []


def test_a_granted_scope_may_be_smaller(xero_sandbox):
    scope = "offline_access accounting.contacts"
    xero_sandbox.set_consent(answer="allow", tenants=[US], scope_granted=scope)
    caller = Caller.connect(xero_sandbox)
    assert caller.tokens["scope"] == scope
    answer = caller.api("GET", "Invoices")
    assert answer.status_code == 401
    assert answer.json()["Detail"] == "AuthorizationUnsuccessful"


def test_a_read_scope_does_not_write(xero_sandbox):
    scope = "accounting.invoices.read"
    xero_sandbox.set_consent(answer="allow", tenants=[US], scope_granted=scope)
    caller = Caller.connect(xero_sandbox)
    assert caller.api("GET", "Invoices").status_code == 200
    assert caller.api("PUT", "Invoices", {"Invoices": [{}]}).status_code == 401


def test_another_tenant_is_forbidden(xero_sandbox, xero_caller):
    ids = {tenant["name"]: key for key, tenant in xero_sandbox.tenants().items()}
    xero_caller.tenant_id = ids[UK]
    assert xero_caller.api("GET", "Organisation").status_code == 403
    xero_caller.tenant_id = ""
    assert xero_caller.api("GET", "Organisation").status_code == 403


def test_two_users_have_two_grants(xero_sandbox, xero_caller):
    xero_sandbox.set_consent(answer="allow", tenants=[US], user="standard")
    other = Caller.connect(xero_sandbox)
    assert other.claims["xero_userid"] != xero_caller.claims["xero_userid"]
    assert xero_caller.api("GET", "Organisation").status_code == 200
    statuses = {
        each["Name"]: each["Status"]
        for each in other.get("Organisation/Actions")["Actions"]
    }
    assert statuses["CreateDraftInvoice"] == "ALLOWED"
    assert statuses["CreateApprovedInvoice"] == "NOT-ALLOWED"


def test_only_registered_apps(xero_sandbox):
    assert authorize(xero_sandbox, client_id="ANY").status_code == 302
    xero_sandbox.register_app("MINE", "my-secret", [REDIRECT])
    assert authorize(xero_sandbox, client_id="ANY").status_code == 400
    assert authorize(xero_sandbox, client_id="MINE").status_code == 302
    other = {"client_id": "MINE", "redirect_uri": "http://localhost:8069/other"}
    assert authorize(xero_sandbox, **other).status_code == 400
