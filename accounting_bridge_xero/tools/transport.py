# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The SDK's HTTP layer, made safe for documents that must not be made twice.

The SDK of Xero is used for what it knows best: paths, parameters and headers. What
it does around a call is replaced here, since it repeats writes, sleeps on a 429,
waits without a limit, shares its tokens in the process and fails on bodies that it
does not expect.
"""

import re
import time
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import requests.utils
import urllib3
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.rest import RESTClientObject

from odoo.addons.accounting_bridge.tools.faults import RemoteFault
from odoo.addons.accounting_bridge.tools.payloads import CallRecord
from odoo.addons.accounting_bridge.tools.transport import (
    Response,
    kind_of_failure,
    path_of,
    redact,
    time_limit,
    utc_now,
)

#: What the log never shows: tokens and bank accounts.
SECRETS = (
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), "***"),
    (
        re.compile(r'("BankAccount(?:Details|Number)"\s*:\s*)"[^"]*"'),
        r'\1"***"',
    ),
)


class Transport(RESTClientObject):
    """Sends each request once, within a time limit, and hands back what came.

    :param Configuration configuration: of the SDK
    :param float timeout: seconds for connecting and answering together
    :param on_call: called with a ``CallRecord`` after each request
    """

    def __init__(self, configuration, timeout, on_call):
        super().__init__(configuration)
        self._timeout = time_limit(timeout)
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

        :raise RemoteFault: where no answer came
        :rtype: Response
        """
        if query_params:
            url = f"{url}?{urlencode(query_params)}"
        record = CallRecord(
            method=method,
            path=path_of(url),
            status=0,
            duration=0.0,
            request_body=redact(body or "", *SECRETS),
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
            raise RemoteFault(kind_of_failure(error, method != "GET")) from None
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


def _proxy_for(url):
    """The proxy that the environment asks for: urllib3 does not look by itself."""
    proxies = requests.utils.get_environ_proxies(url)
    return requests.utils.select_proxy(url, proxies)


def _complete(record, response, duration):
    """The record of an answered call. What was read well is in the directory, and
    needs no second copy in the log."""
    is_plain_read = record.method == "GET" and 200 <= response.status < 300
    body = "" if is_plain_read else response.text
    delay = response.retry_after
    return replace(
        record,
        status=response.status,
        duration=duration,
        correlation_id=response.headers.get("Xero-Correlation-Id", ""),
        response_body=redact(body, *SECRETS),
        minute_left=response.count_left("X-MinLimit-Remaining"),
        day_left=response.count_left("X-DayLimit-Remaining"),
        not_before=utc_now() + timedelta(seconds=delay) if delay else None,
    )
