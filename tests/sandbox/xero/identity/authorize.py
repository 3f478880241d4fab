# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The consent: who signs in, what is asked, what the answer is."""

from ...messages import html_response
from ...oauth import back_to_app
from .consent_page import consent_page, refusal_page
from .scopes import KNOWN_SCOPES, split_scope


def authorize(state, request):
    """GET shows the page or, when told to, answers by itself; POST is a press."""
    asked = request.query
    refusal = _refusal(state, asked)
    if refusal:
        return html_response(refusal_page(*refusal), 400)
    if request.method == "POST":
        return _answer_of_person(state, asked, request.form_lists)
    answer = asked.get("sandbox_auto") or state.consent.answer
    user = state.users[asked.get("sandbox_user") or state.consent.user]
    if answer == "deny":
        return _denied(asked)
    if answer == "allow":
        return _allowed(state, asked, user, _preset_tenants(state))
    return _show(state, asked, user)


def _refusal(state, asked):
    """The OAuth error and its explanation, or None."""
    if not asked.get("client_id") or not state.apps.is_known(asked["client_id"]):
        return "unauthorized_client", "Unknown client or client not enabled"
    address = asked.get("redirect_uri", "")
    if not state.apps.redirect_is_legal(asked["client_id"], address):
        return "invalid_request", "Invalid redirect_uri"
    if asked.get("response_type") != "code":
        return "unsupported_response_type", "response_type must be code"
    if not asked.get("state"):
        return "invalid_request", "state is missing"
    unknown = set(split_scope(asked.get("scope", ""))) - KNOWN_SCOPES
    if unknown or not asked.get("scope"):
        return "invalid_scope", "Invalid scope for client: " + " ".join(unknown)
    if asked.get("code_challenge") and asked.get("code_challenge_method") != "S256":
        return "invalid_request", "Transform algorithm not supported"
    return None


def _preset_tenants(state):
    keys = state.consent.tenants
    if not keys:
        return list(state.organizations)[:1]
    return [state.find_organization(key).tenant_id for key in keys]


def _answer_of_person(state, asked, form):
    user = state.users[form["user"][0]]
    if form["answer"][0] != "allow":
        return _denied(asked)
    tenants = [
        tenant for tenant in form.get("tenant", []) if tenant in state.organizations
    ]
    if user.may_connect and not tenants:
        return _show(state, asked, user, "Tick at least one organisation.")
    return _allowed(state, asked, user, tenants)


def _show(state, asked, user, message=""):
    connected = {
        connection.tenant_id
        for connection in state.grants.connections_of(asked["client_id"], user.user_id)
    }
    return html_response(consent_page(state, asked, user, connected, message))


def _allowed(state, asked, user, tenants):
    if not user.may_connect:
        tenants = []
    scope = state.consent.scope_granted
    granted = split_scope(asked["scope"] if scope is None else scope)
    code = state.grants.consent(user, asked, tenants, granted)
    return back_to_app(asked, {"code": code, "scope": " ".join(granted)})


def _denied(asked):
    return back_to_app(asked, {"error": "access_denied"})
