# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an organization is made of; nothing of it is written here."""

from .resource import Resource
from .wire import dump, envelope

_ACTIONS_OF_EVERYBODY = (
    "CreateDraftInvoice",
    "CreateDraftBill",
    "CreateDraftPurchaseOrder",
    "CreateRepeatingInvoice",
    "AttachFilesIntoInvoice",
)
_ACTIONS_OF_APPROVERS = (
    "CreateApprovedInvoice",
    "CreateApprovedBill",
    "CreateApprovedPurchaseOrder",
    "CreateInvoicePayment",
    "CreateBillPayment",
)


class Organisation(Resource):
    kind = "Organisation"

    def read(self, call, key=None, *more):
        if key == "Actions" and not more:
            return self._actions(call)
        if key:
            return super().read(call, key, *more)
        return self._answer_as(call, "Organisations", [_organization(call)])

    def _actions(self, call):
        allowed = {name: True for name in _ACTIONS_OF_EVERYBODY}
        allowed |= {name: call.user.may_approve for name in _ACTIONS_OF_APPROVERS}
        allowed["UseMulticurrency"] = call.organization.has_many_currencies
        actions = [
            {"Name": name, "Status": "ALLOWED" if may else "NOT-ALLOWED"}
            for name, may in allowed.items()
        ]
        return self._answer_as(call, "Actions", actions)

    def _answer_as(self, call, name, elements):
        return dump(envelope(name, elements, call.clock))


def _organization(call):
    organization = call.organization
    values = {
        "OrganisationID": organization.tenant_id,
        "Name": organization.name,
        "LegalName": organization.name,
        "PaysTax": True,
        "Version": organization.version,
        "OrganisationType": "COMPANY",
        "OrganisationEntityType": "COMPANY",
        "BaseCurrency": organization.currency,
        "CountryCode": organization.country,
        "IsDemoCompany": True,
        "OrganisationStatus": "ACTIVE",
        "FinancialYearEndDay": 31,
        "FinancialYearEndMonth": 12,
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "PeriodLockDate": organization.period_lock_date,
        "EndOfYearLockDate": organization.end_of_year_lock_date,
        "Timezone": organization.timezone,
        "ShortCode": organization.short_code,
        "Class": "DEMO",
        "Edition": "BUSINESS",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    return {name: value for name, value in values.items() if value is not None}


class Accounts(Resource):
    kind = "Accounts"
    id_field = "AccountID"
    number_field = "Code"
    knows_modified_since = True
    fields = (
        "AccountID",
        "Code",
        "Name",
        "Status",
        "Type",
        "TaxType",
        "Class",
        "SystemAccount",
        "EnablePaymentsToAccount",
        "UpdatedDateUTC",
    )


class TaxRates(Resource):
    kind = "TaxRates"
    id_field = "TaxType"
    fields = ("Name", "TaxType", "Status", "ReportTaxType", "EffectiveRate")

    def find(self, store, key):
        return store.get(self.kind, key.upper())


class Currencies(Resource):
    kind = "Currencies"
    id_field = "Code"
    fields = ("Code",)

    def read(self, call, key=None, *more):
        currencies = [
            {"Code": code, "Description": DESCRIPTIONS.get(code, code)}
            for code in call.organization.currencies
        ]
        return self.answer(call, currencies)


DESCRIPTIONS = {
    "USD": "United States Dollar",
    "EUR": "Euro",
    "GBP": "British Pound",
    "AUD": "Australian Dollar",
    "NZD": "New Zealand Dollar",
}
