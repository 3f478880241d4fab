# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One call to the accounting API, after it passed the gate."""

from dataclasses import dataclass

from ...messages import decimal_json
from .. import errors


@dataclass
class Call:
    state: object
    company: object
    client_id: str
    request: object

    @property
    def query(self):
        return self.request.query

    @property
    def path(self):
        """What follows the realm id: ["invoice", "12"]."""
        return self.request.parts[3:]

    @property
    def resource_name(self):
        return self.path[0] if self.path else ""

    @property
    def is_read(self):
        return self.request.method == "GET" or self.resource_name == "query"

    @property
    def is_batch(self):
        return self.resource_name == "batch"

    @property
    def options(self):
        """What `include` holds, e.g. {"allowduplicatedocnum"}."""
        return option_set(self.query.get("include"))

    @property
    def body(self):
        """The object that was sent as JSON."""
        if "json" not in self.request.headers.get("Content-Type", ""):
            raise errors.unsupported("The content type of the request is unsupported")
        try:
            body = decimal_json(self.request.body)
        except ValueError as error:
            raise errors.unreadable_json(str(error)) from error
        if not isinstance(body, dict):
            raise errors.unreadable_json("The body is not an object")
        return body


def wants_json(request):
    """The real service answers in XML unless it is asked for JSON."""
    return "json" in request.headers.get("Accept", "")


def option_set(text):
    return {each.strip() for each in (text or "").split(",") if each.strip()}
