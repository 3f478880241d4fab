# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can come back from a provider's service instead of a result.

Clients sort answers into these kinds; the provider model turns them, in one place,
into the bridge's errors and into sentences.
"""

from enum import Enum

from .wire import text_of

#: A token endpoint says so when a code or a refresh token is spent (RFC 6749).
_INVALID_GRANT = "invalid_grant"


class Kind(Enum):
    """The reasons for which a call gives no result."""

    #: The call never left: no connection could be made.
    UNREACHABLE = "unreachable"
    #: The write left, and whether it was carried out is unknown.
    ANSWER_LOST = "answer_lost"
    #: A read was not answered, or not with anything that can be read.
    UNAVAILABLE = "unavailable"
    #: Too many calls. ``window`` says which limit: ``minute``, ``day``...
    RATE_LIMIT = "rate_limit"
    #: The access token is past its time: refresh it and repeat.
    TOKEN_EXPIRED = "token_expired"
    #: The token lacks a scope, or the service does not know it.
    SCOPE_MISSING = "scope_missing"
    #: The organization is no longer tied to the app.
    NOT_CONNECTED = "not_connected"
    #: The organization does not pay for the provider's product any more.
    SUBSCRIPTION_ENDED = "subscription_ended"
    #: The connecting user may not do this.
    NOT_PERMITTED = "not_permitted"
    NOT_FOUND = "not_found"
    #: The record was changed over there since it was read.
    STALE = "stale"
    #: The idempotency key was used before, and its answer is not given again.
    KEY_REUSED = "key_reused"
    #: Refused; ``words`` are the service's.
    REFUSED = "refused"
    #: The token endpoint says ``invalid_grant``: the code or the consent is gone.
    CONSENT_GONE = "consent_gone"
    #: The token endpoint refuses the app itself.
    APP_REFUSED = "app_refused"


class RemoteFault(Exception):
    """A call that gave no result. Carries no token, no header and no body.

    :param Kind kind:
    :param words: the service's own sentences
    :param float delay: seconds that it wants to be left alone, None = not said
    :param str window: the limit that was reached
    """

    def __init__(self, kind, words=(), delay=None, window=""):
        super().__init__(kind.value, *words)
        self.kind = kind
        self.words = tuple(words)
        self.delay = delay
        self.window = window


def token_fault(status, answer):
    """Why a token endpoint gave no tokens.

    :param int status: of HTTP
    :param dict answer: its JSON
    :rtype: RemoteFault
    """
    reason = text_of(answer.get("error"))
    if status not in (400, 401, 403) or not reason:
        return RemoteFault(Kind.UNAVAILABLE)
    kind = Kind.CONSENT_GONE if reason == _INVALID_GRANT else Kind.APP_REFUSED
    words = filter(None, (reason, text_of(answer.get("error_description"))))
    return RemoteFault(kind, words)
