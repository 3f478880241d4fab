# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo import fields, models


class AccountingBridgeTaxCode(models.Model):
    _inherit = "accounting.bridge.tax.code"

    qbo_rates = fields.Json(
        readonly=True,
        help="The rates that QuickBooks puts together under this code: "
        '{"sale": [[id, percent]...], "purchase": [...]}.',
    )

    def _qbo_rate_pairs(self):
        """The code's rates as documents carry them, by side.

        :return: ``{"sale": [(id, percent as Decimal)...], "purchase": [...]}``
        :rtype: dict
        """
        self.ensure_one()
        return {
            side: [(rate_id, Decimal(percent)) for rate_id, percent in pairs]
            for side, pairs in (self.qbo_rates or {}).items()
        }
