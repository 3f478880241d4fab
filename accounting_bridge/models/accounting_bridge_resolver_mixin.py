# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import time

from odoo import api, models

from ..const import LEAST_CALL_TIME
from ..exceptions import TryAgain


class AccountingBridgeResolverMixin(models.AbstractModel):
    """What those have in common that find records of the directory, or make them over
    there, in a time that somebody set."""

    _name = "accounting.bridge.resolver.mixin"
    _description = "Resolution in the directory"

    @api.model
    def _time_left(self, deadline):
        """
        :param float deadline: of ``time.monotonic()``
        :raise TryAgain: when what is left is too short for a call
        :return: seconds
        :rtype: float
        """
        left = deadline - time.monotonic()
        if left < LEAST_CALL_TIME:
            raise TryAgain(
                self.env._("Looking for contacts and items took too long."),
                delay=1,
                whole_connection=False,
            )
        return left
