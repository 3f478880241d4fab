# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pretend QuickBooks Online."""

from ..base import Sandbox
from ..messages import text_response
from .state import QboState


class QboSandbox(Sandbox):
    name = "QuickBooks Online"

    def empty(self):
        self.state = QboState(self.clock)

    def is_api(self, request):
        return request.path.startswith("/v3/")

    def route(self, request):
        return text_response("Nothing is here yet.", 404)
