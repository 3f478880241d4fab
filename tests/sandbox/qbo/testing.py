# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A small app that speaks to the pretend QuickBooks, for the tests of the sandbox."""

import json

import requests

from ..consent import CREDENTIALS, REDIRECT, open_consent, returned
from .identity.scopes import ACCOUNTING


class QboCaller:
    """Speaks to the API of one company as an app does."""

    def __init__(self, sandbox, realm_id, tokens):
        self.sandbox = sandbox
        self.realm_id = realm_id
        self.tokens = tokens

    @classmethod
    def connect(cls, sandbox, company="us", **asked):
        """Consent for a company and exchange the code."""
        asked = {"sandbox_auto": "allow", "sandbox_company": company, **asked}
        answer = returned(authorize(sandbox, **asked))
        tokens = exchange(sandbox, answer["code"])
        assert tokens.status_code == 200, tokens.text
        return cls(sandbox, answer["realmId"], tokens.json())

    @property
    def company(self):
        """The pretend company itself, to look at or to change from inside."""
        return self.sandbox.state.companies[self.realm_id]

    def send(self, method, path, headers=None, **options):
        """A call below /v3/company/<realm>/."""
        given = {
            "Authorization": f"Bearer {self.tokens['access_token']}",
            "Accept": "application/json",
            **(headers or {}),
        }
        address = f"{self.sandbox.url}/v3/company/{self.realm_id}/{path}"
        return requests.request(method, address, headers=given, timeout=10, **options)

    def post(self, path, body, **query):
        """Send JSON; `query` holds requestid, operation, include..."""
        headers = {"Content-Type": "application/json"}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", path, headers, params=query, data=data)

    def create(self, entity, body, **query):
        """The record, which must have been accepted; also for updates."""
        answer = self.post(entity.lower(), body, **query)
        assert answer.status_code == 200, answer.text
        return answer.json()[entity]

    def refused(self, entity, body, **query):
        """The fault's first error; it must have been refused."""
        answer = self.post(entity.lower(), body, **query)
        assert answer.status_code == 400, answer.text
        return answer.json()["Fault"]["Error"][0]

    def read(self, entity, record_id):
        answer = self.send("GET", f"{entity.lower()}/{record_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()[entity]

    def ask(self, text, **headers):
        """A query's whole answer."""
        headers = {"Content-Type": "application/text", **headers}
        return self.send("POST", "query", headers, data=text.encode())

    def find(self, text):
        """The rows that a query finds."""
        answer = self.ask(text)
        assert answer.status_code == 200, answer.text
        rows = [
            value
            for value in answer.json()["QueryResponse"].values()
            if isinstance(value, list)
        ]
        return rows[0] if rows else []

    def find_id(self, entity, name):
        """The id of the fixture of a name."""
        field = "DisplayName" if entity in ("Customer", "Vendor") else "Name"
        found = self.find(f"SELECT * FROM {entity} WHERE {field} = '{name}'")
        return found[0]["Id"]

    def batch(self, items, **query):
        """bId -> answer of the items."""
        answer = self.post("batch", {"BatchItemRequest": items}, **query)
        assert answer.status_code == 200, answer.text
        return {each["bId"]: each for each in answer.json()["BatchItemResponse"]}


def authorize(sandbox, **asked):
    """Open the consent page; None takes a parameter away."""
    asked = {"scope": ACCOUNTING, **asked}
    return open_consent(f"{sandbox.url}/connect/oauth2", **asked)


def exchange(sandbox, code, **form):
    form = {"code": code, "redirect_uri": REDIRECT, **form}
    return post_token(sandbox, {"grant_type": "authorization_code", **form})


def refresh(sandbox, token):
    return post_token(sandbox, {"grant_type": "refresh_token", "refresh_token": token})


def post_token(sandbox, form, auth=CREDENTIALS, headers=None):
    address = f"{sandbox.url}/oauth2/v1/tokens/bearer"
    return requests.post(address, data=form, auth=auth, headers=headers, timeout=10)
