# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The token endpoint and the revocation endpoint."""

from ...jwt import make_token
from ...messages import Response, json_response
from ...oauth import IdentityError, basic_pair
from .discovery import ISSUER, USER

#: A caller that sends it learns when the refresh token dies for good.
HARD_LIFE_HEADER = "x-include-refresh-token-hard-expires-in"


def token(state, request):
    try:
        client_id = _genuine_client(state, request)
        return json_response(_grant(state, request, client_id))
    except IdentityError as error:
        return _refusal(error)


def revocation(state, request):
    """The token comes as JSON, not as a form."""
    try:
        client_id = _genuine_client(state, request)
        if not state.grants.revoke(client_id, _token_of(request)):
            raise IdentityError("invalid_request")
    except IdentityError as error:
        return _refusal(error)
    return Response(200)


def _grant(state, request, client_id):
    form = request.form
    kind = form.get("grant_type")
    if kind == "authorization_code":
        code = form.get("code", "")
        found = state.grants.exchange(client_id, code, form.get("redirect_uri"))
        return _answer(state, request, found.grant, _id_token(state, found))
    if kind == "refresh_token":
        grant = state.grants.refresh(client_id, form.get("refresh_token", ""))
        return _answer(state, request, grant)
    raise IdentityError("unsupported_grant_type")


def _genuine_client(state, request):
    """The client id, proven by its secret in a Basic header."""
    client_id, secret = basic_pair(request) or (None, None)
    if not state.apps.is_genuine(client_id, secret):
        raise IdentityError("invalid_client", status=401)
    return client_id


def _token_of(request):
    try:
        return str(request.json()["token"])
    except (ValueError, LookupError, TypeError) as error:
        raise IdentityError("invalid_request") from error


def _answer(state, request, grant, id_token=None):
    now = state.clock.now()
    answer = {
        "token_type": "bearer",
        "access_token": state.grants.issue_access_token(grant),
        "expires_in": state.settings.access_token_seconds,
        "refresh_token": grant.refresh_token,
        "x_refresh_token_expires_in": round(grant.refresh_expires - now),
    }
    if request.headers.get(HARD_LIFE_HEADER, "").lower() == "true":
        dies = grant.begun + state.settings.refresh_token_hard_seconds
        answer["x_refresh_token_hard_expires_in"] = round(dies - now)
    if id_token:
        answer["id_token"] = id_token
    return answer


def _id_token(state, code):
    if "openid" not in code.grant.scope:
        return None
    now = int(state.clock.now())
    claims = {
        "sub": USER["sub"],
        "aud": [code.grant.client_id],
        "realmid": code.grant.realm_id,
        "auth_time": now,
        "iss": ISSUER,
        "exp": now + state.settings.access_token_seconds,
        "iat": now,
    }
    if code.nonce:
        claims["nonce"] = code.nonce
    return make_token(claims)


def _refusal(error):
    body = {"error": error.code}
    if error.description:
        body["error_description"] = error.description
    return json_response(body, error.status)
