# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which fault an answer of Xero stands for, and what it says."""

import re

from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault
from odoo.addons.accounting_bridge.tools.wire import loads, text_of

#: A plain-text answer longer than this is a page, not a sentence.
_SENTENCE_LENGTH = 300

_KEY_REUSED = re.compile(r"Idempotency Key: .* is used with a different request")


def error_of(response, is_write):
    """The error that an HTTP status other than 2xx stands for.

    After a write only a 4xx proves that nothing was done: any other status may
    come from a gateway in front of a service that went on, 503 included.

    :param Response response:
    :rtype: RemoteFault
    """
    status, words = response.status, sentences_of(response)
    if status == 429:
        return RemoteFault(
            Kind.RATE_LIMIT,
            words,
            delay=response.retry_after,
            window=text_of(response.headers.get("X-Rate-Limit-Problem")).lower(),
        )
    if status in (401, 403):
        return RemoteFault(_kind_of_denial(status, " ".join(words)), words)
    if status == 404:
        return RemoteFault(Kind.NOT_FOUND, words)
    if 400 <= status < 500 and status != 408:
        reused = any(map(_KEY_REUSED.search, words))
        return RemoteFault(Kind.KEY_REUSED if reused else Kind.REFUSED, words)
    kind = Kind.ANSWER_LOST if is_write else Kind.UNAVAILABLE
    return RemoteFault(kind, words, delay=response.retry_after)


def _kind_of_denial(status, detail):
    if not detail:
        # A page instead of a sentence is a gateway's, and says nothing of the consent.
        return Kind.TOKEN_EXPIRED if status == 401 else Kind.UNAVAILABLE
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
            if key != name and isinstance(item, dict | list):
                yield from _walk_messages(item, name)
