# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Accounting Bridge: Xero tests",
    "summary": "The whole way from an order to the sandbox Xero",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "LGPL-3",
    "author": "Accounting Bridge Contributors",
    "depends": ["accounting_bridge_xero", "sale_stock", "purchase_stock"],
}
