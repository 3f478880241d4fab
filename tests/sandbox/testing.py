# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A small app that speaks to the pretend Xero, for the tests of the sandbox."""

import base64
import hashlib
import json

import requests

from .consent import CREDENTIALS, REDIRECT, open_consent, returned

SCOPE = (
    "offline_access openid profile accounting.contacts accounting.invoices "
    "accounting.payments accounting.settings.read"
)
VERIFIER = "v" * 50
US = "Demo Company (US)"
UK = "Demo Company (UK)"


class Caller:
    """Speaks to the API as an app does."""

    def __init__(self, sandbox, tokens):
        self.sandbox = sandbox
        self.tokens = tokens
        self.tenant_id = ""

    @classmethod
    def connect(cls, sandbox, **asked):
        """Consent and exchange the code; takes the first connection."""
        answer = authorize(sandbox, **asked)
        tokens = exchange(sandbox, code_of(answer))
        assert tokens.status_code == 200, tokens.text
        caller = cls(sandbox, tokens.json())
        if connections := caller.connections():
            caller.tenant_id = connections[0]["tenantId"]
        return caller

    @property
    def claims(self):
        return read_token(self.tokens["access_token"])

    def connections(self, **query):
        answer = self.send("GET", "/connections", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, method, path, headers=None, **options):
        given = {
            "Authorization": f"Bearer {self.tokens['access_token']}",
            "Accept": "application/json",
            "xero-tenant-id": self.tenant_id,
            **(headers or {}),
        }
        return requests.request(
            method, self.sandbox.url + path, headers=given, timeout=10, **options
        )

    def api(self, method, path, body=None, key=None, **headers):
        """A call below /api.xro/2.0/; `body` is sent as JSON, bytes unchanged."""
        if key:
            headers["Idempotency-Key"] = key
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send(method, f"/api.xro/2.0/{path}", headers, data=body)

    def get(self, path, **headers):
        answer = self.api("GET", path, **headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def put_one(self, kind, element, query=""):
        """Create one record; fails unless it was accepted."""
        answer = self.api("PUT", f"{kind}{query}", {kind: [element]})
        assert answer.status_code == 200, answer.text
        return answer.json()[kind][0]

    def refused(self, kind, element, query="", method="PUT"):
        """Every message of one element that must be refused."""
        answer = self.api(method, f"{kind}{query}", {kind: [element]})
        assert answer.status_code == 400, answer.text
        return all_messages(answer.json()["Elements"][0])


def authorize(sandbox, **asked):
    """Open the consent page; None takes a parameter away."""
    asked = {
        "scope": SCOPE,
        "code_challenge": challenge(VERIFIER),
        "code_challenge_method": "S256",
        **asked,
    }
    return open_consent(f"{sandbox.url}/identity/connect/authorize", **asked)


def code_of(answer):
    return returned(answer)["code"]


def exchange(sandbox, code, auth=CREDENTIALS, **form):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        **form,
    }
    return post_token(sandbox, form, auth)


def refresh(sandbox, token):
    return post_token(sandbox, {"grant_type": "refresh_token", "refresh_token": token})


def post_token(sandbox, form, auth=CREDENTIALS):
    return requests.post(
        f"{sandbox.url}/connect/token", data=form, auth=auth, timeout=10
    )


def challenge(verifier):
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def read_token(token):
    """The claims of a JWT."""
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def all_messages(element):
    """The messages of an element, of its lines and of its contact."""
    places = [element, element.get("Contact") or {}, *element.get("LineItems", ())]
    return [
        error["Message"]
        for place in places
        for error in place.get("ValidationErrors", ())
    ]


def invoice(**values):
    """An invoice that is accepted as it stands."""
    return {
        "Type": "ACCREC",
        "Contact": {"Name": "Ridgeway University"},
        "Date": "2026-11-20",
        "DueDate": "2026-12-20",
        "LineItems": [line()],
        **values,
    }


def bill(**values):
    values = {"LineItems": [line(AccountCode="310")], **values}
    return invoice(Type="ACCPAY", **values)


def line(**values):
    return {
        "Description": "Something",
        "Quantity": 1,
        "UnitAmount": 100,
        "AccountCode": "200",
        "TaxType": "NONE",
        **values,
    }
