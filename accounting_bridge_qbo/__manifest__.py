# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Accounting Bridge for QuickBooks Online",
    "summary": "Invoices, bills and contacts in QuickBooks, from orders and partners",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Accounting Bridge Contributors",
    "depends": ["accounting_bridge"],
    "external_dependencies": {
        "python": ["intuit-oauth>=1.2.6", "python-quickbooks>=0.9.12", "requests"],
    },
    "data": [
        "views/accounting_bridge_connection_views.xml",
        "wizards/setup_views.xml",
    ],
}
