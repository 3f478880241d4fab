# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Accounting Bridge: faults",
    "summary": "Lets fault runs kill a sender at a chosen moment, for tests alone",
    "version": "19.0.1.0.0",
    "category": "Hidden/Tests",
    "license": "LGPL-3",
    "author": "Accounting Bridge Contributors",
    "depends": ["accounting_bridge"],
}
