# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks' consent, tokens and companies."""

import pytest
import requests

from tests.sandbox.qbo.identity.scopes import ACCOUNTING
from tests.sandbox.qbo.testing import (
    CREDENTIALS,
    REDIRECT,
    QboCaller,
    authorize,
    exchange,
    post_token,
    refresh,
    returned,
)

pytest_plugins = ["tests.sandbox.plugin"]

DAY = 86400
US, UK = "9341450000000011", "9341450000000033"


def revoke(sandbox, token, auth=CREDENTIALS):
    address = f"{sandbox.url}/v2/oauth2/tokens/revoke"
    return requests.post(address, json={"token": token}, auth=auth, timeout=10)


def description(answer):
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_grant"
    return answer.json().get("error_description")


# -- discovery and consent ---------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "openid_configuration",
        "openid_configuration/",
        "openid_sandbox_configuration/",
    ],
)
def test_discovery_names_addresses_of_this_origin(qbo_sandbox, path):
    answer = requests.get(f"{qbo_sandbox.url}/.well-known/{path}", timeout=10)
    found = answer.json()
    for name in ("authorization", "token", "revocation", "userinfo"):
        assert found[f"{name}_endpoint"].startswith(f"{qbo_sandbox.url}/")
    assert answer.headers["intuit_tid"]


def test_consent_returns_code_state_and_company(qbo_sandbox):
    answer = returned(authorize(qbo_sandbox, state="abc"))
    assert answer["state"] == "abc"
    assert answer["realmId"] == US
    tokens = exchange(qbo_sandbox, answer["code"]).json()
    assert tokens["expires_in"] == 3600
    assert tokens["x_refresh_token_expires_in"] == 101 * DAY
    assert len(tokens["access_token"]) > 255
    assert "x_refresh_token_hard_expires_in" not in tokens
    assert "id_token" not in tokens


def test_the_company_is_chosen_on_the_page(qbo_sandbox):
    qbo_sandbox.set_consent(answer="ask")
    page = authorize(qbo_sandbox)
    assert page.status_code == 200
    assert "Sandbox Company UK" in page.text and REDIRECT in page.text
    form = {"answer": "allow", "company": UK}
    pressed = requests.post(page.url, form, allow_redirects=False, timeout=10)
    assert returned(pressed)["realmId"] == UK
    cancelled = requests.post(
        page.url, {"answer": "deny"}, allow_redirects=False, timeout=10
    )
    assert returned(cancelled) == {"error": "access_denied", "state": "some-state"}


def test_a_preset_company_is_taken(qbo_sandbox):
    qbo_sandbox.set_consent(answer="allow", company="uk")
    assert returned(authorize(qbo_sandbox))["realmId"] == UK
    with pytest.raises(KeyError):
        qbo_sandbox.set_consent(answer="allow", company="mars")


@pytest.mark.parametrize(
    "asked, text",
    [
        ({"state": None}, "state"),
        ({"scope": None}, "scope"),
        ({"scope": f"{ACCOUNTING} everything"}, "Invalid permissions"),
        ({"redirect_uri": "http://127.0.0.1:8069/return"}, "redirect_uri"),
        ({"redirect_uri": f"{REDIRECT}?db=one"}, "redirect_uri"),
        ({"response_type": "token"}, "response_type"),
    ],
)
def test_a_wrong_request_is_an_error_page(qbo_sandbox, asked, text):
    answer = authorize(qbo_sandbox, **asked)
    assert answer.status_code == 400
    assert text in answer.text


def test_only_registered_apps(qbo_sandbox):
    qbo_sandbox.register_app("KNOWN", "secret", [REDIRECT])
    assert authorize(qbo_sandbox).status_code == 400
    assert authorize(qbo_sandbox, client_id="KNOWN").status_code == 302
    elsewhere = "https://example.com/return"
    answer = authorize(qbo_sandbox, client_id="KNOWN", redirect_uri=elsewhere)
    assert answer.status_code == 400


# -- codes -------------------------------------------------------------------------


def test_a_code_that_comes_twice_ends_its_tokens(qbo_sandbox):
    code = returned(authorize(qbo_sandbox))["code"]
    tokens = exchange(qbo_sandbox, code).json()
    assert exchange(qbo_sandbox, code).json() == {"error": "invalid_grant"}
    assert description(refresh(qbo_sandbox, tokens["refresh_token"]))


def test_a_code_needs_its_redirect_address_and_is_short_lived(qbo_sandbox):
    code = returned(authorize(qbo_sandbox))["code"]
    wrong = exchange(qbo_sandbox, code, redirect_uri="http://localhost:8069/other")
    assert wrong.json()["error"] == "invalid_grant"
    qbo_sandbox.advance_clock(601)
    assert exchange(qbo_sandbox, code).json()["error"] == "invalid_grant"


