# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who calls, and may they? The checks before any work."""

from .. import errors
from ..identity.scopes import SCOPES_OF_ENDPOINTS, call_is_allowed


def bearer(state, request):
    """The access token of a call; raises 401."""
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    token = state.grants.access_tokens.get(text)
    if kind.lower() != "bearer" or not token:
        raise errors.unauthorized()
    if token.expires <= state.clock.now():
        raise errors.token_expired(token.expires)
    return token


def tenant(state, token, request):
    """The organization that the call names; raises 403."""
    tenant_id = request.headers.get("xero-tenant-id", "")
    if not state.grants.is_connected(token, tenant_id):
        raise errors.forbidden()
    return state.organizations[tenant_id]


def check_scope(token, endpoint, method):
    if endpoint not in SCOPES_OF_ENDPOINTS:
        raise errors.not_found()
    if not call_is_allowed(token.scope, endpoint, method):
        raise errors.unauthorized()


def user_of(state, token):
    return next(user for user in state.users.values() if user.user_id == token.user_id)
