# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The token endpoint and the revocation endpoint."""

import base64
import hashlib

from ...messages import Response, json_response
from ...oauth import IdentityError, basic_pair


def token(state, request):
    try:
        form = request.form
        if not form:
            raise IdentityError("invalid_request")
        client_id = _genuine_client(state, request, form)
        kind = form.get("grant_type")
        if kind == "authorization_code":
            return json_response(_exchange(state, client_id, form))
        if kind == "refresh_token":
            answer = state.grants.refresh(client_id, form.get("refresh_token", ""))
            return json_response(answer)
        raise IdentityError("unsupported_grant_type")
    except IdentityError as error:
        return json_response({"error": error.code}, 400)


def revocation(state, request):
    try:
        form = request.form
        client_id = _genuine_client(state, request, form)
    except IdentityError as error:
        return json_response({"error": error.code}, 400)
    state.grants.revoke(client_id, form.get("token", ""))
    return Response(200)


def _genuine_client(state, request, form):
    """The client id, proven by its secret in a Basic header or in the body."""
    in_body = (form.get("client_id"), form.get("client_secret"))
    client_id, secret = basic_pair(request) or in_body
    if not client_id:
        raise IdentityError("invalid_request")
    if not state.apps.is_genuine(client_id, secret):
        raise IdentityError("invalid_client")
    return client_id


def _exchange(state, client_id, form):
    code = state.grants.take_code(form.get("code", ""))
    if code.client_id != client_id:
        raise IdentityError("invalid_grant")
    if code.redirect_uri != form.get("redirect_uri"):
        raise IdentityError("invalid_grant")
    if code.challenge and code.challenge != _challenge(form.get("code_verifier", "")):
        raise IdentityError("invalid_grant")
    return state.grants.start_grant(code)


def _challenge(verifier):
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
