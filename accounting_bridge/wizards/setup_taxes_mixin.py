# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools.tax_sets import tax_ids_of, tax_key

#: Kinds of tax code from which a tax can be made in Odoo. The others need a
#: distribution that an accountant decides on.
CREATABLE_KINDS = ("normal", "zero", "exempt", "out_of_scope")


class AccountingBridgeSetupTaxesMixin(models.AbstractModel):
    """The third step of the setup: the tax code that stands for each set of taxes."""

    _name = "accounting.bridge.setup.taxes.mixin"
    _description = "Setup of taxes"

    def _directions(self):
        """The directions in which documents travel: ``sale``, ``purchase``."""
        directions = [("sale", self.sync_sales), ("purchase", self.sync_purchases)]
        return [direction for direction, is_synced in directions if is_synced]

    def _tax_directions(self):
        """The directions in which each line needs a tax code."""
        connection = self.connection_id
        return [
            direction
            for direction in self._directions()
            if connection._provider()._uses_tax_codes(connection, direction)
        ]

    def _account_of(self, direction):
        return self[f"{direction}_account_id"]

    def _missing_for_taxes(self):
        count = len(self.tax_line_ids.filtered(lambda line: not line.tax_code_id))
        if count == 1:
            return self.env._("One row has no tax code yet.")
        if count:
            return self.env._("%s rows have no tax code yet.", count)
        return False

    def _refresh_tax_lines(self):
        """Look for tax sets again. What was chosen in this dialog is kept."""
        chosen_codes = {
            (line.direction, line.tax_key): line.tax_code_id
            for line in self.tax_line_ids
        }
        rows = []
        for direction in self._tax_directions():
            rows += self._tax_rows(direction, chosen_codes)
        self.tax_line_ids = [Command.clear()] + [Command.create(row) for row in rows]

    def _tax_rows(self, direction, chosen_codes):
        finder = self.env["accounting.bridge.tax.set"]
        found = finder._find(self.connection_id, direction)
        rows = [
            self._tax_row(direction, key, found[key].taxes, chosen_codes)
            | {"found_in": finder._where_found(found[key])}
            for key in found
        ]
        for key in self._keys_not_in_use(direction, found):
            # sudo: as in the rows of the taxes found.
            taxes = self.env["account.tax"].sudo().browse(tax_ids_of(key)).exists()
            if tax_key(taxes.ids) == key:
                rows.append(
                    self._tax_row(direction, key, taxes, chosen_codes)
                    | {"found_in": self.env._("Mapped, not in use now")}
                )
        return rows

    def _keys_not_in_use(self, direction, found):
        """The tax sets mapped earlier, or here, which were not found."""
        mappings = self.connection_id.tax_mapping_ids.filtered(
            lambda mapping: mapping.direction == direction and mapping.tax_code_id
        )
        return [
            mapping.tax_key or ""
            for mapping in mappings
            if (mapping.tax_key or "") not in found
        ]

    def _tax_row(self, direction, key, taxes, chosen_codes):
        """The values of a row: the code chosen in this dialog, else the one that is
        mapped, else the one proposed."""
        connection = self.connection_id
        mapped_code = connection._tax_code_for(direction, taxes)
        proposed_code, reason = self.env["accounting.bridge.tax.set"]._propose(
            connection, direction, taxes, self._account_of(direction).account_class
        )
        chosen_code = chosen_codes.get((direction, key))
        code = chosen_code or mapped_code or proposed_code
        return {
            "direction": direction,
            "tax_key": key,
            "tax_names": " + ".join(taxes.mapped("name")) or self.env._("No tax"),
            "mapped_code_id": mapped_code.id,
            "proposed_code_id": proposed_code.id,
            "proposal_reason": reason,
            "tax_code_id": code.id,
        }

    def _keep_taxes(self):
        # sudo: taxes of a branch are mapped also by those who don't work in it. Only
        # administrators have access to this dialog.
        connection = self.connection_id.sudo()
        for line in self.tax_line_ids:
            line._check_tax_code()
            connection._map_taxes(line.direction, line._taxes(), line.tax_code_id)

    # === TAXES MADE HERE === #

    def _codes_without_tax(self):
        """The tax codes for which Odoo has no tax: neither mapped to one in this
        dialog, nor with a tax of the same rate in a direction they serve."""
        codes = self.env["accounting.bridge.tax.code"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("kind", "in", CREATABLE_KINDS),
            ]
        )
        rates = {
            direction: self._rates_of_taxes(direction)
            for direction in self._tax_directions()
        }
        return (codes - self.tax_line_ids.tax_code_id).filtered(
            lambda code: any(
                round(code.rate, 4) not in rates[direction]
                for direction in self._directions_of(code)
            )
        )

    def _rates_of_taxes(self, direction):
        taxes = self.env["account.tax"].search(
            [
                *self.env["account.tax"]._check_company_domain(
                    self.connection_id.company_id
                ),
                ("type_tax_use", "=", direction),
                ("amount_type", "=", "percent"),
            ]
        )
        return {round(tax.amount, 4) for tax in taxes}

    def _directions_of(self, code):
        return [
            direction
            for direction in self._tax_directions()
            if code.direction in (direction, "both")
        ]

    def _create_tax(self, code, direction):
        """A tax in Odoo with the rate and name of a tax code."""
        if not self.can_create_tax:
            raise AccessError(
                self.env._(
                    "Taxes are made by accounting administrators. Ask one of them to "
                    "make the tax “%s”, then come back here.",
                    code.name,
                )
            )
        company = self.connection_id.company_id
        Tax = self.env["account.tax"].with_company(company)
        values = {
            "name": self._free_tax_name(code, direction),
            "type_tax_use": direction,
            "amount_type": "percent",
            "amount": code.rate,
            "company_id": company.id,
        }
        if not Tax.new(values).tax_group_id:
            raise UserError(
                self.env._(
                    "%s has no tax groups yet. Choose its fiscal localization in the "
                    "settings of Invoicing first.",
                    company.name,
                )
            )
        return Tax.create(values)

    def _free_tax_name(self, code, direction):
        """The code's name, or that with the provider's where a tax has it already."""
        is_taken = self.env["account.tax"].search_count(
            [
                ("name", "=", code.name),
                ("type_tax_use", "=", direction),
                ("company_id", "=", self.connection_id.company_id.id),
            ],
            limit=1,
        )
        return f"{code.name} ({self.provider_name})" if is_taken else code.name
