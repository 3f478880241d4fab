# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from datetime import timedelta
from unittest import SkipTest

from odoo import fields
from odoo.tests import HttpCase

from .common_orders import OrdersCommon


class RealmCommon(OrdersCommon):
    """A connection to the company Alpha of a provider whose consents are each for one
    company."""

    @classmethod
    def _provider_code(cls):
        providers = cls.env["accounting.bridge.connection"]._fields["provider"]
        if "realm" not in providers.get_values(cls.env):
            raise SkipTest("The addon of the test providers is not installed.")
        return "realm"

    @classmethod
    def _provider_values(cls):
        return {
            "client_id": "app",
            "client_secret": "secret",
            "organization_id": "alpha",
            "organization_name": "Alpha",
        }

    def setUp(self):
        super().setUp()
        if not isinstance(self, HttpCase):
            # Tokens are committed before they are used. Over HTTP all is.
            self.registry_enter_test_mode()
        self._name_the_directory()
        self.assertTrue(self._consent("alpha"))

    def _name_the_directory(self):
        """The provider knows the same accounts, and the tax code for no tax."""
        # sudo: the directory is written by the bridge alone.
        connection = self.connection.sudo()
        connection.ledger_account_ids.organization_id = "alpha"
        connection.tax_code_ids.organization_id = "alpha"
        connection.tax_mapping_ids.tax_code_id = self.no_tax_code

    def _consent(self, realm, connection=None):
        """Come back from the provider with a consent for a company.

        :return: True when it was connected, False when a person is to decide
        """
        connection = connection or self.connection
        tokens = connection._provider()._exchange_code(
            connection, code=realm, code_verifier="", redirect_url="", query={}
        )
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            env = self.env(cr=cr)
            connection.with_env(env)._store_consent(tokens)
            cr.commit()  # as the real trip does; pylint: disable=invalid-commit
            trips = env["accounting.bridge.consent"]
            is_connected = trips._connect_or_drop(connection.with_env(env))
        self.env.invalidate_all()
        return is_connected

    def _new_connection(self, **values):
        return self.env["accounting.bridge.connection"].create(
            {
                "company_id": self.company.id,
                "provider": "realm",
                "client_id": "app",
                "client_secret": "secret",
                **values,
            }
        )

    def _grant(self, realm):
        # sudo: nobody reads the secrets.
        grants = self.env["accounting.bridge.grant"].sudo()
        return grants.search([("remote_user_id", "=", realm)])

    def _has_tokens(self, realm):
        grant = self._grant(realm)
        return bool(grant.access_token_encrypted or grant.refresh_token_encrypted)

    def _renewals_are(self, outcome):
        """Let the provider renew nothing: ``gone`` or ``down``; False = all is well."""
        self.env["ir.config_parameter"].sudo().set_param(
            "test_accounting_bridge.renewal", outcome
        )

    def _let_access_end(self, realm, **ends):
        """Let the access token end, and the consent in some days from now."""
        now = fields.Datetime.now()
        self._grant(realm).write(
            {
                "access_expires_at": now - timedelta(hours=1),
                **{name: now + timedelta(days=days) for name, days in ends.items()},
            }
        )

    def _books(self, kind, organization="alpha"):
        books = self.env["test.accounting.bridge.book"].sudo()
        return books.search(
            [("organization_id", "=", organization), ("kind", "=", kind)]
        )