def test_wrong_keys_are_an_invalid_client(qbo_sandbox):
    code = returned(authorize(qbo_sandbox))["code"]
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
    }
    for auth in ((CREDENTIALS[0], "wrong"), None):
        answer = post_token(qbo_sandbox, form, auth)
        assert answer.status_code == 401
        assert answer.json() == {"error": "invalid_client"}
    in_body = {**form, "client_id": CREDENTIALS[0], "client_secret": CREDENTIALS[1]}
    assert post_token(qbo_sandbox, in_body, None).status_code == 401


# -- refresh tokens ----------------------------------------------------------------


def test_the_hard_end_is_told_to_who_asks(qbo_sandbox, us_books):
    qbo_sandbox.advance_clock(10 * DAY)
    form = {
        "grant_type": "refresh_token",
        "refresh_token": us_books.tokens["refresh_token"],
    }
    headers = {"x-include-refresh-token-hard-expires-in": "true"}
    tokens = post_token(qbo_sandbox, form, headers=headers).json()
    left = tokens["x_refresh_token_hard_expires_in"]
    assert 0 <= (5 * 365 - 10) * DAY - left <= 5
    assert tokens["x_refresh_token_expires_in"] == 101 * DAY


def test_a_refresh_token_works_once(qbo_sandbox, us_books):
    first = us_books.tokens["refresh_token"]
    second = refresh(qbo_sandbox, first).json()["refresh_token"]
    assert second != first
    words = "Incorrect or invalid refresh token"
    assert description(refresh(qbo_sandbox, first)) == words
    # Whoever refreshed beside it has lost the tokens, too.
    assert description(refresh(qbo_sandbox, second)) == words
    assert us_books.send("GET", "preferences").status_code == 401


def test_a_stale_token_may_be_refused_alone(qbo_sandbox, us_books):
    qbo_sandbox.set_limits(stale_refresh="refused")
    first = us_books.tokens["refresh_token"]
    second = refresh(qbo_sandbox, first).json()["refresh_token"]
    assert description(refresh(qbo_sandbox, first))
    assert refresh(qbo_sandbox, second).status_code == 200


def test_rotation_once_a_day(qbo_sandbox, us_books):
    qbo_sandbox.set_limits(rotation="daily")
    first = us_books.tokens["refresh_token"]
    assert refresh(qbo_sandbox, first).json()["refresh_token"] == first
    qbo_sandbox.advance_clock(DAY)
    assert refresh(qbo_sandbox, first).json()["refresh_token"] != first


def test_unused_for_a_hundred_days_is_the_end(qbo_sandbox, us_books):
    qbo_sandbox.advance_clock(101 * DAY + 1)
    assert description(refresh(qbo_sandbox, us_books.tokens["refresh_token"]))


def test_after_five_years_no_refresh_helps(qbo_sandbox, us_books):
    token = us_books.tokens["refresh_token"]
    for _ in range(18):
        qbo_sandbox.advance_clock(100 * DAY)
        token = refresh(qbo_sandbox, token).json()["refresh_token"]
    qbo_sandbox.advance_clock(26 * DAY)
    assert description(refresh(qbo_sandbox, token))


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_revocation(qbo_sandbox, us_books, kind):
    assert revoke(qbo_sandbox, us_books.tokens[kind]).status_code == 200
    assert us_books.send("GET", "preferences").status_code == 401
    assert description(refresh(qbo_sandbox, us_books.tokens["refresh_token"]))


def test_revocation_asks_for_the_secret(qbo_sandbox, us_books):
    token = us_books.tokens["refresh_token"]
    assert revoke(qbo_sandbox, token, ("SANDBOXCLIENTID", "no")).status_code == 401
    assert refresh(qbo_sandbox, token).status_code == 200


def test_a_new_consent_ends_the_older_one_s_refresh_token(qbo_sandbox, us_books):
    uk_books = QboCaller.connect(qbo_sandbox, "uk")
    newer = QboCaller.connect(qbo_sandbox, "us")
    assert description(refresh(qbo_sandbox, us_books.tokens["refresh_token"]))
    assert us_books.send("GET", "preferences").status_code == 200
    for caller in (newer, uk_books):
        answer = refresh(qbo_sandbox, caller.tokens["refresh_token"])
        assert answer.status_code == 200


def test_consents_may_live_side_by_side(qbo_sandbox, us_books):
    qbo_sandbox.set_limits(older_consents="live")
    other = QboCaller.connect(qbo_sandbox, "us")
    assert us_books.send("GET", "preferences").status_code == 200
    revoke(qbo_sandbox, other.tokens["refresh_token"])
    assert us_books.send("GET", "preferences").status_code == 200
    token = us_books.tokens["refresh_token"]
    assert refresh(qbo_sandbox, token).status_code == 200


