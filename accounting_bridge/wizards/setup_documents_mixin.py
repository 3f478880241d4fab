# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from odoo import models


class AccountingBridgeSetupDocumentsMixin(models.AbstractModel):
    """The first step of the setup: what new documents are given over there."""

    _name = "accounting.bridge.setup.documents.mixin"
    _description = "Setup of new documents"

    def _statuses_allowed(self, right):
        """The statuses that new documents may be given: what the provider knows, and
        approved only if the connecting user may approve over there."""
        connection = self.connection_id
        statuses = connection._provider()._document_statuses()
        if connection._has_right(right) or len(statuses) == 1:
            return list(statuses)
        return [status for status in statuses if status != "approved"]

    def _explain_only_status(self):
        """What becomes of every document where there is nothing to choose."""
        statuses = self.connection_id._provider()._document_statuses()
        if len(statuses) > 1:
            return False
        if statuses == ("approved",):
            return self.env._(
                "%s keeps no drafts of invoices and bills: each counts in the books as "
                "soon as it is sent.",
                self.provider_name,
            )
        return self.env._(
            "New invoices and bills arrive as: %s.", self._status_label(statuses[0])
        )

    def _explain_approval(self):
        """Who sends approved documents, where approved is one choice of several."""
        chosen = (self.invoice_status, self.bill_status)
        if self.only_status_text or "approved" not in chosen:
            return False
        return self.env._(
            "Approved documents count in the books at once. Only users of the group "
            "“Send approved documents” send them approved; everyone else's arrive as: "
            "%s.",
            self._status_label(self.connection_id._lowered_status()),
        )

    def _status_label(self, status):
        field = self._fields["invoice_status"]
        return dict(field._description_selection(self.env))[status]

    def _explain_only_number_policy(self):
        """Who numbers invoices where there is nothing to choose."""
        policies = self.connection_id._provider()._number_policies(self.connection_id)
        if len(policies) > 1:
            return False
        if policies == ("provider",):
            return self.env._("%s numbers the invoices.", self.provider_name)
        return self.env._(
            "%s leaves the numbers to Odoo: an invoice bears the number of its order.",
            self.provider_name,
        )

    def _missing_for_documents(self):
        statuses = (
            (self.invoice_status, self.allowed_invoice_statuses),
            (self.bill_status, self.allowed_bill_statuses),
        )
        for status, allowed in statuses:
            if status not in (allowed or "").split():
                return self.env._(
                    "The user who connected %s may not approve there. Choose another "
                    "status.",
                    self.organization_name,
                )
        return False
