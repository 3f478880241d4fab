# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls for consent and tokens, with intuit-oauth.

By itself the SDK would fetch the discovery document anew for each object, wait without
a limit, set as an attribute of the object whatever an answer names, fetch the keys for
an id token without a limit, and put whole answers into its errors.
"""

from contextlib import suppress
from functools import cache, partial

import requests
from intuitlib.client import AuthClient
from intuitlib.exceptions import AuthClientError

from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault, token_fault
from odoo.addons.accounting_bridge.tools.transport import send_for_tokens
from odoo.addons.accounting_bridge.tools.wire import loads

from ..const import TOKEN_TIMEOUT
from . import addresses
from .transport import OnceSession

#: Asks the token endpoint to say when the refresh token ends for good, however much
#: it is used (``x_refresh_token_hard_expires_in``, in seconds).
_HARD_END_HEADER = {"x-include-refresh-token-hard-expires-in": "true"}

#: What the SDK takes from the discovery document.
_DISCOVERED = (
    "authorization_endpoint",
    "token_endpoint",
    "revocation_endpoint",
    "issuer",
    "jwks_uri",
    "userinfo_endpoint",
)


def authorize_endpoint(base_url, environment):
    """Where a person consents. Asks for the discovery document at most.

    :rtype: str
    :raise RemoteFault:
    """
    document = loads(_discovery(addresses.discovery_url(base_url, environment)).content)
    return addresses.at_origin(base_url, document["authorization_endpoint"])


def exchange_code(
    base_url, environment, credentials, *, code, redirect_url, on_call=None
):
    """Trade the code of a consent for tokens.

    :param AppCredentials credentials:
    :param on_call: called with a ``CallRecord`` after the call
    :return: what the token endpoint gave
    :rtype: dict
    :raise RemoteFault: ``CONSENT_GONE`` for a code that is used or too old
    """
    place = base_url, environment
    client = _TokenClient(*place, credentials, on_call, redirect_url)
    return client.tokens(client.get_bearer_token, code)


def refresh_tokens(base_url, environment, credentials, refresh_token, on_call=None):
    """Trade a refresh token for new tokens. See :func:`exchange_code`."""
    client = _TokenClient(base_url, environment, credentials, on_call)
    return client.tokens(client.refresh, refresh_token)


def revoke(base_url, environment, credentials, refresh_token, on_call=None):
    """End a consent. A token that is not good any more is fine. See
    :func:`exchange_code`.

    :raise RemoteFault:
    """
    client = _TokenClient(base_url, environment, credentials, on_call)
    answer = client.ask(client.revoke, refresh_token)
    if answer.status_code not in (200, 400):
        raise token_fault(answer.status_code, _content_of(answer))


class _TokenClient(AuthClient):
    """intuit-oauth's client for one call. It keeps no answer but the last."""

    def __init__(
        self, base_url, environment, credentials, on_call=None, redirect_url=""
    ):
        # An environment that is no name is taken for the discovery document's address.
        super().__init__(
            credentials.client_id,
            credentials.client_secret,
            redirect_url,
            addresses.discovery_url(base_url, environment),
        )
        self.token_endpoint = addresses.at_origin(base_url, self.token_endpoint)
        self.revoke_endpoint = addresses.at_origin(base_url, self.revoke_endpoint)
        self._answer = None
        self._on_call = on_call

    def get(self, url, **_parameters):
        """The discovery document, for the SDK's constructor."""
        return _discovery(url)

    def request(self, method, url, headers=None, **parameters):
        """Take the place of the session's method, for the SDK. It is shown the status
        alone: an answer's content would become attributes of this object."""
        headers = {**(headers or {}), **_HARD_END_HEADER}
        session = OnceSession(TOKEN_TIMEOUT)
        send = partial(session.send_once, method, url, headers=headers, **parameters)
        self._answer = send_for_tokens(send, url, self._on_call)
        shown = requests.Response()
        shown.status_code = self._answer.status_code
        return shown

    def ask(self, operation, *arguments):
        """:param operation: of the SDK
        :return: the answer of any status
        :rtype: requests.Response
        :raise RemoteFault: where none came
        """
        try:
            # Of an error of the SDK the answer tells more.
            with suppress(AuthClientError):
                operation(*arguments)
        except requests.RequestException:
            # The chain is cut: it would carry what was asked.
            raise RemoteFault(Kind.UNREACHABLE) from None
        return self._answer

    def tokens(self, operation, *arguments):
        """:rtype: dict"""
        answer = self.ask(operation, *arguments)
        content = _content_of(answer)
        if answer.status_code == 200 and content.get("access_token"):
            return content
        raise token_fault(answer.status_code, content)


def _content_of(answer):
    """:return: the JSON of an answer
    :rtype: dict
    """
    try:
        content = loads(answer.content)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise RemoteFault(Kind.UNAVAILABLE)
    return content


# Kept for the life of the process: Intuit's addresses don't change under way. Without
# a lock, so that nobody waits for another's limit of time.
@cache
def _discovery(url):
    """:rtype: requests.Response"""
    try:
        answer = OnceSession(TOKEN_TIMEOUT).send_once("GET", url)
    except requests.RequestException:
        raise RemoteFault(Kind.UNREACHABLE) from None
    document = _content_of(answer)
    named = (document.get(name) for name in _DISCOVERED)
    if answer.status_code != 200 or not all(isinstance(each, str) for each in named):
        raise RemoteFault(Kind.UNAVAILABLE)
    return answer
