# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo.fields import Command

from .common_provider import ProviderCommon

ACCOUNTS = [
    ("200", "Sales", "revenue"),
    ("300", "Purchases", "expense"),
    ("310", "Cost of goods", "expense"),
    ("600", "Inventory", "asset"),
    ("800", "Down payments", "liability"),
]
TAX_CODES = [
    ("OUT15", "15% on Income", 15, "sale", "normal"),
    ("IN15", "15% on Expenses", 15, "purchase", "normal"),
    ("OUT8", "City Sales Tax", 8.25, "sale", "normal"),
    ("ZERO", "Zero Rated", 0, "both", "zero"),
    ("NONE", "No tax", 0, "both", "none"),
]


class SetupCommon(ProviderCommon):
    """A company with products, and a connection whose directory is filled but which
    is not set up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        # sudo: only a consent connects; here none is given.
        connections = cls.env["accounting.bridge.connection"].sudo()
        cls.connection = connections.create(
            {
                "company_id": cls.company.id,
                "provider": cls._provider_code(),
                "state": "connected",
                "organization_id": "setup-organization",
                "organization_name": "Books",
                "currency_id": cls.company.currency_id.id,
                "rights": "create_draft_invoice create_draft_bill approve_invoice "
                "create_purchase_order",
                **cls._provider_values(),
            }
        ).sudo(False)
        cls.accounts = cls._make_directory(
            "accounting.bridge.ledger.account",
            [
                {
                    "remote_key": code,
                    "code": code,
                    "name": name,
                    "account_class": account_class,
                    "account_type": cls._account_type(account_class),
                    "is_selectable": True,
                }
                for code, name, account_class in ACCOUNTS
            ],
        )
        cls.tax_codes = cls._make_directory(
            "accounting.bridge.tax.code",
            [
                {
                    "remote_key": key,
                    "name": name,
                    "rate": rate,
                    "direction": direction,
                    "kind": kind,
                }
                for key, name, rate, direction, kind in TAX_CODES
            ],
        )
        # Other products of the database bear no taxes of this company, and so count
        # as untaxed: what is sold and bought here is what these tests make.
        cls.env["product.template"].search([]).write(
            {"sale_ok": False, "purchase_ok": False}
        )
        cls.tax_sale = cls.company_data["default_tax_sale"]
        cls.tax_purchase = cls.company_data["default_tax_purchase"]
        cls.env["account.fiscal.position"].search([]).active = False

    @classmethod
    def _make_directory(cls, model, values_list):
        """Directory records by their key.

        sudo: the directory is written by the bridge alone.
        """
        records = (
            cls.env[model]
            .sudo()
            .create(
                [
                    {
                        "connection_id": cls.connection.id,
                        "organization_id": cls.connection.organization_id,
                        "remote_id": f"id-{values['remote_key']}",
                        **values,
                    }
                    for values in values_list
                ]
            )
            .sudo(False)
        )
        return {record.remote_key: record for record in records}

    @classmethod
    def _make_product(cls, name, sale_taxes=(), purchase_taxes=(), **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "sale_ok": True,
                "purchase_ok": True,
                "taxes_id": [Command.set([tax.id for tax in sale_taxes])],
                "supplier_taxes_id": [Command.set([tax.id for tax in purchase_taxes])],
                **values,
            }
        )

    @classmethod
    def _make_tax(cls, name, amount, direction="sale", **values):
        return cls.env["account.tax"].create(
            {
                "name": name,
                "amount": amount,
                "type_tax_use": direction,
                "amount_type": "percent",
                **values,
            }
        )

    @classmethod
    def _make_branch(cls):
        branch = cls.env["res.company"].create(
            {
                "name": "Branch",
                "parent_id": cls.company.id,
                "country_id": cls.company.account_fiscal_country_id.id,
            }
        )
        cls.env.user.company_ids += branch
        return branch

    @classmethod
    def _make_fiscal_position(cls, name, replacements):
        """A fiscal position that replaces taxes, by pairs of old and new."""
        position = cls.env["account.fiscal.position"].create({"name": name})
        for old_tax, new_tax in replacements:
            new_tax.fiscal_position_ids = [Command.link(position.id)]
            new_tax.original_tax_ids = [Command.link(old_tax.id)]
        return position
