# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models

#: Names what of the limits on calls is kept to: ``all`` or ``none``. Empty: calls under
#: way at once are, those of a minute are not, since the sandboxes' are lifted as well.
PARAMETER = "test_accounting_bridge.limits"


class AccountingBridgeConnection(models.Model):
    _inherit = "accounting.bridge.connection"

    def _minute_limits(self):
        return super()._minute_limits() if self._kept_limits() == "all" else []

    def _most_calls_at_once(self):
        return None if self._kept_limits() == "none" else super()._most_calls_at_once()

    def _kept_limits(self):
        # sudo: whoever presses, the test has decided.
        return self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
