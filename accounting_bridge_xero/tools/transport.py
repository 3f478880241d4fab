# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The SDK's HTTP layer, made safe for documents that must not be made twice.

The SDK of Xero is used for what it knows best: paths, parameters and headers. What
it does around a call is replaced here, since it repeats writes, sleeps on a 429,
waits without a limit, shares its tokens in the process and fails on bodies that it
does not expect.
"""

import re
import ssl
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode, urlsplit

import requests.utils
import urllib3
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.rest import RESTClientObject

from odoo.addons.accounting_bridge.tools.payloads import CallRecord

from ..const import CONNECT_TIMEOUT
from .errors import Kind, XeroError

#: Characters of a body that the log of calls keeps.
_LOGGED_LENGTH = 20_000

#: The longest that a Retry-After is believed, in seconds.
_LONGEST_WAIT = 86_400

#: Raised by urllib3 only before the first byte of a request is sent.
_NEVER_LEFT = (
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ProxyError,
    urllib3.exceptions.LocationValueError,
)

_TOKEN = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*")
_BANK_ACCOUNT = re.compile(r'("BankAccount(?:Details|Number)"\s*:\s*)"[^"]*"')


@dataclass(frozen=True)
class Response:
    """An answer, of any status, with its body as it came."""

    status: int
    headers: urllib3.HTTPHeaderDict
    body: bytes

    @property
    def retry_after(self):
        """Seconds that Xero wants to be left alone, None where it does not say."""
        text = self.headers.get("Retry-After", "")
        return float(min(int(text), _LONGEST_WAIT)) if text.isdigit() else None

    def count_left(self, name):
        """The calls that remain, None where Xero does not say."""
        text = self.headers.get(name, "")
        return int(text) if text.isdigit() else None


class Transport(RESTClientObject):
    """Sends each request once, within a time limit, and hands back what came.

    :param Configuration configuration: of the SDK
    :param float timeout: seconds for connecting and answering together
    :param on_call: called with a ``CallRecord`` after each request
    """

    def __init__(self, configuration, timeout, on_call):
        super().__init__(configuration)
        self._timeout = urllib3.Timeout(
            total=timeout, connect=min(timeout, CONNECT_TIMEOUT)
        )
        self._on_call = on_call

    def request(
        self,
        method,
        url,
        query_params=None,
        headers=None,
        body=None,
        post_params=None,
        _preload_content=True,
        _request_timeout=None,
    ):
        """Take the place of the SDK's method of this name.

        A body is text that is already JSON, and leaves byte for byte. A status
        other than 2xx is an answer like any other.

        :raise XeroError: where no answer came
        :rtype: Response
        """
        if query_params:
            url = f"{url}?{urlencode(query_params)}"
        record = CallRecord(
            method=method,
            path=_path_of(url),
            status=0,
            duration=0.0,
            request_body=redact(body or ""),
        )
        started = time.monotonic()
        try:
            answer = self.pool_manager.request(
                method,
                url,
                body=body.encode() if body else None,
                headers=headers,
                timeout=self._timeout,
                retries=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError as error:
            duration = time.monotonic() - started
            self._on_call(replace(record, duration=duration))
            # The chain is cut: it would name the pool and the whole address.
            raise XeroError(_kind_of_failure(error, method)) from None
        response = Response(answer.status, answer.headers, answer.data)
        duration = time.monotonic() - started
        self._on_call(_complete(record, response, duration))
        return response


class SdkClient(ApiClient):
    """The SDK's client without its handling of tokens.

    The access token is a plain value of this one object. Nothing is looked up in
    the SDK's configuration, whose first token every later one in the process would
    get, and nothing is ever refreshed behind the bridge's back.
    """

    def __init__(self, base_url, access_token, timeout, on_call):
        configuration = Configuration()
        # When on, the SDK prints the Authorization headers of the whole process.
        configuration.debug = False
        configuration.proxy = _proxy_for(base_url)
        super().__init__(configuration)
        self.rest_client = Transport(configuration, timeout, on_call)
        self.set_default_header("Accept-Encoding", "gzip")
        self._access_token = access_token

    def update_params_for_auth(self, headers, querys, auth_settings):
        headers["Authorization"] = f"Bearer {self._access_token}"


def redact(text):
    """A body as the log may keep it: no token, no bank account, no endless list."""
    text = _TOKEN.sub("***", text)
    text = _BANK_ACCOUNT.sub(r'\1"***"', text)
    return text if len(text) <= _LOGGED_LENGTH else text[:_LOGGED_LENGTH] + "…"


def _path_of(url):
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _proxy_for(url):
    """The proxy that the environment asks for: urllib3 does not look by itself."""
    proxies = requests.utils.get_environ_proxies(url)
    return requests.utils.select_proxy(url, proxies)


def _complete(record, response, duration):
    """The record of an answered call. What was read well is in the directory, and
    needs no second copy in the log."""
    is_plain_read = record.method == "GET" and 200 <= response.status < 300
    body = "" if is_plain_read else response.body.decode("utf-8", "replace")
    delay = response.retry_after
    return replace(
        record,
        status=response.status,
        duration=duration,
        correlation_id=response.headers.get("Xero-Correlation-Id", ""),
        response_body=redact(body),
        minute_left=response.count_left("X-MinLimit-Remaining"),
        day_left=response.count_left("X-DayLimit-Remaining"),
        not_before=_utc_now() + timedelta(seconds=delay) if delay else None,
    )


def _utc_now():
    return datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)


def _kind_of_failure(error, method):
    """What a call without an answer means. Of the faults of TLS only a refused
    certificate is sure to come before the request."""
    cause = error.args[0] if error.args else None
    if isinstance(error, _NEVER_LEFT) or isinstance(
        cause, ssl.SSLCertVerificationError
    ):
        return Kind.UNREACHABLE
    return Kind.UNAVAILABLE if method == "GET" else Kind.ANSWER_LOST
