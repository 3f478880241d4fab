# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which scopes an app may ask for."""

ACCOUNTING = "com.intuit.quickbooks.accounting"
KNOWN_SCOPES = {
    ACCOUNTING,
    "com.intuit.quickbooks.payment",
    "openid",
    "profile",
    "email",
    "phone",
    "address",
}
