# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Accounting Bridge: tests of the providers",
    "summary": "The whole way from an order to each sandbox, from one body of tests",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "LGPL-3",
    "author": "Accounting Bridge Contributors",
    "depends": [
        "accounting_bridge_qbo",
        "accounting_bridge_xero",
        "sale_stock",
        "purchase_stock",
    ],
}
