# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can come back from Xero instead of a result.

The kinds are Xero's; the provider model turns them, in one place, into the
bridge's errors and into sentences.
"""

import re
from enum import Enum

from .wire import loads, text_of

#: A plain-text answer longer than this is a page, not a sentence.
_SENTENCE_LENGTH = 300

_KEY_REUSED = re.compile(r"Idempotency Key: .* is used with a different request")


class Kind(Enum):
    """The reasons for which a call gives no result."""

    #: The call never left: no connection could be made.
    UNREACHABLE = "unreachable"
    #: The write left, and whether it was carried out is unknown.
    ANSWER_LOST = "answer_lost"
    #: A read was not answered, or not with anything that can be read.
    UNAVAILABLE = "unavailable"
    #: 429. ``window`` says which limit: ``minute``, ``day``, ``concurrent``.
    RATE_LIMIT = "rate_limit"
    #: The access token is past its time: refresh it and repeat.
    TOKEN_EXPIRED = "token_expired"
    #: The token lacks a scope, or Xero does not know it.
    SCOPE_MISSING = "scope_missing"
    #: The organization is no longer tied to the app.
    NOT_CONNECTED = "not_connected"
    #: The connecting user may not do this.
    NOT_PERMITTED = "not_permitted"
    NOT_FOUND = "not_found"
    #: The idempotency key was used before, with another body.
    KEY_REUSED = "key_reused"
    #: Refused; ``words`` are Xero's.
    REFUSED = "refused"
    #: The token endpoint says ``invalid_grant``: the code or the consent is gone.
    CONSENT_GONE = "consent_gone"
    #: The token endpoint refuses the app itself.
    APP_REFUSED = "app_refused"


class XeroError(Exception):
    """A call that gave no result. Carries no token, no header and no body.

    :param Kind kind:
    :param words: Xero's own sentences
    :param float delay: seconds that Xero wants to be left alone, None = not said
    :param str window: the limit that was reached
    """

    def __init__(self, kind, words=(), delay=None, window=""):
        super().__init__(kind.value, *words)
        self.kind = kind
        self.words = tuple(words)
        self.delay = delay
        self.window = window


def error_of(response, is_write):
    """The error that an HTTP status other than 2xx stands for.

    After a write only a 4xx proves that nothing was done: any other status may
    come from a gateway in front of a service that went on, 503 included.

    :param Response response:
    :rtype: XeroError
    """
    status, words = response.status, sentences_of(response)
    if status == 429:
        return XeroError(
            Kind.RATE_LIMIT,
            words,
            delay=response.retry_after,
            window=text_of(response.headers.get("X-Rate-Limit-Problem")).lower(),
        )
    if status in (401, 403):
        return XeroError(_kind_of_denial(status, " ".join(words)), words)
    if status == 404:
        return XeroError(Kind.NOT_FOUND, words)
    if 400 <= status < 500 and status != 408:
        reused = any(map(_KEY_REUSED.search, words))
        return XeroError(Kind.KEY_REUSED if reused else Kind.REFUSED, words)
    kind = Kind.ANSWER_LOST if is_write else Kind.UNAVAILABLE
    return XeroError(kind, words, delay=response.retry_after)


def _kind_of_denial(status, detail):
    if "TokenExpired" in detail:
        return Kind.TOKEN_EXPIRED
    if "AuthenticationUnsuccessful" in detail:
        return Kind.NOT_CONNECTED
    if status == 401 or "AuthorizationUnsuccessful" in detail:
        return Kind.SCOPE_MISSING
    return Kind.NOT_PERMITTED


def sentences_of(response):
    """What Xero says in a body, whatever the body is.

    :rtype: tuple[str]
    """
    try:
        content = loads(response.body)
    except ValueError:
        text = response.body.decode("utf-8", "replace").strip()
        is_page = "<" in text or len(text) > _SENTENCE_LENGTH
        return () if is_page or not text else (text,)
    if errors := messages_of(content, "ValidationErrors"):
        return errors
    if not isinstance(content, dict):
        return ()
    spoken = (text_of(content.get(name)) for name in ("Detail", "Message", "Title"))
    return tuple(filter(None, spoken))[:1]


def messages_of(content, name):
    """The messages of all lists called ``name``, at any depth: those of a line
    stand with the line only, those of a contact with the contact.

    :param str name: ``ValidationErrors`` or ``Warnings``
    :return: in Xero's order, each once
    :rtype: tuple[str]
    """
    return tuple(dict.fromkeys(_walk_messages(content, name)))


def _walk_messages(content, name):
    if isinstance(content, list):
        for item in content:
            yield from _walk_messages(item, name)
    elif isinstance(content, dict):
        for entry in content.get(name) or ():
            if isinstance(entry, dict) and entry.get("Message"):
                yield text_of(entry["Message"])
        for key, item in content.items():
            if key != name:
                yield from _walk_messages(item, name)
