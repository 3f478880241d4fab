# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The app's side of a consent, for the tests of the sandboxes."""

from urllib.parse import parse_qs, urlsplit

import requests

from .oauth import DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET

REDIRECT = "http://localhost:8069/return"
CREDENTIALS = (DEFAULT_CLIENT_ID, DEFAULT_CLIENT_SECRET)


def open_consent(address, **asked):
    """Ask for a code; None takes a parameter away."""
    query = {
        "response_type": "code",
        "client_id": DEFAULT_CLIENT_ID,
        "redirect_uri": REDIRECT,
        "state": "some-state",
        **asked,
    }
    query = {name: value for name, value in query.items() if value is not None}
    return requests.get(address, params=query, allow_redirects=False, timeout=10)


def returned(answer):
    """The query that came back to the redirect address."""
    assert answer.status_code == 302, answer.text
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in query.items()}
