# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The books of a company of the pretend QuickBooks, without the way over HTTP: what
becomes of a body, by an arithmetic that shares nothing with the addon's."""

import json
import sys
from pathlib import Path

from odoo.addons.accounting_bridge.tools.wire import loads, records_of
from odoo.addons.accounting_bridge_qbo.tools import directory
from odoo.addons.accounting_bridge_qbo.tools.translate_documents import DocumentOptions


def new_sandbox():
    """A pretend QuickBooks, not yet started. It lives beside the addons."""
    root = str(Path(__file__).resolve().parents[2])
    if root not in sys.path:
        sys.path.insert(0, root)
    from tests.sandbox.qbo import QboSandbox

    return QboSandbox()


class Books:
    """:param str key: ``us``, ``ca`` or ``uk``
    :param settings: of the company
    """

    def __init__(self, key, **settings):
        sandbox = new_sandbox()
        sandbox.empty()
        if settings:
            sandbox.configure(key, **settings)
        self._company = sandbox.state.find_company(key)
        self._keys = {}

    # === WRITING === #

    def send(self, body):
        """What the company answers to a batch.

        :rtype: list[dict]
        """
        items = loads(body)["BatchItemRequest"]
        return _as_json([self._answer(item) for item in reversed(items)])

    def _answer(self, item):
        from tests.sandbox.qbo.accounting.wire import fault_body
        from tests.sandbox.qbo.accounting.writes import write
        from tests.sandbox.qbo.errors import QboFault

        ((entity, record),) = (
            (name, value) for name, value in item.items() if isinstance(value, dict)
        )
        try:
            made = write(self._company, entity, item["operation"], record, frozenset())
        except QboFault as fault:
            return {"bId": item["bId"], "Fault": fault_body(fault)}
        return {"bId": item["bId"], entity: made}

    # === READING === #

    def records(self, query):
        """What the company answers to a query."""
        from tests.sandbox.qbo.accounting.query import run_query

        entity = query.split(" FROM ")[1].split()[0]
        return records_of(_as_json(run_query(self._company, query)), entity)

    def record(self, entity, name):
        """A record by its name."""
        for record in self.records(f"SELECT * FROM {entity} MAXRESULTS 1000"):
            if name in (record.get("DisplayName"), record.get("Name")):
                return record
        raise KeyError(name)

    def key(self, entity, name):
        if (entity, name) not in self._keys:
            self._keys[entity, name] = self.record(entity, name)["Id"]
        return self._keys[entity, name]

    # === SETTINGS === #

    def organization(self):
        (info,) = self.records("SELECT * FROM CompanyInfo")
        (preferences,) = self.records("SELECT * FROM Preferences")
        return directory.organization(info, preferences)

    def tax_codes(self):
        """:rtype: list[RemoteTaxCode]"""
        rates = self.records("SELECT * FROM TaxRate MAXRESULTS 1000")
        rates = {record["Id"]: record for record in rates}
        codes = self.records("SELECT * FROM TaxCode MAXRESULTS 1000")
        return [directory.tax_code(record, rates) for record in codes]

    def options(self, **values):
        """What of the company decides how documents travel."""
        facts = self.organization()
        accounts = self.records("SELECT * FROM Account MAXRESULTS 1000")
        defaults = {
            "country_is_us": facts.country_code == "US",
            "sales_tax": facts.own_values["qbo_sales_tax"],
            "is_multicurrency": facts.own_values["qbo_is_multicurrency"],
            "home_currency": facts.base_currency,
            "has_custom_numbers": facts.own_values["qbo_has_custom_numbers"],
            "tax_rates": {
                code.remote_key: code.own_values["qbo_rates"]
                for code in self.tax_codes()
            },
            "payable_accounts": directory.payable_accounts(
                accounts, facts.base_currency
            ),
        }
        return DocumentOptions(**{**defaults, **values})


def _as_json(value):
    """As it is after the way over HTTP."""
    from tests.sandbox.qbo.accounting.wire import plain

    return loads(json.dumps(plain(value)))
