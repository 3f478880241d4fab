# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""GET /connections and DELETE /connections/{id}."""

from ...messages import Response, json_response
from ..errors import forbidden, not_found


def connections(state, token, request):
    if request.method == "DELETE" and len(request.parts) == 2:
        return _disconnect(state, token, request.parts[1])
    if request.method != "GET" or len(request.parts) != 1:
        raise not_found()
    wanted = request.query.get("authEventId")
    found = state.grants.connections_of(token.client_id, token.user_id)
    return json_response(
        [
            _render(state, connection)
            for connection in found
            if not wanted or connection.event_id == wanted
        ]
    )


def _disconnect(state, token, connection_id):
    """Only the connection's own id is taken, not the tenant's or the event's."""
    mine = state.grants.connections_of(token.client_id, token.user_id)
    for connection in mine:
        if connection.id == connection_id:
            del state.grants.connections[connection_id]
            return Response(204)
        if connection_id in (connection.tenant_id, connection.event_id):
            raise forbidden()
    raise not_found()


def _render(state, connection):
    organization = state.organizations[connection.tenant_id]
    return {
        "id": connection.id,
        "authEventId": connection.event_id,
        "tenantId": connection.tenant_id,
        "tenantType": "ORGANISATION",
        "tenantName": organization.name,
        "createdDateUtc": _timestamp(connection.created),
        "updatedDateUtc": _timestamp(connection.updated),
    }


def _timestamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"
