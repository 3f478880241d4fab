# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Accounting Bridge: test provider",
    "summary": "A provider whose books are rows of this database, for tests alone",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "LGPL-3",
    "author": "Accounting Bridge Contributors",
    "depends": ["accounting_bridge", "sale_stock", "purchase_stock"],
    "data": ["security/ir.model.access.csv"],
}
