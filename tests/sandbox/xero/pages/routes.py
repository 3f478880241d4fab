# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which page stands at which address."""

from ...messages import html_response
from ...page import page
from .overview import overview

PRODUCT = "Xero sandbox"


def answer_page(state, request):
    if request.path == "/":
        return html_response(page("What arrived", overview(state), PRODUCT))
    content = "<div class='card'><h2>Nothing is here</h2></div>"
    return html_response(page("Not found", content, PRODUCT), 404)
