# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which page stands at which address.

Xero's own deep links lead to the same pages as the sandbox's /go/Kind/id.
"""

import re

from ...control import Refusal
from ...messages import html_response, redirect
from ...page import message, page
from .. import person
from .document import contact_page, document_page
from .overview import overview

PRODUCT = "Xero sandbox"
NOTHING = "Nothing is here."
#: Path of a deep link -> the kind of record whose id it holds.
_DEEP_LINKS = (
    (re.compile(r"/app/[^/]+/invoicing/(?:view|edit)/([^/?]+)", re.I), "Invoices"),
    (re.compile(r"/app/[^/]+/contacts/contact/([^/?]+)", re.I), "Contacts"),
    (
        re.compile(r"/Accounts(?:Receivable|Payable)/.*[?&]InvoiceID=([^&]+)", re.I),
        "Invoices",
    ),
    (
        re.compile(r"/Accounts(?:Receivable|Payable)/.*CreditNoteID=([^&]+)", re.I),
        "CreditNotes",
    ),
    (
        re.compile(r"/Accounts/Payable/PurchaseOrders/\w+/([^/?]+)", re.I),
        "PurchaseOrders",
    ),
)
_OWN_LINK = re.compile(r"/go/(Invoices|PurchaseOrders|CreditNotes|Contacts)/([^/?]+)")
_LOGIN = "/organisationlogin/default.aspx"


def answer_page(state, request):
    if request.path == "/":
        return html_response(page("What arrived", overview(state), PRODUCT))
    kind, record_id = _record_of(request)
    organization = _holder(state, kind, record_id)
    if not organization:
        return html_response(message("Not found", NOTHING, PRODUCT), 404)
    if request.method == "POST":
        return _press(state, organization, kind, record_id, request.form)
    show = contact_page if kind == "Contacts" else document_page
    title, content = show(state, organization, kind, record_id)
    return html_response(page(title, content, PRODUCT))


def _record_of(request):
    """The kind and the id that an address stands for."""
    if match := _OWN_LINK.fullmatch(request.path):
        return match[1], match[2].lower()
    target = request.target
    if request.path.lower() == _LOGIN:
        target = request.query.get("redirecturl", "")
    for pattern, kind in _DEEP_LINKS:
        if match := pattern.match(target):
            return kind, match[1].lower()
    return "", ""


def _holder(state, kind, record_id):
    for organization in state.organizations.values():
        if kind and organization.store.get(kind, record_id):
            return organization
    return None


def _press(state, organization, kind, record_id, form):
    try:
        person.act(state, organization, kind, record_id, form["action"])
    except Refusal as refusal:
        refused = message("Refused", str(refusal), PRODUCT, is_error=True)
        return html_response(refused, 400)
    return redirect(f"/go/{kind}/{record_id}")
