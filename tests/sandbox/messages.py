# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What travels: one request, one response. Knows no provider."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import parse_qs, unquote, urlsplit

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"


class Request:
    """A request as it came in.

    `path` is still percent-encoded, so that a document number may hold a slash;
    `parts` are its pieces, decoded.
    """

    def __init__(self, method, target, headers, body):
        split = urlsplit(target)
        self.method = method
        self.target = target
        self.path = split.path
        self.query_string = split.query
        self.headers = headers
        self.body = body
        self.fault = None
        #: What the call log shall say beside the call.
        self.notes = []

    @property
    def parts(self):
        return [unquote(part) for part in self.path.split("/") if part]

    @property
    def query(self):
        """The first value of each query parameter."""
        return first_values(self.query_string)

    @property
    def form(self):
        return first_values(self.body.decode("utf-8", "replace"))

    @property
    def form_lists(self):
        text = self.body.decode("utf-8", "replace")
        return parse_qs(text, keep_blank_values=True)

    def json(self, **options):
        """The body as JSON; raises ValueError when it is none."""
        return json.loads(self.body.decode("utf-8"), **options)


def decimal_json(body):
    """The JSON of a body; numbers are Decimal. Raises ValueError."""
    return json.loads(
        body.decode("utf-8"),
        parse_float=Decimal,
        parse_int=Decimal,
        parse_constant=_refuse_constant,
    )


def _refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


@dataclass
class Response:
    status: int = 200
    body: bytes = b""
    content_type: str = ""
    headers: dict = field(default_factory=dict)


#: Stands in the place of a response when the connection is to be cut.
DROPPED = object()


def first_values(encoded):
    pairs = parse_qs(encoded, keep_blank_values=True)
    return {name: values[0] for name, values in pairs.items()}


def json_response(value, status=200, headers=None):
    body = json.dumps(value, ensure_ascii=False, default=str).encode()
    return Response(status, body, JSON, headers or {})


def html_response(text, status=200):
    return Response(status, text.encode(), HTML)


def text_response(text, status=200):
    return Response(status, text.encode(), "text/plain; charset=utf-8")


def redirect(location):
    return Response(302, b"", "", {"Location": location})
