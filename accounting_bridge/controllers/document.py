# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.http import request

from ..models.accounting_bridge_document import ORDER_PATH


class DocumentController(http.Controller):
    @http.route(
        f"{ORDER_PATH}/<string:mark>", type="http", auth="user", methods=["GET"]
    )
    def open_order(self, mark, **_query):
        """Lead from a document over there back to what it was made from."""
        documents = request.env["accounting.bridge.document"]
        action = documents._action_from_mark(mark)
        if not action:
            raise request.not_found()
        return request.redirect(action)
