# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The documents that name the endpoints, the keys and the user."""

from ...jwt import KEY_ID
from ...messages import json_response
from .scopes import KNOWN_SCOPES

ISSUER = "https://oauth.platform.intuit.com/op/v1"
USER = {
    "sub": "2f0b6a3e-7c35-4f6f-9d0e-0c9f3f5f8f11",
    "email": "quinn@example.com",
    "emailVerified": True,
    "givenName": "Quinn",
    "familyName": "Quick",
}


def discovery(state, request):
    """The OpenID document; every address is on this origin."""
    origin = "http://" + request.headers.get("Host", "")
    return json_response(
        {
            "issuer": ISSUER,
            "authorization_endpoint": f"{origin}/connect/oauth2",
            "token_endpoint": f"{origin}/oauth2/v1/tokens/bearer",
            "revocation_endpoint": f"{origin}/v2/oauth2/tokens/revoke",
            "userinfo_endpoint": f"{origin}/v1/openid_connect/userinfo",
            "jwks_uri": f"{origin}/op/v1/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": sorted(KNOWN_SCOPES),
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }
    )


def keys(state, request):
    """A key that fits no token: the signature of an id token here is noise."""
    key = {"kty": "RSA", "kid": KEY_ID, "use": "sig", "alg": "RS256", "e": "AQAB"}
    return json_response({"keys": [{**key, "n": "_" * 342 + "w"}]})


def user_info(state, request):
    """Who gave the consent: a fixed person, without a company."""
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    token = state.grants.access_tokens.get(text)
    is_good = token and token.grant.is_alive and token.expires > state.clock.now()
    if kind.lower() != "bearer" or not is_good:
        return json_response({"error": "invalid_token"}, 401)
    if "openid" not in token.grant.scope:
        return json_response({"error": "insufficient_scope"}, 403)
    return json_response(USER)
