# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import http
from odoo.http import request

from ..models.accounting_bridge_connection import RETURN_PATH


class ConsentController(http.Controller):
    @http.route(RETURN_PATH, type="http", auth="user", methods=["GET"], readonly=False)
    def consent_return(self, **query):
        """Where the provider sends the administrator's browser back to."""
        request.env["accounting.bridge.consent"]._finish(query)
        return request.redirect("/odoo/accounting-consent")
