# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The HTTP sessions of the two SDKs, made safe for documents that must not be made
twice.

python-quickbooks and intuit-oauth are used for what they know best: paths, parameters,
headers and forms. Their sessions wait without a limit, follow redirects with the token
in hand, take the password of a .netrc for the token, and drop the status, the headers
and all errors but the first.
"""

import re
import time
from dataclasses import replace
from datetime import timedelta

import requests
from quickbooks import QuickBooks

from odoo.addons.accounting_bridge.tools.faults import Kind, RemoteFault
from odoo.addons.accounting_bridge.tools.payloads import CallRecord
from odoo.addons.accounting_bridge.tools.transport import (
    Response,
    kind_of_failure,
    path_of,
    redact,
    time_limit,
    utc_now,
)
from odoo.addons.accounting_bridge.tools.wire import loads

from ..const import MINOR_VERSION
from .errors import has_fault, limit_in_batch, remote_fault

#: What the log never shows: tokens (three or five parts), bank accounts, and the
#: numbers by which the state knows a person or a company.
SECRETS = (
    (re.compile(r"\beyJ[\w-]+(?:\.[\w-]*)+"), "***"),
    (re.compile(r"(Token expired: )[^\"<]*"), r"\1***"),
    (
        re.compile(
            r'("(?:AcctNum|BankAccount\w*|AccountNumber|PrimaryTaxIdentifier'
            r'|TaxIdentifier|SSN)"\s*:\s*)"[^"]*"'
        ),
        r'\1"***"',
    ),
)


class OnceSession(requests.Session):
    """Sends each request once, within a time limit.

    :param float timeout: seconds for connecting and answering together
    """

    def __init__(self, timeout):
        super().__init__()
        self.mount("https://", _LimitedAdapter(timeout))
        self.mount("http://", _LimitedAdapter(timeout))
        # Something in this place keeps a .netrc from replacing the Authorization.
        self.auth = _leave_as_it_is

    def send_once(self, method, url, **parameters):
        """:raise requests.RequestException: where no answer came
        :rtype: requests.Response
        """
        parameters["allow_redirects"] = False
        return requests.Session.request(self, method, url, **parameters)


class _LimitedAdapter(requests.adapters.HTTPAdapter):
    """Holds the time limit, so that no way through the session is without one. It
    sends nothing a second time, as adapters do if nothing else is said."""

    def __init__(self, timeout):
        super().__init__()
        self._timeout = time_limit(timeout)

    def send(self, request, **parameters):
        return super().send(request, **{**parameters, "timeout": self._timeout})


def _leave_as_it_is(request):
    return request


class ApiSession(OnceSession):
    """The session that python-quickbooks is given. Whatever is no plain result is
    raised from here, before the SDK could make less of it.

    :param str access_token:
    :param float timeout: seconds for connecting and answering together
    :param on_call: called with a ``CallRecord`` after each request
    """

    def __init__(self, access_token, timeout, on_call):
        super().__init__(timeout)
        self.access_token = access_token  # the SDK reads it here
        self._on_call = on_call

    def request(self, method, url, **parameters):
        """Take the place of the method of this name, for the SDK.

        :raise RemoteFault: where the answer is not the JSON of a result
        :rtype: requests.Response
        """
        # What bears a key writes: see Transport.write_once.
        is_write = "requestid" in (parameters.get("params") or {})
        started = time.monotonic()
        record = CallRecord(
            method=method,
            path=path_of(url),
            status=0,
            duration=0.0,
            request_body=_text(parameters.get("data")),
        )
        try:
            answer = self.send_once(method, url, **parameters)
        except requests.RequestException as error:
            self._on_call(replace(record, duration=time.monotonic() - started))
            # The chain is cut: it would name the pool and the whole address.
            raise RemoteFault(kind_of_failure(error, is_write)) from None
        response = Response(answer.status_code, answer.headers, answer.content)
        record = replace(
            record,
            path=path_of(answer.url),
            status=response.status,
            duration=time.monotonic() - started,
            correlation_id=response.headers.get("intuit_tid", ""),
        )
        fault = _fault_in(response, is_write)
        self._on_call(_complete(record, response, fault, is_write))
        if fault:
            raise fault
        return answer


class Transport(QuickBooks):
    """python-quickbooks for one company, with plain values alone.

    Its objects are never used: they send every field that was not meant, blank.

    :param str url: of the API, with its version
    :param str access_token:
    :param str realm_id: of the company
    :param on_call: called with a ``CallRecord`` after each call
    :param float timeout: seconds for connecting and answering together

    Methods raise :class:`RemoteFault` where QuickBooks gives no result.
    """

    def __new__(cls, *_arguments, **_parameters):
        # The SDK sets itself up here, and would ask for tokens if it had a client.
        return super().__new__(cls, minorversion=MINOR_VERSION, use_decimal=True)

    def __init__(self, url, access_token, realm_id, on_call, timeout):
        self.api_url_v3 = url
        self.company_id = realm_id
        self.session = ApiSession(access_token, timeout, on_call)

    def ask(self, select):
        """A query, in the body of a POST: as a part of the address it could be too
        long.

        :param str select:
        :rtype: dict
        """
        return self.query(select.encode())

    def write_once(self, path, body, key):
        """:param str path: below the company's address
        :param str body: JSON, sent byte for byte
        :param str key: the ``requestid``: a call with the same one is carried out once
        :rtype: dict
        """
        return self.post(self._address(path), body.encode(), request_id=key)

    def read_batch(self, body):
        """:param str body: JSON of a batch that only asks
        :rtype: dict
        """
        return self.post(self._address("batch"), body.encode())

    def _address(self, path):
        return f"{self.api_url}/company/{self.company_id}/{path}"


def _fault_in(response, is_write):
    """The fault that an answer stands for, None for a result."""
    try:
        content = loads(response.body)
    except ValueError:
        content = None
    is_result = isinstance(content, dict) and not has_fault(content)
    if response.status == 200 and is_result:
        return None
    return remote_fault(response, is_write)


def _complete(record, response, fault, is_write):
    """The record of an answered call. What was read well is in the directory, and
    needs no second copy in the log."""
    body = response.text if fault or is_write else ""
    limit = fault or limit_in_batch(response)
    waits = limit and limit.kind is Kind.RATE_LIMIT
    return replace(
        record,
        response_body=redact(body, *SECRETS),
        not_before=utc_now() + timedelta(seconds=limit.delay) if waits else None,
    )


def _text(body):
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    return redact(text or "", *SECRETS)
