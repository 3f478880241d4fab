# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a browser sees, and what its buttons do."""

from ...control import Refusal
from ...messages import html_response, redirect
from ...page import message, page
from .. import person
from ..identity.consent_page import PRODUCT
from .addresses import address_of, record_of
from .overview import overview
from .record import record_page


def answer_page(state, request):
    if request.path == "/":
        return html_response(page("What arrived", overview(state), PRODUCT))
    found = record_of(state, request)
    if not found:
        text = "We can't find the record that you are looking for."
        return html_response(message("Not found", text, PRODUCT), 404)
    if request.method == "POST":
        return _press(*found, request.form.get("action", ""))
    title, content = record_page(*found)
    return html_response(page(title, content, PRODUCT))


def _press(company, entity, record_id, action):
    if action not in person.ACTIONS:
        return html_response(message("Refused", "No such button.", PRODUCT), 400)
    try:
        person.act(company, entity, record_id, action)
    except Refusal as refusal:
        text = str(refusal)
        return html_response(message("Refused", text, PRODUCT, is_error=True), 400)
    is_left = company.store.get(entity, record_id)
    return redirect(address_of(company, entity, record_id) if is_left else "/")
