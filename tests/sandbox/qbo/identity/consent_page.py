# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The page on which a person chooses the company that an app may use."""

from html import escape

from ...page import page
from .scopes import ACCOUNTING

PRODUCT = "QuickBooks sandbox"
MEANINGS = {
    ACCOUNTING: "Read and write the company's accounting data",
    "openid": "Know who you are",
    "profile": "See your name",
    "email": "See your e-mail address",
}


def consent_page(state, asked):
    scopes = "".join(
        f"<li>{escape(MEANINGS.get(scope, scope))}</li>"
        for scope in asked["scope"].split()
    )
    content = f"""
<div class="card narrow">
<h2>Connect your company</h2>
<p>The app <b>{escape(asked["client_id"])}</b> asks to:</p>
<ul>{scopes}</ul>
<form method="post">
<h3>Company</h3>
{_picker(state)}
<p>
<button class="primary" name="answer" value="allow">Connect</button>
<button name="answer" value="deny">Cancel</button>
</p>
</form>
<p class="muted">You return to {escape(asked["redirect_uri"])}</p>
</div>"""
    return page("Connect your company", content, PRODUCT)


def _picker(state):
    chosen = state.find_company(state.consent.company)
    return "".join(
        f"<label><input type='radio' name='company' value='{company.realm_id}'"
        f"{' checked' if company is chosen else ''}> {escape(company.name)} "
        f"<span class='muted'>{company.home_currency}</span></label>"
        for company in state.companies.values()
    )


def refusal_page(explanation):
    content = f"""
<div class="card narrow"><h2>Sorry, but something went wrong</h2>
<p class="error">{escape(explanation)}</p></div>"""
    return page("Error", content, PRODUCT)
