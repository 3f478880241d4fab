# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

from ..tools import kill_points


class AccountingBridgeAskingMixin(models.AbstractModel):
    _inherit = "accounting.bridge.asking.mixin"

    def _ask(self, *arguments, **options):
        kill_points.reach("before the call")
        try:
            return super()._ask(*arguments, **options)
        finally:
            kill_points.reach("after the call")
