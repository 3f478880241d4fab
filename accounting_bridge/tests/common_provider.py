# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from unittest import SkipTest

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

PURPOSE_OF_CLASS = {
    "revenue": "sale",
    "expense": "purchase",
    "asset": "inventory",
    "liability": "down_payment",
}


class ProviderCommon(AccountTestInvoicingCommon):
    """For tests that run with any provider: that of the hidden test addon where it is
    installed, else whichever there is. Other test addons say which one."""

    @classmethod
    def _provider_code(cls):
        providers = cls.env["accounting.bridge.connection"]._fields["provider"]
        codes = providers.get_values(cls.env)
        if not codes:
            raise SkipTest("No provider addon is installed.")
        return "test" if "test" in codes else codes[0]

    @classmethod
    def _provider_values(cls):
        """Values of the fields that the provider's addon adds to a connection."""
        return {}

    @classmethod
    def _own_number_values(cls):
        """Those with which invoices may bear the numbers of orders."""
        return {}

    @classmethod
    def _account_type(cls, account_class):
        """One of the types that the provider asks for, empty where any will do."""
        domain = cls._provider()._account_domain(PURPOSE_OF_CLASS[account_class])
        for condition in domain.iter_conditions():
            if condition.field_expr == "account_type":
                types = condition.value
                return types if isinstance(types, str) else next(iter(types))
        return ""

    @classmethod
    def _new_status(cls):
        """The status of a new document, where the setup says nothing else."""
        return cls._provider()._document_statuses()[0]

    def _needs_statuses(self):
        """For tests of a choice that not every provider leaves."""
        if len(self._provider()._document_statuses()) == 1:
            self.skipTest("This provider's documents have one status.")

    @classmethod
    def _provider(cls):
        return cls.env[f"accounting.bridge.provider.{cls._provider_code()}"]

    @classmethod
    def get_default_groups(cls):
        return (
            super().get_default_groups()
            | cls.env.ref("sales_team.group_sale_manager")
            | cls.env.ref("purchase.group_purchase_manager")
            | cls.env.ref("accounting_bridge.group_manager")
        )
