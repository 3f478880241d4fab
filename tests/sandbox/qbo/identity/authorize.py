# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The consent: what is asked, which company is chosen, what the answer is."""

from urllib.parse import urlsplit

from ...messages import html_response
from ...oauth import back_to_app
from .consent_page import consent_page, refusal_page
from .scopes import KNOWN_SCOPES


def authorize(state, request):
    """GET shows the page or, when told to, answers by itself; POST is a press."""
    asked = request.query
    refusal = _refusal(state, asked)
    if refusal:
        return html_response(refusal_page(refusal), 400)
    if request.method == "POST":
        return _answer(state, asked, request.form)
    answer = asked.get("sandbox_auto") or state.consent.answer
    if answer == "ask":
        return html_response(consent_page(state, asked))
    company = asked.get("sandbox_company") or state.consent.company
    return _answer(state, asked, {"answer": answer, "company": company})


def _refusal(state, asked):
    """Why the page is not shown, or None."""
    client_id, address = asked.get("client_id"), asked.get("redirect_uri", "")
    if not client_id or not state.apps.is_known(client_id):
        return "The client id is not known."
    if urlsplit(address).query or not state.apps.redirect_is_legal(client_id, address):
        return "The redirect_uri query parameter value is invalid."
    if asked.get("response_type") != "code":
        return "The response_type query parameter value is invalid."
    if not asked.get("state"):
        return "The state query parameter is missing."
    scopes = asked.get("scope", "").split()
    if not scopes or set(scopes) - KNOWN_SCOPES:
        return "Invalid permissions requested: the scope is unknown or missing."
    return None


def _answer(state, asked, form):
    if form.get("answer") != "allow":
        return back_to_app(asked, {"error": "access_denied"})
    company = state.find_company(form["company"])
    scope = asked["scope"].split()
    code = state.grants.consent(asked, company.realm_id, scope)
    return back_to_app(asked, {"code": code, "realmId": company.realm_id})
