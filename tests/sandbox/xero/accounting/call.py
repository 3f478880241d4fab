# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One call to the accounting API, after it passed the gate."""

from dataclasses import dataclass, field

from ...messages import decimal_json
from .. import errors


@dataclass
class Call:
    state: object
    organization: object
    token: object
    user: object
    request: object
    #: What is worked out once and used for each record of a list.
    memory: dict = field(default_factory=dict)

    @property
    def store(self):
        return self.organization.store

    @property
    def query(self):
        return self.request.query

    @property
    def clock(self):
        return self.state.clock

    @property
    def app(self):
        """The client id of the calling app; None for a person."""
        return self.token.client_id if self.token else None

    @property
    def unit_places(self):
        """Decimal places of UnitAmount: two, unless the call asks for four."""
        return 4 if self.query.get("unitdp") == "4" else 2

    def flag(self, name):
        return self.query.get(name, "").lower() == "true"

    @property
    def summarizes_errors(self):
        return self.query.get("summarizeErrors", "true").lower() != "false"

    @property
    def elements(self):
        """The elements of the body: {"Invoices": [...]}, a list, or a single one."""
        try:
            body = decimal_json(self.request.body)
        except ValueError as error:
            raise errors.bad_body(f"Unreadable JSON: {error}") from error
        if isinstance(body, dict):
            lists = [value for name, value in body.items() if name == self.kind]
            body = lists[0] if lists else [body]
        if not _is_list_of_dicts(body) or not all(map(_has_shape, body)):
            raise errors.bad_body("Object reference not set to an object.")
        if not body:
            raise errors.bad_body("No elements were sent.")
        if len(body) > self.state.settings.batch_limit:
            raise errors.bad_body(f"More than {self.state.settings.batch_limit}.")
        return body

    @property
    def kind(self):
        return self.request.parts[2]


def _is_list_of_dicts(value):
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _has_shape(element):
    contact = element.get("Contact") or {}
    lines = element.get("LineItems") or []
    return isinstance(contact, dict) and _is_list_of_dicts(lines)
