# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixed values of QuickBooks Online, one place for each."""

#: The scope that covers all that the bridge does.
SCOPES = ("com.intuit.quickbooks.accounting",)
