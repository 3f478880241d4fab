# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from urllib.parse import urlsplit

import requests

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

LOGIN = "bridge_administrator"


class BooksCase(AccountTestInvoicingCommon, HttpCase):
    """A company in USD, a provider's sandbox over real HTTP, and an administrator of
    the bridge who is logged in over real HTTP as well."""

    #: How to speak to the sandbox.
    books_class = None

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.quick_ref("accounting_bridge.group_manager")
            | cls.quick_ref("sales_team.group_sale_manager")
        )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sandbox = cls.enterClassContext(cls.books_class.sandbox_class())
        cls.books = cls.books_class(cls.sandbox)
        cls.company = cls.company_data["company"]
        # A service that is invoiced and billed as ordered.
        cls.service = cls.env["product.product"].create(
            {
                "name": "Consulting",
                "type": "service",
                "invoice_policy": "order",
                "purchase_method": "purchase",
                "taxes_id": [Command.set(cls.company_data["default_tax_sale"].ids)],
                "supplier_taxes_id": [
                    Command.set(cls.company_data["default_tax_purchase"].ids)
                ],
            }
        )
        cls.administrator = cls.new_user(
            LOGIN,
            "accounting_bridge.group_manager,sales_team.group_sale_manager,"
            "purchase.group_purchase_manager,account.group_account_manager",
            name="Alex Administrator",
        )
        cls.env["ir.config_parameter"].sudo().set_param(
            cls.books.BASE_URL_PARAMETER, cls.sandbox.url
        )

    def setUp(self):
        super().setUp()
        self.books.prepare()
        # Providers take http://localhost as a redirect address, not 127.0.0.1.
        localhost = self.base_url().replace("127.0.0.1", "localhost")
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", localhost)
        self.authenticate(LOGIN, LOGIN)
        self.connection = self.new_connection()

    # === RECORDS === #

    @classmethod
    def new_user(cls, login, groups, company=None, **values):
        """An internal user whose password is the login."""
        company = company or cls.company
        return new_test_user(
            cls.env,
            login=login,
            password=login,
            groups=f"base.group_user,{groups}" if groups else "base.group_user",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **values,
        )

    @classmethod
    def new_connection(cls, company=None, **values):
        return cls.env["accounting.bridge.connection"].create(
            {
                "company_id": (company or cls.company).id,
                "provider": cls.books.CODE,
                "client_id": "SANDBOXCLIENTID",
                "client_secret": "sandbox-client-secret",
                **values,
            }
        )

    def new_sister_company(self, currency=None):
        """Another company where the administrator works, too.

        :param currency: ISO code; None = that of the company
        """
        company = self.env["res.company"].create(
            {
                "name": "Sister",
                "currency_id": self.activate_currency(currency).id
                if currency
                else self.company.currency_id.id,
            }
        )
        self.administrator.company_ids |= company
        self.env.user.company_ids |= company
        return company

    def activate_currency(self, name):
        currency = self.env["res.currency"].search(
            [("name", "=", name), ("active", "in", (True, False))]
        )
        currency.active = True
        return currency

    # === OVER HTTP, AS THE BROWSER DOES === #

    def rpc(self, records, method, *args, **kwargs):
        """Call a public method as the logged-in user's browser would."""
        return self.rpc_model(records._name, method, records.ids, *args, **kwargs)

    def rpc_model(self, model, method, *args, **kwargs):
        """Call a public method that is about no records.

        :param str model: its name
        """
        result = self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )
        self.env.invalidate_all()
        return result

    def give_consent(self, connection=None, **answers):
        """Press Connect, answer at the provider, come back.

        :param answers: how the person at the provider answers, as
            :meth:`tests.books.base.Books.answer_consent` takes it
        :return: what the administrator is told, and the screens that open
        """
        self.books.answer_consent(**answers)
        location = self.ask_provider(connection)
        return self.come_back(location)

    def ask_provider(self, connection=None):
        """Press Connect and let the provider answer.

        :return: the address that the provider sends the browser back to
        """
        action = self.rpc(connection or self.connection, "action_connect")
        answer = requests.get(action["url"], allow_redirects=False, timeout=10)
        self.assertEqual(answer.status_code, 302, answer.text)
        return answer.headers["Location"]

    def come_back(self, location):
        parts = urlsplit(location)
        self.url_open(f"{parts.path}?{parts.query}", allow_redirects=False)
        self.env.invalidate_all()
        return self.rpc_model("accounting.bridge.consent", "take_result")

    # === READY TO SEND === #

    def connect_and_set_up(self):
        """A connection that is ready to send, with accounts and taxes mapped."""
        self.give_consent()
        self.assertEqual(self.connection.state, "connected")
        for purpose in ("sale", "purchase", "down_payment"):
            self.map_account(purpose)
        for direction in ("sale", "purchase"):
            self.map_taxes(direction, self.company_data[f"default_tax_{direction}"])
            self.map_taxes(direction, self.env["account.tax"])
        self.connection.is_set_up = True

    def map_account(self, purpose):
        account = self.books.find_account(self.connection, purpose)
        self.connection._map_account(purpose, account)

    def map_taxes(self, direction, taxes):
        """Map taxes to the code that fits, where lines bear codes at all."""
        if self.books.TAXED:
            key = self.books.TAXED if taxes else self.books.UNTAXED
            tax_code = self.books.find_tax_code(self.connection, key)
            self.connection._map_taxes(direction, taxes, tax_code)

    def new_sale_order(self, quantity=3, price=100.0, partner=None, **line_values):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.partner_a).id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.service.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            **line_values,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def new_purchase_order(self, quantity=3, price=60.0, partner=None, **values):
        order = self.env["purchase.order"].create(
            {
                "partner_id": (partner or self.partner_a).id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.service.id,
                            "product_qty": quantity,
                            "price_unit": price,
                        }
                    )
                ],
                **values,
            }
        )
        order.button_confirm()
        return order

    def make_document(self, order, **values):
        """What the dialog does when a person presses Create, all lines ticked."""
        header = order._bridge_document_values(self.connection)
        lines = order._bridge_prepare_lines(self.connection)
        document = order._bridge_create_document({**header, **values}, lines)
        self.env.flush_all()
        return document

    def send(self, documents):
        """What the dialog's second request does."""
        return self.rpc(documents, "action_send_now")

    def run_cron(self):
        """Let the connection's scheduled action run."""
        self.env.flush_all()
        self.connection.cron_id.method_direct_trigger()
        self.env.invalidate_all()

    def make_due(self, documents, minutes=0):
        """Let the time of these documents come.

        :param minutes: let so much time pass for their attempts, here and over there
        """
        if minutes:
            self.sandbox.advance_clock(minutes * 60)
            for attempt in documents.sudo().attempt_ids:
                for name in ("sent_at", "last_sent_at"):
                    attempt[name] = fields.Datetime.subtract(
                        attempt[name], minutes=minutes
                    )
        documents.sudo().next_try_at = fields.Datetime.subtract(
            fields.Datetime.now(), seconds=1
        )
        self.env.flush_all()
