# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import api, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    @api.model
    def _bridge_of_line(self, line):
        """The category that may decide on a line's ledger account. Down payments and
        lines without a product take the single account.

        :param line: of an order or of a document
        :rtype: product.category
        """
        return self.browse() if line.is_downpayment else line.product_id.categ_id

    def _bridge_lineage(self):
        """Ids of this category and of those above it, itself first.

        :rtype: list[int]
        """
        self.ensure_one()
        return [int(part) for part in reversed(self.parent_path.split("/")) if part]
