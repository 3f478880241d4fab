# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What all transports share: limits of time, what a failure means, what the log keeps.

The SDKs of the providers are used for what they know best; what they do around a call
is replaced by each provider's own transport, which stands on these.
"""

import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import urlsplit

import urllib3

from .faults import Kind
from .payloads import CallRecord
from .wire import loads, text_of

#: Seconds that a call may wait for its connection.
CONNECT_TIMEOUT = 10

#: Characters of a body that the log of calls keeps.
LOGGED_LENGTH = 20_000

#: The longest that a Retry-After is believed, in seconds.
LONGEST_WAIT = 86_400

#: Raised only before the first byte of a request is sent. Of the faults of TLS only
#: a refused certificate is sure to come before the request.
_NEVER_LEFT = (
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ProxyError,
    urllib3.exceptions.LocationValueError,
    ssl.SSLCertVerificationError,
)

#: Nothing that could be a token.
_ERROR_NAME = re.compile(r"[a-z_]{1,40}")


@dataclass(frozen=True)
class Response:
    """An answer, of any status, with its body as it came."""

    status: int
    headers: Mapping
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def retry_after(self):
        """Seconds that the service wants to be left alone, None where it does not
        say."""
        text = self.headers.get("Retry-After", "")
        return float(min(int(text), LONGEST_WAIT)) if text.isdigit() else None

    def count_left(self, name):
        """The calls that remain, None where the service does not say."""
        text = self.headers.get(name, "")
        return int(text) if text.isdigit() else None


def time_limit(seconds):
    """:param float seconds: for connecting and answering together
    :rtype: urllib3.Timeout
    """
    return urllib3.Timeout(total=seconds, connect=min(seconds, CONNECT_TIMEOUT))


def kind_of_failure(error, is_write):
    """What a call without an answer means.

    :param Exception error: of urllib3, or of what stands on it
    :rtype: Kind
    """
    if any(isinstance(each, _NEVER_LEFT) for each in _with_causes(error)):
        return Kind.UNREACHABLE
    return Kind.ANSWER_LOST if is_write else Kind.UNAVAILABLE


def _with_causes(error):
    """An error and those it stands for: urllib3 and requests wrap in their own ways."""
    while isinstance(error, Exception):
        yield error
        wrapped = getattr(error, "reason", None)
        if not isinstance(wrapped, Exception):
            wrapped = error.args[0] if error.args else None
        error = wrapped


def redact(text, *secrets):
    """A body as the log may keep it.

    :param str text:
    :param secrets: pairs of a compiled pattern and what takes its place
    :rtype: str
    """
    for pattern, replacement in secrets:
        text = pattern.sub(replacement, text)
    return text if len(text) <= LOGGED_LENGTH else text[:LOGGED_LENGTH] + "…"


def path_of(url):
    """Path and query of an address, as the log shows it.

    :rtype: str
    """
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def send_for_tokens(send, url, on_call=None):
    """Make a call for tokens, and tell of it whatever comes of it.

    :param send: function without arguments that makes the call to ``url``
    :param on_call: called with a ``CallRecord``; None where nobody keeps it
    :return: what ``send`` gives
    :rtype: requests.Response
    """
    started, status, body = time.monotonic(), 0, b""
    try:
        answer = send()
        status, body = answer.status_code, answer.content
        return answer
    finally:
        if on_call:
            on_call(_token_record(url, started, status, body))


def _token_record(url, started, status, body):
    """What the log keeps: nothing of what was asked, and of the answer the name of an
    error alone. The status is 0 where no answer came."""
    return CallRecord(
        method="POST",
        path=urlsplit(url).path,
        status=status,
        duration=time.monotonic() - started,
        response_body=_error_name(body),
    )


def _error_name(body):
    """Such as ``invalid_grant`` (RFC 6749, section 5.2), empty where there is none."""
    try:
        content = loads(body)
    except ValueError:
        return ""
    name = text_of(content.get("error")) if isinstance(content, dict) else ""
    return name if _ERROR_NAME.fullmatch(name) else ""


def utc_now():
    """Naive, as Odoo stores moments.

    :rtype: datetime
    """
    return datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
