# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everything that Xero answers in the place of a result."""

import uuid
from datetime import datetime, timezone

from ..messages import Response, json_response, text_response


class ApiError(Exception):
    """Carries the response that ends the call."""

    def __init__(self, response):
        super().__init__(response.status)
        self.response = response


def _problem(status, title, detail):
    body = {
        "Type": None,
        "Title": title,
        "Status": status,
        "Detail": detail,
        "Instance": str(uuid.uuid4()),
        "Extensions": {},
    }
    return ApiError(json_response(body, status))


def token_expired(expires):
    moment = datetime.fromtimestamp(expires, timezone.utc)
    stamp = moment.strftime("%m/%d/%Y %H:%M:%S")
    detail = f"TokenExpired: token expired at {stamp}"
    return _problem(401, "Unauthorized", detail)


def unauthorized():
    """No token, an unknown token, or a scope that is missing."""
    return _problem(401, "Unauthorized", "AuthorizationUnsuccessful")


def forbidden():
    """The tenant is missing, wrong, or no longer connected."""
    return _problem(403, "Forbidden", "AuthenticationUnsuccessful")


def not_found():
    text = "The resource you're looking for cannot be found"
    return ApiError(text_response(text, 404))


def not_implemented():
    return ApiError(text_response("Method not implemented", 501))


def unreadable_type():
    return ApiError(text_response("Unsupported Media Type", 415))


def too_large():
    return ApiError(text_response("Request Entity Too Large", 413))


def too_many_calls(problem, retry_after=None):
    """429. The real body is not documented: here it is empty."""
    headers = {"X-Rate-Limit-Problem": problem}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return ApiError(Response(429, headers=headers))


def bad_request(kind, number, message):
    body = {"ErrorNumber": number, "Type": kind, "Message": message}
    return ApiError(json_response(body, 400))


def bad_query(message):
    return bad_request("QueryParseException", 16, message)


def bad_body(message):
    return bad_request("PostDataInvalidException", 17, message)


def bad_idempotency_key(message):
    """The text stands in Message and in the element, since both were reported."""
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": message,
        "Elements": [{"ValidationErrors": [{"Message": message}]}],
    }
    return ApiError(json_response(body, 400))


def server_error():
    body = {"ErrorNumber": 0, "Type": "Error", "Message": "An error occurred in Xero"}
    return ApiError(json_response(body, 500))


class Problems(Exception):
    """What is wrong with one element of a PUT or POST.

    Line messages stand with their line only and contact messages with the
    contact only: whoever reads the element's own list alone misses them.
    """

    def __init__(self):
        super().__init__("validation")
        self.messages = []
        self.line_messages = {}
        self.contact_messages = []

    @classmethod
    def of(cls, error):
        """The error itself, or one that holds its text."""
        if isinstance(error, cls):
            return error
        problems = cls()
        problems.add(str(error))
        return problems

    def add(self, message):
        self.messages.append(message)

    def add_line(self, index, message):
        self.line_messages.setdefault(index, []).append(message)

    @property
    def all_messages(self):
        lines = [text for texts in self.line_messages.values() for text in texts]
        return [*self.messages, *self.contact_messages, *lines]

    def raise_if_any(self):
        if self.messages or self.line_messages or self.contact_messages:
            raise self
