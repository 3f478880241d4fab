# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from decimal import Decimal

from odoo import fields
from odoo.fields import Command

from odoo.addons.accounting_bridge.tools.payloads import RemoteDocument
from odoo.addons.mail.tests.common import mail_new_test_user

from .common_provider import ProviderCommon

ACCOUNTS = {
    "sale": ("200", "revenue"),
    "purchase": ("300", "expense"),
    "down_payment": ("800", "liability"),
    "inventory": ("600", "asset"),
    "cost_of_goods": ("310", "expense"),
}


class OrdersCommon(ProviderCommon):
    """Orders of a company with a connection that is set up. No call is made: what
    comes back from over there is handed to the documents as a provider would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.connection = cls._make_connection(cls.company)
        cls.tax_15 = cls.company_data["default_tax_sale"]
        cls.purchase_tax_15 = cls.company_data["default_tax_purchase"]
        cls.product = cls._make_product("Desk")
        cls.delivered_product = cls._make_product(
            "Chair", invoice_policy="delivery", purchase_method="receive"
        )
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})
        cls.supplier = cls.env["res.partner"].create({"name": "Supplier"})
        # Internal users without any right of the bridge.
        cls.salesperson = cls._make_user(
            "bridge_sales", "sales_team.group_sale_salesman_all_leads"
        )
        cls.buyer = cls._make_user("bridge_buyer", "purchase.group_purchase_user")

    # === RECORDS === #

    @classmethod
    def _make_user(cls, login, groups):
        return mail_new_test_user(
            cls.env,
            login=login,
            groups=f"base.group_user,{groups}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _make_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": 100.0,
                "standard_price": 60.0,
                "invoice_policy": "order",
                "purchase_method": "purchase",
                "taxes_id": [Command.set(cls.tax_sale_a.ids)],
                "supplier_taxes_id": [Command.set(cls.tax_purchase_a.ids)],
                **values,
            }
        )

    @classmethod
    def _make_connection(cls, company, **values):
        # sudo: only a consent connects; here none is given.
        connections = cls.env["accounting.bridge.connection"].sudo()
        connection = connections.create(
            {
                "company_id": company.id,
                "provider": cls._provider_code(),
                "state": "connected",
                "organization_id": f"organization-{company.id}",
                "organization_name": "Books",
                "currency_id": company.currency_id.id,
                "currency_ids": [Command.set(company.currency_id.ids)],
                "is_set_up": True,
                "rights": "create_draft_invoice create_draft_bill approve_invoice "
                "approve_bill",
                **cls._provider_values(),
                **values,
            }
        ).sudo(False)
        connection._make_cron()
        for purpose, (code, account_class) in ACCOUNTS.items():
            connection._map_account(
                purpose, cls._make_account(connection, code, account_class)
            )
        cls.tax_code = cls._make_tax_code(connection, "T15", 15)
        cls.no_tax_code = cls._make_tax_code(connection, "NONE", 0)
        for direction in ("sale", "purchase"):
            connection._map_taxes(direction, cls.env["account.tax"], cls.no_tax_code)
        cls._map_taxes(connection, cls.company_data["default_tax_sale"])
        cls._map_taxes(connection, cls.company_data["default_tax_purchase"])
        return connection

    @classmethod
    def _make_account(cls, connection, code, account_class):
        # sudo: the directory is written by the bridge alone.
        return (
            cls.env["accounting.bridge.ledger.account"]
            .sudo()
            .create(
                {
                    "connection_id": connection.id,
                    "remote_id": f"account-{code}",
                    "remote_key": code,
                    "code": code,
                    "name": f"Account {code}",
                    "account_class": account_class,
                    "account_type": cls._account_type(account_class),
                    "is_selectable": True,
                }
            )
        )

    @classmethod
    def _make_tax_code(cls, connection, key, rate):
        # sudo: the directory is written by the bridge alone.
        return (
            cls.env["accounting.bridge.tax.code"]
            .sudo()
            .create(
                {
                    "connection_id": connection.id,
                    "remote_id": f"tax-{key}",
                    "remote_key": key,
                    "name": f"Tax {key}",
                    "rate": rate,
                    "direction": "both",
                }
            )
        )

    @classmethod
    def _map_taxes(cls, connection, taxes):
        """Map a set of taxes of one line."""
        connection._map_taxes(taxes[0].type_tax_use, taxes, cls.tax_code)

    @classmethod
    def _make_tax(cls, amount, **values):
        tax = cls.env["account.tax"].create(
            {
                "name": f"Tax {amount} {sorted(values.values(), key=str)}",
                "amount": amount,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                **values,
            }
        )
        cls._map_taxes(cls.connection, tax)
        return tax

    @classmethod
    def _sale_order(cls, *lines, **values):
        """A confirmed sale order.

        :param lines: values of order lines; by default a Desk
        """
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, **line})
                    for line in lines or [{}]
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    @classmethod
    def _purchase_order(cls, *lines, **values):
        """A confirmed purchase order.

        :param lines: values of order lines; by default a Desk
        """
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.supplier.id,
                "partner_ref": "BILL-1",
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "product_qty": 1,
                            "price_unit": 60.0,
                            **line,
                        }
                    )
                    for line in lines or [{}]
                ],
                **values,
            }
        )
        order.button_confirm()
        return order

    # === STEPS === #

    def _create_document(self, order, quantities=None, **values):
        """Press on an order.

        :param dict quantities: by order line; the others are not ticked
        """
        connection = order.company_id._accounting_bridge_connection()
        lines = order._bridge_prepare_lines(connection)
        if quantities is not None:
            lines = [
                {**line, "quantity": quantities[order._bridge_line_of(line)]}
                for line in lines
                if order._bridge_line_of(line) in quantities
            ]
        allow_more = values.pop("allow_more", False)
        header = {**order._bridge_document_values(connection), **values}
        return order._bridge_create_document(header, lines, allow_more=allow_more)

    def _arrive(self, document, remote_state="approved", paid=0):
        """The provider's answer: the document stands over there."""
        self.env["accounting.bridge.sender"]._arrived(
            document.sudo(), self._remote(document, remote_state, paid), ()
        )
        document._refresh_orders()

    def _refresh(self, document, remote_state, paid=0):
        """What a refresh finds of a document."""
        document.sudo()._keep_remote(self._remote(document, remote_state, paid))
        document._refresh_orders()

    def _remote(self, document, remote_state, paid):
        total = Decimal(str(document.amount_total))
        return RemoteDocument(
            remote_id=f"remote-{document.id}",
            document_type=document.document_type,
            number=document.number or f"INV-{document.id}",
            state=remote_state,
            contact="",
            currency=document.currency_id.name,
            subtotal=Decimal(str(document.amount_untaxed)),
            tax=Decimal(str(document.amount_tax)),
            total=total,
            amount_due=total - paid,
            amount_paid=Decimal(paid),
            mark=document.mark or "",
        )

    def _receive(self, line, quantity):
        """Receive or deliver by hand."""
        name = "qty_delivered" if line._name == "sale.order.line" else "qty_received"
        line[name] = quantity

    @classmethod
    def _today(cls):
        return fields.Date.context_today(cls.env.user)
