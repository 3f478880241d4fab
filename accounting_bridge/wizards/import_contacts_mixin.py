# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import fields, models

from ..const import IMPORT_ROLES, IMPORT_SHARING, ON_EXISTING


class AccountingBridgeImportContactsMixin(models.AbstractModel):
    """What an import of contacts asks for: in its own dialog and in the setup."""

    _name = "accounting.bridge.import.contacts.mixin"
    _description = "Options of an import of contacts"

    import_roles = fields.Selection(
        IMPORT_ROLES,
        "Import",
        default="both",
        required=True,
    )
    import_on_existing = fields.Selection(
        ON_EXISTING,
        "Partners that exist",
        default="complete",
        required=True,
    )
    import_sharing = fields.Selection(
        IMPORT_SHARING,
        "New partners",
        default="all",
        required=True,
        help="Whose they are: partners that are shared are seen in every company.",
    )

    def _begin_import(self):
        """:raise AccessError: when the user may not import
        :return: the run
        """
        runs = self.env["accounting.bridge.contact.run"]
        self.connection_id.check_access("write")
        self.env["res.partner"].check_access("create")
        self.env["res.partner"].check_access("write")
        return runs._begin(
            self.connection_id,
            "import",
            roles=self.import_roles,
            on_existing=self.import_on_existing,
            sharing=self.import_sharing,
        )
