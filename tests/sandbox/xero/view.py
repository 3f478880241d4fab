# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Records as an onlooker sees them: complete, with four decimal places."""

from ..messages import Request
from .accounting.api import RESOURCES
from .accounting.call import Call
from .accounting.resource import FULL


def observer(state, organization):
    """A call that nobody made, for showing records."""
    request = Request("GET", "/?unitdp=4", {}, b"")
    return Call(state, organization, None, None, request)


def render_all(state, organization, kind):
    call = observer(state, organization)
    resource = RESOURCES[kind]
    return [
        resource.render(call, record, FULL) for record in organization.store.all(kind)
    ]


def render_one(state, organization, kind, record_id):
    record = organization.store.get(kind, record_id)
    if not record:
        return None
    return RESOURCES[kind].render(observer(state, organization), record, FULL)
