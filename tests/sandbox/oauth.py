# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What both providers' OAuth endpoints have in common: apps and how they prove
themselves, and the way back to an app."""

import base64
import binascii
from urllib.parse import unquote_plus, urlencode, urlsplit

from .messages import redirect

DEFAULT_CLIENT_ID = "SANDBOXCLIENTID"
DEFAULT_CLIENT_SECRET = "sandbox-client-secret"


class IdentityError(Exception):
    """An OAuth error code, for the token endpoint."""

    def __init__(self, code, description="", status=400):
        super().__init__(code)
        self.code = code
        self.description = description
        self.status = status


class AppBook:
    """The apps that may come: any, until one is registered."""

    def __init__(self):
        self._secrets = {DEFAULT_CLIENT_ID: DEFAULT_CLIENT_SECRET}
        self._redirects = {}

    def register(self, client_id, secret, redirect_uris=()):
        """From now on only registered apps may come.

        :param redirect_uris: the addresses that are allowed; empty = any
        """
        self._redirects[client_id] = tuple(redirect_uris)
        self._secrets[client_id] = secret

    def is_known(self, client_id):
        return not self._redirects or client_id in self._redirects

    def is_genuine(self, client_id, secret):
        """The first secret that comes with a client id is its secret."""
        if not client_id or not secret or not self.is_known(client_id):
            return False
        return self._secrets.setdefault(client_id, secret) == secret

    def redirect_is_legal(self, client_id, address):
        """https, or http on localhost: an address of numbers is refused."""
        parts = urlsplit(address)
        legal = bool(parts.hostname) and not parts.fragment
        legal &= parts.scheme == "https" or (
            parts.scheme == "http" and parts.hostname == "localhost"
        )
        registered = self._redirects.get(client_id)
        return legal and (not registered or address in registered)


def basic_pair(request):
    """Client id and secret of a Basic header, or None; raises IdentityError."""
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith("basic "):
        return None
    try:
        pair = base64.b64decode(header[6:], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise IdentityError("invalid_client", status=401) from error
    client_id, _colon, secret = pair.partition(":")
    return unquote_plus(client_id), unquote_plus(secret)


def back_to_app(asked, answer):
    """Redirect to the app that asked, with the answer and its own state."""
    address = asked["redirect_uri"]
    joint = "&" if urlsplit(address).query else "?"
    return redirect(address + joint + urlencode({**answer, "state": asked["state"]}))
