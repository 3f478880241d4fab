# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can come back from a provider's service instead of a result, and what to do.

Clients sort answers into these kinds. The one table here says what each kind calls
for; the model that asks (``accounting.bridge.asking.mixin``) puts it into the bridge's
errors and into sentences.
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

    @property
    def cure(self):
        """:rtype: Cure"""
        return CURES[self]


class Cure(Enum):
    """What must happen before a call that gave no result can succeed."""

    #: Nothing was done: the same call later, after ever longer waits, for a day.
    TIME = "time"
    #: Nothing was done: the same call when the limit ends. It counts as no try.
    END_OF_LIMIT = "end_of_limit"
    #: It must be found out whether it was carried out.
    LOOK_UP = "look_up"
    #: A person must change the document, or what it names here or over there.
    PERSON = "person"
    #: An administrator must connect again: one activity, and everything waits.
    RECONNECT = "reconnect"


#: What each kind of fault calls for, whatever the provider and whatever the call. Where
#: a whole call is refused for its app or subscription, so would be the next.
CURES = {
    Kind.UNREACHABLE: Cure.TIME,
    Kind.UNAVAILABLE: Cure.TIME,
    Kind.TOKEN_EXPIRED: Cure.TIME,
    Kind.STALE: Cure.TIME,
    Kind.RATE_LIMIT: Cure.END_OF_LIMIT,
    Kind.ANSWER_LOST: Cure.LOOK_UP,
    Kind.KEY_REUSED: Cure.LOOK_UP,
    Kind.NOT_FOUND: Cure.PERSON,
    Kind.REFUSED: Cure.PERSON,
    # Who may not write bills may write invoices: it is not the connection's.
    Kind.NOT_PERMITTED: Cure.PERSON,
    Kind.CONSENT_GONE: Cure.RECONNECT,
    Kind.NOT_CONNECTED: Cure.RECONNECT,
    Kind.SCOPE_MISSING: Cure.RECONNECT,
    Kind.SUBSCRIPTION_ENDED: Cure.RECONNECT,
    Kind.APP_REFUSED: Cure.RECONNECT,
}

#: Seconds to leave the provider alone after a limit that it puts no time to, by the
#: limit's name.
LIMIT_DELAYS = {"concurrent": 5, "day": 3600, "month": 86_400}
LIMIT_DELAY = 60


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
