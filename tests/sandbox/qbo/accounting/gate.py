# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who calls, and may they? The checks before any work."""

from .. import errors
from ..identity.scopes import ACCOUNTING
from .call import Call


def admit(state, request):
    """The call of a request; raises 401 and 403."""
    token = _bearer(state, request)
    realm_id = request.parts[2] if len(request.parts) > 2 else ""
    grant = token.grant
    if grant.is_disconnected or grant.realm_id != realm_id:
        raise errors.not_authorized(realm_id)
    if ACCOUNTING not in grant.scope:
        raise errors.not_authorized(realm_id)
    company = state.companies[realm_id]
    if company.settings.subscription_ended:
        raise errors.subscription_ended()
    return Call(state, company, grant.client_id, request)


def _bearer(state, request):
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    token = state.grants.access_tokens.get(text)
    if kind.lower() != "bearer" or not token:
        raise errors.unauthenticated()
    strike(state, request.fault, token)
    is_revoked = not token.grant.is_alive and not token.grant.is_disconnected
    if is_revoked or token.expires <= state.clock.now():
        raise errors.token_expired(text)
    return token


def strike(state, fault, token):
    """Let a fault that is armed hit the token that came."""
    kind = fault.kind if fault else ""
    if kind.startswith("expired_token"):
        token.expires = state.clock.now() - 1
    elif kind == "revoked_grant":
        state.grants.end(token.grant)
    elif kind == "disconnected":
        state.grants.disconnect(token.grant.realm_id)
