# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The page on which a person allows an app to use organizations."""

from html import escape
from urllib.parse import urlencode

from ...page import page
from .scopes import split_scope

MEANINGS = {
    "offline_access": "Stay connected when you are away",
    "openid": "Know who you are",
    "profile": "See your name",
    "email": "See your e-mail address",
    "accounting.contacts": "Read and write contacts",
    "accounting.contacts.read": "Read contacts",
    "accounting.invoices": "Read and write invoices, bills and purchase orders",
    "accounting.invoices.read": "Read invoices, bills and purchase orders",
    "accounting.payments": "Read and write payments",
    "accounting.settings": "Read and write organisation settings",
    "accounting.settings.read": "Read accounts, tax rates and settings",
    "accounting.attachments": "Read and write files",
}


def consent_page(state, asked, user, connected, message):
    scopes = "".join(
        f"<li>{escape(MEANINGS.get(scope, scope))}</li>"
        for scope in split_scope(asked["scope"])
    )
    warning = f"<p class='error'>{escape(message)}</p>" if message else ""
    content = f"""
<div class="card narrow">
<h2>Allow access?</h2>
<p>The app <b>{escape(asked["client_id"])}</b> asks to:</p>
<ul>{scopes}</ul>
{_user_links(state, asked, user)}
{warning}
<form method="post">
<input type="hidden" name="user" value="{user.key}">
{_picker(state, user, connected)}
<p>
<button class="primary" name="answer" value="allow">Allow access</button>
<button name="answer" value="deny">Cancel</button>
</p>
</form>
<p class="muted">You return to {escape(asked["redirect_uri"])}</p>
</div>"""
    return page("Allow access", content, "Xero sandbox")


def _user_links(state, asked, current):
    links = []
    for user in state.users.values():
        if user is current:
            links.append(f"<b>{escape(user.name)}</b>")
            continue
        query = urlencode({**asked, "sandbox_user": user.key})
        links.append(f"<a href='?{escape(query)}'>{escape(user.name)}</a>")
    return f"<p>Signed in as: {' · '.join(links)}</p>"


def _picker(state, user, connected):
    if not user.may_connect:
        return "<p class='error'>You may connect no organisation.</p>"
    boxes = []
    for organization in state.organizations.values():
        note = " <span class='muted'>(connected)</span>"
        boxes.append(
            "<label><input type='checkbox' name='tenant' "
            f"value='{organization.tenant_id}'> {escape(organization.name)}"
            f"{note if organization.tenant_id in connected else ''}</label>"
        )
    return "<h3>Organisations</h3>" + "".join(boxes)


def refusal_page(code, explanation):
    content = f"""
<div class="card narrow"><h2>Sorry, something went wrong</h2>
<p class="error">Error: {escape(code)}</p><p>{escape(explanation)}</p></div>"""
    return page("Error", content, "Xero sandbox")
