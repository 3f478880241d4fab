# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

import sys
from pathlib import Path
from urllib.parse import urlsplit

import requests

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

REPOSITORY = Path(__file__).resolve().parents[4]
if str(REPOSITORY) not in sys.path:
    sys.path.append(str(REPOSITORY))

from tests.sandbox import XeroSandbox  # noqa: E402

BASE_URL_PARAMETER = "accounting_bridge_xero.base_url"
ORGANIZATION = "Demo Company (US)"


@tagged("post_install", "-at_install")
class XeroCase(AccountTestInvoicingCommon, HttpCase):
    """A company in USD, the sandbox Xero over real HTTP, and an administrator of the
    bridge who is logged in over real HTTP as well."""

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
        cls.sandbox = cls.enterClassContext(XeroSandbox())
        cls.company = cls.company_data["company"]
        # A service that is invoiced and billed as ordered.
        cls.service = cls.env["product.product"].create(
            {
                "name": "Consulting",
                "type": "service",
                "invoice_policy": "order",
                "purchase_method": "purchase",
                "taxes_id": [(6, 0, cls.company_data["default_tax_sale"].ids)],
                "supplier_taxes_id": [
                    (6, 0, cls.company_data["default_tax_purchase"].ids)
                ],
            }
        )
        cls.administrator = new_test_user(
            cls.env,
            name="Alex Administrator",
            login="bridge_administrator",
            password="bridge_administrator",
            groups="base.group_user,accounting_bridge.group_manager,"
            "sales_team.group_sale_manager,purchase.group_purchase_manager,"
            "account.group_account_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )
        cls.env["ir.config_parameter"].sudo().set_param(
            BASE_URL_PARAMETER, cls.sandbox.url
        )

    def setUp(self):
        super().setUp()
        self.sandbox.reset()
        self.sandbox.set_limits(minute_limit=None)
        # Xero takes http://localhost as a redirect address, not 127.0.0.1.
        localhost = self.base_url().replace("127.0.0.1", "localhost")
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", localhost)
        self.authenticate("bridge_administrator", "bridge_administrator")
        self.connection = self._new_connection()

    @classmethod
    def _new_connection(cls, company=None, **values):
        return cls.env["accounting.bridge.connection"].create(
            {
                "company_id": (company or cls.company).id,
                "provider": "xero",
                "client_id": "SANDBOXCLIENTID",
                "client_secret": "sandbox-client-secret",
                **values,
            }
        )

    # === OVER HTTP, AS THE BROWSER DOES === #

    def rpc(self, records, method, *args, **kwargs):
        """Call a public method as the logged-in user's browser would."""
        result = self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": records._name,
                "method": method,
                "args": [records.ids, *args],
                "kwargs": kwargs,
            },
        )
        self.env.invalidate_all()
        return result

    def give_consent(self, connection=None, **consent):
        """Press Connect, answer at the provider, come back.

        :param consent: how the person at the sandbox answers
        :return: what the administrator is told, and the screens that open
        """
        consent.setdefault("answer", "allow")
        consent.setdefault("tenants", [ORGANIZATION])
        self.sandbox.set_consent(**consent)
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
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw",
            {
                "model": "accounting.bridge.consent",
                "method": "take_result",
                "args": [],
                "kwargs": {},
            },
        )

    # === READY TO SEND === #

    def connect_and_set_up(self):
        """A connection that is ready to send, with accounts and taxes mapped."""
        self.give_consent()
        self.assertEqual(self.connection.state, "connected")
        self.map_account("sale", "200")
        self.map_account("purchase", "310")
        self.map_account("down_payment", "835")
        taxed = self.company_data["default_tax_sale"]
        self.connection._map_taxes("sale", taxed, self.tax_code("TAX001"))
        taxed = self.company_data["default_tax_purchase"]
        self.connection._map_taxes("purchase", taxed, self.tax_code("TAX001"))
        untaxed = self.env["account.tax"]
        self.connection._map_taxes("sale", untaxed, self.tax_code("NONE"))
        self.connection._map_taxes("purchase", untaxed, self.tax_code("NONE"))
        self.connection.is_set_up = True

    def map_account(self, purpose, code):
        account = self.connection.ledger_account_ids.filtered(
            lambda account: account.code == code
        )
        self.assertEqual(len(account), 1)
        self.connection._map_account(purpose, account)

    def tax_code(self, key):
        tax_code = self.connection.tax_code_ids.filtered(
            lambda tax_code: tax_code.remote_key == key
        )
        self.assertEqual(len(tax_code), 1)
        return tax_code

    def new_sale_order(self, quantity=3, price=100.0, partner=None, **line_values):
        order = self.env["sale.order"].create(
            {
                "partner_id": (partner or self.partner_a).id,
                "company_id": self.company.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.service.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            **line_values,
                        },
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
                    (
                        0,
                        0,
                        {
                            "product_id": self.service.id,
                            "product_qty": quantity,
                            "price_unit": price,
                        },
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

    def api_calls(self, method=None):
        return self.sandbox.calls(method=method, path="/api.xro/")
