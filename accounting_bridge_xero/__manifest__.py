# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Accounting Bridge for Xero",
    "summary": "Invoices, bills and contacts in Xero, from orders and partners",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Accounting Bridge Contributors",
    "depends": ["accounting_bridge"],
    "external_dependencies": {
        "python": ["requests", "urllib3!=2.6.0", "xero-python>=15.2.0"]
    },
}