# -- at the gate of the API --------------------------------------------------------


def gateway_fault(answer):
    """The one error of a fault of the gateway; its names are in lower case."""
    return answer.json()["fault"]["error"][0]


def test_an_expired_token_is_a_fault_in_lower_case(qbo_sandbox, us_books):
    qbo_sandbox.advance_clock(3601)
    answer = us_books.send("GET", "preferences")
    assert answer.status_code == 401
    error = gateway_fault(answer)
    assert error["code"] == "3200"
    assert "errorCode=003200; statusCode=401" in error["message"]
    assert answer.json()["fault"]["type"] == "AUTHENTICATION"
    assert "Fault" not in answer.json()


def test_a_token_is_for_one_company(us_books):
    us_books.realm_id = UK
    answer = us_books.send("GET", "preferences")
    assert answer.status_code == 403
    assert gateway_fault(answer)["code"] == "3100"


def test_a_disconnected_company(qbo_sandbox, us_books):
    qbo_sandbox.disconnect("us")
    answer = us_books.send("GET", "preferences")
    assert answer.status_code == 403
    assert gateway_fault(answer)["code"] == "3100"
    assert description(refresh(qbo_sandbox, us_books.tokens["refresh_token"]))
    again = QboCaller.connect(qbo_sandbox, "us")
    assert again.send("GET", "preferences").status_code == 200


def test_the_scope_is_needed(qbo_sandbox):
    caller = QboCaller.connect(qbo_sandbox, "us", scope="openid email")
    assert caller.send("GET", "preferences").status_code == 403


def test_user_info_needs_openid(qbo_sandbox, us_books):
    address = f"{qbo_sandbox.url}/v1/openid_connect/userinfo"
    caller = QboCaller.connect(qbo_sandbox, "us", scope="openid email")
    for tokens, status in ((caller.tokens, 200), (us_books.tokens, 403)):
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        answer = requests.get(address, headers=headers, timeout=10)
        assert answer.status_code == status


def test_no_secret_is_in_the_log(qbo_sandbox, us_books):
    revoke(qbo_sandbox, us_books.tokens["access_token"])
    text = str(qbo_sandbox.calls())
    for secret in (*us_books.tokens.values(), CREDENTIALS[1]):
        assert not isinstance(secret, str) or secret == "bearer" or secret not in text


# -- companies ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "books, country, currency",
    [
        ("us_books", "US", "USD"),
        ("ca_books", "CA", "CAD"),
        ("uk_books", "GB", "GBP"),
    ],
)
def test_company_and_preferences(request, books, country, currency):
    caller = request.getfixturevalue(books)
    found = caller.send("GET", f"companyinfo/{caller.realm_id}").json()["CompanyInfo"]
    assert found["Country"] == country
    preferences = caller.send("GET", "preferences").json()["Preferences"]
    currencies = preferences["CurrencyPrefs"]
    assert currencies["HomeCurrency"] == {"value": currency}
    assert currencies["MultiCurrencyEnabled"] is (country != "US")
    assert ("PartnerTaxEnabled" in preferences["TaxPrefs"]) is (country == "US")


def test_what_the_owner_sets_up_is_shown(qbo_sandbox, us_books):
    qbo_sandbox.configure(
        "us",
        multicurrency=True,
        custom_numbers=True,
        closing_date="2026-09-30",
        warn_duplicate_bills=False,
        sales_tax="manual",
    )
    shown = us_books.find("select * from Preferences")[0]
    assert shown["CurrencyPrefs"]["MultiCurrencyEnabled"] is True
    assert shown["SalesFormsPrefs"]["CustomTxnNumbers"] is True
    assert shown["AccountingInfoPrefs"]["BookCloseDate"] == "2026-09-30"
    assert shown["TaxPrefs"] == {"UsingSalesTax": True}
    others = {each["Name"]: each["Value"] for each in shown["OtherPrefs"]["NameValue"]}
    assert others["VendorAndPurchasesPrefs.WarnDuplicateBillNumber"] == "false"
    assert {each["Code"] for each in us_books.find("select * from CompanyCurrency")}
    with pytest.raises(ValueError):
        qbo_sandbox.configure("us", sales_tax="none")


def test_an_ended_subscription(qbo_sandbox, us_books):
    qbo_sandbox.configure("us", subscription_ended=True)
    answer = us_books.send("GET", "preferences")
    assert answer.json()["Fault"]["Error"][0]["code"] == "6190"
