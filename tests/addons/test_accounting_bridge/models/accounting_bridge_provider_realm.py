# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from dataclasses import replace
from datetime import timedelta

from odoo import fields, models

from odoo.addons.accounting_bridge.exceptions import Reconnect, TryAgain
from odoo.addons.accounting_bridge.tools.payloads import (
    CallRecord,
    RemoteOrganizationChoice,
    TokenSet,
)

#: The system parameter that says how renewals end: "gone", "down", or by a fault of
#: our own in the renewal of a company: "broken alpha".
RENEWAL_PARAMETER = "test_accounting_bridge.renewal"

#: The system parameter that names lists that can't be read, as "items", or not be
#: understood, as "broken_items".
LIST_PARAMETER = "test_accounting_bridge.list"


class AccountingBridgeProviderRealm(models.AbstractModel):
    """The test provider's books, where a consent is for one company alone, which is
    named by the code that comes back. Its tokens reach no other company.

    There are no drafts, and invoices bear the order's number. The company ``foreign``
    keeps its books in another currency than the one connected.
    """

    _name = "accounting.bridge.provider.realm"
    _inherit = "accounting.bridge.provider.test"
    _description = "Test provider of single companies"

    def _label(self):
        return "Realmbooks"

    def _document_statuses(self):
        return ("approved",)

    def _number_policies(self, connection):
        return ("order",)

    def _uses_items(self, connection, document_type):
        return document_type == "invoice"

    # === CONSENT === #

    def _exchange_code(self, connection, *, code, code_verifier, redirect_url, query):
        return self._realm_tokens(code, 1)

    def _refresh_tokens(self, credentials, refresh_token, on_call=None):
        # sudo: the test's own parameter.
        parameters = self.env["ir.config_parameter"].sudo()
        renewal = parameters.get_param(RENEWAL_PARAMETER)
        if renewal == "gone":
            raise Reconnect("The consent was taken back.", is_consent_gone=True)
        if renewal == "down":
            raise TryAgain("Realmbooks is down.")
        realm, _blank, generation = refresh_token.rpartition(" ")
        if renewal == f"broken {realm}":
            raise ZeroDivisionError("a fault of the provider's addon")
        if on_call:
            on_call(CallRecord("POST", "/token", 200, 0.1))
        return self._realm_tokens(realm, int(generation) + 1)

    def _realm_tokens(self, realm, generation):
        now = fields.Datetime.now()
        return TokenSet(
            access_token=f"access {realm} {generation}",
            refresh_token=f"{realm} {generation}",
            access_expires_at=now + timedelta(minutes=30),
            consent_expires_at=now + timedelta(days=100),
            # Not every answer tells it.
            consent_ends_at=now + timedelta(days=1825) if generation == 1 else None,
            scopes=("books",),
            user_id=realm,
            user_name="Rita Realm",
            consent_id=realm,
        )

    def _list_organizations(self, connection, access_token, consent_id):
        realm = consent_id or connection.organization_id
        self._check_reach(access_token, realm)
        return [RemoteOrganizationChoice(realm, realm.title())]

    def _disconnect_organization(self, connection):
        self._check_reach(connection._access_token(), connection.organization_id)
        self._add(connection, "cut", {})

    # === DIRECTORY === #

    def _pull_organization(self, connection):
        realm = connection.organization_id
        self._check_reach(connection._access_token(), realm)
        facts = super()._pull_organization(connection)
        currency = "XXX" if realm == "foreign" else facts.base_currency
        return replace(facts, name=realm.title(), base_currency=currency)

    def _pull_tax_codes(self, connection):
        self._check_list("tax_codes")
        return super()._pull_tax_codes(connection)

    def _pull_contacts(self, connection, since=None, timeout=None, cursor=""):
        self._check_list("contacts")
        return super()._pull_contacts(connection, since, timeout, cursor)

    def _pull_items(self, connection, since=None, timeout=None):
        self._check_list("items")
        self._check_reach(connection._access_token(), connection.organization_id)
        yield []

    def _check_list(self, name):
        # sudo: the test's own parameter.
        parameters = self.env["ir.config_parameter"].sudo()
        names = (parameters.get_param(LIST_PARAMETER) or "").split()
        if name in names:
            raise TryAgain("Realmbooks is down.")
        if f"broken_{name}" in names:
            raise ZeroDivisionError("a fault of the provider's addon")

    def _check_reach(self, access_token, realm):
        if f" {realm} " not in access_token:
            raise Reconnect("The tokens are for another company.")
